"""So many of something in a time, for each key; only the latest keys are remembered."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

KEYS = 20_000


class TokenBuckets:
    """`count` in `seconds`, at most `burst` of them at once."""

    def __init__(
        self,
        count: int,
        seconds: float = 60,
        *,
        burst: int | None = None,
        size: int = KEYS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._capacity = float(burst or count)
        self._per_second = count / seconds
        self._size = size
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """Take one; 0 where it was granted, else the seconds until one will be."""
        now = self._clock()
        tokens, since = self._buckets.pop(key, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - since) * self._per_second)
        granted = tokens >= 1
        self._buckets[key] = (tokens - 1 if granted else tokens, now)
        if len(self._buckets) > self._size:
            self._buckets.popitem(last=False)
        return 0.0 if granted else (1 - tokens) / self._per_second

    def __len__(self) -> int:
        return len(self._buckets)
