"""Attempts at papers: each answer as it comes, the score once it is handed in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlite_utils import Database

PERSON, CLOCK = "person", "clock"
"""Who handed it in."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """`seed` orders its questions and their options. `seen_at` is the latest moment that the server
    has known of it: a clock that is set back gives nobody more time."""

    id: int
    paper: int
    sitting: int
    person: str
    number: int
    seed: int
    started_at: datetime
    expires_at: datetime
    seen_at: datetime
    handed_in_at: datetime | None
    handed_in_by: str
    score: float | None

    @property
    def is_open(self) -> bool:
        return self.handed_in_at is None


@dataclass(frozen=True, slots=True)
class Answer:
    attempt: int
    n: int
    chosen: tuple[str, ...]
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Regrade:
    """Keys as `bot.training.marking` has them: () counts every answer as right."""

    id: int
    paper: int
    sitting: int
    n: int
    key_before: tuple[str, ...]
    key_after: tuple[str, ...]
    reason: str
    regraded_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScoreChange:
    regrade: int
    attempt: int
    before: float
    after: float


def start(
    db: Database,
    *,
    paper_id: int,
    sitting: int,
    person: str,
    number: int,
    seed: int,
    now: datetime,
    expires: datetime,
) -> int:
    """Returns its number; there must be no other one open."""
    row = {
        "paper": paper_id,
        "sitting": sitting,
        "person": person,
        "number": number,
        "seed": seed,
        "started_at": now.isoformat(),
        "expires_at": expires.isoformat(),
        "seen_at": now.isoformat(),
    }
    return cast(int, db.table("exam_attempts").insert(row).last_pk)


def get(db: Database, *, attempt_id: int) -> Attempt | None:
    rows = db.query("SELECT * FROM exam_attempts WHERE id = ?", [attempt_id])
    return next(map(_attempt, rows), None)


def held(db: Database, *, attempt_id: int) -> Attempt:
    """One that is there. Raises: LookupError."""
    found = get(db, attempt_id=attempt_id)
    if found is None:
        raise LookupError(f"no attempt {attempt_id}")
    return found


def of_person(db: Database, *, paper_id: int, person: str) -> list[Attempt]:
    rows = db.query(
        "SELECT * FROM exam_attempts WHERE paper = ? AND person = ? ORDER BY number",
        [paper_id, person],
    )
    return list(map(_attempt, rows))


def of_paper(db: Database, *, paper_id: int) -> list[Attempt]:
    rows = db.query("SELECT * FROM exam_attempts WHERE paper = ? ORDER BY id", [paper_id])
    return list(map(_attempt, rows))


def expired(db: Database, *, before: datetime) -> list[Attempt]:
    """Those that nobody has handed in, whose time ended before then."""
    rows = db.query(
        "SELECT * FROM exam_attempts WHERE handed_in_at IS NULL AND expires_at < ?",
        [before.isoformat()],
    )
    return list(map(_attempt, rows))


def save(
    db: Database,
    *,
    attempt_id: int,
    n: int,
    chosen: Sequence[str],
    is_marked: bool,
    now: datetime,
) -> None:
    """The answer to a question, in place of one given before."""
    db.execute(
        "INSERT INTO exam_answers (attempt, n, chosen, is_marked, at)"
        " VALUES (:attempt, :n, :chosen, :is_marked, :at)"
        " ON CONFLICT (attempt, n) DO UPDATE SET chosen = excluded.chosen,"
        " is_marked = excluded.is_marked, at = excluded.at",
        {
            "attempt": attempt_id,
            "n": n,
            "chosen": json.dumps(list(chosen), ensure_ascii=False),
            "is_marked": int(is_marked),
            "at": now.isoformat(),
        },
    )
    db.execute(
        "UPDATE exam_attempts SET seen_at = max(seen_at, :now) WHERE id = :attempt",
        {"now": now.isoformat(), "attempt": attempt_id},
    )


def answers(db: Database, *, attempt_id: int) -> dict[int, Answer]:
    """By the number of the question."""
    rows = db.query(
        "SELECT attempt, n, chosen, is_marked FROM exam_answers WHERE attempt = ? ORDER BY n",
        [attempt_id],
    )
    return {row["n"]: _answer(row) for row in rows}


def answers_of_paper(db: Database, *, paper_id: int) -> dict[int, dict[int, Answer]]:
    """By attempt and question."""
    rows = db.query(
        "SELECT exam_answers.* FROM exam_answers JOIN exam_attempts ON id = attempt"
        " WHERE paper = ? ORDER BY attempt, n",
        [paper_id],
    )
    found: dict[int, dict[int, Answer]] = {}
    for row in rows:
        found.setdefault(row["attempt"], {})[row["n"]] = _answer(row)
    return found


def hand_in(db: Database, *, attempt_id: int, by: str, score: float, now: datetime) -> bool:
    """False where it was handed in before."""
    done = db.execute(
        "UPDATE exam_attempts SET handed_in_at = :now, handed_in_by = :by, score = :score"
        " WHERE id = :id AND handed_in_at IS NULL",
        {"now": now.isoformat(), "by": by, "score": score, "id": attempt_id},
    )
    return done.rowcount == 1


def rescore(
    db: Database,
    *,
    paper_id: int,
    sitting: int,
    n: int,
    keys: tuple[Sequence[str], Sequence[str]],
    reason: str,
    by: str,
    scores: dict[int, tuple[float, float]],
    now: datetime,
) -> int:
    """Record a corrected key (before, after) and the scores (before, after) by attempt; both stay.
    Returns the number of the regrading."""
    row = {
        "paper": paper_id,
        "sitting": sitting,
        "n": n,
        "key_before": json.dumps(list(keys[0]), ensure_ascii=False),
        "key_after": json.dumps(list(keys[1]), ensure_ascii=False),
        "reason": reason,
        "regraded_by": by,
        "at": now.isoformat(),
    }
    regrade = cast(int, db.table("regrades").insert(row).last_pk)
    for attempt, (before, after) in scores.items():
        db.execute(
            "INSERT INTO score_changes (regrade, attempt, before, after)"
            " VALUES (:regrade, :attempt, :before, :after)",
            {"regrade": regrade, "attempt": attempt, "before": before, "after": after},
        )
        db.execute(
            "UPDATE exam_attempts SET score = :score WHERE id = :id",
            {"score": after, "id": attempt},
        )
    return regrade


def regrades(db: Database, *, paper_id: int) -> list[Regrade]:
    rows = db.query("SELECT * FROM regrades WHERE paper = ? ORDER BY id", [paper_id])
    return [
        Regrade(
            **{
                **row,
                "key_before": tuple(json.loads(row["key_before"])),
                "key_after": tuple(json.loads(row["key_after"])),
                "at": datetime.fromisoformat(row["at"]),
            }
        )
        for row in rows
    ]


def score_changes(db: Database, *, attempt_id: int) -> list[ScoreChange]:
    rows = db.query("SELECT * FROM score_changes WHERE attempt = ? ORDER BY regrade", [attempt_id])
    return [ScoreChange(**row) for row in rows]


def purge_answers(db: Database, *, before: datetime) -> None:
    """Scores stay; who answered what isn't kept for ever."""
    db.execute(
        "DELETE FROM exam_answers WHERE attempt IN"
        " (SELECT id FROM exam_attempts WHERE handed_in_at < ?)",
        [before.isoformat()],
    )


def _attempt(row: dict[str, Any]) -> Attempt:
    handed_in = row["handed_in_at"]
    read = {
        "started_at": datetime.fromisoformat(row["started_at"]),
        "expires_at": datetime.fromisoformat(row["expires_at"]),
        "seen_at": datetime.fromisoformat(row["seen_at"]),
        "handed_in_at": datetime.fromisoformat(handed_in) if handed_in else None,
    }
    return Attempt(**{**row, **read})


def _answer(row: dict[str, Any]) -> Answer:
    return Answer(
        row["attempt"], row["n"], tuple(json.loads(row["chosen"])), bool(row["is_marked"])
    )
