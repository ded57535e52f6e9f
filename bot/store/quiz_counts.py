"""What the public chose in the quiz: counts a day, and nothing of who."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlite_utils import Database

ALL, RIGHT = "*", "+"
"""Beside the options: every answer, and every right one."""


def count(db: Database, *, day: date, item: str, revision: str, options: Iterable[str]) -> None:
    """One more of each of these."""
    for option in options:
        db.execute(
            "INSERT INTO quiz_counts (day, item, revision, option, n)"
            " VALUES (:day, :item, :revision, :option, 1)"
            " ON CONFLICT (day, item, revision, option) DO UPDATE SET n = n + 1",
            {"day": day.isoformat(), "item": item, "revision": revision, "option": option},
        )


def of_item(db: Database, *, item: str, revision: str) -> dict[str, int]:
    """By option, of all days."""
    rows = db.execute(
        "SELECT option, sum(n) FROM quiz_counts WHERE item = ? AND revision = ? GROUP BY option",
        [item, revision],
    )
    return dict(rows.fetchall())


def between(db: Database, *, since: date, until: date) -> tuple[int, int]:
    """Answers from the first day to before the last one, and the right ones among them."""
    rows = db.execute(
        "SELECT option, sum(n) FROM quiz_counts WHERE day >= ? AND day < ? AND option IN (?, ?)"
        " GROUP BY option",
        [since.isoformat(), until.isoformat(), ALL, RIGHT],
    )
    found = dict(rows.fetchall())
    return found.get(ALL, 0), found.get(RIGHT, 0)
