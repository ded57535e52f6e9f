"""Results that are kept in memory for speed: what may hold people's words is gone once somebody's
are deleted."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, cast
from weakref import WeakSet

F = TypeVar("F", bound=Callable[..., Any])
_all: WeakSet[Any] = WeakSet()


def kept(size: int) -> Callable[[F], F]:
    """Keep the last `size` results of a function, until `drop`."""

    def keeping(function: F) -> F:
        keeper = lru_cache(size)(function)
        _all.add(keeper)
        return cast(F, keeper)

    return keeping


def drop() -> None:
    for keeper in _all:
        keeper.cache_clear()
