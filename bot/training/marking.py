"""Whether an answer is right, and how much of its points it gets."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.items import Form, Item
from bot.knowledge.items.keys import unit_of
from bot.text import quantities

ANYTHING: tuple[str, ...] = ()
"""A key that counts every answer as right: of a question that was withdrawn after it was asked."""


def is_right(item: Item, chosen: Sequence[str]) -> bool:
    """`chosen` are letters of options; 对 or 错; or what was typed into the blanks, in order."""
    return share(item, item.key, chosen, partial=False) == 1


def share(item: Item, key: Sequence[str], chosen: Sequence[str], *, partial: bool) -> float:
    """From 0 to 1. Of several options all and no other, by custom; with `partial`, fewer get their
    part and a wrong one gets nothing. Each blank counts its part."""
    if not key:
        return 1.0
    if item.form is Form.FILL:
        typed = [*chosen, *("" for _ in key)]
        right = [is_same(figure, words) for figure, words in zip(key, typed, strict=False)]
        return sum(right) / len(key)
    wanted, given = set(key), set(chosen)
    if item.form is Form.MULTIPLE and partial and given <= wanted:
        return len(given) / len(wanted)
    return 1.0 if given == wanted else 0.0


def points(worth: int, part: float) -> float:
    """In halves of a point, rounded down: a part never gets more than it has earned."""
    return int(worth * part * 2 + 1e-9) / 2


def is_same(figure: str, typed: str) -> bool:
    """Whether what was typed is this figure, in either script and with or without its unit. 10日
    isn't 10个工作日, though either may stand before a printed 日."""
    (wanted,) = quantities.find(figure)
    typed = typed.strip()
    for written in (typed, typed + unit_of(figure)):
        found = quantities.find(written)
        if len(found) == 1 and found[0].written == written:
            return found[0].key == wanted.key
    return False
