"""The Bot API's limits on messages, as its FAQ tells of them: who goes over is told to wait."""

from __future__ import annotations

import math
from collections import deque
from typing import Any

from tests.fakes.botapi.failures import Refusal, too_many_requests
from tests.waiting import stopwatch

SECOND, MINUTE = 1.0, 60.0
_MESSAGES = {"sendMessage", "sendPoll", "editMessageText", "copyMessage", "forwardMessage"}


class Limits:
    """So many a second to all chats, in any second; in a private chat one a second, but for short
    bursts; in a group so many in any minute. Who ignores a refusal is refused for longer."""

    def __init__(self, *, overall: int = 30, burst: int = 3, group: int = 20) -> None:
        self.refused = 0
        self.most_in_a_second = 0
        self._overall, self._burst, self._group = overall, burst, group
        self._second: deque[float] = deque()
        self._groups: dict[Any, deque[float]] = {}
        self._spent: dict[Any, tuple[float, float]] = {}  # a private chat's burst, and since when
        self._closed_until: dict[Any, float] = {}

    def refusal(self, method: str, given: dict[str, Any]) -> Refusal | None:
        if method not in _MESSAGES:
            return None
        now, chat = stopwatch(), given["chat_id"]
        self._drop_older_than(now - SECOND, self._second)
        self._second.append(now)
        self.most_in_a_second = max(self.most_in_a_second, len(self._second))
        wait = max(self._overall_wait(), self._chat_wait(chat, now))
        if wait <= 0:
            return None
        self.refused += 1
        self._closed_until[chat] = now + wait
        return too_many_requests(math.ceil(wait))

    def _overall_wait(self) -> float:
        return 3.0 if len(self._second) > self._overall else 0.0

    def _chat_wait(self, chat: Any, now: float) -> float:
        closed = self._closed_until.get(chat, 0.0) - now
        if closed > 0:
            return closed + 1
        return self._group_wait(chat, now) if int(chat) < 0 else self._private_wait(chat, now)

    def _group_wait(self, chat: Any, now: float) -> float:
        sent = self._groups.setdefault(chat, deque())
        self._drop_older_than(now - MINUTE, sent)
        if len(sent) >= self._group:
            return sent[0] + MINUTE - now
        sent.append(now)
        return 0.0

    def _private_wait(self, chat: Any, now: float) -> float:
        spent, since = self._spent.get(chat, (0.0, now))
        spent = max(spent - (now - since), 0.0)
        if spent + 1 > self._burst + 0.05:
            return spent + 1 - self._burst
        self._spent[chat] = (spent + 1, now)
        return 0.0

    @staticmethod
    def _drop_older_than(earliest: float, times: deque[float]) -> None:
        while times and times[0] <= earliest:
            times.popleft()
