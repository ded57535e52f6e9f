"""Campaigns straight into the store, for tests that are about what comes after."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database as Connection

from bot.store import campaigns as store
from bot.store.campaigns import Notice


def schedule(
    db: Connection, notice: Notice, *, send_at: datetime, created_at: datetime | None = None
) -> int:
    """A campaign whose time is set; returns its number."""
    campaign_id = store.insert(
        db,
        notice=notice,
        day="",
        author="telegram:1",
        created_at=created_at or send_at,
        send_at=send_at,
    )
    db.execute("UPDATE campaigns SET state = 'scheduled' WHERE id = ?", [campaign_id])
    return campaign_id
