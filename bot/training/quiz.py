"""The public's quiz: a question a day, and five for a role, a topic or a publicity day.

For learning alone: nobody signs in, nothing is kept but counts per option, there are no prizes and
no ranks. For operators it is voluntary and free (优化营商环境条例 第十七条: nobody may make
businesses take part in training or tests).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.knowledge.calendar.dayfiles import Day
from bot.knowledge.items import PUBLIC_AUDIENCES, Form, Item
from bot.messages import Poll
from bot.staff.refusals import Refused, Unknown
from bot.store import Database, papers
from bot.store import quiz_counts as store
from bot.training import polling
from bot.training.asking import Question, question
from bot.training.bank import bank_of
from bot.training.explaining import Explained, explained

FORMS = (Form.TRUE_FALSE, Form.SINGLE, Form.MULTIPLE)
SET = 5
FEWEST = 3
"""Questions of a set: with fewer there is none."""
TELLING = 20
"""Answers from which on a share says something."""
DAILY = "每日一题"
_DAY = "day-"


@dataclass(frozen=True, slots=True)
class Set:
    """`name` stands in addresses, `title` before people."""

    name: str
    title: str
    slugs: tuple[str, ...]

    def after(self, slug: str) -> str:
        """The question after this one; "" where it was the last."""
        place = self.slugs.index(slug) if slug in self.slugs else len(self.slugs)
        return next(iter(self.slugs[place + 1 : place + 2]), "")


@dataclass(frozen=True, slots=True)
class Answered:
    """`share` of all who answered chose rightly, in percent; None where few did."""

    told: Explained
    share: int | None


@dataclass(frozen=True)
class Quiz:
    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    clock: Callable[[], datetime]

    async def daily(self) -> Item | None:
        """Today's question; None where the bank has none for the public."""
        items = await self._public()
        return items[_number(str(self.today)) % len(items)] if items else None

    async def polled(self) -> tuple[Question, Poll] | None:
        """Today's question for a room, also as a poll: the day's own, or the next one that can be
        a poll; None where the bank has none for the public."""
        items = await self._public()
        first = _number(str(self.today)) % len(items) if items else 0
        for item in (*items[first:], *items[:first]):
            asked = question(item, 1, _number(str(self.today), item.slug))
            if poll := polling.poll(item, asked, title=DAILY, more=self._page(item)):
                return asked, poll
        return None

    async def sets(self) -> dict[str, list[Set]]:
        """By what they are chosen by: role, publicity day, topic."""
        items = await self._public()
        roles = [self._set(one, one, items) for one in PUBLIC_AUDIENCES]
        topics = sorted({item.topic for item in items})
        days = [
            self._set(f"{_DAY}{key}", day.name, items)
            for key, day in self.knowledge.edition.library.days.items()
        ]
        found = {
            "按身份": roles,
            "按普法日": days,
            "按主题": [self._set(t, t, items) for t in topics],
        }
        return {
            name: [one for one in sets if len(one.slugs) >= FEWEST] for name, sets in found.items()
        }

    async def named(self, name: str) -> Set:
        """Raises: Unknown: there is none, or it has too few questions."""
        items = await self._public()
        if name == DAILY:
            today = await self.daily()
            return Set(DAILY, DAILY, (today.slug,) if today else ())
        day = self._day(name)
        title = day.name if day else name
        found = self._set(name, title, items)
        if len(found.slugs) < FEWEST:
            raise Unknown("这一组题目还在准备")
        return found

    async def asked(self, slug: str) -> Question:
        """Without its key. Raises: Unknown."""
        item = await self._item(slug)
        return question(item, 1, _number(str(self.today), slug))

    async def answer(self, slug: str, chosen: Sequence[str]) -> Answered:
        """Count it and tell why.

        Raises:
            Unknown
            Refused: it is no answer to this question.
        """
        item = await self._item(slug)
        try:
            given = question(item, 1, 0).read(chosen)
        except ValueError as error:
            raise Refused("请从这道题的选项里选") from error
        if not given:
            raise Refused("请先选一个答案")
        told = explained(item, given, self.knowledge.edition.texts)
        counted = [*given, store.ALL, *([store.RIGHT] if told.is_right else [])]
        await self.database.write_if_possible(
            store.count, day=self.today, item=slug, revision=item.revision, options=counted
        )
        counts = await self.database.read(store.of_item, item=slug, revision=item.revision)
        people = counts.get(store.ALL, 0)
        share = round(100 * counts.get(store.RIGHT, 0) / people) if people >= TELLING else None
        return Answered(told, share)

    async def paper(self, name: str) -> list[Item]:
        """A set's questions with their keys, to be printed for a stall. Raises: Unknown."""
        found = await self.named(name)
        items = {item.slug: item for item in await self._public()}
        return [items[slug] for slug in found.slugs if slug in items]

    @property
    def today(self) -> date:
        return self.clock().astimezone(self.settings.zone).date()

    def _page(self, item: Item) -> str:
        """Where the public finds what the item is about, or the item itself."""
        entry = self.knowledge.edition.library.current(item.entry)
        path = f"/entries/{entry.slug}" if entry else f"/quiz/{quote(DAILY)}/{item.slug}"
        return f"{self.settings.public_url}{path}" if self.settings.public_url else ""

    async def _public(self) -> list[Item]:
        held_back = await self.database.read(papers.withheld, now=self.clock())
        found = bank_of(self.knowledge.edition).asked
        return [
            item
            for item in found
            if item.is_public and item.form in FORMS and item.slug not in held_back
        ]

    async def _item(self, slug: str) -> Item:
        for item in await self._public():
            if item.slug == slug:
                return item
        raise Unknown("这道题现在不在练习里")

    def _set(self, name: str, title: str, items: Sequence[Item]) -> Set:
        """Others every day, the same for everybody on that day; a publicity day's begins with what
        asks about the law that the day is for."""
        fitting = [item for item in items if self._fits(item, name)]
        day = self._day(name)

        def place(item: Item) -> tuple[bool, int]:
            is_of_its_law = day and any(one.law == day.law for one in item.basis)
            return not is_of_its_law, _number(str(self.today), item.slug)

        fitting.sort(key=place)
        return Set(name, title, tuple(item.slug for item in fitting[:SET]))

    def _fits(self, item: Item, name: str) -> bool:
        if name.startswith(_DAY):
            day = self._day(name)
            return day is not None and self._is_of_day(item, day)
        return name in item.audience or name == item.topic

    def _day(self, name: str) -> Day | None:
        if not name.startswith(_DAY):
            return None
        return self.knowledge.edition.library.days.get(name.removeprefix(_DAY))

    def _is_of_day(self, item: Item, day: Day) -> bool:
        """It rests on an article or law that the day stands for, or says more of its entries."""
        laws = {day.law, *(one.law for one in day.cites)} - {""}
        return item.entry in day.entries or any(one.law in laws for one in item.basis)


def _number(*parts: str) -> int:
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")
