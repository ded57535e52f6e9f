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
from bot.messages import Failure, Reply
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action, may
from bot.store import Database, letters
from bot.store import drafts as draft_store
from bot.store import inbox as store
from bot.store.alerts import Kind, Matters
from bot.store.letters import Letter
from handlers.news import digests
from handlers.news.digests import LISTED, Digest
from handlers.news.standing import Standing
from handlers.news.telling import NEVER, Card, Telling, keep_telling

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
        await self.letters()
        await self.assigned()
        await self.alert()
        await self.alarm()
        await self.digest()
        await self.weekly()

    async def letters(self) -> None:
        """New letters, at once; several that come within a minute together."""
        now = self.clock()
        new = await self.database.read(letters.untold)
        if not new or _is_soon(await self.database.read(letters.told_last), now):
            return
        card = Card(Kind.LETTERS, Matters(new))
        if await self._told(digests.new_letters(card.about, await self._standing()), card):
            receipts = [letter.receipt for letter in new]
            await self.database.write(letters.told, receipts=receipts, at=now)

    async def assigned(self) -> None:
        """Whoever was given a letter by somebody else."""
        new = await self.database.read(letters.newly_assigned)
        for letter in new:
            failure = await self._give(letter)
            if failure is None or failure in NEVER:
                await self.database.write(letters.assignee_told, letter=letter)

    async def alert(self) -> None:
        """New questions, at once; several that come within a minute together."""
        now = self.clock()
        clusters = await self.database.read(store.untold)
        if not clusters or _is_soon(await self.database.read(store.told_last), now):
            return
        card = Card(Kind.QUESTIONS, Matters(questions=clusters))
        if await self._told(digests.new_questions(card.about), card):
            ids = [cluster.id for cluster in clusters]
            await self.database.write(store.mark, column="told_at", ids=ids, at=now)

    async def alarm(self) -> None:
        """What has waited for more than a working day, once; only while staff are at work."""
        office, now = self._office, self.clock()
        if not office.is_open(now):
            return
        before = office.day_before(now)
        clusters = await self.database.read(store.not_alarmed, before=before, now=now)
        late = await self.database.read(letters.not_alarmed, before=before, now=now)
        if not clusters and not late:
            return
        card = Card(Kind.LATE, Matters(late, clusters))
        if await self._told(digests.late(card.about, await self._standing()), card):
            ids, receipts = [one.id for one in clusters], [one.receipt for one in late]
            await self.database.write(store.mark, column="alarmed_at", ids=ids, at=now)
            await self.database.write(letters.alarmed, receipts=receipts, at=now)

    async def digest(self) -> None:
        """Each working day, when it begins: what waits. Nothing waits: nothing is said."""
        begun = self._begun_day()
        if begun is None:
            return
        day = begun.isoformat()
        if await self.database.read(store.has_digest, name="daily", day=day):
            return
        digest = await self._daily()
        if digest is None or await self._told(digest.reply, digest.card):
            await self.database.write(store.sent_digest, name="daily", day=day)

    async def weekly(self) -> None:
        """To each reviewer, when the first working day of the week begins."""
        day = self._begun_day()
        if day is None:
            return
        week = f"{day:%G-W%V}"
        digest: Digest | None = None
        for member in (await self.accounts.staff()).members.values():
            if member.chat is None or not may(Actor(member, ""), Action.DRAFT_APPROVE):
                continue
            name = f"weekly {member.name}"
            if await self.database.read(store.has_digest, name=name, day=week):
                continue
            digest = digest or await self._weekly()
            failure = await self.telling.staff(member.chat, digest.reply, digest.card)
            if failure is None or failure in NEVER:
                await self.database.write(store.sent_digest, name=name, day=week)

    async def _told(self, reply: Reply, card: Card) -> bool:
        return await self.telling.desk(await self.accounts.staff(), reply, card)

    async def _give(self, letter: Letter) -> Failure | None:
        """None also where whom it was given to has no chat."""
        standing = await self._standing()
        member = standing.staff.named(letter.assigned)
        if member is None or member.chat is None:
            return None
        reply = digests.given(letter, standing, member.chat)
        card = Card(Kind.GIVEN, Matters([letter]))
        return await self.telling.staff(member.chat, reply, card)

    async def _standing(self) -> Standing:
        return Standing(await self.accounts.staff(), self.settings.zone)

    async def _daily(self) -> Digest | None:
        clusters = await self.database.read(store.listing, limit=LISTED)
        questions = await self.database.read(store.count)
        late = await self.database.read(letters.unanswered)
        drafts = await self.database.read(draft_store.recent, limit=100, skip=0)
        reviews = sum(draft.state is draft_store.State.IN_REVIEW for draft in drafts)
        if not (questions or late or reviews):
            return None
        return digests.daily(clusters, questions=questions, letters=late, reviews=reviews)

    async def _weekly(self) -> Digest:
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


def _is_soon(last: datetime | None, now: datetime) -> bool:
    """Whether the last alert was within a minute; a clock that was set back silences nothing."""
    return last is not None and last <= now < last + ALERTS_APART
