"""The clock that tests are under."""

from __future__ import annotations

from datetime import datetime, timedelta


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def seconds(self) -> float:
        """As a stopwatch: what is moved has passed, and didn't leap."""
        return self.now.timestamp()
