"""Tells staff what waits for them: at once, when it has waited too long, each day and each week.

Queries on rows, like everything that is scheduled: what was due before a restart is told after.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.desk.office import Office
from bot.knowledge.library.review import outdated_basis
from bot.members import Actor
from bot.messages import Reply
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action, may
from bot.store import Database, letters
from bot.store import drafts as draft_store
from bot.store import inbox as store
from handlers.news import digests
from handlers.news.digests import LISTED
from handlers.news.telling import NOT_ARRIVED, Telling, keep_telling

ALERTS_APART = timedelta(minutes=1)
"""New questions within this time are one alert: a busy day must not flood the staff's chat."""
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class InboxNews:
    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    accounts: Accounts
    telling: Telling
    clock: Callable[[], datetime]

    async def run(self, stop: asyncio.Event) -> None:
        await keep_telling(self.go_round, stop, failed="inbox news failed")

    async def go_round(self) -> None:
        """Do everything that is due now."""
        if not self.telling.channels:
            return
        await self.alert()
        await self.alarm()
        await self.digest()
        await self.weekly()

    async def alert(self) -> None:
        """New questions, at once; several that come within a minute together."""
        now = self.clock()
        clusters = await self.database.read(store.untold)
        last = await self.database.read(store.told_last)
        chat = self.telling.staff_chat
        if not clusters or chat is None or (last and now - last < ALERTS_APART):
            return
        ids = [cluster.id for cluster in clusters]
        await self.database.write(store.mark, column="told_at", ids=ids, at=now)
        if await self.telling.staff(chat, digests.new_questions(clusters)) in NOT_ARRIVED:
            await self.database.write(store.mark, column="told_at", ids=ids, at=None)

    async def alarm(self) -> None:
        """What has waited for more than a working day, once; only while staff are at work."""
        office, now, chat = self._office, self.clock(), self.telling.staff_chat
        if chat is None or not office.is_open(now):
            return
        before = office.day_before(now)
        clusters = await self.database.read(store.not_alarmed, before=before)
        late = await self.database.read(letters.not_alarmed, before=before)
        if not clusters and not late:
            return
        ids, receipts = [one.id for one in clusters], [one.receipt for one in late]
        await self._mark_alarmed(ids, receipts, now)
        if await self.telling.staff(chat, digests.late(late, clusters)) in NOT_ARRIVED:
            await self._mark_alarmed(ids, receipts, None)

    async def _mark_alarmed(self, ids: list[int], receipts: list[str], at: datetime | None) -> None:
        await self.database.write(store.mark, column="alarmed_at", ids=ids, at=at)
        await self.database.write(letters.alarmed, receipts=receipts, at=at)

    async def digest(self) -> None:
        """Each working day, when it begins: what waits. Nothing waits: nothing is said."""
        chat, day = self.telling.staff_chat, self._begun_day()
        if chat is None or day is None:
            return
        if await self.database.write(store.take_digest, name="daily", day=day.isoformat()):
            reply = await self._daily()
            if reply and await self.telling.staff(chat, reply) in NOT_ARRIVED:
                await self.database.write(store.put_back_digest, name="daily", day=day.isoformat())

    async def weekly(self) -> None:
        """To each reviewer, when the first working day of the week begins."""
        day = self._begun_day()
        if day is None:
            return
        week = f"{day:%G-W%V}"
        reply: Reply | None = None
        for member in (await self.accounts.staff()).members.values():
            if member.chat is None or not may(Actor(member, ""), Action.DRAFT_APPROVE):
                continue
            name = f"weekly {member.name}"
            if not await self.database.write(store.take_digest, name=name, day=week):
                continue
            reply = reply or await self._weekly()
            if await self.telling.staff(member.chat, reply) in NOT_ARRIVED:
                await self.database.write(store.put_back_digest, name=name, day=week)
                return

    async def _daily(self) -> Reply | None:
        clusters = await self.database.read(store.listing, limit=LISTED)
        questions = await self.database.read(store.count)
        late = await self.database.read(letters.unanswered)
        drafts = await self.database.read(draft_store.recent, limit=100, skip=0)
        reviews = sum(draft.state is draft_store.State.IN_REVIEW for draft in drafts)
        if not (questions or late or reviews):
            return None
        return digests.daily(clusters, questions=questions, letters=late, reviews=reviews)

    async def _weekly(self) -> Reply:
        edition = self.knowledge.edition
        library, today = edition.library, self._today
        due = [one for one in library.entries.values() if one.review_by <= today + AHEAD]
        due.sort(key=lambda one: one.review_by)
        changed = [
            one
            for one in library.entries.values()
            if outdated_basis(one, edition.texts, library.register)
        ]
        clusters = await self.database.read(store.listing, limit=LISTED)
        questions = await self.database.read(store.count)
        return digests.weekly(due, changed, clusters, questions=questions)

    @property
    def _office(self) -> Office:
        hours = self.settings.office_hours or self.knowledge.edition.library.bureau.hours
        return Office.parse(hours, self.settings.zone)

    @property
    def _today(self) -> date:
        return self.clock().astimezone(self.settings.zone).date()

    def _begun_day(self) -> date | None:
        """Today, where its work has begun."""
        return self._today if self._office.opened(self.clock()) else None
