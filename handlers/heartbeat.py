"""A dead man's switch: an address elsewhere is called while all is well, and raises the alarm when
the calls stop, whatever stopped them: the program, the machine, its power or its network."""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from handlers.rounds import repeat

log = structlog.get_logger()
EVERY = 60.0
PATIENCE = 10.0
"""Seconds."""


@dataclass(frozen=True)
class Heartbeat:
    """Calls `url` (its path is often a key: it is in no log) as long as `is_well` says so."""

    url: str
    is_well: Callable[[], Awaitable[bool]]

    async def run(self, stop: asyncio.Event) -> None:
        if self.url:
            await repeat(self.beat, EVERY, stop, failed="heartbeat failed")

    async def beat(self) -> None:
        if not await self.is_well():
            log.error("no_heartbeat: the service isn't well, see /healthz")
            return
        try:
            await asyncio.to_thread(self._call)
        except (OSError, ValueError) as error:
            log.warning("heartbeat_not_taken", error=type(error).__name__)

    def _call(self) -> None:
        # Settings take nothing but http and https.
        with urllib.request.urlopen(self.url, timeout=PATIENCE) as response:  # noqa: S310
            response.read(1)
