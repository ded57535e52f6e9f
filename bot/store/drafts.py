"""Drafts of entries: words of staff on their way to the public."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlite_utils import Database


class State(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVING = "approving"
    PUBLISHED = "published"
    DISCARDED = "discarded"


OPEN = (State.DRAFT, State.IN_REVIEW)
"""Those that can still become something else than what they are."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`base_text` is the file it was made from, "" for a new entry; `hands` are all who wrote or
    submitted it; `news` is what staff have still to be told. `returned_text` is what a reviewer
    returned last, "" if nothing was."""

    id: int
    slug: str
    state: State
    version: int
    text: str
    base_number: int
    base_text: str
    author: str
    hands: tuple[str, ...]
    reason: str
    news: str
    news_by: str
    changed_at: datetime
    returned_text: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def add(
    db: Database,
    *,
    slug: str,
    text: str,
    base_number: int = 0,
    base_text: str = "",
    author: str,
    now: datetime,
) -> int:
    """A new draft; returns its number."""
    row: dict[str, object] = {
        "slug": slug,
        "state": State.DRAFT.value,
        "version": 1,
        "text": text,
        "base_number": base_number,
        "base_text": base_text,
        "author": author,
        "hands": json.dumps([author]),
        "reason": "",
        "news": "",
        "news_by": "",
        "changed_at": now.isoformat(),
    }
    draft_id = cast(int, db.table("drafts").insert(row).last_pk)
    _keep(db, draft_id, 1, text, author, now)
    return draft_id


def get(db: Database, *, draft_id: int) -> Draft | None:
    rows = list(db.query("SELECT * FROM drafts WHERE id = ?", [draft_id]))
    return _draft(rows[0]) if rows else None


def change(db: Database, draft: Draft, *, now: datetime, by: str = "", **values: object) -> bool:
    """Set these columns, as a new version; False where somebody changed it since it was read. A
    text is kept with who wrote it, `by`."""
    values |= {"version": draft.version + 1, "changed_at": now.isoformat()}
    names = ", ".join(f"{name} = ?" for name in values)
    done = db.execute(
        f"UPDATE drafts SET {names} WHERE id = ? AND version = ? AND state = ?",  # noqa: S608
        [*map(_stored, values.values()), draft.id, draft.version, draft.state.value],
    )
    if done.rowcount == 1 and "text" in values:
        _keep(db, draft.id, draft.version + 1, str(values["text"]), by, now)
    return done.rowcount == 1


def last_writer(db: Database, *, draft_id: int) -> str:
    """Who wrote the text that it has now."""
    rows = db.execute(
        "SELECT author FROM draft_texts WHERE draft_id = ? ORDER BY version DESC LIMIT 1",
        [draft_id],
    ).fetchall()
    return str(rows[0][0]) if rows else ""


def text_before(db: Database, *, draft_id: int, version: int) -> str:
    """The text before the one that it has in that version; "" where that was its first."""
    rows = db.execute(
        "SELECT text FROM draft_texts WHERE draft_id = ? AND version <= ?"
        " ORDER BY version DESC LIMIT 2",
        [draft_id, version],
    ).fetchall()
    return str(rows[1][0]) if len(rows) > 1 else ""


def _keep(db: Database, draft_id: int, version: int, text: str, author: str, now: datetime) -> None:
    db.execute(
        "INSERT INTO draft_texts VALUES (?, ?, ?, ?, ?)",
        [draft_id, version, text, author, now.isoformat()],
    )


def finish(db: Database, *, draft_id: int) -> None:
    """What was approved stands in its file."""
    db.execute(
        "UPDATE drafts SET state = 'published' WHERE id = ? AND state = 'approving'", [draft_id]
    )


def recent(db: Database, *, limit: int, skip: int = 0) -> list[Draft]:
    """Open ones, those in review first, then by the last change."""
    rows = db.query(
        "SELECT * FROM drafts WHERE state IN ('draft', 'in_review', 'approving')"
        " ORDER BY state = 'draft', changed_at DESC, id DESC LIMIT ? OFFSET ?",
        [limit, skip],
    )
    return [_draft(row) for row in rows]


def in_review_of_others(db: Database, who: str, now: datetime) -> int:
    """How many wait for a second person who may be this one."""
    reviewed = db.query("SELECT hands FROM drafts WHERE state = 'in_review'")
    return sum(who not in json.loads(row["hands"]) for row in reviewed)


def returned_to(db: Database, who: str, now: datetime) -> int:
    """How many a reviewer has returned to this author."""
    return db.table("drafts").count_where("state = 'draft' AND reason != '' AND author = ?", [who])


def open_of(db: Database, *, slug: str) -> list[Draft]:
    """The open drafts of an entry, oldest first."""
    rows = db.query(
        "SELECT * FROM drafts WHERE slug = ? AND state IN ('draft', 'in_review') ORDER BY id",
        [slug],
    )
    return [_draft(row) for row in rows]


def slugs(db: Database) -> set[str]:
    """Names that open drafts have taken."""
    rows = db.execute("SELECT slug FROM drafts WHERE state IN ('draft', 'in_review', 'approving')")
    return {slug for (slug,) in rows.fetchall()}


def untold(db: Database) -> list[Draft]:
    return [_draft(row) for row in db.query("SELECT * FROM drafts WHERE news != '' ORDER BY id")]


def told(db: Database, *, draft: Draft) -> None:
    """Its news was told; where there is other news since, that is still to be told."""
    db.execute(
        "UPDATE drafts SET news = '' WHERE id = ? AND news = ? AND version = ?",
        [draft.id, draft.news, draft.version],
    )


def _stored(value: object) -> object:
    if isinstance(value, State):
        return value.value
    if isinstance(value, Collection) and not isinstance(value, str):
        return json.dumps(list(value))
    return value


def _draft(row: dict[str, Any]) -> Draft:
    read = {
        "state": State(row["state"]),
        "hands": tuple(json.loads(row["hands"])),
        "changed_at": datetime.fromisoformat(row["changed_at"]),
    }
    return Draft(**{**row, **read})
