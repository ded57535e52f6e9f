"""A chat that sends too much is asked once to slow down, then left alone for a minute; staff are
not."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.messages import Chat

SLOW_DOWN = "您发得太快了，我跟不上。请过一分钟再发。"
WINDOW = timedelta(minutes=1)
MANY_CHATS = 10_000


class Verdict(Enum):
    """What to do with a message."""

    ANSWER = auto()
    ASK_TO_SLOW_DOWN = auto()
    IGNORE = auto()


class Flood:
    """Counts each chat's messages of the last minute."""

    def __init__(
        self,
        limit: int,
        clock: Callable[[], datetime],
        is_staff: Callable[[Chat], Awaitable[bool]],
    ) -> None:
        self._limit = limit
        self._clock = clock
        self._is_staff = is_staff
        self._seen: dict[Chat, deque[datetime]] = {}
        self._ignored_until: dict[Chat, datetime] = {}

    async def judge(self, chat: Chat) -> Verdict:
        verdict = self._counted(chat)
        if verdict is not Verdict.ANSWER and await self._is_staff(chat):
            return Verdict.ANSWER
        return verdict

    def _counted(self, chat: Chat) -> Verdict:
        now = self._clock()
        if now < self._ignored_until.get(chat, now):
            return Verdict.IGNORE
        self._ignored_until.pop(chat, None)
        seen = self._seen.setdefault(chat, deque())
        while seen and seen[0] <= now - WINDOW:
            seen.popleft()
        seen.append(now)
        self._forget_the_quiet(now)
        if len(seen) <= self._limit:
            return Verdict.ANSWER
        del self._seen[chat]
        self._ignored_until[chat] = now + WINDOW
        return Verdict.ASK_TO_SLOW_DOWN

    def _forget_the_quiet(self, now: datetime) -> None:
        if len(self._seen) + len(self._ignored_until) <= MANY_CHATS:
            return
        self._seen = {chat: seen for chat, seen in self._seen.items() if seen[-1] > now - WINDOW}
        self._ignored_until = {
            chat: until for chat, until in self._ignored_until.items() if until > now
        }
