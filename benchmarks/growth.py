"""Collections of any size, made by recombining the shipped one's own words.

Random characters would be too easy: almost every pair of them would be rare. Here the halves of
two entries' phrases and answers are put together, so that common words stay common.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.knowledge.entries import Entry

SEED = 20261123


def collection(entries: Sequence[Entry], phrases: int) -> list[Entry]:
    """Entries with so many phrases in all; the same ones every time."""
    chance = random.Random(SEED)
    made: list[Entry] = []
    count = 0
    while count < phrases:
        first, second = chance.sample(entries, 2)
        own = list(_phrases(first, second, chance))[: phrases - count]
        count += len(own)
        made.append(
            replace(
                first,
                slug=f"made-{len(made)}",
                question=own[0],
                ask=tuple(own[1:]),
                body=_half(first.body, 0) + _half(second.body, 1),
                key_points=(),
                source="",
            )
        )
    return made


def _phrases(first: Entry, second: Entry, chance: random.Random) -> Iterator[str]:
    """As many as the first entry has: beginnings of its own, ends of the second one's."""
    ends = list(second.phrases)
    for phrase in first.phrases:
        yield _half(phrase, 0) + _half(chance.choice(ends), 1)


def _half(text: str, which: int) -> str:
    middle = len(text) // 2
    return text[middle:] if which else text[:middle]
