"""A channel that can't be reached: wait longer and longer, then try with one message."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from bot.messages import Failure

log = structlog.get_logger()

PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
IN_DOUBT = 5
"""So many requests in a row without any answer are taken for a network that is gone."""


class Trouble:
    """Whether the channel answers."""

    def __init__(self, channel: str, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self._channel = channel
        self._stopwatch = stopwatch
        self._pauses = 0
        self._until = 0.0
        self._unanswered = 0

    @property
    def is_there(self) -> bool:
        """Since the last answer something went wrong: try with one message at a time."""
        return self._pauses > 0

    def wait(self) -> float:
        """Seconds until the channel should be tried again."""
        return max(self._until - self._stopwatch(), 0.0)

    def answered(self) -> None:
        """The other side was there, whatever it said."""
        if self._pauses:
            log.info("delivery_reaches_again", channel=self._channel)
        self._pauses = self._unanswered = 0
        self._until = 0.0

    def failed(self, kind: Failure, reason: str) -> None:
        if kind is Failure.BUSY:  # it may be our own limiter that says so
            return
        if kind not in (Failure.UNREACHABLE, Failure.UNCERTAIN):
            self.answered()
            return
        self._unanswered += 1
        in_doubt = kind is Failure.UNCERTAIN and not self.is_there and self._unanswered < IN_DOUBT
        if in_doubt or self.wait() > 0:  # what was under way together fails together
            return
        seconds = PAUSES[min(self._pauses, len(PAUSES) - 1)]
        self._pauses += 1
        self._until = self._stopwatch() + seconds
        log.warning("delivery_cannot_reach", channel=self._channel, reason=reason, seconds=seconds)
