"""What is written of drafts and entries in one transaction: each change with its record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database as Connection

from bot.editing.cabinet import CHANGED
from bot.knowledge import entries
from bot.knowledge.entries import Entry
from bot.members import Actor
from bot.staff import audit
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated
from bot.store import drafts as store
from bot.store import entry_versions
from bot.store import golden as golden_store
from bot.store.drafts import Draft, State
from bot.store.entry_versions import FOUND, Version


def add(
    db: Connection, *, who: Actor, slug: str, text: str, base: Entry | None, now: datetime
) -> int:
    last = entry_versions.last(db, slug=slug) if base else None
    draft_id = store.add(
        db,
        slug=slug,
        text=text,
        base_number=last.number if last else 0,
        base_text=base.source if base else "",
        author=who.member.name,
        now=now,
    )
    audit.write(
        db,
        who=who,
        action=Action.DRAFT_WRITE,
        subject=f"draft:{draft_id}",
        after={"entry": slug, "version": 1},
        at=now,
    )
    return draft_id


def add_all(
    db: Connection, *, who: Actor, rows: Sequence[tuple[str, str, Entry | None]], now: datetime
) -> list[int]:
    return [add(db, who=who, slug=slug, text=text, base=base, now=now) for slug, text, base in rows]


def change(
    db: Connection,
    *,
    who: Actor,
    draft: Draft,
    action: Action,
    values: dict[str, object],
    now: datetime,
) -> None:
    if not store.change(db, draft, now=now, by=who.member.name, **values):
        raise Outdated(f"草稿 #{draft.id} {CHANGED}")
    told: dict[str, object] = {
        "entry": values.get("slug", draft.slug),
        "state": values["state"],
        "version": draft.version + 1,
    }
    if values.get("reason"):
        told["reason"] = values["reason"]
    before = {"entry": draft.slug, "state": draft.state, "version": draft.version}
    audit.write(
        db,
        who=who,
        action=action,
        subject=f"draft:{draft.id}",
        before=before,
        after=told,
        at=now,
    )


def approve(
    db: Connection,
    *,
    who: Actor,
    draft: Draft,
    version: Version,
    lost: Sequence[str],
    doubts: Sequence[str],
    now: datetime,
) -> None:
    done = store.change(
        db,
        draft,
        now=now,
        state=State.APPROVING,
        slug=version.slug,
        news="approve",
        news_by=who.member.name,
    )
    if not done:
        raise Outdated(f"草稿 #{draft.id} {CHANGED}")
    last = entry_versions.last(db, slug=version.slug)
    if (last.number if last else 0) != draft.base_number:
        raise Outdated(f"条目 {version.slug} 在此期间有了新版本，请先对照修改")
    number = _number(db, version, draft.base_text, now)
    entry_versions.add(db, replace(version, number=number))
    told: dict[str, object] = {"version": number, "draft": draft.id, "author": draft.author}
    if version.is_alone:
        told["one_person"] = True
    if lost:
        told["golden_lost"] = list(lost)
    if doubts:
        told["despite"] = list(doubts)
    audit.write(
        db,
        who=who,
        action=Action.DRAFT_APPROVE,
        subject=f"entry:{version.slug}",
        before={"version": number - 1} if number > 1 else None,
        after=told,
        at=now,
    )


def retire(
    db: Connection, *, who: Actor, version: Version, before: Entry, successor: str, now: datetime
) -> None:
    number = _number(db, version, before.source, now)
    entry_versions.add(db, replace(version, number=number))
    told: dict[str, object] = {"version": number, "reason": version.reason}
    if successor:
        told["successor"] = successor
        told["golden_moved"] = golden_store.move(db, old=version.slug, new=successor)
    audit.write(
        db,
        who=who,
        action=Action.ENTRY_RETIRE,
        subject=f"entry:{version.slug}",
        before={"version": number - 1},
        after=told,
        at=now,
    )


def _number(db: Connection, version: Version, base_text: str, now: datetime) -> int:
    """The next number; the file that it replaces gets one first, where it came by another way."""
    last = entry_versions.last(db, slug=version.slug)
    number = last.number + 1 if last else 1
    if base_text and (last is None or last.text != base_text):
        found = replace(
            version,
            number=number,
            change=FOUND,
            author="",
            reviewer="",
            is_alone=False,
            draft_id=None,
            topic=entries.parse(base_text, Path(f"{version.slug}.md")).topic,
            text=base_text,
            reason="",
            written_at=now,
        )
        entry_versions.add(db, found)
        number += 1
    return number
