"""Time that nobody waits for: tests of pauses, rates and time-outs take no longer than their work,
and a busy machine changes nothing about them.

A conftest.py turns it on for the tests of its folder by importing `pytest_asyncio_loop_factories`.
Not for what waits for another process or a watcher, of which the loop knows nothing: such tests are
marked `real_time`.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace

import pytest

from bot.publicity.delivery import loop
from tests.waiting import stopwatch

ON_ITS_WAY = 0.001
"""Seconds in which what was written to a socket of this machine's has arrived."""
A_TURN = 1e-6
"""Seconds that a turn of the loop takes: what waits for less than can be told apart gets on."""
LONGEST_WORK = 60.0
"""Seconds until time goes on all the same where a thread doesn't come to an end."""


class WaitlessLoop(asyncio.SelectorEventLoop):
    """Its time stands still while anything is at work, in the loop or in one of its executors, and
    leaps to the next timer where all wait for it."""

    def __init__(self) -> None:
        super().__init__(_Leaping(self))
        self.now = time.monotonic()
        self.at_work: set[asyncio.Future] = set()

    def time(self) -> float:
        return self.now

    def run_in_executor(self, executor, func, *args):
        working = super().run_in_executor(executor, func, *args)
        self.at_work.add(working)
        working.add_done_callback(self.at_work.discard)
        return working


class _Leaping(selectors.DefaultSelector):
    """Waits for sockets and threads, but for no timer."""

    def __init__(self, loop: WaitlessLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout=None):
        self._loop.now += A_TURN
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        events = super().select(ON_ITS_WAY)
        if not events and self._loop.at_work:
            events = super().select(LONGEST_WORK)
        if not events:
            self._loop.now += timeout
        return events


def pytest_asyncio_loop_factories(item):
    is_real = item.get_closest_marker("real_time")
    return {"loop": asyncio.SelectorEventLoop if is_real else WaitlessLoop}


@contextmanager
def delivery_by_the_same_time() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "Lead", partial(loop.Lead, stopwatch=stopwatch))
        patch.setattr(loop, "Trouble", partial(loop.Trouble, stopwatch=stopwatch))
        patch.setattr(loop, "time", SimpleNamespace(monotonic=stopwatch))
        yield
