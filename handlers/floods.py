"""The same warning again and again: a few lines of it a minute, and how many were left out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import structlog

A_MINUTE = 10
"""Lines that say the same; what somebody can cause a thousand times would fill the disk."""
KINDS = 1000
_SEVERE = ("warning", "error", "exception", "critical")


@dataclass
class Floods:
    """Counts what is said; a structlog processor, and a filter for the logs of libraries."""

    a_minute: int = A_MINUTE
    clock: Callable[[], float] = time.monotonic
    _since: dict[str, float] = field(default_factory=dict)
    _said: dict[str, int] = field(default_factory=dict)

    def __call__(
        self, logger: object, method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        if method not in _SEVERE:
            return event
        left_out = self.left_out(str(event.get("event", "")))
        if left_out is None:
            raise structlog.DropEvent
        return {**event, "left_out": left_out} if left_out else event

    def filter(self, record: logging.LogRecord) -> bool:
        left_out = self.left_out(f"{record.name} {str(record.msg).partition(chr(10))[0]}")
        if left_out:
            record.msg = f"{record.msg} ({left_out} more like it were left out)"
        return left_out is not None

    def left_out(self, kind: str) -> int | None:
        """How many of this kind went unsaid before this one; None where this one does too."""
        now = self.clock()
        if now - self._since.get(kind, float("-inf")) >= 60:
            unsaid = max(0, self._said.pop(kind, 0) - self.a_minute)
            if len(self._since) >= KINDS:
                self._since.clear()
                self._said.clear()
            self._since[kind], self._said[kind] = now, 1
            return unsaid
        self._said[kind] += 1
        return 0 if self._said[kind] <= self.a_minute else None
