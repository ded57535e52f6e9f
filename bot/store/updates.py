"""Telegram updates that were taken: a restart must answer none of them twice."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database


def take(db: Database, *, update_id: int, now: datetime) -> bool:
    """Mark the update as taken; False where it already was."""
    taken = db.execute(
        "INSERT INTO telegram_updates (update_id, seen_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [update_id, now.isoformat()],
    )
    return taken.rowcount == 1


def purge(db: Database, *, before: datetime) -> int:
    """Delete marks older than that; the Bot API keeps an update for 24 hours at most."""
    return db.execute(
        "DELETE FROM telegram_updates WHERE seen_at < ?", [before.isoformat()]
    ).rowcount
