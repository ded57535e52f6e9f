"""Telegram updates: marked as taken before Telegram forgets them, and as answered once they are.

Between the two a row holds what was said, so that what a crash cut short is answered after all,
and the reply as soon as there is one, so that nothing is done twice for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Taken:
    """`content` is the update in JSON, `reply` the reply to it, "" while there is none; `attempts`
    are how often somebody began to work it out."""

    update_id: int
    seen_at: datetime
    attempts: int
    content: str
    reply: str


def take(db: Database, *, update_id: int, now: datetime, content: str = "") -> bool:
    """Mark the update as taken; False where it already was."""
    taken = db.execute(
        "INSERT INTO telegram_updates (update_id, seen_at, content) VALUES (?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [update_id, now.isoformat(), content],
    )
    return taken.rowcount == 1


def begin(db: Database, *, update_id: int, now: datetime) -> Taken | None:
    """What is to be answered now; None where it was."""
    take(db, update_id=update_id, now=now)
    rows = db.query(
        "SELECT * FROM telegram_updates WHERE update_id = ? AND answered_at IS NULL", [update_id]
    )
    return next((_taken(row) for row in list(rows)), None)


def attempt(db: Database, *, update_id: int) -> None:
    """Its reply is being worked out, which may end the process."""
    db.execute(
        "UPDATE telegram_updates SET attempts = attempts + 1 WHERE update_id = ?", [update_id]
    )


def keep_reply(db: Database, *, update_id: int, reply: str) -> None:
    """All that it asked for is done, and this is to be said."""
    db.execute("UPDATE telegram_updates SET reply = ? WHERE update_id = ?", [reply, update_id])


def answered(db: Database, *, update_id: int, now: datetime) -> None:
    """Nothing is left to be done: its words go."""
    db.execute(
        "UPDATE telegram_updates SET answered_at = ?, content = '', reply = '' WHERE update_id = ?",
        [now.isoformat(), update_id],
    )


def unanswered(db: Database) -> list[Taken]:
    """Those taken and not answered, in their order."""
    rows = db.query(
        "SELECT * FROM telegram_updates WHERE answered_at IS NULL ORDER BY update_id LIMIT 500"
    )
    return [_taken(row) for row in rows]


def purge(db: Database, *, before: datetime) -> int:
    """Delete marks older than that; the Bot API keeps an update for 24 hours at most."""
    return db.execute(
        "DELETE FROM telegram_updates WHERE seen_at < ?", [before.isoformat()]
    ).rowcount


def _taken(row: dict[str, object]) -> Taken:
    return Taken(
        update_id=int(str(row["update_id"])),
        seen_at=datetime.fromisoformat(str(row["seen_at"])),
        attempts=int(str(row["attempts"])),
        content=str(row["content"]),
        reply=str(row["reply"]),
    )
