"""Offline activities (宣讲, 展板 …), and the record of who added, corrected and deleted them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Activity:
    """`day` is constitution-day/2026 for a publicity day's; `law` is a law's short title."""

    held_on: date
    kind: str
    day: str = ""
    law: str = ""
    people: int = 0
    materials: int = 0
    consultations: int = 0
    note: str = ""
    id: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the record; `before` and `after` are None where there was no activity."""

    activity_id: int
    at: datetime
    who: str
    via: str
    change: str
    before: Activity | None
    after: Activity | None
    reason: str


def add(db: Database, *, activity: Activity, at: datetime, who: str, via: str) -> Activity:
    """Keep a new one; returns it with its id."""
    row = _row(activity)
    del row["id"]
    activity_id = cast(int, db.table("activities").insert(row).last_pk)
    added = replace(activity, id=activity_id)
    _record(db, Change(activity_id, at, who, via, "added", None, added, ""))
    return added


def correct(
    db: Database, *, before: Activity, after: Activity, at: datetime, who: str, via: str
) -> bool:
    """Put `after` in place of what was read as `before`; False where it has changed since."""
    changed = db.execute(
        "UPDATE activities SET held_on = ?, kind = ?, day = ?, law = ?, people = ?, materials = ?,"
        " consultations = ?, note = ?, version = version + 1 WHERE id = ? AND version = ?",
        [
            after.held_on.isoformat(),
            after.kind,
            after.day,
            after.law,
            after.people,
            after.materials,
            after.consultations,
            after.note,
            before.id,
            before.version,
        ],
    )
    if changed.rowcount != 1:
        return False
    after = replace(after, id=before.id, version=before.version + 1)
    _record(db, Change(before.id, at, who, via, "corrected", before, after, ""))
    return True


def delete(
    db: Database, *, activity: Activity, reason: str, at: datetime, who: str, via: str
) -> bool:
    """Take it out; the record keeps what it was. False where it has changed since it was read."""
    deleted = db.execute(
        "DELETE FROM activities WHERE id = ? AND version = ?", [activity.id, activity.version]
    )
    if deleted.rowcount != 1:
        return False
    _record(db, Change(activity.id, at, who, via, "deleted", activity, None, reason))
    return True


def get(db: Database, *, activity_id: int) -> Activity | None:
    rows = db.query("SELECT * FROM activities WHERE id = ?", [activity_id])
    return next((_activity(row) for row in rows), None)


def between(db: Database, *, first: date, last: date) -> list[Activity]:
    """Those held from the first to the last day, oldest first."""
    rows = db.query(
        "SELECT * FROM activities WHERE held_on BETWEEN ? AND ? ORDER BY held_on, id",
        [first.isoformat(), last.isoformat()],
    )
    return [_activity(row) for row in rows]


def latest(db: Database, *, limit: int) -> list[Activity]:
    """Those held last, newest first."""
    rows = db.query("SELECT * FROM activities ORDER BY held_on DESC, id DESC LIMIT ?", [limit])
    return [_activity(row) for row in rows]


def record_of(db: Database, *, activity_id: int) -> list[Change]:
    """All that was done with it, in order; also where it is deleted."""
    rows = db.query(
        "SELECT * FROM activity_changes WHERE activity_id = ? ORDER BY id", [activity_id]
    )
    return [_change(row) for row in rows]


def _record(db: Database, change: Change) -> None:
    db.table("activity_changes").insert(
        {
            "activity_id": change.activity_id,
            "at": change.at.isoformat(),
            "who": change.who,
            "via": change.via,
            "change": change.change,
            "before": _json(change.before),
            "after": _json(change.after),
            "reason": change.reason,
        }
    )


def _row(activity: Activity) -> dict[str, Any]:
    return asdict(activity) | {"held_on": activity.held_on.isoformat()}


def _json(activity: Activity | None) -> str:
    return json.dumps(_row(activity), ensure_ascii=False) if activity else ""


def _activity(row: Mapping[str, Any]) -> Activity:
    return Activity(**{**row, "held_on": date.fromisoformat(row["held_on"])})


def _change(row: Mapping[str, Any]) -> Change:
    before, after = (
        _activity(json.loads(text)) if text else None for text in (row["before"], row["after"])
    )
    return Change(
        activity_id=row["activity_id"],
        at=datetime.fromisoformat(row["at"]),
        who=row["who"],
        via=row["via"],
        change=row["change"],
        before=before,
        after=after,
        reason=row["reason"],
    )
