"""Words that were written by their sound: pinyin in Latin letters, and characters taken for others
that sound alike (超栽 for 超载)."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from bot.text.sounds import sound, sounds, split_pinyin

SURE = 6
"""So many phrases must have a pair of characters before another is taken for it."""
_LATIN = re.compile(r"[a-z]+(?: [a-z]+)*")
_UNKNOWN = -3.0
"""What a pair that no phrase has weighs beside the logarithm of how many have another."""


class Hearing:
    """Knows the pairs of characters that the collection's phrases have, and how often."""

    def __init__(
        self,
        pairs: Callable[[], Iterable[tuple[str, int]]],
        count: Callable[[str], int],
        beside: Hearing | None = None,
    ) -> None:
        """`pairs` gives all grams with the number of phrases that have them, `count` that of one;
        what is common and what it sounds like is the same for one that is `beside` another."""
        self._pairs = pairs
        self._count = count
        self._beside = beside

    @cached_property
    def _by_sound(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """The pairs that sound so, the commonest first."""
        if self._beside:
            return self._beside._by_sound
        found = defaultdict[tuple[str, str], list[str]](list)
        for gram, count in sorted(self._pairs(), key=lambda one: -one[1]):
            if len(gram) == 2 and count >= SURE and not gram.isascii():
                found[sound(gram[0]), sound(gram[1])].append(gram)
        return found

    @cached_property
    def _characters(self) -> Mapping[str, Sequence[str]]:
        if self._beside:
            return self._beside._characters
        found = defaultdict[str, list[str]](list)
        for gram, count in sorted(self._pairs(), key=lambda one: -one[1]):
            if len(gram) == 1 and count >= SURE and not gram.isascii():
                for one in sounds(gram):
                    found[one].append(gram)
        return found

    def restored(self, text: str) -> str:
        """Normalised text with what was written by its sound as the collection writes it."""
        spelled = _LATIN.sub(lambda match: self._spelled(match[0]), text)
        return " ".join(self._corrected(part) for part in spelled.split())

    def _spelled(self, latin: str) -> str:
        """Latin words as characters, where all of them are pinyin and none is a known word."""
        words = latin.split()
        if any(map(self._count, words)):
            return latin
        syllables = [syllable for word in words for syllable in split_pinyin(word) or [""]]
        if len(syllables) < 2 or not all(syllables):
            return latin
        return self._likeliest(syllables) or latin

    def _likeliest(self, syllables: Sequence[str]) -> str:
        """The characters with the commonest pairs (Viterbi); "" where nothing sounds so."""
        paths: dict[str, tuple[float, str]] = {
            one: (0.0, one) for one in self._characters.get(syllables[0], ())
        }
        for syllable in syllables[1:]:
            following: dict[str, tuple[float, str]] = {}
            for one in self._characters.get(syllable, ()):
                best = max(
                    (
                        (weight + self._weight(last + one), path + one)
                        for last, (weight, path) in paths.items()
                    ),
                    default=None,
                )
                if best:
                    following[one] = best
            paths = following
        _, path = max(paths.values(), default=(0.0, ""))
        known = sum(self._count(a + b) > 0 for a, b in pairwise(path))
        # As many known pairs as unknown ones, or it is no Chinese that anybody asks in.
        return path if 2 * known >= len(syllables) - 1 else ""

    def _weight(self, pair: str) -> float:
        return math.log(count) if (count := self._count(pair)) else _UNKNOWN

    def _corrected(self, part: str) -> str:
        """Pairs that no phrase has, as the common pair that sounds like them and shares one of
        their characters."""
        if len(part) < 2 or part.isascii():
            return part
        written = list(part)
        for at in range(len(written) - 1):
            pair = written[at] + written[at + 1]
            if pair.isascii() or self._count(pair):
                continue
            for other in self._by_sound.get((sound(pair[0]), sound(pair[1])), ()):
                if (other[0] == pair[0]) != (other[1] == pair[1]) and self._fits(
                    written, at, other
                ):
                    written[at : at + 2] = other
                    break
        return "".join(written)

    def _fits(self, written: Sequence[str], at: int, other: str) -> bool:
        """Whether what stands beside the character that changes goes better with the other one:
        麻涌路 and 金星路口 must stay. At the end of a part the pair alone decides."""
        if other[0] == written[at]:
            if at + 2 == len(written):
                return True
            then, now = (one + written[at + 2] for one in (written[at + 1], other[1]))
        else:
            if not at:
                return True
            then, now = (written[at - 1] + one for one in (written[at], other[0]))
        return self._count(now) > self._count(then)
