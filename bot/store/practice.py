"""What staff practise: what each remembers of each item, and the answers it follows from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Memory:
    """`card` is py-fsrs's own JSON; `answer` the right answer that is remembered; `due` a day of
    the bureau's calendar."""

    person: str
    item: str
    answer: str
    card: str
    due: date


@dataclass(frozen=True, slots=True)
class Review:
    """The first answer of a day to an item. `rating` as py-fsrs counts: 1 again, 2 hard, 3 good."""

    person: str
    item: str
    revision: str
    answer: str
    at: datetime
    day: date
    rating: int
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody says that an item is wrong."""

    id: int
    item: str
    revision: str
    person: str
    text: str
    at: datetime


def remembered(db: Database, *, person: str, item: str) -> Memory | None:
    rows = db.query("SELECT * FROM memory WHERE person = ? AND item = ?", [person, item])
    return next(map(_memory, rows), None)


def due(db: Database, *, person: str, today: date) -> list[Memory]:
    rows = db.query(
        "SELECT * FROM memory WHERE person = :person AND due <= :today ORDER BY due, item",
        {"person": person, "today": today.isoformat()},
    )
    return list(map(_memory, rows))


def all_of(db: Database, *, person: str) -> list[Memory]:
    return list(map(_memory, db.query("SELECT * FROM memory WHERE person = ?", [person])))


def everybodys(db: Database) -> list[Memory]:
    return list(map(_memory, db.query("SELECT * FROM memory ORDER BY person, item")))


def answered(db: Database, *, memory: Memory, review: Review) -> bool:
    """Keep an answer and what follows from it; False where one was given today already."""
    done = db.execute(
        "INSERT INTO reviews (person, item, revision, answer, at, day, rating, chosen)"
        " VALUES (:person, :item, :revision, :answer, :at, :day, :rating, :chosen)"
        " ON CONFLICT (person, item, day) DO NOTHING",
        {
            "person": review.person,
            "item": review.item,
            "revision": review.revision,
            "answer": review.answer,
            "at": review.at.isoformat(),
            "day": review.day.isoformat(),
            "rating": review.rating,
            "chosen": json.dumps(review.chosen, ensure_ascii=False),
        },
    )
    if done.rowcount != 1:
        return False
    db.execute(
        "INSERT INTO memory (person, item, answer, card, due)"
        " VALUES (:person, :item, :answer, :card, :due)"
        " ON CONFLICT (person, item) DO UPDATE SET answer = excluded.answer, card = excluded.card,"
        " due = excluded.due",
        {
            "person": memory.person,
            "item": memory.item,
            "answer": memory.answer,
            "card": memory.card,
            "due": memory.due.isoformat(),
        },
    )
    return True


def answered_on(db: Database, *, person: str, day: date) -> set[str]:
    """The items that somebody has answered on a day."""
    rows = db.execute(
        "SELECT item FROM reviews WHERE person = ? AND day = ?", [person, day.isoformat()]
    )
    return {item for (item,) in rows.fetchall()}


def reviews(db: Database) -> Iterator[Review]:
    """All that are kept, in the order they came."""
    return map(_review, db.query("SELECT * FROM reviews ORDER BY id"))


def post_of(db: Database, *, person: str) -> str:
    """Where they work; "" where nobody has said."""
    row = db.execute("SELECT post FROM posts WHERE person = ?", [person]).fetchone()
    return row[0] if row else ""


def posts(db: Database) -> dict[str, str]:
    return dict(db.execute("SELECT person, post FROM posts").fetchall())


def set_post(db: Database, *, person: str, post: str) -> None:
    db.execute(
        "INSERT INTO posts (person, post) VALUES (:person, :post)"
        " ON CONFLICT (person) DO UPDATE SET post = excluded.post",
        {"person": person, "post": post},
    )


def unreminded(db: Database) -> set[str]:
    """Who would rather not be told on Mondays what there is to practise."""
    rows = db.execute("SELECT person FROM practice_unreminded").fetchall()
    return {person for (person,) in rows}


def set_reminded(db: Database, *, person: str, wanted: bool) -> None:
    if wanted:
        db.execute("DELETE FROM practice_unreminded WHERE person = ?", [person])
    else:
        db.execute("INSERT OR IGNORE INTO practice_unreminded (person) VALUES (?)", [person])


def report(
    db: Database, *, item: str, revision: str, person: str, text: str, now: datetime
) -> None:
    db.execute(
        "INSERT INTO item_reports (item, revision, person, text, at)"
        " VALUES (:item, :revision, :person, :text, :at)",
        {
            "item": item,
            "revision": revision,
            "person": person,
            "text": text,
            "at": now.isoformat(),
        },
    )


def open_reports(db: Database) -> list[Report]:
    rows = db.query(
        "SELECT id, item, revision, person, text, at FROM item_reports"
        " WHERE settled_at IS NULL ORDER BY id"
    )
    return [Report(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]


def count_open_reports(db: Database, _person: str, _now: datetime) -> int:
    return db.table("item_reports").count_where("settled_at IS NULL")


def settle_report(db: Database, *, report_id: int, by: str, now: datetime) -> bool:
    """False where there is none, or somebody settled it before."""
    done = db.execute(
        "UPDATE item_reports SET settled_at = :at, settled_by = :by"
        " WHERE id = :id AND settled_at IS NULL",
        {"at": now.isoformat(), "by": by, "id": report_id},
    )
    return done.rowcount == 1


def purge(db: Database, *, before: datetime) -> None:
    """Answers of practice aren't kept for ever; what is remembered stays."""
    db.execute("DELETE FROM reviews WHERE at < ?", [before.isoformat()])


def _memory(row: dict[str, Any]) -> Memory:
    return Memory(**{**row, "due": date.fromisoformat(row["due"])})


def _review(row: dict[str, Any]) -> Review:
    read = {
        "at": datetime.fromisoformat(row["at"]),
        "day": date.fromisoformat(row["day"]),
        "chosen": tuple(json.loads(row["chosen"])),
    }
    return Review(**{name: value for name, value in {**row, **read}.items() if name != "id"})
