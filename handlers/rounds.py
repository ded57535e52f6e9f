"""Work that is done again and again while the service runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()


async def repeat(
    work: Callable[[], Awaitable[object]], seconds: float, stop: asyncio.Event, *, failed: str
) -> None:
    """Do it now and again after so many seconds, until told to stop. A failure is logged by the
    name `failed`, and what was left undone is tried the next time."""
    while not stop.is_set():
        try:
            await work()
        except Exception:
            log.exception(failed)
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            continue
