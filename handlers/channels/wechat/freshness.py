"""Whether a signed request is of now, or an old one that somebody sends again.

By our own clock alone, everything would be refused while that is wrong. A timestamp later than any
before is new in any case, nobody can make one; from it we know by how much our clock differs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from bot.store import Database, signs

log = structlog.get_logger()
WINDOW = timedelta(minutes=10)
"""Our own choice: WeChat's three tries are over in 15 seconds, its queue may be slow."""
KEPT_EVERY = timedelta(minutes=1)
NO_TIME = "0"
"""Signed by ourselves, it says nothing of WeChat's clock."""
_NEWEST, _HEARD = "wechat newest", "wechat heard"


class Freshness:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._newest: datetime | None = None
        self._ahead = timedelta()
        self._kept_at: datetime | None = None

    async def load(self) -> None:
        """What was known before this start."""
        newest, heard = [
            await self._database.read(signs.seen, name=name) for name in (_NEWEST, _HEARD)
        ]
        if newest and heard:
            self._newest, self._ahead = newest, heard - newest

    async def admits(self, timestamp: str) -> bool:
        """Whether a request with this signed timestamp (seconds since 1970) may count."""
        at = _moment(timestamp)
        if at is None:
            return False
        if self._newest is not None and at > self._newest:
            await self.note(timestamp)
            return True
        if self._clock() - self._ahead - at > WINDOW:
            return False
        await self.note(timestamp)
        return True

    async def note(self, timestamp: str) -> None:
        """It is genuine: it tells what time it is."""
        at, now = _moment(timestamp), self._clock()
        if at is None or timestamp == NO_TIME or (self._newest is not None and at <= self._newest):
            return
        self._newest, self._ahead = at, now - at
        if abs(self._ahead) > WINDOW:
            log.warning("clock_differs", from_wechat_seconds=round(self._ahead.total_seconds()))
        if self._kept_at is None or abs(now - self._kept_at) > KEPT_EVERY:
            self._kept_at = now
            await self._database.write_if_possible(signs.mark, name=_NEWEST, at=at)
            await self._database.write_if_possible(signs.mark, name=_HEARD, at=now)


def _moment(timestamp: str) -> datetime | None:
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 11):
        return None
    return datetime.fromtimestamp(int(timestamp), UTC)
