"""Tells staff in numbers that something waits, where no citizen's words may go: a group chat of
another firm's, where it stands for good and everybody reads along.

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
from bot.messages import DeliveryError, Failure
from bot.store import Database, arrived, signs
from bot.store import inbox as digests
from handlers.news.telling import require_notes
from handlers.rounds import repeat

log = structlog.get_logger()

EVERY_SECONDS = 5.0
APART = timedelta(minutes=1)
"""What comes within a minute of the last message is told in one."""
PAUSE = timedelta(minutes=1)
"""After a failure: it may have arrived, or the other side is overloaded."""
_MARK = "desk news"
_DAILY = "desk news late"


class Herald(Protocol):
    """Brings a line of words to staff, with an address to open."""

    async def tell(self, words: str, address: str) -> None:
        """Raises: DeliveryError."""
        ...


@dataclass
class DeskNews:
    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    heralds: Sequence[Herald]
    clock: Callable[[], datetime]
    _told_at: datetime | None = field(default=None, init=False)
    _failed_at: datetime | None = field(default=None, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        await repeat(self.go_round, EVERY_SECONDS, stop, failed="desk news failed")

    async def go_round(self) -> None:
        """Tell what is new, and each working day what is late."""
        now = self.clock()
        if not self.heralds or self._is_within(self._failed_at, PAUSE, now):
            return
        await self._tell_new(now)
        await self._tell_late(now)

    async def _tell_new(self, now: datetime) -> None:
        since = await self.database.read(signs.seen, name=_MARK)
        if since is None or since > now:  # the first time, or the clock was set back
            await self.database.write(signs.mark, name=_MARK, at=now)
            return
        if self._is_within(self._told_at, APART, now):
            return
        counts = await self.database.read(arrived.since, since=since, until=now)
        if not counts or await self._told(f"普法有新的待办：{_listed(counts)}。", now):
            await self.database.write(signs.mark, name=_MARK, at=now)

    async def _tell_late(self, now: datetime) -> None:
        hours = self.settings.office_hours or self.knowledge.edition.library.bureau.hours
        office = Office.parse(hours, self.settings.zone)
        if not office.opened(now):
            return
        day = now.astimezone(self.settings.zone).date().isoformat()
        if await self.database.read(digests.has_digest, name=_DAILY, day=day):
            return
        counts = await self.database.read(arrived.late, before=office.day_before(now))
        words = f"超过一个工作日还没办的：{_listed(counts)}。"
        if not counts or await self._told(words, now):
            await self.database.write(digests.sent_digest, name=_DAILY, day=day)

    async def _told(self, words: str, now: datetime) -> bool:
        """Whether it arrived by one way at least, or never will by any."""
        page = self.settings.public_url
        await require_notes(self.database, now)
        kinds = [
            await self._by(herald, words, f"{page}/staff" if page else "")
            for herald in self.heralds
        ]
        if None in kinds or all(kind is Failure.REFUSED for kind in kinds):
            self._told_at = now
            return True
        self._failed_at = now
        return False

    async def _by(self, herald: Herald, words: str, address: str) -> Failure | None:
        try:
            await herald.tell(words, address)
        except DeliveryError as error:
            log.warning("staff_not_told", by=type(herald).__name__, reason=str(error))
            return error.kind
        return None

    def _is_within(self, at: datetime | None, time: timedelta, now: datetime) -> bool:
        return at is not None and timedelta() <= now - at < time


def _listed(counts: dict[str, int]) -> str:
    return "，".join(f"{name} {count}" for name, count in counts.items())
