"""Tells staff what became of drafts, and owners what falls due; finishes what a crash left over.

Queries on rows, like everything that is scheduled: what was done before a restart is told after.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.editing.drafts import Drafts
from bot.knowledge.entries import Entry
from bot.members import SYSTEM, Actor, Member, Staff
from bot.messages import Button, Channel, Chat, DeliveryError, Failure, Reply
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action, may
from bot.staff.refusals import Refused
from bot.store import drafts as store
from bot.store import entry_versions
from bot.store.drafts import Draft
from handlers.dialogues.actions import rows
from handlers.dialogues.knowledge_pages import Pages, action

log = structlog.get_logger()
EVERY_SECONDS = 2.0
FRESH = timedelta(days=1)
"""Older news is none: what happened while nobody could be told stands in the record."""
AHEAD = timedelta(days=14)
"""So long before its review date an entry's owner is told."""
LISTED = 10


@dataclass(frozen=True)
class KnowledgeNews:
    accounts: Accounts
    drafts: Drafts
    channels: Mapping[str, Channel]

    async def run(self, stop: asyncio.Event) -> None:
        """Go round every two seconds, until told to stop."""
        while not stop.is_set():
            try:
                await self.drafts.publisher.publish()
                await self.tell_all()
                await self.remind()
            except Exception:
                log.exception("knowledge news failed")
            try:
                await asyncio.wait_for(stop.wait(), EVERY_SECONDS)
            except TimeoutError:
                continue

    async def tell_all(self) -> None:
        """Tell everything that staff have not been told yet."""
        if not self.channels:
            return
        database = self.drafts.database
        for draft in await database.read(store.untold):
            if not await database.write(store.take_to_tell, draft=draft):
                continue
            if draft.changed_at < self.drafts.clock() - FRESH:
                continue
            if not await self._tell(draft):
                await database.write(store.put_back_to_tell, draft=draft)
                return  # Telegram is away: the rest waits too

    async def remind(self) -> None:
        """Tell owners, once for each review date, what falls due soon; the staff's chat where
        nobody owns the entry."""
        if not self.channels:
            return
        today = self.drafts.knowledge.today()
        library = self.drafts.knowledge.edition.library
        due = [one for one in library.entries.values() if one.review_by <= today + AHEAD]
        told: dict[Chat, list[Entry]] = {}
        staff = await self.accounts.staff()
        for entry in due:
            chat = await self._owner(staff, entry)
            if chat and await self._is_new(entry):
                told.setdefault(chat, []).append(entry)
        for chat, entries in told.items():
            await self._send(chat, _due(entries))

    async def _is_new(self, entry: Entry) -> bool:
        database = self.drafts.database
        return await database.write(
            entry_versions.remind,
            slug=entry.slug,
            review_by=entry.review_by,
            now=self.drafts.clock(),
        )

    async def _owner(self, staff: Staff, entry: Entry) -> Chat | None:
        name = await self.drafts.database.read(entry_versions.owner, slug=entry.slug)
        member = staff.named(name) if name else None
        if member and member.chat:
            return member.chat
        channel, _, chat_id = self.drafts.settings.staff_chat.partition(":")
        return Chat(channel, chat_id) if chat_id else None

    async def _tell(self, draft: Draft) -> bool:
        """False where nobody could be reached just now."""
        staff = await self.accounts.staff()

        def named(name: str) -> str:
            member = staff.named(name)
            return (member.label or member.name) if member else name

        try:
            look = await self.drafts.look(SYSTEM, draft.id)
        except Refused:
            return True
        for number, member in enumerate(self._told(staff, draft)):
            if member.chat is None:
                continue
            who = Actor(member, member.chat.channel)
            page = Pages(who, named, self.drafts.settings.zone).news(draft, look)
            failure = await self._send(member.chat, page)
            if failure in (Failure.UNREACHABLE, Failure.BUSY) and number == 0:
                return False
        return True

    def _told(self, staff: Staff, draft: Draft) -> Iterable[Member]:
        """Reviews go to whoever may approve it, what was decided to its author."""
        if draft.news != "submit":
            author = staff.named(draft.author)
            return [author] if author and author.name != draft.news_by else []
        return [
            member
            for member in staff.members.values()
            if may(Actor(member, ""), Action.DRAFT_APPROVE)
            and (self.drafts.settings.one_person or member.name not in draft.hands)
        ]

    async def _send(self, chat: Chat, reply: Reply) -> Failure | None:
        channel = self.channels.get(chat.channel)
        if channel is None:
            return None
        try:
            await channel.send(chat, reply)
        except DeliveryError as error:
            # One of staff who never wrote to the bot can't be reached; the others can.
            log.warning("staff_not_told", to=chat.id, kind=error.kind.value, reason=str(error))
            return error.kind
        return None


def _due(entries: list[Entry]) -> Reply:
    lines = [f"- {one.question}（{one.slug}，{one.review_by}）" for one in entries[:LISTED]]
    more = f"\n\n……共 {len(entries)} 条。" if len(entries) > LISTED else ""
    body = "**这些条目快到或已到复核期限，请复核：**\n\n" + "\n".join(lines) + more
    buttons = [Button(one.question, action("entry", one.slug)) for one in entries[:LISTED]]
    return Reply(body, rows(*buttons))
