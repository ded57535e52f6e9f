"""The versions of entries that staff published: each one's whole file, and who answers for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

FOUND, PUBLISHED, RETIRED = "found", "published", "retired"
"""`found` is a file that came by another way: shipped, or edited by hand."""


@dataclass(frozen=True, slots=True)
class Version:
    """`author` is "" for a file that was found."""

    slug: str
    number: int
    at: datetime
    change: str
    author: str
    reviewer: str
    is_alone: bool
    draft_id: int | None
    topic: str
    text: str
    reason: str = ""
    written_at: datetime | None = None


def add(db: Database, version: Version) -> None:
    row = asdict(version) | {
        "at": version.at.isoformat(),
        "written_at": version.written_at.isoformat() if version.written_at else None,
    }
    db.table("entry_versions").insert(row)


def last(db: Database, *, slug: str) -> Version | None:
    versions = of_entry(db, slug=slug, limit=1)
    return versions[0] if versions else None


def get(db: Database, *, slug: str, number: int) -> Version | None:
    rows = db.query("SELECT * FROM entry_versions WHERE slug = ? AND number = ?", [slug, number])
    return next(map(_version, rows), None)


def of_entry(db: Database, *, slug: str, limit: int = 50) -> list[Version]:
    """The latest first."""
    rows = db.query(
        "SELECT * FROM entry_versions WHERE slug = ? ORDER BY number DESC LIMIT ?", [slug, limit]
    )
    return [_version(row) for row in rows]


def any_published(db: Database) -> bool:
    """Whether staff have published an entry yet."""
    return db.table("entry_versions").count_where("change = ?", [PUBLISHED]) > 0


def unwritten(db: Database) -> list[Version]:
    """Those whose files have yet to be written, in the order they were decided on."""
    rows = db.query("SELECT * FROM entry_versions WHERE written_at IS NULL ORDER BY at, number")
    return [_version(row) for row in rows]


def mark_written(db: Database, *, slug: str, number: int, now: datetime) -> None:
    """It stands in its file, or a later one does."""
    db.execute(
        "UPDATE entry_versions SET written_at = ?"
        " WHERE slug = ? AND number <= ? AND written_at IS NULL",
        [now.isoformat(), slug, number],
    )


def owner(db: Database, *, slug: str) -> str:
    """Who wrote it last; "" where nobody of staff did."""
    row = db.execute(
        "SELECT author FROM entry_versions WHERE slug = ? AND change = 'published'"
        " ORDER BY number DESC LIMIT 1",
        [slug],
    ).fetchone()
    return row[0] if row else ""


def is_reminded(db: Database, *, slug: str, review_by: date) -> bool:
    """Whether this date's reminder has gone out."""
    found = db.table("review_reminders").count_where(
        "slug = ? AND review_by = ?", [slug, review_by.isoformat()]
    )
    return found == 1


def reminded(db: Database, *, slug: str, review_by: date, now: datetime) -> None:
    db.execute(
        "INSERT OR IGNORE INTO review_reminders VALUES (?, ?, ?)",
        [slug, review_by.isoformat(), now.isoformat()],
    )


def _version(row: dict[str, Any]) -> Version:
    written = row["written_at"]
    read = {
        "at": datetime.fromisoformat(row["at"]),
        "is_alone": bool(row["is_alone"]),
        "written_at": datetime.fromisoformat(written) if written else None,
    }
    return Version(**{**row, **read})
