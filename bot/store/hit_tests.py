"""How questions that staff try were answered the last time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Hit:
    """`entry` is the name of what stood first, "" where nothing did."""

    question: str
    at: datetime
    decision: str
    entry: str
    confidence: float


def last(db: Database, *, asked: Iterable[str]) -> dict[str, Hit]:
    """By the question without what doesn't count; those never tried are missing."""
    found = {}
    for key in asked:
        for row in db.query("SELECT * FROM hit_tests WHERE asked = ?", [key]):
            at = datetime.fromisoformat(row["at"])
            found[key] = Hit(row["question"], at, row["decision"], row["entry"], row["confidence"])
    return found


def keep(db: Database, *, hits: Iterable[tuple[str, Hit]]) -> None:
    """In the place of what was there of the same questions."""
    for asked, hit in hits:
        db.execute(
            "INSERT INTO hit_tests (asked, question, at, decision, entry, confidence)"
            " VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (asked) DO UPDATE SET at = excluded.at, decision = excluded.decision,"
            " entry = excluded.entry, confidence = excluded.confidence",
            [asked, hit.question, hit.at.isoformat(), hit.decision, hit.entry, hit.confidence],
        )


def purge(db: Database, *, before: datetime) -> None:
    db.execute("DELETE FROM hit_tests WHERE at < ?", [before.isoformat()])
