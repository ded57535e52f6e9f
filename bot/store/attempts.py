"""When what may have reached somebody is sent once more: a few times, further and further apart."""

from __future__ import annotations

from datetime import datetime, timedelta

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
ATTEMPTS = len(PAUSES) + 1
"""After so many it is given up: each may have arrived without our being told."""


def may_try(attempts: int, tried_at: datetime | None, now: datetime) -> bool:
    """Whether it is time for the next attempt; also where a clock set back makes the last one a
    thing of the future."""
    if tried_at is None:
        return True
    pause = PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]
    return not tried_at <= now < tried_at + pause
