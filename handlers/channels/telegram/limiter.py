"""Keeps within Telegram's limits in two lanes: answers to people go before notices.

The Bot API's FAQ: 30 messages a second to all chats, 1 a second to a private chat (short bursts
are allowed), 20 a minute to a group. Where Telegram refuses all the same (429), its wait is kept
in full: by that chat, and by everything once a second chat is refused meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import math
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import structlog
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

LONGEST_WAIT = 60.0
"""Seconds; an answer that has to wait longer comes too late and fails instead."""
NOTICE_WAIT = 1.0
"""A notice that has to wait longer goes back to the outbox, where it can be paused."""
ATTEMPTS = 3

FREE_LIMIT = 30
SPARE = 2
"""Places of a second that only answers may take, below the limit of bots that don't pay."""
SECOND, MINUTE = 1.0, 60.0
BURST = 3
"""Answers that a private chat may get at once; it pays for them with pauses afterwards."""
GROUP_MESSAGES = 20
CLOSING_WAIT = 2.0
"""A stop waits for answers that are only kept apart, not for a chat that Telegram has closed."""
CATCH_UP = 0.1
"""How much of the time lost by a busy process is made up for at once, in seconds."""
MARGIN = 0.005
"""Seconds added to each second, for what can't be measured from here."""
KNOWN = 50
"""Requests from which it is known how quick the quickest is."""
TURN_SECONDS = 0.25
MOMENT = 0.002
MANY_CHATS = 5_000

log = structlog.get_logger()

JSONDict = dict[str, Any]
Result = bool | JSONDict | list[JSONDict]


@dataclass(slots=True, eq=False)
class NoticeTurn:
    """Leave for one request in the notices' lane, good until a moment later."""

    place: _Place
    expires_at: float
    is_used: bool = False


_turn: ContextVar[NoticeTurn | None] = ContextVar("turn", default=None)


@contextlib.contextmanager
def in_turn(turn: NoticeTurn) -> Iterator[None]:
    """Requests made within are a notice's: one goes at once, none is repeated here."""
    token = _turn.set(turn)
    try:
        yield
    finally:
        _turn.reset(token)


def is_notice() -> bool:
    return _turn.get() is not None


class TwoLanes(BaseRateLimiter[None]):
    """At most `rate` requests to chats in any second, and a few more where they are answers."""

    def __init__(self, rate: int) -> None:
        self._budget = _Budget(rate)
        self._paces: dict[object, _Pace] = {}
        self._most_paces = MANY_CHATS  # before those that have long been quiet are dropped
        self._parked_until: dict[object, float] = {}
        self._halted_until = 0.0
        self._answers, self._notices = asyncio.Lock(), asyncio.Lock()
        self._answers_waiting = 0
        self._closing = asyncio.Event()

    async def initialize(self) -> None:
        self._closing.clear()

    async def shutdown(self) -> None:
        self.close()

    def close(self) -> None:
        """Wait no longer: what waits fails now."""
        self._closing.set()

    async def turns(self, most: int) -> list[NoticeTurn]:
        """Wait until a notice may go; returns as many turns as there are now, up to `most`."""
        async with self._notices:
            while (seconds := self._wait_for_notice()) > 0:
                await self._sleep(seconds)
            turns: list[NoticeTurn] = []
            while len(turns) < most and self._wait_for_notice() <= 0:
                place = self._budget.take(_now(), is_notice=True)
                turns.append(NoticeTurn(place, _now() + TURN_SECONDS))
                asyncio.get_running_loop().call_later(TURN_SECONDS, self._expire, turns[-1])
            return turns

    def _expire(self, turn: NoticeTurn) -> None:
        if not turn.is_used:
            turn.is_used = True
            self._budget.free(turn.place)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,  # noqa: ANN401 - the base class's
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Result:
        chat = data.get("chat_id", endpoint)
        for attempt in itertools.count(1):
            place = await self._place(endpoint, data)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                self._park(chat, refusal)
                if attempt == ATTEMPTS or is_notice():
                    raise
            finally:
                if place:
                    self._budget.give_back(place, _now())
        raise AssertionError("the attempts end in a result or an error")

    async def _place(self, endpoint: str, data: dict[str, Any]) -> _Place | None:
        """Wait until the request may go; returns its place where one is needed."""
        chat = data.get("chat_id")
        if chat is None:
            await self._wait(lambda: self._refused_for(endpoint))
            return None
        pace = self._pace(chat) if _is_message(endpoint) else None
        while True:
            await self._wait(lambda: self._chat_wait(chat, pace))
            place = await self._take()
            if self._chat_wait(chat, pace) <= 0:
                break
            self._budget.free(place)  # meanwhile the chat was sent to, or refused
        if pace:
            pace.add(_now())
        return place

    async def _take(self) -> _Place:
        turn = _turn.get()
        if turn and not turn.is_used:
            turn.is_used = True
            return turn.place
        if turn:
            async with self._notices:
                await self._wait(self._wait_for_notice)
                return self._budget.take(_now(), is_notice=True)
        self._answers_waiting += 1
        try:
            async with self._answers:
                await self._wait(self._wait_for_answer)
                return self._budget.take(_now(), is_notice=False)
        finally:
            self._answers_waiting -= 1

    async def _wait(self, remaining: Callable[[], float]) -> None:
        longest = NOTICE_WAIT if is_notice() else LONGEST_WAIT
        while (seconds := remaining()) > 0:
            if seconds > longest:
                raise RetryAfter(timedelta(seconds=math.ceil(seconds)))
            await self._sleep(seconds)

    async def _sleep(self, seconds: float) -> None:
        if self._closing.is_set():
            if seconds > CLOSING_WAIT:
                raise RetryAfter(timedelta(seconds=math.ceil(seconds)))
            await asyncio.sleep(seconds)
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closing.wait()

    def _wait_for_answer(self) -> float:
        return max(self._budget.wait(_now()), self._halted_until - _now())

    def _wait_for_notice(self) -> float:
        seconds = max(self._budget.wait_for_notice(_now()), self._halted_until - _now())
        # An answer that waits takes the next place, which is free for it first.
        return max(seconds, MOMENT) if self._answers_waiting else seconds

    def _chat_wait(self, chat: object, pace: _Pace | None) -> float:
        refused = self._refused_for(chat)
        return max(refused, pace.wait(_now(), is_notice=is_notice())) if pace else refused

    def _refused_for(self, chat: object) -> float:
        return max(self._parked_until.get(chat, 0.0), self._halted_until) - _now()

    def _pace(self, chat: object) -> _Pace:
        if len(self._paces) > self._most_paces:
            earliest = _now() - MINUTE
            self._paces = {c: pace for c, pace in self._paces.items() if pace.last > earliest}
            self._most_paces = max(MANY_CHATS, 2 * len(self._paces))
        is_group = str(chat).startswith(("-", "@"))
        return self._paces.setdefault(chat, _GroupPace() if is_group else _PrivatePace())

    def _park(self, chat: object, refusal: RetryAfter) -> None:
        now, wait = _now(), refusal.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        self._parked_until = {c: until for c, until in self._parked_until.items() if until > now}
        is_general = any(other != chat for other in self._parked_until)
        self._parked_until[chat] = max(self._parked_until.get(chat, 0.0), now + seconds)
        if is_general:
            self._halted_until = max(self._halted_until, now + seconds)
        log.info("telegram_asks_to_wait", seconds=seconds, all_chats=is_general)


@dataclass(slots=True, eq=False)
class _Place:
    """One request's place among those of a second."""

    given_at: float


class _Budget:
    """So many requests in any second. Notices go out evenly, and leave `SPARE` places beside the
    rate to answers, so that one of these seldom has to wait until a place is free.

    What counts is when requests arrive. One that takes longer than the quickest may have arrived
    late, close to those that follow: its place stays taken for so much longer.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._ceiling = rate + SPARE if rate > FREE_LIMIT else min(rate + SPARE, FREE_LIMIT)
        self._next_notice = 0.0
        self._under_way: set[_Place] = set()
        self._free_at: list[float] = []  # a heap
        # Nothing is known of the first ones: any delay of theirs may be one that ends.
        self._latencies: deque[float] = deque([0.0] * KNOWN, maxlen=KNOWN)

    def wait(self, now: float) -> float:
        return self._wait_below(self._ceiling, now)

    def wait_for_notice(self, now: float) -> float:
        return max(self._wait_below(self._rate, now), self._next_notice - now)

    def _wait_below(self, most: int, now: float) -> float:
        while self._free_at and self._free_at[0] <= now:
            heapq.heappop(self._free_at)
        if len(self._under_way) + len(self._free_at) < most:
            return 0.0
        return self._free_at[0] - now if self._free_at else MOMENT

    def take(self, now: float, *, is_notice: bool) -> _Place:
        if is_notice:
            self._next_notice = max(self._next_notice, now - CATCH_UP) + SECOND / self._rate
        place = _Place(now)
        self._under_way.add(place)
        return place

    def give_back(self, place: _Place, now: float) -> None:
        """Its request is over."""
        latency = now - place.given_at
        late = max(latency - min(self._latencies), 0.0)
        self._latencies.append(latency)
        self.free(place, late=late)

    def free(self, place: _Place, *, late: float = 0.0) -> None:
        """Whatever became of it: once is enough."""
        if place in self._under_way:
            self._under_way.remove(place)
            heapq.heappush(self._free_at, place.given_at + late + SECOND + MARGIN)


class _Pace(Protocol):
    """How fast one chat may be sent to."""

    last: float

    def wait(self, now: float, *, is_notice: bool) -> float: ...

    def add(self, now: float) -> None: ...


class _PrivatePace:
    """One a second; an answer may come `BURST` - 1 seconds early."""

    def __init__(self) -> None:
        self.last = -math.inf
        self._next = -math.inf

    def wait(self, now: float, *, is_notice: bool) -> float:
        return self._next - now - (0 if is_notice else (BURST - 1) * SECOND)

    def add(self, now: float) -> None:
        self.last = now
        self._next = max(self._next, now) + SECOND


class _GroupPace:
    """So many in any minute; notices at least a second after the last message."""

    def __init__(self) -> None:
        self.last = -math.inf
        self._sent: deque[float] = deque(maxlen=GROUP_MESSAGES)

    def wait(self, now: float, *, is_notice: bool) -> float:
        is_full = len(self._sent) == GROUP_MESSAGES
        seconds = self._sent[0] + MINUTE - now if is_full else 0.0
        return max(seconds, self.last + SECOND - now) if is_notice else seconds

    def add(self, now: float) -> None:
        self.last = now
        self._sent.append(now)


def _is_message(endpoint: str) -> bool:
    return endpoint.startswith(("send", "copy", "forward")) and endpoint != "sendChatAction"


def _now() -> float:
    return asyncio.get_running_loop().time()
