"""What staff may see of drafts and versions, and try out."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.answers import Answer
from bot.editing.cabinet import Cabinet
from bot.editing.trying import Look, Trials
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.store import drafts as store
from bot.store import entry_versions
from bot.store.drafts import Draft
from bot.store.entry_versions import Version

LISTED = 8
MOST = 5_000
"""Open drafts: more than any bureau writes."""


@dataclass(frozen=True)
class SeeingDrafts:
    """The use cases that change nothing."""

    cabinet: Cabinet
    trials: Trials

    async def get(self, who: Actor, draft_id: int) -> Draft:
        """Raises: Unknown."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self.cabinet.draft(draft_id)

    async def listing(self, who: Actor, page: int = 0) -> list[Draft]:
        """One page of the open ones, and one more where there are more."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self.cabinet.database.read(store.recent, limit=LISTED + 1, skip=page * LISTED)

    async def all_open(self, who: Actor) -> list[Draft]:
        """Every open one, those in review first, then by the last change."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self.cabinet.database.read(store.recent, limit=MOST)

    async def last_change(self, who: Actor, draft_id: int) -> str:
        """Who wrote the words that it has now."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self.cabinet.database.read(store.last_writer, draft_id=draft_id)

    async def history(self, who: Actor, slug: str) -> list[Version]:
        """The latest first; empty where staff never changed it."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self.cabinet.database.read(entry_versions.of_entry, slug=slug)

    async def open_of(self, who: Actor, slug: str) -> list[Draft]:
        """The entry's open drafts, everybody's."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self.cabinet.drafts_of(slug)

    async def version(self, who: Actor, slug: str, number: int) -> Version:
        """Raises: Unknown."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self.cabinet.version(slug, number)

    async def look(self, who: Actor, draft_id: int) -> Look:
        """The draft, read and tried out. Raises: Unknown."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self.trials.look(await self.cabinet.draft(draft_id))

    async def why(
        self, who: Actor, question: str, draft_id: int | None = None
    ) -> tuple[Answer, Answer | None]:
        """How it is answered now, and how with that draft published.

        Raises:
            Refused: the draft has flaws.
        """
        permissions.require(who, Action.KNOWLEDGE_SEE)
        before = self.cabinet.knowledge.edition.answerer.explained(question)
        if draft_id is None:
            return before, None
        look = await self.trials.look(await self.cabinet.draft(draft_id))
        return before, (await self.trials.answerer(look)).explained(question)
