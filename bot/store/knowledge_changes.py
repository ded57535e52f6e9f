"""What was noticed about the knowledge files: entries that came, were reviewed, or went."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from bot.knowledge.entries import Entry

LISTED, ADDED, REVIEWED, RETIRED = "listed", "added", "reviewed", "retired"
"""`listed` are those that were there when the service first looked."""


def notice(db: Database, *, entries: Iterable[Entry], now: datetime, is_whole: bool) -> int:
    """Keep what has changed since the last time; returns how many lines.

    Where files have faults (`is_whole` is False), an entry that is missing isn't taken for retired.
    """
    known = _known(db)
    lines = []
    present = set()
    for entry in entries:
        present.add(entry.slug)
        change, reviewed = known.get(entry.slug, ("", ""))
        if change in ("", RETIRED):
            lines.append(_line(entry, ADDED if known else LISTED, now))
        elif entry.reviewed.isoformat() > reviewed:
            lines.append(_line(entry, REVIEWED, now))
    db.table("knowledge_changes").insert_all(lines)
    return len(lines) + (_retire(db, known, present, now) if is_whole else 0)


def _known(db: Database) -> dict[str, tuple[str, str]]:
    """Slug → the last change, and the date of review at that time."""
    rows = db.execute(
        "SELECT slug, change, reviewed FROM knowledge_changes"
        " WHERE id IN (SELECT max(id) FROM knowledge_changes GROUP BY slug)"
    )
    return {slug: (change, reviewed) for slug, change, reviewed in rows.fetchall()}


def _line(entry: Entry, change: str, now: datetime) -> dict[str, str]:
    return {
        "at": now.isoformat(),
        "slug": entry.slug,
        "topic": entry.topic,
        "question": entry.question,
        "change": change,
        "reviewed": entry.reviewed.isoformat(),
    }


def _retire(
    db: Database, known: dict[str, tuple[str, str]], present: set[str], now: datetime
) -> int:
    gone = [
        slug for slug, (change, _) in known.items() if change != RETIRED and slug not in present
    ]
    for slug in gone:
        db.execute(
            "INSERT INTO knowledge_changes (at, slug, topic, question, change, reviewed)"
            " SELECT ?, slug, topic, question, ?, reviewed FROM knowledge_changes"
            " WHERE slug = ? ORDER BY id DESC LIMIT 1",
            [now.isoformat(), RETIRED, slug],
        )
    return len(gone)
