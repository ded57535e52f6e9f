"""The golden questions: each must find its entry first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Golden:
    id: int
    question: str
    slug: str


def put(db: Database, *, question: str, asked: str, slug: str, who: str, now: datetime) -> str:
    """Add it, or point it at another entry; returns the entry it had, "" for a new one. `asked` is
    the question without what doesn't count."""
    row = db.execute("SELECT slug FROM golden_questions WHERE asked = ?", [asked]).fetchone()
    db.execute(
        "INSERT INTO golden_questions (question, asked, slug, added_by, added_at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (asked) DO UPDATE SET slug = excluded.slug",
        [question, asked, slug, who, now.isoformat()],
    )
    return row[0] if row else ""


def remove(db: Database, *, golden_id: int) -> Golden | None:
    found = next((one for one in listing(db) if one.id == golden_id), None)
    db.execute("DELETE FROM golden_questions WHERE id = ?", [golden_id])
    return found


def move(db: Database, *, old: str, new: str) -> int:
    """Point what asked for an entry at its successor; returns how many."""
    done = db.execute("UPDATE golden_questions SET slug = ? WHERE slug = ?", [new, old])
    return done.rowcount


def listing(db: Database) -> list[Golden]:
    rows = db.query("SELECT id, question, slug FROM golden_questions ORDER BY slug, id")
    return [Golden(**row) for row in rows]
