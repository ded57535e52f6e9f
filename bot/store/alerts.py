"""Messages that staff were sent about letters and questions, which say later what became of them.

A trigger marks those that are out of date, whenever such a letter or question changes or goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from sqlite_utils import Database

from bot.messages import Chat
from bot.store import inbox, letters
from bot.store.inbox import Cluster
from bot.store.letters import Letter

_LETTER, _QUESTION = "letter", "question"


class Kind(StrEnum):
    """What it tells."""

    LETTERS = "letters"
    QUESTIONS = "questions"
    LATE = "late"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Matters:
    """What an alert is about, in its order. `gone` are the numbers of letters, and `lost` how many
    questions, that have been deleted since it was sent."""

    letters: Sequence[Letter] = ()
    questions: Sequence[Cluster] = ()
    gone: Sequence[str] = ()
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """`message` is the channel's own id of it in `chat`."""

    id: int
    kind: Kind
    chat: Chat
    message: str


def keep(db: Database, *, kind: Kind, chat: Chat, message: str, about: Matters) -> None:
    """Keep what was sent; where something changed on its way, it is out of date already."""
    row = {"kind": kind.value, "channel": chat.channel, "chat_id": chat.id, "message": message}
    alert_id = cast(int, db.table("alerts").insert(row | {"is_stale": 0}).last_pk)
    subjects = [f"{_LETTER}:{one.receipt}" for one in about.letters]
    subjects += [f"{_QUESTION}:{one.id}" for one in about.questions]
    for subject in subjects:
        db.execute("INSERT INTO alert_subjects VALUES (?, ?)", [alert_id, subject])
    told(db, alert_id=alert_id, message=message, about=about)


def stale(db: Database, *, limit: int) -> list[Alert]:
    """Those that are out of date, the oldest first."""
    rows = db.query("SELECT * FROM alerts WHERE is_stale ORDER BY id LIMIT ?", [limit])
    return [
        Alert(row["id"], Kind(row["kind"]), Chat(row["channel"], row["chat_id"]), row["message"])
        for row in rows
    ]


def matters(db: Database, *, alert_id: int) -> Matters:
    """What it is about, as that is now."""
    receipts, ids = _subjects(db, alert_id)
    found = {one.receipt: one for one in letters.texts(db, receipts=receipts)}
    clusters = [inbox.get(db, cluster_id=one) for one in ids]
    left = [one for one in clusters if one]
    return Matters(
        letters=[found[one] for one in receipts if one in found],
        questions=left,
        gone=[one for one in receipts if one not in found],
        lost=len(clusters) - len(left),
    )


def told(db: Database, *, alert_id: int, message: str, about: Matters) -> None:
    """It says this now. It is forgotten where there is nothing left that could change."""
    now = matters(db, alert_id=alert_id)
    if not (now.letters or now.questions) and now == about:
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


def _subjects(db: Database, alert_id: int) -> tuple[list[str], list[int]]:
    """The numbers of its letters and of its questions."""
    rows = db.execute(
        "SELECT subject FROM alert_subjects WHERE alert_id = ? ORDER BY rowid", [alert_id]
    )
    named = [row[0].partition(":") for row in rows.fetchall()]
    receipts = [name for kind, _, name in named if kind == _LETTER]
    return receipts, [int(name) for kind, _, name in named if kind == _QUESTION]


def _states(about: Matters) -> list[object]:
    """What a message tells of each, as the triggers watch it."""
    return [
        *(
            (one.receipt, one.text, one.category, one.assigned, one.replied_by, one.closed_at)
            for one in about.letters
        ),
        *((one.id, one.state) for one in about.questions),
    ]
