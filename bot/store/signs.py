"""Signs that a clock, or a database, is the one that was here before."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

CLOCK, ALIVE = "clock", "alive"
CROWDED = "wechat crowded"
"""When people were last told to ask again later, since too many asked."""


def clock(db: Database) -> datetime | None:
    """The last moment that was taken for true; before there is one, that of the newest question or
    letter. None where there is none of these."""
    rows = (
        db.execute("SELECT at FROM signs WHERE name = ?", [CLOCK]).fetchall()
        or db.execute(
            "SELECT max(at) FROM (SELECT max(asked_at) AS at FROM questions"
            " UNION ALL SELECT max(written_at) FROM letters)"
        ).fetchall()
    )
    return datetime.fromisoformat(rows[0][0]) if rows[0][0] else None


def believe(db: Database, *, now: datetime) -> None:
    """Take this moment for true."""
    db.execute("INSERT OR REPLACE INTO signs VALUES (?, ?)", [CLOCK, now.isoformat()])


def alive(db: Database, *, now: datetime) -> None:
    """Write that something can be written."""
    db.execute("INSERT OR REPLACE INTO signs VALUES (?, ?)", [ALIVE, now.isoformat()])


def mark(db: Database, *, name: str, at: datetime) -> None:
    """Note when that was."""
    db.execute("INSERT OR REPLACE INTO signs VALUES (?, ?)", [name, at.isoformat()])


def seen(db: Database, *, name: str) -> datetime | None:
    """When that was; None where it never was."""
    row = db.execute("SELECT at FROM signs WHERE name = ?", [name]).fetchone()
    return datetime.fromisoformat(row[0]) if row else None
