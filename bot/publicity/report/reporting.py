"""The use cases: the report of a year or a month, and the plan for a year."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.config import Settings
from bot.knowledge.library import Library
from bot.knowledge.statutes import Texts
from bot.members import Actor
from bot.publicity.report import word
from bot.publicity.report.charts import MissingFont
from bot.publicity.report.document import Document
from bot.publicity.report.gathering import gather
from bot.publicity.report.period import Period
from bot.publicity.report.plan import plan
from bot.publicity.report.writing import write
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store import Database, knowledge_changes


@dataclass(frozen=True)
class Reporting:
    """`library` and `texts` give those in service. Documents are made in a thread: people wait for
    this process meanwhile."""

    settings: Settings
    database: Database
    library: Callable[[], Library]
    texts: Callable[[], Texts]
    clock: Callable[[], datetime]

    async def report(self, actor: Actor, period: Period, *, with_charts: bool = True) -> Document:
        """Counted now.

        Raises:
            Refused: the charts' font is missing.
        """
        permissions.require(actor, Action.PUBLICITY_SEE)
        library, now = self.library(), self.clock()
        await self.database.write(
            knowledge_changes.notice,
            entries=list(library.entries.values()),
            now=now,
            is_whole=not library.faults,
        )
        zone = self.settings.zone
        today = now.astimezone(zone).date()
        gathered = await gather(self.database, library, self.texts(), period, zone, today)
        try:
            return await asyncio.to_thread(write, gathered, with_charts=with_charts)
        except MissingFont as error:
            raise Refused("画图表要有中文字体，请管理员在服务器上装 fonts-noto-cjk") from error

    async def plan(self, actor: Actor, year: int) -> Document:
        """The calendar of that year, to be filled in and signed."""
        permissions.require(actor, Action.PUBLICITY_SEE)
        return await asyncio.to_thread(plan, self.library(), year)

    async def in_word(self, actor: Actor, document: Document) -> bytes:
        permissions.require(actor, Action.PUBLICITY_SEE)
        return await asyncio.to_thread(word.render, document)
