"""Broadcasts: a campaign sent by the bureau's account to all who follow it.

confirmed → submitted → sent | failed. A row is `confirmed` on the disk before its request is made,
with the word by which the platform takes it once: after a crash it is submitted again, and sent
once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database


class Way(StrEnum):
    MASS = "mass"  # pushed to all who follow
    PUBLISH = "publish"  # an address that lasts, pushed to nobody


class State(StrEnum):
    CONFIRMED = "confirmed"
    SUBMITTED = "submitted"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """`once` is the word by which it is taken once, `message` the platform's id; `total` are those
    who follow, `sent` and `failed` what became of them, None while that isn't known."""

    id: int
    campaign_id: int
    version: int
    way: Way
    once: str
    draft: str
    state: State
    by: str
    at: datetime
    message: str = ""
    ended_at: datetime | None = None
    reason: str = ""
    total: int | None = None
    sent: int | None = None
    failed: int | None = None


def confirm(
    db: Database,
    *,
    campaign_id: int,
    version: int,
    way: Way,
    once: str,
    draft: str,
    by: str,
    now: datetime,
) -> bool:
    """A person has said yes to it; False where somebody has before."""
    inserted = db.execute(
        "INSERT INTO broadcasts (campaign_id, version, way, once, draft, state, by, at)"
        " VALUES (:campaign, :version, :way, :once, :draft, 'confirmed', :by, :now)"
        " ON CONFLICT (once) DO NOTHING",
        {
            "campaign": campaign_id,
            "version": version,
            "way": way.value,
            "once": once,
            "draft": draft,
            "by": by,
            "now": now.isoformat(),
        },
    )
    return inserted.rowcount == 1


def submitted(db: Database, *, once: str, message: str) -> None:
    """The platform has taken it, and will tell what came of it."""
    db.execute(
        "UPDATE broadcasts SET state = 'submitted', message = :message"
        " WHERE once = :once AND state = 'confirmed'",
        {"once": once, "message": message},
    )


def refused(db: Database, *, once: str, reason: str, now: datetime) -> None:
    """It was not taken: it may be confirmed anew."""
    db.execute(
        "UPDATE broadcasts SET state = 'failed', reason = :reason, ended_at = :now,"
        " once = once || ':' || id WHERE once = :once AND state = 'confirmed'",
        {"once": once, "reason": reason, "now": now.isoformat()},
    )


def ended(
    db: Database,
    *,
    message: str,
    is_sent: bool,
    reason: str,
    total: int,
    sent: int,
    failed: int,
    now: datetime,
) -> bool:
    """What the platform tells of it; False where it is none of ours."""
    told = db.execute(
        "UPDATE broadcasts SET state = :state, reason = :reason, total = :total, sent = :sent,"
        " failed = :failed, ended_at = :now WHERE message = :message",
        {
            "message": message,
            "state": (State.SENT if is_sent else State.FAILED).value,
            "reason": reason,
            "total": total,
            "sent": sent,
            "failed": failed,
            "now": now.isoformat(),
        },
    )
    return told.rowcount == 1


def get(db: Database, *, once: str) -> Broadcast | None:
    rows = db.query("SELECT * FROM broadcasts WHERE once = :once", {"once": once})
    return next((_broadcast(row) for row in rows), None)


def of_campaign(db: Database, *, campaign_id: int) -> list[Broadcast]:
    """The oldest first."""
    rows = db.query(
        "SELECT * FROM broadcasts WHERE campaign_id = :campaign ORDER BY id",
        {"campaign": campaign_id},
    )
    return [_broadcast(row) for row in rows]


def confirmed(db: Database) -> list[Broadcast]:
    """Those that a crash may have kept from being submitted."""
    rows = db.query("SELECT * FROM broadcasts WHERE state = 'confirmed' ORDER BY id")
    return [_broadcast(row) for row in rows]


def recent(db: Database, *, limit: int) -> list[Broadcast]:
    """The newest first."""
    rows = db.query("SELECT * FROM broadcasts ORDER BY id DESC LIMIT :limit", {"limit": limit})
    return [_broadcast(row) for row in rows]


def count(db: Database, *, since: datetime) -> int:
    """How many were pushed since then, or are being."""
    return db.table("broadcasts").count_where(
        "way = 'mass' AND state != 'failed' AND at >= ?", [since.isoformat()]
    )


def _broadcast(row: dict[str, Any]) -> Broadcast:
    times = {name: row[name] and datetime.fromisoformat(row[name]) for name in ("at", "ended_at")}
    return Broadcast(**{**row, **times, "way": Way(row["way"]), "state": State(row["state"])})
