"""Notices that went out, for a feed: drafts and cancelled ones aren't seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Published:
    """A notice as it was sent; `updated_at` is when its sending began or ended."""

    id: int
    title: str
    body: str
    begun_at: datetime
    updated_at: datetime


def latest(db: Database, *, limit: int) -> list[Published]:
    """The newest notices, those being sent included."""
    rows = db.query(
        "SELECT id, title, body, begun_at, finished_at FROM campaigns"
        " WHERE state IN ('sending', 'done') AND begun_at IS NOT NULL"
        " ORDER BY begun_at DESC, id DESC LIMIT ?",
        [limit],
    )
    return [
        Published(
            id=row["id"],
            title=row["title"],
            body=row["body"],
            begun_at=datetime.fromisoformat(row["begun_at"]),
            updated_at=datetime.fromisoformat(row["finished_at"] or row["begun_at"]),
        )
        for row in rows
    ]
