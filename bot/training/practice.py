"""Practice: a few items a day, those that are due; what is known counts, never how often."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database as Connection

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.knowledge.items import Item
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from bot.store import Database, papers
from bot.store import practice as store
from bot.store.practice import Memory, Review
from bot.training import remembering
from bot.training.asking import Question, question
from bot.training.bank import bank_of
from bot.training.explaining import Explained, explained
from bot.training.posts import OFFICER

MOST, FEWEST = 10, 5
"""A day: about five minutes. New items fill up to the fewest, so none come while many are due."""
LONGEST_REPORT = 300


@dataclass(frozen=True, slots=True)
class Today:
    """What is left of today's practice, and what was answered. `known` of `all` are those that
    somebody has for weeks to come, by topic."""

    left: tuple[Item, ...]
    done: int
    known: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Practice:
    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    clock: Callable[[], datetime]

    async def today(self, who: Actor) -> Today:
        """Raises: NotAllowed."""
        permissions.require(who, Action.TRAINING_PRACTISE)
        return await self.database.read(
            self._today, person=who.member.name, now=self.clock(), bank=self._bank()
        )

    async def asked(self, who: Actor, slug: str) -> Question:
        """An item as a question, in today's order of options. Raises: NotAllowed, Unknown."""
        permissions.require(who, Action.TRAINING_PRACTISE)
        item = await self._item(slug)
        return question(item, 1, _number(who.member.name, self._day().isoformat(), slug))

    async def answer(
        self, who: Actor, slug: str, chosen: Sequence[str], *, is_sure: bool = True
    ) -> Explained:
        """Mark it and tell why. The first answer of a day counts for when it comes again.

        Raises:
            NotAllowed, Unknown
            Refused: it is no answer to this question.
        """
        permissions.require(who, Action.TRAINING_PRACTISE)
        item = await self._item(slug)
        try:
            given = question(item, 1, 0).read(chosen)
        except ValueError as error:
            raise Refused("这不是这道题的选项，请重新选择") from error
        if not any(given):
            raise Refused("还没有作答：选一个或填上再提交")
        told = explained(item, given, self.knowledge.edition.texts)
        now = self.clock()
        review = Review(
            person=who.member.name,
            item=slug,
            revision=item.revision,
            answer=item.answer,
            at=now,
            day=self._day(),
            rating=remembering.rating(is_right=told.is_right, is_sure=is_sure),
            chosen=given,
        )
        await self.database.write(self._answer, review=review)
        return told

    async def report(self, who: Actor, slug: str, text: str) -> None:
        """Say that an item is wrong: reviewers find it with the other things to do.

        Raises:
            NotAllowed, Unknown
            Refused: there is nothing said, or too much.
        """
        permissions.require(who, Action.TRAINING_PRACTISE)
        item = self.knowledge.edition.library.items.get(slug)
        if item is None:
            raise Unknown("没有这道题")
        if not text.strip():
            raise Refused("写一句哪里不对，审核的同事才好核对")
        if len(text) > LONGEST_REPORT:
            raise Refused(f"最多 {LONGEST_REPORT} 字，请写短些")
        await self.database.write_durably(
            store.report,
            item=slug,
            revision=item.revision,
            person=who.member.name,
            text=text.strip(),
            now=self.clock(),
        )

    def _today(self, db: Connection, *, person: str, now: datetime, bank: list[Item]) -> Today:
        today = now.astimezone(self.settings.zone).date()
        post = store.post_of(db, person=person) or OFFICER
        held_back = papers.withheld(db, now=now)
        mine = {one.slug: one for one in bank if post in one.audience}
        memories = {one.item: one for one in store.all_of(db, person=person) if one.item in mine}
        done = store.answered_on(db, person=person, day=today)
        open_ones = [slug for slug in mine if slug not in held_back and slug not in done]
        due = [memories[slug] for slug in open_ones if _is_due(memories.get(slug), today)]
        due.sort(key=lambda one: (-remembering.urgency(one, today), one.item))
        slugs = [one.item for one in due[: max(0, MOST - len(done))]]
        new = [slug for slug in open_ones if slug not in memories]
        new.sort(key=lambda slug: _number(person, slug))
        slugs += new[: max(0, FEWEST - len(done) - len(slugs))]
        return Today(
            left=tuple(mine[slug] for slug in slugs),
            done=len(done),
            known=_known(mine.values(), memories),
        )

    def _answer(self, db: Connection, *, review: Review) -> None:
        before = store.remembered(db, person=review.person, item=review.item)
        memory = remembering.after(before, review, self.settings.zone)
        store.answered(db, memory=memory, review=review)

    async def _item(self, slug: str) -> Item:
        found = [one for one in self._bank() if one.slug == slug]
        if not found or slug in await self.database.read(papers.withheld, now=self.clock()):
            raise Unknown("这道题现在不在练习里，请返回练习页")
        return found[0]

    def _bank(self) -> list[Item]:
        return list(bank_of(self.knowledge.edition).asked)

    def _day(self) -> date:
        """By the bureau's calendar."""
        return self.clock().astimezone(self.settings.zone).date()


def _is_due(memory: Memory | None, today: date) -> bool:
    return memory is not None and memory.due <= today


def _known(mine: Iterable[Item], memories: Mapping[str, Memory]) -> dict[str, tuple[int, int]]:
    """Topic → how many of its items are known for weeks to come, and how many there are."""
    found: dict[str, tuple[int, int]] = {}
    for item in mine:
        memory = memories.get(item.slug)
        is_known = memory is not None and remembering.is_known(memory)
        known, all_ = found.get(item.topic, (0, 0))
        found[item.topic] = (known + is_known, all_ + 1)
    return found


def _number(*parts: str) -> int:
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")
