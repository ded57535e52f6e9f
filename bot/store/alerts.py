"""Messages that staff were sent about letters, questions, drafts and campaigns, which say later
what became of them.

A trigger marks those that are out of date, whenever one of these changes or goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from sqlite_utils import Database

from bot.messages import Chat
from bot.store import campaigns, drafts, inbox, letters
from bot.store.campaigns import Campaign, Change
from bot.store.drafts import Draft
from bot.store.inbox import Cluster
from bot.store.letters import Letter

_LETTER, _QUESTION, _WORDS = "letter", "question", "words"
_DRAFT, _CAMPAIGN, _DOUBT = "draft", "campaign", "doubt"


class Kind(StrEnum):
    """What it tells."""

    LETTERS = "letters"
    QUESTIONS = "questions"
    LATE = "late"
    GIVEN = "given"
    DAILY = "daily"
    WEEKLY = "weekly"
    DRAFT = "draft"
    CAMPAIGN = "campaign"
    DOUBT = "doubt"


class Doubt(StrEnum):
    """What only a person can know."""

    DATE = "date"
    COPY = "copy"


_HISTORY = (Kind.DAILY, Kind.WEEKLY)
"""These say how things stood on their day; only what is deleted goes from them."""
_SETTLED = (
    campaigns.State.SCHEDULED,
    campaigns.State.SENDING,
    campaigns.State.DONE,
    campaigns.State.CANCELLED,
)
"""Of these campaigns nobody is asked anything any more."""


@dataclass(frozen=True, slots=True)
class Matters:
    """What an alert is about, in its order. `gone` are the numbers of letters, and `lost` how many
    questions, that have been deleted since it was sent; `changes` what was done last with each of
    the campaigns. `doubts` are those that nobody has settled."""

    letters: Sequence[Letter] = ()
    questions: Sequence[Cluster] = ()
    gone: Sequence[str] = ()
    lost: int = 0
    drafts: Sequence[Draft] = ()
    campaigns: Sequence[Campaign] = ()
    changes: Sequence[Change] = ()
    doubts: Sequence[Doubt] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """`message` is the channel's own id of it in `chat`; `said` what stays of it, whatever becomes
    of its matters."""

    id: int
    kind: Kind
    chat: Chat
    message: str
    said: str


def keep(
    db: Database, *, kind: Kind, chat: Chat, message: str, about: Matters, said: str = ""
) -> None:
    """Keep what was sent; where something changed on its way, it is out of date already."""
    row = {"kind": kind.value, "channel": chat.channel, "chat_id": chat.id, "message": message}
    row |= {"said": said}
    alert_id = cast(int, db.table("alerts").insert(row | {"is_stale": 0}).last_pk)
    asked = _WORDS if kind in _HISTORY else _QUESTION
    subjects = [f"{_LETTER}:{one.receipt}" for one in about.letters]
    subjects += [f"{asked}:{one.id}" for one in about.questions]
    subjects += [f"{_DRAFT}:{one.id}" for one in about.drafts]
    subjects += [f"{_CAMPAIGN}:{one.id}" for one in about.campaigns]
    subjects += [_subject(one) for one in about.doubts]
    for subject in subjects:
        db.execute("INSERT INTO alert_subjects VALUES (?, ?)", [alert_id, subject])
    told(db, alert_id=alert_id, message=message, about=about)


def settle(db: Database, *, doubt: Doubt) -> None:
    """Somebody has said what it is: nobody else is asked any more."""
    subject = _subject(doubt)
    db.execute(
        "UPDATE alerts SET is_stale = 1 WHERE id IN"
        " (SELECT alert_id FROM alert_subjects WHERE subject = ?)",
        [subject],
    )
    db.execute("DELETE FROM alert_subjects WHERE subject = ?", [subject])


def stale(db: Database, *, limit: int) -> list[Alert]:
    """Those that are out of date, the oldest first."""
    rows = db.query("SELECT * FROM alerts WHERE is_stale ORDER BY id LIMIT ?", [limit])
    return [
        Alert(
            row["id"],
            Kind(row["kind"]),
            Chat(row["channel"], row["chat_id"]),
            row["message"],
            row["said"],
        )
        for row in rows
    ]


def matters(db: Database, *, alert_id: int) -> Matters:
    """What it is about, as that is now."""
    names = _subjects(db, alert_id)
    receipts = names[_LETTER]
    found = {one.receipt: one for one in letters.texts(db, receipts=receipts)}
    asked = [*names[_QUESTION], *names[_WORDS]]
    clusters = [inbox.get(db, cluster_id=int(one)) for one in asked]
    left = [one for one in clusters if one]
    written = [drafts.get(db, draft_id=int(one)) for one in names[_DRAFT]]
    planned = [campaigns.get(db, campaign_id=int(one)) for one in names[_CAMPAIGN]]
    notices = [one for one in planned if one]
    return Matters(
        letters=[found[one] for one in receipts if one in found],
        questions=left,
        gone=[one for one in receipts if one not in found],
        lost=len(clusters) - len(left),
        drafts=[one for one in written if one],
        campaigns=notices,
        changes=[campaigns.record_of(db, campaign_id=one.id)[-1] for one in notices],
        doubts=[Doubt(one) for one in names[_DOUBT]],
    )


def told(db: Database, *, alert_id: int, message: str, about: Matters) -> None:
    """It says this now. It is forgotten where there is nothing left that could change."""
    now = matters(db, alert_id=alert_id)
    if _is_settled(now) and _states(now) == _states(about):
        drop(db, alert_id=alert_id)
        return
    db.execute(
        "UPDATE alerts SET message = ?, is_stale = ? WHERE id = ?",
        [message, _states(now) != _states(about), alert_id],
    )


def drop(db: Database, *, alert_id: int) -> None:
    """Its message is no more, or can't be changed."""
    db.execute("DELETE FROM alert_subjects WHERE alert_id = ?", [alert_id])
    db.execute("DELETE FROM alerts WHERE id = ?", [alert_id])


def _subjects(db: Database, alert_id: int) -> dict[str, list[str]]:
    """The numbers of what it is about, by what they are numbers of."""
    rows = db.execute(
        "SELECT subject FROM alert_subjects WHERE alert_id = ? ORDER BY rowid", [alert_id]
    )
    names: dict[str, list[str]] = {
        kind: [] for kind in (_LETTER, _QUESTION, _WORDS, _DRAFT, _CAMPAIGN, _DOUBT)
    }
    for (subject,) in rows.fetchall():
        kind, _, name = subject.partition(":")
        names[kind].append(name)
    return names


def _is_settled(about: Matters) -> bool:
    """Whether nothing is left that could change, or that anybody is asked to do."""
    return not (
        about.letters
        or about.questions
        or about.doubts
        or any(one.state is drafts.State.IN_REVIEW for one in about.drafts)
        or any(one.state not in _SETTLED for one in about.campaigns)
    )


def _states(about: Matters) -> list[object]:
    """What a message tells of each, as the triggers watch it."""
    return [
        *(
            (one.receipt, one.text, one.category, one.assigned, one.replied_by, one.closed_at)
            for one in about.letters
        ),
        *((one.id, one.state, one.question) for one in about.questions),
        *((one.id, one.state, one.version) for one in about.drafts),
        *((one.id, one.state, one.version) for one in about.campaigns),
        *about.gone,
        about.lost,
        *about.doubts,
    ]


def _subject(doubt: Doubt) -> str:
    return f"{_DOUBT}:{doubt}"
