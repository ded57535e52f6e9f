"""Words that were written by their sound: pinyin in Latin letters, and characters taken for others
that sound alike (超栽 for 超载)."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from bot.text.sounds import sound, sounds, split_pinyin

SURE = 6
"""So many phrases must have a pair of characters before another is taken for it."""
_LATIN = re.compile(r"[a-z]+(?: [a-z]+)*")
ONCE = 2
"""So many phrases must have a character for pinyin to be read as it."""
_PAIRED = 0.8
"""How far a character is told by the one before it, and not by how common it is itself."""
BEAM, READ = 60, 12
"""So many readings are followed, and so many are held against what people ask."""
ASKED = 10.0
"""What it weighs that a reading is word for word what somebody asks."""
_DIGITS = {"1": "yi", "2": "er", "3": "san", "4": "si", "5": "wu"} | {
    "6": "liu",
    "7": "qi",
    "8": "ba",
    "9": "jiu",
}
"""Numbers stand in digits wherever phrases are read."""
_TWO = "liang"
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
"""What many don't tell apart: huo che cao zai."""
_MISHEARD = -2.5
"""What it weighs that a syllable was taken for one of those."""
_RARELY = -2.0
"""What it weighs that a character is mostly read otherwise: 车 as ju."""
_VOWELS = frozenset("aeo")
"""Letters that are a word of their own in pinyin."""


class Hearing:
    """Knows the pairs of characters that the collection's phrases have, and how often."""

    def __init__(
        self,
        pairs: Callable[[], Iterable[tuple[str, int]]],
        count: Callable[[str], int],
        beside: Hearing | None = None,
        likeness: Callable[[str], float] = lambda text: 0.0,
    ) -> None:
        """`pairs` gives all grams with the number of phrases that have them, `count` that of one;
        what is common and what it sounds like is the same for one that is `beside` another."""
        self._pairs = pairs
        self._count = count
        self._beside = beside
        self._likeness = likeness

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
            if len(gram) == 1 and count >= ONCE and not gram.isascii():
                for one in sounds(gram):
                    found[one].append(gram)
        for digit, one in _DIGITS.items():
            found[one].append(digit)
        found[_TWO].append("2")
        return found

    @cached_property
    def _all(self) -> int:
        """How many characters there are, each counted once in a phrase."""
        return sum(map(self._count, {one for found in self._characters.values() for one in found}))

    @lru_cache(maxsize=1_000)  # noqa: B019 - one for each collection
    def _readings(self, syllable: str) -> Sequence[tuple[str, float]]:
        """The characters that a syllable may stand for, and what that weighs."""
        found = {
            one: 0.0 if one in _DIGITS or sound(one) == syllable else _RARELY
            for one in self._characters.get(syllable, ())
        }
        for other in _alike(syllable):
            for one in self._characters.get(other, ()):
                found.setdefault(one, _MISHEARD)
        return tuple(found.items())

    def restored(self, text: str) -> str:
        """Normalised text with what was written by its sound as the collection writes it."""
        spelled = _LATIN.sub(lambda match: self._spelled(match[0]), text)
        return " ".join(self._corrected(part) for part in spelled.split())

    def in_characters(self, text: str) -> str:
        """A message all in pinyin as it is written in characters; "" where it isn't."""
        if not text.isascii() or not any(map(str.isalpha, text)):
            return ""
        told = self.restored(text)
        return told if not any(one.isascii() and one.isalpha() for one in told) else ""

    def _spelled(self, latin: str) -> str:
        """Latin words as characters, where all of them are pinyin and none is a known word."""
        words = latin.split()
        if any(self._count(word) for word in words if word not in _VOWELS):
            return latin
        syllables = [syllable for word in words for syllable in split_pinyin(word) or [""]]
        if len(syllables) < 2 or not all(syllables):
            return latin
        return self._likeliest(syllables) or latin

    def _likeliest(self, syllables: Sequence[str]) -> str:
        """The characters that go together best, and of those the ones most like something that
        people ask; "" where nothing sounds so."""
        paths, weights = [""], np.zeros(1)
        for syllable in syllables:
            heard = self._readings(syllable)
            if not heard:
                return ""
            going_on = weights[:, None] + [self._row(path[-1:], syllable) for path in paths]
            best = going_on.ravel().argsort(kind="stable")[::-1][:BEAM]
            weights = going_on.ravel()[best]
            paths = [paths[at // len(heard)] + heard[at % len(heard)][0] for at in best.tolist()]
        path = self._most_asked(paths[:READ], weights)
        known = sum(self._count(a + b) > 0 for a, b in pairwise(path))
        # Two known pairs for an unknown one, or it is no Chinese that anybody asks in.
        return path if 3 * known >= 2 * (len(syllables) - 1) else ""

    def _most_asked(self, paths: Sequence[str], weights: np.ndarray) -> str:
        """Of readings, the likeliest first, the one most like something that people ask."""
        found, most = "", -math.inf
        for path, weight in zip(paths, weights.tolist(), strict=False):
            if weight + ASKED <= most:
                break  # were it word for word what somebody asks
            if (told := weight + ASKED * self._likeness(path)) > most:
                found, most = path, told
        return found

    @lru_cache(maxsize=4_000)  # noqa: B019 - one for each collection
    def _row(self, last: str, syllable: str) -> np.ndarray:
        """The weights of all that a syllable may stand for, behind that character."""
        return np.array([on + self._weight(last, one) for one, on in self._readings(syllable)])

    def _weight(self, last: str, one: str) -> float:
        """How likely a character is behind another or at the beginning, as a logarithm."""
        if not last:
            return math.log(self._share(one))
        paired = self._count(last + one) / max(self._count(last), 1)
        return math.log(_PAIRED * paired + (1 - _PAIRED) * self._share(one))

    def _share(self, one: str) -> float:
        return max(self._count(one), 1) / self._all

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


def _alike(syllable: str) -> Iterator[str]:
    """Syllables that are often taken for one another, differing in one of those ways."""
    for one, other in _ALIKE:
        for said, meant in ((one, other), (other, one)):
            if said in ("zh", "z", "ch", "c", "sh", "s"):
                rest = syllable.removeprefix(said)
                if rest != syllable and not rest.startswith("h"):
                    yield meant + rest
            elif syllable.endswith(said):
                yield syllable.removesuffix(said) + meant
