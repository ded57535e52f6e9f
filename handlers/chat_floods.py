"""A chat that sends too much is asked once to slow down, then left alone for a minute."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from enum import Enum, auto

WINDOW = timedelta(minutes=1)
MANY_CHATS = 10_000


class Verdict(Enum):
    """What to do with a message."""

    ANSWER = auto()
    ASK_TO_SLOW_DOWN = auto()
    IGNORE = auto()


class Flood:
    """Counts each chat's messages of the last minute."""

    def __init__(self, limit: int, clock: Callable[[], datetime]) -> None:
        self._limit = limit
        self._clock = clock
        self._seen: dict[Hashable, deque[datetime]] = {}
        self._ignored_until: dict[Hashable, datetime] = {}

    def judge(self, chat: Hashable) -> Verdict:
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
