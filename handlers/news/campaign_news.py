"""Tells staff what became of campaigns: previews to authors, reviews to reviewers, pauses to all.

A query on the record, like everything that is scheduled: what was done by command line or by the
program itself reaches staff just as what was done in chat.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.config import Settings
from bot.members import Role, Staff
from bot.messages import Chat, Reply
from bot.publicity.notices import compose
from bot.publicity.seeing import SeeingCampaigns
from bot.publicity.steps import NEW
from bot.staff.accounts import Accounts
from bot.store import campaigns as store
from bot.store.alerts import Kind, Matters
from bot.store.campaigns import Campaign, Change, State
from handlers.dialogues import campaign_pages as pages
from handlers.news.telling import FRESH, Card, Note, Telling, keep_telling

_ASKED = ("submit", "approve", NEW, "pause")
"""Of these several are told, and one of them is to do something."""


@dataclass(frozen=True)
class CampaignNews:
    settings: Settings
    accounts: Accounts
    campaigns: SeeingCampaigns
    telling: Telling

    async def run(self, stop: asyncio.Event) -> None:
        await keep_telling(self.tell_all, stop, failed="campaign news failed")

    async def tell_all(self) -> None:
        """Tell everything that staff have not been told yet."""
        if not self.telling.channels:
            return
        for change in await self.campaigns.database.read(store.untold):
            if await self._tell(change):
                now = self.campaigns.clock()
                await self.campaigns.database.write(store.told, change=change, now=now)

    async def _tell(self, change: Change) -> bool:
        """False where somebody is to be tried again."""
        if change.at < self.campaigns.clock() - FRESH:
            return True
        campaign = await self.campaigns.get(change.campaign_id)
        notes = await self._notes(campaign, change)
        return await self.telling.everyone(f"change {change.id}", notes)

    async def _notes(self, campaign: Campaign, change: Change) -> list[Note]:
        """Who is told what of this change."""
        staff = await self.accounts.staff()
        match change.change:
            case "submit":
                return await self._review(staff, campaign, change)
            case "approve" | "return":
                told = [_chat_of(staff, campaign.author), *_who(staff, Role.CAMPAIGNER)]
                return await self._news(campaign, change, told)
            case _ if change.via == "system" and change.change in (NEW, "pause", "finish"):
                told = [*_who(staff, Role.CAMPAIGNER), self.telling.staff_chat]
                notes = await self._news(campaign, change, told)
                if change.change != NEW:
                    return notes
                preview = self._preview(campaign)
                return [one for note in notes for one in (Note(note.chat, preview), note)]
        return []

    def _preview(self, campaign: Campaign) -> Reply:
        """The notice as recipients will see it."""
        return compose(campaign, self.campaigns.library(), page_url=self.settings.public_url)

    async def _review(self, staff: Staff, campaign: Campaign, change: Change) -> list[Note]:
        """The notice as recipients will see it: to its author, and to whoever may approve it."""
        if campaign.state is not State.IN_REVIEW or campaign.version != change.version:
            return []  # returned or changed since
        preview = self._preview(campaign)
        hands = await self.campaigns.hands(campaign)
        reviewers = [
            member
            for member in staff.with_role(Role.REVIEWER)
            if self.settings.one_person or member.name not in hands
        ]
        notes = [Note(chat, preview) for chat in _once([_chat_of(staff, campaign.author)])]
        page, card = self._page(campaign, "请审核上面这条通知。"), _card(campaign, change)
        for chat in _once(member.chat for member in reviewers):
            notes += [Note(chat, preview), Note(chat, page, card)]
        return notes

    async def _news(
        self, campaign: Campaign, change: Change, told: Iterable[Chat | None]
    ) -> list[Note]:
        opening = pages.news(change, await self.campaigns.counts(campaign.id))
        page = self._page(campaign, opening)
        here = _chat_of(await self.accounts.staff(), change.who)
        card = _card(campaign, change) if change.change in _ASKED else None
        return [Note(chat, page, card) for chat in _once(told) if chat != here]

    def _page(self, campaign: Campaign, opening: str) -> Reply:
        """With a button to open it: what each may do with it then depends on who they are."""
        return pages.announced(campaign, opening, self.settings.zone)


def _card(campaign: Campaign, change: Change) -> Card:
    return Card(Kind.CAMPAIGN, Matters(campaigns=[campaign], changes=[change]))


def _once(chats: Iterable[Chat | None]) -> list[Chat]:
    return list(dict.fromkeys(chat for chat in chats if chat))


def _chat_of(staff: Staff, name: str) -> Chat | None:
    member = staff.named(name)
    return member.chat if member else None


def _who(staff: Staff, role: Role) -> Iterator[Chat | None]:
    for member in staff.with_role(role):
        yield member.chat
