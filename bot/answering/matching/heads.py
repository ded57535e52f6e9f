"""Bare subjects, as people type them into a search box: 年检, 过户, 驾照换证.

Such a word names what many entries are about and no point of it; which is meant, only the person
knows. So they are asked, with those that most people want first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.answering.matching.reading import Reading
from bot.knowledge.lexicon import Lexicon

LONGEST = 5
"""Characters of a bare subject; what is longer names a point of it."""
LEAST = 3
"""So many entries must be about a word for it to be a subject."""
SHARE = 0.12
"""An entry is about a word that so large a share of its phrases hold."""
COMMON, FEW = 0.15, 10
"""A word that more than so many entries have, and so large a share of them, names none."""
OF_TITLE = 0.3
"""What its own question counts beside that share."""
COMPOUND = 4
"""A word of so many characters is two: 驾照换证."""


@dataclass(frozen=True)
class Heads:
    """`phrases` are every entry's, normalised, the question first; `wanted` tells of every entry
    how many labelled questions wanted it."""

    phrases: Sequence[Sequence[str]]
    wanted: Sequence[float]
    lexicon: Lexicon

    @cached_property
    def _texts(self) -> list[str]:
        """Each entry's phrases in one, which is quickly searched."""
        return ["\n".join(phrases) for phrases in self.phrases]

    def of(self, reading: Reading) -> list[int]:
        """The places of the entries that a bare subject may mean, likeliest first; none where the
        question is no such word, or is one entry's own phrase."""
        word = reading.text.replace(" ", "")
        if not 1 < len(word) <= LONGEST or reading.facets.get("wants") or reading.outside:
            return []
        parts = [word] if len(word) < COMPOUND else [word[:2], word[2:]]
        names = [(part, *filter(self._is_a_name, self._synonyms(part))) for part in parts]
        about = [
            self._share(phrases, names) if _holds(text, names) else 0.0
            for phrases, text in zip(self.phrases, self._texts, strict=True)
        ]
        found = [place for place, share in enumerate(about) if share >= SHARE]
        if len(found) < LEAST or self._is_a_phrase(word):
            return []
        value = {place: about[place] * math.log(2 + self.wanted[place]) for place in found}
        return sorted(found, key=value.__getitem__, reverse=True)

    def _synonyms(self, word: str) -> Sequence[str]:
        return self.lexicon.synonyms.get(word, ())

    def _is_a_name(self, synonym: str) -> bool:
        """Whether a synonym may stand for a subject: one that so many entries have (驾驶, for 毒驾)
        only says more of it."""
        holding = sum(synonym in text for text in self._texts)
        return holding <= max(FEW, COMMON * len(self._texts))

    @staticmethod
    def _share(phrases: Sequence[str], names: Sequence[Sequence[str]]) -> float:
        """How many of an entry's phrases hold every part of the word, by one of its names."""
        title, *others = (_holds(phrase, names) for phrase in phrases)
        return sum(others) / max(len(others), 1) + OF_TITLE * title

    def _is_a_phrase(self, word: str) -> bool:
        """Whether it is word for word one entry's and no other's: 快递丢了."""
        if len(word) < LONGEST - 1:
            return False
        return sum(word in phrases for phrases in self.phrases) == 1


def _holds(text: str, names: Sequence[Sequence[str]]) -> bool:
    return all(any(name in text for name in one) for one in names)
