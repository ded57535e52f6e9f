"""Who of staff has a page open where something is changed: a row, refreshed while they write."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

GONE = timedelta(minutes=15)
"""Whoever did nothing on the page for so long isn't there any more."""


def note(db: Database, *, path: str, account: str, now: datetime) -> None:
    """This person is on the page; who left theirs long ago is forgotten."""
    db.execute("DELETE FROM presence WHERE at < ?", [(now - GONE).isoformat()])
    db.execute(
        "INSERT INTO presence (path, account, at) VALUES (?, ?, ?)"
        " ON CONFLICT (path, account) DO UPDATE SET at = excluded.at",
        [path, account, now.isoformat()],
    )


def leave(db: Database, *, path: str, account: str) -> None:
    db.execute("DELETE FROM presence WHERE path = ? AND account = ?", [path, account])


def others(db: Database, *, path: str, account: str, now: datetime) -> list[tuple[str, datetime]]:
    """Who else is on the page, and since when nothing was heard of them, the latest first."""
    rows = db.query(
        "SELECT account, at FROM presence WHERE path = ? AND account != ? AND at >= ?"
        " ORDER BY at DESC",
        [path, account, (now - GONE).isoformat()],
    )
    return [(row["account"], datetime.fromisoformat(row["at"])) for row in rows]
