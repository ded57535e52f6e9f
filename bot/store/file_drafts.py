"""Items and case cards on their way into service; what was decided has yet to stand in its file."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlite_utils import Database

from bot.store.drafts import OPEN, State


class Kind(StrEnum):
    """What the file is."""

    ITEM = "item"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class FileDraft:
    """`base_text` is the file it was made from, "" for a new one. `origin` says which generator or
    import proposed it, `doubts` what that wasn't sure of, one a line."""

    id: int
    kind: Kind
    slug: str
    topic: str
    state: State
    version: int
    text: str
    base_text: str
    origin: str
    doubts: str
    author: str
    hands: tuple[str, ...]
    reviewer: str
    reason: str
    changed_at: datetime

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Proposal:
    """What becomes a draft."""

    slug: str
    topic: str
    text: str
    base_text: str = ""
    origin: str = ""
    doubts: str = ""


def add(
    db: Database,
    proposal: Proposal,
    *,
    kind: Kind,
    author: str,
    now: datetime,
    state: State = State.DRAFT,
    reviewer: str = "",
) -> int:
    """Returns its number."""
    row = {
        "kind": kind.value,
        "slug": proposal.slug,
        "topic": proposal.topic,
        "state": state.value,
        "version": 1,
        "text": proposal.text,
        "base_text": proposal.base_text,
        "origin": proposal.origin,
        "doubts": proposal.doubts,
        "author": author,
        "hands": json.dumps([author]),
        "reviewer": reviewer,
        "changed_at": now.isoformat(),
    }
    return cast(int, db.table("file_drafts").insert(row).last_pk)


def add_all(
    db: Database, proposals: Iterable[Proposal], *, kind: Kind, author: str, now: datetime
) -> list[int]:
    return [add(db, one, kind=kind, author=author, now=now) for one in proposals]


def get(db: Database, *, draft_id: int) -> FileDraft | None:
    return next(map(_draft, db.query("SELECT * FROM file_drafts WHERE id = ?", [draft_id])), None)


def change(db: Database, draft: FileDraft, *, now: datetime, **values: object) -> bool:
    """Set these columns, as a new version; False where somebody changed it since it was read."""
    values |= {"version": draft.version + 1, "changed_at": now.isoformat()}
    names = ", ".join(f"{name} = :{name}" for name in values)
    done = db.execute(
        f"UPDATE file_drafts SET {names} WHERE id = :draft AND version = :before",  # noqa: S608
        {**values, "draft": draft.id, "before": draft.version},
    )
    return done.rowcount == 1


def hands_with(draft: FileDraft, who: str) -> str:
    return json.dumps(sorted({*draft.hands, who}))


def open_ones(
    db: Database, *, kind: Kind, states: Collection[State] = OPEN, limit: int = 1_000
) -> list[FileDraft]:
    """Those in review first, then by number."""
    rows = db.query(
        "SELECT * FROM file_drafts WHERE state IN (SELECT value FROM json_each(:states))"
        " AND kind = :kind ORDER BY state = 'draft', id LIMIT :limit",
        {
            "kind": kind.value,
            "states": json.dumps([state.value for state in states]),
            "limit": limit,
        },
    )
    return list(map(_draft, rows))


def in_review_of_others(db: Database, person: str, kind: Kind) -> int:
    """How many somebody could approve: those in review that they had no hand in."""
    return sum(
        person not in one.hands for one in open_ones(db, kind=kind, states=(State.IN_REVIEW,))
    )


def unwritten(db: Database, *, kind: Kind) -> list[FileDraft]:
    rows = db.query(
        "SELECT * FROM file_drafts WHERE state = 'approving' AND kind = ? ORDER BY changed_at, id",
        [kind.value],
    )
    return list(map(_draft, rows))


def mark_written(db: Database, *, draft_id: int) -> None:
    db.execute(
        "UPDATE file_drafts SET state = 'published' WHERE id = ? AND state = 'approving'",
        [draft_id],
    )


def _draft(row: dict[str, Any]) -> FileDraft:
    read = {
        "kind": Kind(row["kind"]),
        "state": State(row["state"]),
        "hands": tuple(json.loads(row["hands"])),
        "changed_at": datetime.fromisoformat(row["changed_at"]),
    }
    return FileDraft(**{**row, **read})
