"""Tells staff what became of drafts, and owners what falls due; finishes what a crash left over.

Queries on rows, like everything that is scheduled: what was done before a restart is told after.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config import Settings
from bot.editing.publishing import Publisher
from bot.editing.seeing import SeeingDrafts
from bot.knowledge.entries import Entry
from bot.members import SYSTEM, Actor, Member, Staff
from bot.messages import Button, Chat, Reply
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action, may
from bot.staff.refusals import Refused
from bot.store import drafts as store
from bot.store import entry_versions
from bot.store.alerts import Kind, Matters
from bot.store.drafts import Draft
from handlers.dialogues.actions import rows
from handlers.dialogues.draft_pages import DraftPages, action
from handlers.news.telling import FRESH, NEVER, Card, Note, Telling, keep_telling

AHEAD = timedelta(days=14)
"""So long before its review date an entry's owner is told."""
LISTED = 10


@dataclass(frozen=True)
class KnowledgeNews:
    settings: Settings
    accounts: Accounts
    drafts: SeeingDrafts
    publisher: Publisher
    telling: Telling
    clock: Callable[[], datetime]

    async def run(self, stop: asyncio.Event) -> None:
        await keep_telling(self.go_round, stop, failed="knowledge news failed")

    async def go_round(self) -> None:
        """Do everything that is due now."""
        await self.publisher.publish()
        await self.tell_all()
        await self.remind()

    async def tell_all(self) -> None:
        """Tell everything that staff have not been told yet."""
        if not self.telling.channels:
            return
        database = self.publisher.database
        for draft in await database.read(store.untold):
            if draft.changed_at < self.clock() - FRESH or await self._tell(draft):
                await database.write(store.told, draft=draft)

    async def remind(self) -> None:
        """Tell owners, once for each review date, what falls due soon; the staff's chat where
        nobody owns the entry."""
        if not self.telling.channels:
            return
        today = self.publisher.knowledge.today()
        library = self.publisher.knowledge.edition.library
        due = [one for one in library.entries.values() if one.review_by <= today + AHEAD]
        told: dict[Chat, list[Entry]] = {}
        staff = await self.accounts.staff()
        for entry in due:
            chat = await self._owner(staff, entry)
            if chat and not await self._is_reminded(entry):
                told.setdefault(chat, []).append(entry)
        for chat, entries in told.items():
            failure = await self.telling.staff(chat, _due(entries))
            if failure is None or failure in NEVER:
                await self._reminded(entries)

    async def _is_reminded(self, entry: Entry) -> bool:
        database = self.publisher.database
        return await database.read(
            entry_versions.is_reminded, slug=entry.slug, review_by=entry.review_by
        )

    async def _reminded(self, entries: list[Entry]) -> None:
        for entry in entries:
            await self.publisher.database.write(
                entry_versions.reminded,
                slug=entry.slug,
                review_by=entry.review_by,
                now=self.clock(),
            )

    async def _owner(self, staff: Staff, entry: Entry) -> Chat | None:
        name = await self.publisher.database.read(entry_versions.owner, slug=entry.slug)
        member = staff.named(name) if name else None
        return (member.chat if member else None) or self.telling.staff_chat

    async def _tell(self, draft: Draft) -> bool:
        """False where somebody is to be tried again."""
        staff = await self.accounts.staff()
        try:
            look = await self.drafts.look(SYSTEM, draft.id)
        except Refused:
            return True
        is_asked = draft.news == "submit"
        card = Card(Kind.DRAFT, Matters(drafts=[draft])) if is_asked else None
        notes = []
        for member in self._told(staff, draft):
            if member.chat:
                who = Actor(member, member.chat.channel)
                page = DraftPages(who, staff.called, self.settings.zone).news(draft, look)
                notes.append(Note(member.chat, page, card))
        key = f"draft {draft.id} {draft.version} {draft.news}"
        return await self.telling.everyone(key, notes)

    def _told(self, staff: Staff, draft: Draft) -> Iterable[Member]:
        """Reviews go to whoever may approve it, what was decided to its author."""
        if draft.news != "submit":
            author = staff.named(draft.author)
            return [author] if author and author.name != draft.news_by else []
        return [
            member
            for member in staff.members.values()
            if may(Actor(member, ""), Action.DRAFT_APPROVE)
            and (self.settings.one_person or member.name not in draft.hands)
        ]


def _due(entries: list[Entry]) -> Reply:
    lines = [f"- {one.question}（{one.slug}，{one.review_by}）" for one in entries[:LISTED]]
    more = f"\n\n……共 {len(entries)} 条。" if len(entries) > LISTED else ""
    body = "**这些条目快到或已到复核期限，请复核：**\n\n" + "\n".join(lines) + more
    buttons = [Button(one.question, action("entry", one.slug)) for one in entries[:LISTED]]
    return Reply(body, rows(*buttons))
