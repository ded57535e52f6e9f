"""How far long work is, told to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[int, int], None]
"""So many are done of so many; from any thread."""


def to_nobody(done: int, total: int) -> None:
    """Where nobody asked."""
