"""Drafts, versions and entries where they lie. Whoever looks here has asked for leave already."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.editions import KnowledgeBase
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.staff.refusals import Outdated, Settled, Unknown
from bot.store import Database, entry_versions
from bot.store import drafts as store
from bot.store.drafts import Draft, State
from bot.store.entry_versions import Version

STATES = {
    State.DRAFT: "草稿",
    State.IN_REVIEW: "待审核",
    State.APPROVING: "已批准，正在写入",
    State.PUBLISHED: "已发布",
    State.DISCARDED: "已放弃",
}
"""What people call them."""

CHANGED = "在此期间有人改过，请重新打开看过再办"


@dataclass(frozen=True)
class Cabinet:
    database: Database
    knowledge: KnowledgeBase

    @property
    def library(self) -> Library:
        """The one in service."""
        return self.knowledge.edition.library

    def present(self, slug: str) -> Entry | None:
        """The entry as it stands, be it retired; None for one that is yet to come."""
        return self.library.known(slug) if slug else None

    def entry(self, slug: str) -> Entry:
        """Raises: Unknown."""
        entry = self.present(slug)
        if entry is None:
            raise Unknown(f"没有条目 {slug}")
        return entry

    async def draft(self, draft_id: int) -> Draft:
        """Raises: Unknown."""
        draft = await self.database.read(store.get, draft_id=draft_id)
        if draft is None:
            raise Unknown(f"没有 {draft_id} 号草稿")
        return draft

    async def open_draft(self, draft_id: int, version: int | None = None) -> Draft:
        """One that can still be changed.

        Raises:
            Settled: it can't.
            Outdated: `version` is no longer the present one.
        """
        draft = await self.draft(draft_id)
        if not draft.is_open:
            raise Settled(f"草稿 #{draft_id}：{STATES[draft.state]}")
        if version is not None and version != draft.version:
            raise Outdated(f"草稿 #{draft_id} {CHANGED}")
        return draft

    async def drafts_of(self, slug: str) -> list[Draft]:
        """The entry's open drafts, everybody's."""
        return await self.database.read(store.open_of, slug=slug)

    async def version(self, slug: str, number: int | None = None) -> Version:
        """That version of the entry, or its last one. Raises: Unknown."""
        if number is None:
            version = await self.database.read(entry_versions.last, slug=slug)
        else:
            version = await self.database.read(entry_versions.get, slug=slug, number=number)
        if version is None:
            raise Unknown(f"条目 {slug} 没有第 {number} 版")
        return version

    async def taken(self) -> frozenset[str]:
        """The names that entries and drafts have."""
        drafted = await self.database.read(store.slugs)
        return frozenset({*self.library.entries, *self.library.retired, *drafted})
