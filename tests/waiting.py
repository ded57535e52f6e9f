"""Waiting for what must become true: as long as it takes on a busy machine, never a fixed time."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
LONGEST = 60.0
"""Seconds after which a test fails: no expectation of speed, only an end for what never comes."""
BETWEEN = 0.01


def stopwatch() -> float:
    """The running loop's time, which only passes where all wait in tests that are waitless."""
    return asyncio.get_running_loop().time()


async def until(
    what: str,
    look: Callable[[], T | Awaitable[T]],
    fits: Callable[[T], object] = bool,
    *,
    between: float = BETWEEN,
    within: float = LONGEST,
) -> T:
    """What `look` sees, once it fits; else the test fails with what it saw last."""
    ends_at = stopwatch() + within
    while True:
        seen = look()
        if inspect.isawaitable(seen):
            seen = await seen
        if fits(seen):
            return seen
        assert stopwatch() < ends_at, _in_vain(what, seen, within)
        await asyncio.sleep(between)


def blocking_until(
    what: str,
    look: Callable[[], T],
    fits: Callable[[T], object] = bool,
    *,
    between: float = BETWEEN,
    within: float = LONGEST,
) -> T:
    """The same where there is no event loop."""
    ends_at = time.monotonic() + within
    while not fits(seen := look()):
        assert time.monotonic() < ends_at, _in_vain(what, seen, within)
        time.sleep(between)
    return seen


def _in_vain(what: str, seen: object, within: float) -> str:
    return f"waited {within:g} s in vain until {what}; saw last: {seen!r}"
