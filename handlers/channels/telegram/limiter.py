"""Obeys Telegram's 429: waits as long as it says, in the chat that it says it for."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import math
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import structlog
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

LONGEST_WAIT = 60.0
"""Seconds; an answer that has to wait longer comes too late and fails instead."""
ATTEMPTS = 3

log = structlog.get_logger()

JSONDict = dict[str, Any]
Result = bool | JSONDict | list[JSONDict]


class Patience(BaseRateLimiter[None]):
    """Nothing is sent to a chat before the time that a 429 named for it."""

    def __init__(self) -> None:
        self._parked_until: dict[object, float] = {}
        self._closing = asyncio.Event()

    async def initialize(self) -> None:
        self._closing.clear()

    async def shutdown(self) -> None:
        self.close()

    def close(self) -> None:
        """Wait no longer: what waits fails now."""
        self._closing.set()

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
            await self._wait(chat)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                self._park(chat, refusal)
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("the attempts end in a result or an error")

    async def _wait(self, chat: object) -> None:
        loop = asyncio.get_running_loop()
        while (seconds := self._parked_until.get(chat, 0.0) - loop.time()) > 0:
            if seconds > LONGEST_WAIT or self._closing.is_set():
                raise RetryAfter(timedelta(seconds=math.ceil(seconds)))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._closing.wait()

    def _park(self, chat: object, refusal: RetryAfter) -> None:
        now = asyncio.get_running_loop().time()
        wait = refusal.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        self._parked_until = {
            one: until for one, until in self._parked_until.items() if until > now
        }
        self._parked_until[chat] = now + seconds
        log.info("telegram_asks_to_wait", seconds=seconds)
