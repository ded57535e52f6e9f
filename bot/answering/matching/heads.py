"""Bare subjects, as people type them into a search box: 年检, 过户, 驾照换证.

Such a word names what many entries are about and no point of it; which is meant, only the person
knows. So they are asked, with those that most people want first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answering.matching.reading import Reading
from bot.knowledge.lexicon import Lexicon

LONGEST = 5
"""Characters of a bare subject; what is longer names a point of it."""
LEAST = 3
"""So many entries must be about a word for it to be a subject."""
SHARE = 0.12
"""An entry is about a word that so large a share of its phrases hold."""
OF_TITLE = 0.3
"""What its own question counts beside that share."""
OTHERWISE = 0.6
"""What another name of the word counts beside it."""


@dataclass(frozen=True)
class Heads:
    """`phrases` are every entry's, normalised, the question first; `wanted` tells of every entry
    how many labelled questions wanted it."""

    phrases: Sequence[Sequence[str]]
    wanted: Sequence[float]
    lexicon: Lexicon

    def of(self, reading: Reading) -> list[int]:
        """The places of the entries that a bare subject may mean, likeliest first; none where the
        question is no such word, or is one entry's own phrase."""
        word = reading.text.replace(" ", "")
        if not 1 < len(word) <= LONGEST or reading.facets.get("wants") or reading.outside:
            return []
        names = dict.fromkeys(self.lexicon.synonyms.get(word, ()), OTHERWISE) | {word: 1.0}
        about = [self._share(phrases, names) for phrases in self.phrases]
        found = [place for place, share in enumerate(about) if share >= SHARE]
        if len(found) < LEAST or self._is_a_phrase(word):
            return []
        value = {place: about[place] * math.log(2 + self.wanted[place]) for place in found}
        return sorted(found, key=value.__getitem__, reverse=True)

    @staticmethod
    def _share(phrases: Sequence[str], names: Mapping[str, float]) -> float:
        title, *others = phrases
        shares = (
            weight
            * (
                sum(name in phrase for phrase in others) / max(len(others), 1)
                + OF_TITLE * (name in title)
            )
            for name, weight in names.items()
        )
        return max(shares)

    def _is_a_phrase(self, word: str) -> bool:
        """Whether it is word for word one entry's and no other's: 快递丢了."""
        if len(word) < LONGEST - 1:
            return False
        return sum(word in phrases for phrases in self.phrases) == 1
