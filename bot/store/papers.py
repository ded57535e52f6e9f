"""Papers: who sits what and when, the questions as they are asked, keys that were corrected."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from sqlite_utils import Database


class State(StrEnum):
    """Whether it is open follows from its times."""

    DRAFT = "draft"
    APPROVED = "approved"
    CANCELLED = "cancelled"


FIRST, MAKEUP = 1, 2
"""The sittings; each has questions of its own."""


@dataclass(frozen=True, slots=True)
class Window:
    opens: datetime
    closes: datetime

    def __contains__(self, now: datetime) -> bool:
        return self.opens <= now < self.closes


@dataclass(frozen=True, slots=True)
class Paper:
    """`blueprint` is JSON; from its approval on it is the rule that everybody is marked by."""

    id: int
    title: str
    blueprint: str
    first: Window
    makeup: Window | None
    seed: int
    state: State
    version: int
    author: str
    hands: tuple[str, ...]
    reviewer: str
    changed_at: datetime

    @property
    def ends(self) -> datetime:
        """From then on keys may be known."""
        return max(self.first.closes, self.makeup.closes if self.makeup else self.first.closes)

    def sitting(self, now: datetime) -> tuple[int, Window] | None:
        """1 in the first window, 2 in that to make up; None outside."""
        if now in self.first:
            return FIRST, self.first
        return (MAKEUP, self.makeup) if self.makeup and now in self.makeup else None


@dataclass(frozen=True, slots=True)
class PaperItem:
    """A question of a paper. `text` is the item's file as it was approved; `key_now` a key that was
    corrected since, () for one that counts every answer as right, None where nothing was."""

    paper: int
    sitting: int
    n: int
    item: str
    topic: str
    text: str
    points: int
    key_now: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Exemption:
    paper: int
    person: str
    reason: str
    granted_by: str
    at: datetime


def add(
    db: Database,
    *,
    title: str,
    blueprint: str,
    first: Window,
    makeup: Window | None,
    seed: int,
    author: str,
    now: datetime,
) -> int:
    """A new draft; returns its number."""
    row = {
        "title": title,
        "blueprint": blueprint,
        **_times(first, makeup),
        "seed": seed,
        "state": State.DRAFT.value,
        "version": 1,
        "author": author,
        "hands": as_hands([author]),
        "changed_at": now.isoformat(),
    }
    return cast(int, db.table("papers").insert(row).last_pk)


def change(
    db: Database,
    paper: Paper,
    *,
    now: datetime,
    first: Window | None = None,
    makeup: Window | None = None,
    **values: object,
) -> bool:
    """Set these columns, as a new version; False where somebody changed it since it was read. New
    times are given together."""
    values |= {"version": paper.version + 1, "changed_at": now.isoformat()}
    if first:
        values |= _times(first, makeup)
    names = ", ".join(f"{name} = :{name}" for name in values)
    done = db.execute(
        f"UPDATE papers SET {names} WHERE id = :paper AND version = :before",  # noqa: S608
        {**values, "paper": paper.id, "before": paper.version},
    )
    return done.rowcount == 1


def get(db: Database, *, paper_id: int) -> Paper | None:
    return next(map(_paper, db.query("SELECT * FROM papers WHERE id = ?", [paper_id])), None)


def held(db: Database, *, paper_id: int) -> Paper:
    """One that is there, since rows refer to it. Raises: LookupError."""
    found = get(db, paper_id=paper_id)
    if found is None:
        raise LookupError(f"no paper {paper_id}")
    return found


def every(db: Database, *, limit: int = 200) -> list[Paper]:
    """The latest first."""
    rows = db.query("SELECT * FROM papers ORDER BY opens DESC, id DESC LIMIT ?", [limit])
    return list(map(_paper, rows))


def of_person(db: Database, *, person: str) -> list[Paper]:
    """The approved ones on whose roll somebody is."""
    rows = db.query(
        "SELECT papers.* FROM papers JOIN paper_roll ON paper = id"
        " WHERE person = ? AND state = 'approved' ORDER BY opens DESC, id DESC",
        [person],
    )
    return list(map(_paper, rows))


def freeze(
    db: Database, *, paper_id: int, items: Iterable[PaperItem], roll: Mapping[str, str]
) -> None:
    """The questions and who sits them (person → name), for good."""
    db.table("paper_items").insert_all(
        {
            "paper": paper_id,
            "sitting": one.sitting,
            "n": one.n,
            "item": one.item,
            "topic": one.topic,
            "text": one.text,
            "points": one.points,
        }
        for one in items
    )
    db.table("paper_roll").insert_all(
        {"paper": paper_id, "person": person, "name": name} for person, name in roll.items()
    )


def items(db: Database, *, paper_id: int, sitting: int) -> list[PaperItem]:
    rows = db.query(
        "SELECT * FROM paper_items WHERE paper = ? AND sitting = ? ORDER BY n", [paper_id, sitting]
    )
    return list(map(_item, rows))


def roll(db: Database, *, paper_id: int) -> dict[str, str]:
    """Person → name."""
    return dict(
        db.execute(
            "SELECT person, name FROM paper_roll WHERE paper = ? ORDER BY name, person", [paper_id]
        ).fetchall()
    )


def withheld(db: Database, *, now: datetime) -> set[str]:
    """The items of papers that aren't over: nobody may meet their keys elsewhere."""
    rows = db.execute(
        "SELECT DISTINCT item FROM paper_items JOIN papers ON papers.id = paper"
        " WHERE state = 'approved' AND (closes > :now OR makeup_to > :now)",
        {"now": now.isoformat()},
    )
    return {item for (item,) in rows.fetchall()}


def used(db: Database, *, since: datetime) -> set[str]:
    """The items of papers since then."""
    rows = db.execute(
        "SELECT DISTINCT item FROM paper_items JOIN papers ON papers.id = paper WHERE opens >= ?",
        [since.isoformat()],
    )
    return {item for (item,) in rows.fetchall()}


def set_key(db: Database, *, paper_id: int, sitting: int, n: int, key: Sequence[str]) -> None:
    db.execute(
        "UPDATE paper_items SET key_now = :key WHERE paper = :paper AND sitting = :sitting"
        " AND n = :n",
        {
            "key": json.dumps(list(key), ensure_ascii=False),
            "paper": paper_id,
            "sitting": sitting,
            "n": n,
        },
    )


def exempt(db: Database, exemption: Exemption) -> None:
    db.execute(
        "INSERT INTO exemptions (paper, person, reason, granted_by, at)"
        " VALUES (:paper, :person, :reason, :granted_by, :at)"
        " ON CONFLICT (paper, person) DO UPDATE SET reason = excluded.reason,"
        " granted_by = excluded.granted_by, at = excluded.at",
        {
            "paper": exemption.paper,
            "person": exemption.person,
            "reason": exemption.reason,
            "granted_by": exemption.granted_by,
            "at": exemption.at.isoformat(),
        },
    )


def exemptions(db: Database, *, paper_id: int) -> dict[str, Exemption]:
    rows = db.query("SELECT * FROM exemptions WHERE paper = ?", [paper_id])
    found = [Exemption(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]
    return {one.person: one for one in found}


def as_hands(people: Iterable[str]) -> str:
    """All who wrote it, as the column has them."""
    return json.dumps(sorted(people))


def _times(first: Window, makeup: Window | None) -> dict[str, str | None]:
    return {
        "opens": _utc(first.opens),
        "closes": _utc(first.closes),
        "makeup_from": _utc(makeup.opens) if makeup else None,
        "makeup_to": _utc(makeup.closes) if makeup else None,
    }


def _utc(at: datetime) -> str:
    """Times are compared as text."""
    return at.astimezone(UTC).isoformat()


def _paper(row: dict[str, Any]) -> Paper:
    first = Window(*(datetime.fromisoformat(row[name]) for name in ("opens", "closes")))
    makeup = None
    if row["makeup_from"]:
        makeup = Window(
            *(datetime.fromisoformat(row[name]) for name in ("makeup_from", "makeup_to"))
        )
    return Paper(
        id=row["id"],
        title=row["title"],
        blueprint=row["blueprint"],
        first=first,
        makeup=makeup,
        seed=row["seed"],
        state=State(row["state"]),
        version=row["version"],
        author=row["author"],
        hands=tuple(json.loads(row["hands"])),
        reviewer=row["reviewer"],
        changed_at=datetime.fromisoformat(row["changed_at"]),
    )


def _item(row: dict[str, Any]) -> PaperItem:
    key = row["key_now"]
    return PaperItem(**{**row, "key_now": None if key is None else tuple(json.loads(key))})
