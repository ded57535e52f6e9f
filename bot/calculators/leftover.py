"""Figures of a question that a sum doesn't take: they are named beside it, never passed over."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.calculators.calculator import Calculator
from bot.calculators.counting import counted_by
from bot.knowledge.sums import Ways
from bot.text.spotting import Figure, Of

ALWAYS = frozenset({Of.YUAN, Of.TONS})
"""Money and weight are named whatever is worked out; the rest where the sum counts such a thing."""
_MONEY = re.compile(
    r"(?:[\u4e00-\u9fff]{0,2}费|[\u4e00-\u9fff]?钱|罚款|[罚花赔报垫收退交给借][了我他]?|还要)$"
)
"""What stands before a number without its unit that is money."""
_AT_LEAST = 10
"""Yuan: a smaller number without its unit is rarely money."""


def unused(
    calculator: Calculator,
    ways: Ways,
    text: str,
    spotted: Sequence[Figure],
    known: Collection[int],
) -> tuple[str, ...]:
    """The figures of `spotted` that count for nothing, each as people read it; those at the places
    that are `known` count, or need no word."""
    kinds = {kind for one in calculator.inputs for kind in counted_by(one)}
    kinds |= {kind for cues in ways.figures.values() for kind in cues.of}
    others = (one for place, one in enumerate(spotted) if place not in known)
    return tuple(dict.fromkeys(filter(None, (_named(one, text, kinds) for one in others))))


def rough(counted: Sequence[Figure], text: str) -> tuple[str, ...]:
    """The ranges of which the higher end was taken: 45到46吨."""
    return tuple(text[one.start : one.end] for one in counted if one.least is not None)


def _named(one: Figure, text: str, kinds: set[Of]) -> str:
    """A figure with what tells what it is; "" for one that may be anything."""
    written = text[one.start : one.end]
    if one.of is Of.NOTHING:
        money = _MONEY.search(text[: one.start])
        return f"{money[0]}{written}" if money and one.value >= _AT_LEAST else ""
    if one.of is Of.DAY or one.of not in kinds | ALWAYS:
        return ""
    return written
