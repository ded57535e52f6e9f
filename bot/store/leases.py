"""Leases: which process does something that only one may do at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Lease:
    """After a release, `expires_at` is when that was: the last sign of life."""

    holder: str
    expires_at: datetime


def find(db: Database, *, name: str) -> Lease | None:
    """The lease as it was last taken, be it expired."""
    rows = db.query("SELECT holder, expires_at FROM leases WHERE name = ?", [name])
    found = (Lease(row["holder"], datetime.fromisoformat(row["expires_at"])) for row in rows)
    return next(found, None)


def take(
    db: Database,
    *,
    name: str,
    holder: str,
    now: datetime,
    expires_at: datetime,
    dead: Lease | None = None,
) -> bool:
    """Take or prolong the lease; False where somebody else has it.

    `dead` is one that hasn't changed for its whole length by the caller's own stopwatch: it may
    be taken whatever its time says, which a clock set back can put far into the future.
    """
    taken = db.execute(
        "INSERT INTO leases (name, holder, expires_at) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,"
        " expires_at = excluded.expires_at WHERE holder = excluded.holder OR expires_at <= ?"
        " OR (holder = ? AND expires_at = ?)",
        [
            name,
            holder,
            expires_at.isoformat(),
            now.isoformat(),
            dead.holder if dead else None,
            dead.expires_at.isoformat() if dead else None,
        ],
    )
    return taken.rowcount == 1


def is_held(db: Database, *, name: str, holder: str) -> bool:
    """Whether nobody has taken it from this holder."""
    return db.table("leases").count_where("name = ? AND holder = ?", [name, holder]) == 1


def release(db: Database, *, name: str, holder: str, now: datetime) -> None:
    """Let anybody take it."""
    db.execute(
        "UPDATE leases SET expires_at = ? WHERE name = ? AND holder = ?",
        [now.isoformat(), name, holder],
    )
