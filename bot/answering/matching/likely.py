"""What a message is likely meant as where no entry is for it: danger, a person, the bot itself, a
matter of the place. Told by phrases of each, as an entry is, and only where no entry is as near.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from bot.answering.matching.matcher import Ranking
from bot.text.grams import grams
from bot.text.normalise import normalise

NEAREST = 3
"""Phrases of a name whose mean likeness counts: one may be like it by chance."""
SURE = 0.4
"""An entry so sure leaves little room for anything else."""
NEAR, BESIDE = 0.27, 1.0
"""So near a message must then be to those phrases, and so many times as near as to an entry's."""
NEAR_ALONE, BESIDE_ALONE = 0.14, 0.5
"""The same where no entry is sure. Of phrases left out, half find their name so and seven in ten of
the urgent ones something urgent; of real questions on the law two in a hundred are taken for
another thing."""
NEAR_AFTER, BESIDE_AFTER = 0.21, 0.6
"""The same where a question stands before it: what goes on from one is 0.18 near at most."""
LONGEST = 60
"""Characters of a message; what is longer tells a case."""


class Likely:
    """`phrases` are by name; `idf` tells how much a gram tells among all phrases."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], idf: Callable[[str], float]) -> None:
        self._names = list(phrases)
        self._idf = idf
        self._starts = np.cumsum([0, *(len(told) for told in phrases.values())])
        self._owners: dict[str, list[int]] = {}
        weights = []
        for place, phrase in enumerate(one for told in phrases.values() for one in told):
            held = set(grams(normalise(phrase)))
            weights.append(sum(map(idf, held)) or 1.0)
            for gram in held:
                self._owners.setdefault(gram, []).append(place)
        self._weights = np.array(weights)

    def of(self, ranking: Ranking, sure: float) -> str:
        """The name that the message is likely meant as; "" where none is near, or entries are as
        near; `sure` is how sure the first of those is."""
        near, beside = (NEAR, BESIDE) if sure >= SURE else (NEAR_ALONE, BESIDE_ALONE)
        return self._nearest(ranking, near, beside)

    def going_on(self, ranking: Ranking) -> str:
        """The same for a message that may go on from the one before it."""
        return self._nearest(ranking, NEAR_AFTER, BESIDE_AFTER)

    def _nearest(self, ranking: Ranking, near: float, beside: float) -> str:
        reading = ranking.reading
        if not self._names or len(reading.text) > LONGEST:
            return ""
        entry = max((match.measures["phrases_3"] for match in ranking.matches), default=0.0)
        nearness = self.nearness(reading.text)
        name = max(self._names, key=nearness.__getitem__)
        return name if nearness[name] >= max(near, beside * entry) else ""

    def nearness(self, text: str) -> dict[str, float]:
        """Name → the mean likeness of its nearest phrases to normalised text."""
        asked = {gram: self._idf(gram) for gram in set(grams(text))}
        shared = np.zeros(len(self._weights))
        for gram, weight in asked.items():
            shared[self._owners.get(gram, [])] += weight
        likeness = shared / np.sqrt(self._weights * (sum(asked.values()) or 1.0))
        return {
            name: float(np.sort(likeness[start:end])[-NEAREST:].mean()) if end > start else 0.0
            for name, start, end in zip(
                self._names, self._starts[:-1], self._starts[1:], strict=True
            )
        }
