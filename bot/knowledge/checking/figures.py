"""The figures of sentences and articles, each read once though many checks look at it."""

from __future__ import annotations

from functools import lru_cache

from bot.text import quantities
from bot.text.quantities import Quantity


@lru_cache(maxsize=50_000)
def figures_of(text: str) -> tuple[Quantity, ...]:
    """Every figure of the text, in order."""
    return tuple(quantities.find(text))
