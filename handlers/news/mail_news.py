"""Tells staff by e-mail: one digest each working day, complaints at once; in numbers, since a mail
goes through others' hands and stays in them.

Queries on rows between two marks: what came while nobody could be told is told after.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.desk.office import Office
from bot.messages import DeliveryError
from bot.store import Database, arrived, signs
from bot.store import inbox as digests
from handlers.news.telling import require_notes
from handlers.rounds import repeat

log = structlog.get_logger()

EVERY_SECONDS = 30.0
APART = timedelta(minutes=10)
"""Between two urgent mails, and after a failure: a mailbox is looked into now and then."""
_MARK = "mail news"
_DIGEST = "mail digest"


class Mailer(Protocol):
    async def send(self, subject: str, words: str) -> None:
        """Raises: DeliveryError."""
        ...


@dataclass
class MailNews:
    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    mailers: Sequence[Mailer]
    clock: Callable[[], datetime]
    _rests_since: datetime | None = field(default=None, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        await repeat(self.go_round, EVERY_SECONDS, stop, failed="mail news failed")

    async def go_round(self) -> None:
        """Tell what is urgent, and each working day what waits."""
        now = self.clock()
        rests = self._rests_since
        if not self.mailers or (rests is not None and timedelta() <= now - rests < APART):
            return
        await self._tell_urgent(now)
        await self._tell_daily(now)

    async def _tell_urgent(self, now: datetime) -> None:
        since = await self.database.read(signs.seen, name=_MARK)
        if since is None or since > now:  # the first time, or the clock was set back
            await self.database.write(signs.mark, name=_MARK, at=now)
            return
        counts = await self.database.read(arrived.since, since=since, until=now)
        count = counts.get(arrived.COMPLAINTS, 0)
        if not count or await self._told(f"新的投诉举报 {count} 件", "请尽快办理。", now):
            await self.database.write(signs.mark, name=_MARK, at=now)

    async def _tell_daily(self, now: datetime) -> None:
        hours = self.settings.office_hours or self.knowledge.edition.library.bureau.hours
        if not Office.parse(hours, self.settings.zone).opened(now):
            return
        today = now.astimezone(self.settings.zone).date()
        if await self.database.read(digests.has_digest, name=_DIGEST, day=today.isoformat()):
            return
        waiting = await self.database.read(arrived.waiting, today=today, now=now)
        lines = "\n".join(f"{name}：{count}" for name, count in waiting.items())
        subject = f"今天的待办：{'，'.join(f'{name} {count}' for name, count in waiting.items())}"
        if not waiting or await self._told(subject, lines, now):
            await self.database.write(digests.sent_digest, name=_DIGEST, day=today.isoformat())

    async def _told(self, subject: str, words: str, now: datetime) -> bool:
        """Whether it arrived; else it is tried again in a while."""
        page = self.settings.public_url
        where = f"打开工作台办理：{page}/staff" if page else "打开工作台办理。"
        text = f"{words}\n\n{where}\n\n这封邮件由普法机器人自动发出，不含群众的信息，不用回复。\n"
        await require_notes(self.database, now)
        self._rests_since = now
        arrived_by_one = False
        for mailer in self.mailers:
            try:
                await mailer.send(f"【普法】{subject}", text)
                arrived_by_one = True
            except DeliveryError as error:
                log.warning("staff_not_mailed", kind=error.kind.value, reason=str(error))
        return arrived_by_one
