"""Letters (留言) from citizens to staff: kept until they expire or the citizen says /forget."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from bot.messages import Chat
from bot.store import signs
from bot.store.attempts import may_try

_DIGITS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0/O and 1/I/L: a receipt is read out on the telephone."""

SAME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Letter:
    """`receipt` is the number told to people; `token` opens the private page; `due_on` is the day
    by which staff mean to answer, where the bureau is."""

    receipt: str
    token: str
    written_at: datetime
    question: str
    text: str
    reply: str | None
    category: str = ""
    assigned: str = ""
    chat: Chat | None = None
    attempts: int = 0
    replied_at: datetime | None = None
    replied_by: str = ""
    closed_why: str = ""
    closed_at: datetime | None = None
    sending: str = ""
    due_on: date | None = None
    handed_to: str = ""
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A letter in a list: nobody's words."""

    receipt: str
    category: str
    written_at: datetime
    assigned: str
    due_on: date | None
    handed_to: str
    is_answered: bool
    is_closed: bool


class Sending(StrEnum):
    """What became of a reply on its way to the chat."""

    NONE = ""  # it is read on the receipt's page
    PENDING = "pending"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    KEPT = "kept"  # they can't be reached now, and get it when they are here again


def write(
    db: Database,
    *,
    chat: Chat,
    asker: str,
    question: str,
    text: str,
    written_at: datetime,
    kept: timedelta,
    category: str = "",
    due_on: date | None = None,
) -> Letter:
    """Store a letter under a new receipt number, `YYMMDD-XXXXXX`: the date of `written_at` in the
    zone it is given in. The same words from the same person within minutes are the same letter:
    a button pressed twice, or a message heard again after a crash."""
    rows = db.query(
        "SELECT * FROM letters WHERE asker = ? AND text = ? AND category = ?"
        " AND written_at BETWEEN ? AND ? AND closed_at IS NULL ORDER BY written_at DESC LIMIT 1",
        [
            *(asker, text, category),
            *(at.astimezone(UTC).isoformat() for at in (written_at - SAME, written_at + SAME)),
        ],
    )
    if before := next(iter(list(rows)), None):
        return _letter(before)
    # A clock set back far would have it expire with the moment that it is set right.
    since = max(written_at, signs.clock(db) or written_at)
    suffix = "".join(secrets.choice(_DIGITS) for _ in range(6))
    letter = Letter(
        receipt=f"{written_at:%y%m%d}-{suffix}",
        token=secrets.token_urlsafe(24),
        written_at=written_at,
        question=question,
        text=text,
        reply=None,
        category=category,
        chat=chat,
        due_on=due_on,
    )
    db.table("letters").insert(
        {
            "receipt": letter.receipt,
            "token": letter.token,
            "written_at": written_at.astimezone(UTC).isoformat(),
            "expires_at": (since + kept).astimezone(UTC).isoformat(),
            "channel": chat.channel,
            "chat_id": chat.id,
            "asker": asker,
            "question": question,
            "text": text,
            "category": category,
            "due_on": due_on.isoformat() if due_on else None,
        }
    )
    return letter


def by_token(db: Database, *, token: str, now: datetime) -> Letter | None:
    """The letter behind a private page; None where there is none or it has expired."""
    rows = list(
        db.query(
            "SELECT * FROM letters WHERE token = ? AND expires_at > ?", [token, now.isoformat()]
        )
    )
    if not rows:
        return None
    return _letter(rows[0])


def keep_word(db: Database, *, receipt: str, word: str) -> None:
    """What opens it again with its number, hashed."""
    db.execute("UPDATE letters SET word = ? WHERE receipt = ?", [word, receipt])


def word_of(db: Database, *, receipt: str, now: datetime) -> str | None:
    """The hash of its word; None where there is no such letter, or it has none."""
    rows = db.query(
        "SELECT word FROM letters WHERE receipt = ? AND expires_at > ? AND word <> ''",
        [receipt, now.isoformat()],
    )
    return next((row["word"] for row in rows), None)


def add(db: Database, *, token: str, text: str, mark: str, most: int) -> bool:
    """Add to its words; staff are told of it again. False where it is closed, or has `most` times
    this mark of an addition."""
    done = db.execute(
        "UPDATE letters SET text = text || :text, told_at = NULL WHERE token = :token"
        " AND closed_at IS NULL"
        " AND length(text) - length(replace(text, :mark, '')) < length(:mark) * :most",
        {"text": text, "token": token, "mark": mark, "most": most},
    )
    return done.rowcount == 1


def get(db: Database, *, receipt: str) -> Letter | None:
    rows = list(db.query("SELECT * FROM letters WHERE receipt = ?", [receipt]))
    return _letter(rows[0]) if rows else None


def unfinished(db: Database, *, limit: int, skip: int = 0) -> list[Letter]:
    """Those not closed: first those without a reply, the oldest first."""
    rows = db.query(
        "SELECT * FROM letters WHERE closed_at IS NULL"
        " ORDER BY replied_at IS NOT NULL, written_at LIMIT ? OFFSET ?",
        [limit, skip],
    )
    return [_letter(row) for row in rows]


def lines(db: Database) -> list[Line]:
    """All that are kept: first those without a reply, by their day; last those closed."""
    rows = db.query(
        "SELECT receipt, category, written_at, assigned, due_on, handed_to, replied_at, closed_at"
        " FROM letters ORDER BY closed_at IS NOT NULL, replied_at IS NOT NULL, closed_at DESC,"
        " coalesce(due_on, written_at), written_at"
    )
    return [
        Line(
            receipt=row["receipt"],
            category=row["category"],
            written_at=datetime.fromisoformat(row["written_at"]),
            assigned=row["assigned"],
            due_on=_day(row["due_on"]),
            handed_to=row["handed_to"],
            is_answered=row["replied_at"] is not None,
            is_closed=row["closed_at"] is not None,
        )
        for row in rows
    ]


def texts(db: Database, *, receipts: Sequence[str]) -> list[Letter]:
    """These letters, in any order."""
    marks = ", ".join("?" * len(receipts))
    query = f"SELECT * FROM letters WHERE receipt IN ({marks})"  # noqa: S608 - marks alone
    return [_letter(row) for row in db.query(query, list(receipts))]


def unanswered(db: Database) -> int:
    return db.table("letters").count_where("replied_at IS NULL AND closed_at IS NULL")


def due(db: Database, *, first: date = date.min, last: date = date.max) -> int:
    """How many without an answer are to have one within these days."""
    return db.table("letters").count_where(
        "replied_at IS NULL AND closed_at IS NULL AND due_on >= ? AND due_on <= ?",
        [first.isoformat(), last.isoformat()],
    )


def closed(db: Database, *, limit: int, skip: int = 0) -> list[Letter]:
    """Those closed, the last one first."""
    rows = db.query(
        "SELECT * FROM letters WHERE closed_at IS NOT NULL"
        " ORDER BY closed_at DESC LIMIT ? OFFSET ?",
        [limit, skip],
    )
    return [_letter(row) for row in rows]


def assign(db: Database, *, letter: Letter, to: str, by: str) -> bool:
    """Whoever takes a letter knows that it is theirs; another has to be told. False where it is
    somebody else's by now than this letter says, or closed."""
    done = db.execute(
        "UPDATE letters SET assigned = ?, assignee_told = ?"
        " WHERE receipt = ? AND assigned = ? AND closed_at IS NULL",
        [to, int(to == by), letter.receipt, letter.assigned],
    )
    return done.rowcount == 1


def newly_assigned(db: Database) -> list[Letter]:
    """Those whose assignee hasn't been told."""
    rows = db.query(
        "SELECT * FROM letters WHERE assigned <> '' AND assignee_told = 0 AND closed_at IS NULL"
    )
    return [_letter(row) for row in rows]


def assignee_told(db: Database, *, letter: Letter) -> None:
    db.execute(
        "UPDATE letters SET assignee_told = 1 WHERE receipt = ? AND assigned = ?",
        [letter.receipt, letter.assigned],
    )


def classify(db: Database, *, receipt: str, category: str) -> None:
    db.execute("UPDATE letters SET category = ? WHERE receipt = ?", [category, receipt])


def set_due(db: Database, *, receipt: str, day: date) -> None:
    db.execute("UPDATE letters SET due_on = ? WHERE receipt = ?", [day.isoformat(), receipt])


def answer(
    db: Database,
    *,
    letter: Letter,
    reply: str,
    by: str,
    now: datetime,
    sending: Sending,
) -> bool:
    """A later reply takes the place of an earlier one; the first one's time stays. False where
    there is another reply by now than this letter has, or more words, or it is closed."""
    done = db.execute(
        "UPDATE letters SET reply = ?, replied_by = ?, sending = ?, attempts = 0, tried_at = NULL,"
        " replied_at = coalesce(replied_at, ?)"
        " WHERE receipt = ? AND reply IS ? AND text = ? AND closed_at IS NULL",
        [reply, by, sending.value, now.isoformat(), letter.receipt, letter.reply, letter.text],
    )
    return done.rowcount == 1


def close(
    db: Database,
    *,
    letter: Letter,
    why: str,
    now: datetime,
    sending: Sending,
    handed_to: str = "",
) -> bool:
    """With `why`, which its writer is told, a reply isn't. False where it is closed already, or has
    another reply by now than this letter, or more words."""
    done = db.execute(
        "UPDATE letters SET closed_at = :now, closed_why = :why, handed_to = :handed_to,"
        " attempts = 0, tried_at = NULL, sending = iif(:why = '', sending, :sending)"
        " WHERE receipt = :receipt AND reply IS :reply AND text = :text AND closed_at IS NULL",
        {
            "now": now.isoformat(),
            "why": why,
            "handed_to": handed_to,
            "sending": sending.value,
            "receipt": letter.receipt,
            "reply": letter.reply,
            "text": letter.text,
        },
    )
    return done.rowcount == 1


def reopen(db: Database, *, receipt: str) -> bool:
    """False where it isn't closed."""
    done = db.execute(
        "UPDATE letters SET closed_at = NULL, closed_why = '', handed_to = '',"
        " sending = iif(closed_why <> '' AND sending = 'pending', '', sending)"
        " WHERE receipt = ? AND closed_at IS NOT NULL",
        [receipt],
    )
    return done.rowcount == 1


def untold(db: Database) -> list[Letter]:
    """Those not closed that staff haven't been told of, the oldest first."""
    rows = db.query(
        "SELECT * FROM letters WHERE told_at IS NULL AND closed_at IS NULL ORDER BY written_at"
    )
    return [_letter(row) for row in rows]


def told_last(db: Database) -> datetime | None:
    return _moment(db.execute("SELECT max(told_at) FROM letters").fetchone()[0])


def told(db: Database, *, receipts: Sequence[str], at: datetime) -> None:
    for receipt in receipts:
        db.execute("UPDATE letters SET told_at = ? WHERE receipt = ?", [at.isoformat(), receipt])


def to_send(db: Database, *, now: datetime) -> list[Letter]:
    """Those whose reply has yet to be sent to the chat, and may be tried now."""
    rows = db.query("SELECT * FROM letters WHERE sending = 'pending' ORDER BY replied_at")
    return [_letter(row) for row in rows if may_try(row["attempts"], _moment(row["tried_at"]), now)]


def pending(db: Database) -> int:
    """How many replies have yet to be sent."""
    return db.table("letters").count_where("sending = 'pending'")


def count_as_sent(db: Database) -> None:
    """Nothing that was written until now has yet to be sent."""
    db.execute("UPDATE letters SET sending = 'sent' WHERE sending = 'pending'")


def begin_sending(db: Database, *, letter: Letter, now: datetime) -> bool:
    """Note that its reply is being sent; False where it was deleted, or is another by now."""
    begun = db.execute(
        "UPDATE letters SET attempts = attempts + 1, tried_at = ?"
        " WHERE receipt = ? AND reply IS ? AND closed_why = ? AND sending = 'pending'",
        [now.isoformat(), letter.receipt, letter.reply, letter.closed_why],
    )
    return begun.rowcount == 1


def not_sent(db: Database, *, letter: Letter, soon: bool) -> None:
    """It certainly did not arrive, which counts as no attempt; try again at once, or in a while."""
    db.execute(
        "UPDATE letters SET attempts = attempts - 1, tried_at = iif(?, NULL, tried_at)"
        " WHERE receipt = ?",
        [soon, letter.receipt],
    )


def sent(db: Database, *, letter: Letter, sending: Sending) -> None:
    """What became of this reply; another one that was written meanwhile still has to go."""
    db.execute(
        "UPDATE letters SET sending = ? WHERE receipt = ? AND reply IS ? AND closed_why = ?",
        [sending.value, letter.receipt, letter.reply, letter.closed_why],
    )


def not_alarmed(db: Database, *, before: datetime, now: datetime) -> list[Letter]:
    """Those without a reply from before then that no alarm was given for, or one by a clock that
    was ahead."""
    rows = db.query(
        "SELECT * FROM letters WHERE replied_at IS NULL AND closed_at IS NULL"
        " AND (alarmed_at IS NULL OR alarmed_at > ?) AND written_at <= ? ORDER BY written_at",
        [at.astimezone(UTC).isoformat() for at in (now, before)],
    )
    return [_letter(row) for row in rows]


def alarmed(db: Database, *, receipts: Sequence[str], at: datetime) -> None:
    for receipt in receipts:
        db.execute("UPDATE letters SET alarmed_at = ? WHERE receipt = ?", [at.isoformat(), receipt])


def _letter(row: dict[str, Any]) -> Letter:
    return Letter(
        receipt=row["receipt"],
        token=row["token"],
        written_at=datetime.fromisoformat(row["written_at"]),
        question=row["question"],
        text=row["text"],
        reply=row["reply"],
        category=row["category"],
        assigned=row["assigned"],
        chat=Chat(row["channel"], row["chat_id"]),
        attempts=row["attempts"],
        replied_at=_moment(row["replied_at"]),
        replied_by=row["replied_by"],
        closed_why=row["closed_why"],
        closed_at=_moment(row["closed_at"]),
        sending=row["sending"],
        due_on=_day(row["due_on"]),
        handed_to=row["handed_to"],
        told_at=_moment(row["told_at"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def spare_unanswered(db: Database, *, now: datetime, until: datetime, kept: timedelta) -> int:
    """Keep those longer that would go now without an answer; returns how many. Each once: one that
    is over later than `kept` after it was written has been kept longer before."""
    at, due = (one.astimezone(UTC).isoformat() for one in (until, now))
    return db.execute(
        "UPDATE letters SET expires_at = ?"
        " WHERE expires_at <= ? AND replied_at IS NULL AND closed_at IS NULL"
        " AND julianday(expires_at) < julianday(written_at) + ?",
        [at, due, kept / timedelta(days=1) + 1],
    ).rowcount


def expire_in_time(db: Database, *, written_after: datetime, latest: datetime) -> int:
    """Keep those of a clock that was ahead no longer than was promised; returns how many."""
    at, ahead = (one.astimezone(UTC).isoformat() for one in (latest, written_after))
    return db.execute(
        "UPDATE letters SET expires_at = ? WHERE written_at > ? AND expires_at > ?", [at, ahead, at]
    ).rowcount


def purge(db: Database, *, now: datetime) -> int:
    """Delete what has expired; returns how many."""
    return db.execute("DELETE FROM letters WHERE expires_at <= ?", [now.isoformat()]).rowcount


def take_back(db: Database, *, token: str) -> bool:
    """Delete the letter behind a private page; False where there is none."""
    return db.execute("DELETE FROM letters WHERE token = ?", [token]).rowcount == 1


def let_go(db: Database, *, asker: str) -> None:
    """Their chat is no more to be reached: their letters stay for staff, the replies on the
    receipts' pages."""
    db.execute(
        "UPDATE letters SET chat_id = '', sending = iif(sending = 'pending', '', sending)"
        " WHERE asker = :asker",
        {"asker": asker},
    )


def forget(db: Database, *, asker: str) -> int:
    """Delete this chat's letters; returns how many."""
    return db.execute("DELETE FROM letters WHERE asker = ?", [asker]).rowcount
