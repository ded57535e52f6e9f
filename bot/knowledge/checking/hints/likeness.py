"""How much of a sentence's words an article has: pairs of characters, rare ones counting more."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import pairwise

from bot.knowledge.checking.hints.subject import plain
from bot.knowledge.statutes import Texts
from bot.knowledge.statutes.citations import Citation
from bot.text.normalise import normalise

Pairs = frozenset[str]


class Likeness:
    """Weights of pairs of characters over all articles held."""

    def __init__(self, texts: Texts) -> None:
        self._articles = dict(texts.all_articles())

    @cached_property
    def _pairs(self) -> Mapping[Citation, Pairs]:
        return {citation: pairs(text) for citation, text in self._articles.items()}

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        count = Counter(pair for found in self._pairs.values() for pair in found)
        total = len(self._pairs) + 1
        return {pair: math.log(total / (1 + number)) for pair, number in count.items()}

    @cached_property
    def _holders(self) -> Mapping[str, list[Citation]]:
        holders: dict[str, list[Citation]] = defaultdict(list)
        for citation, found in self._pairs.items():
            for pair in found:
                holders[pair].append(citation)
        return holders

    def weight(self, words: Iterable[str]) -> float:
        """What these pairs weigh together; pairs that no law has weigh nothing."""
        return sum(self._weights.get(pair, 0.0) for pair in words)

    def share(self, words: Pairs, source: Pairs) -> float:
        """How much of the words' weight the source has, 0 to 1."""
        whole = self.weight(words)
        return self.weight(words & source) / whole if whole else 0.0

    def nearest(self, words: Pairs, *, most: int = 400) -> tuple[Citation, float] | None:
        """The article that has most of the words, with its share; pairs that more than `most`
        articles have don't bring one up."""
        weights: Counter[Citation] = Counter()
        for pair in words:
            holders = self._holders.get(pair, ())
            if len(holders) <= most:
                for citation in holders:
                    weights[citation] += self._weights[pair]  # type: ignore[assignment]
        if not weights:
            return None
        ranked = [citation for citation, _ in weights.most_common(20)]
        best = max(ranked, key=lambda citation: self.share(words, self._pairs[citation]))
        return best, self.share(words, self._pairs[best])


@lru_cache(maxsize=2)
def likeness(texts: Texts) -> Likeness:
    """Weighing all articles takes a second or two; every entry needs the same."""
    return Likeness(texts)


@lru_cache(maxsize=20_000)
def pairs(text: str) -> Pairs:
    """Pairs of neighbouring characters, punctuation between none."""
    found: set[str] = set()
    for run in normalise(plain(text)).split():
        found.update(first + second for first, second in pairwise(run))
    return frozenset(found)
