"""An inverted index over weighted n-grams, searched within a budget."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

BUDGET = 12_000
"""Postings read for one question at most, rarest grams first: common grams hardly change the
order, and without a bound their lists make the time grow with the collection."""


class GramIndex:
    """Documents as bags of weighted grams; a document is its place in the order they were added.

    BM25's idf (Robertson and Zaragoza 2009, with the +1 that keeps it positive); the weights come
    saturated from the caller, since phrases and whole entries want different ones.
    """

    def __init__(self, documents: Iterable[Mapping[str, float]]) -> None:
        # gram → document, its weight there, document, weight …: one flat list a gram, because a
        # hundred thousand small objects more would cost the garbage collector as long again.
        self._postings: dict[str, list[Any]] = {}
        self.size = 0
        for number, grams in enumerate(documents):
            self.size += 1
            for gram, weight in grams.items():
                held = self._postings.get(gram)
                if held is None:
                    self._postings[gram] = [number, weight]
                else:
                    held += (number, weight)

        self._unseen = self._idf(0)
        self._idfs = {gram: self._idf(len(held) // 2) for gram, held in self._postings.items()}

    def __contains__(self, gram: str) -> bool:
        return gram in self._postings

    def idf(self, gram: str) -> float:
        """How much a gram tells: about 0 for one that is everywhere, the most for an unseen one."""
        return self._idfs.get(gram, self._unseen)

    def search(self, query: Mapping[str, float], budget: int = BUDGET) -> dict[int, float]:
        """Σ query weight × idf × document weight, for the documents that share a gram."""
        known = [(self.idf(gram), gram) for gram in query if gram in self._postings]
        scores: dict[int, float] = {}
        for idf, gram in sorted(known, reverse=True):
            postings = self._postings[gram]
            if len(postings) > 2 * budget and scores:
                break
            budget -= len(postings) // 2
            factor = idf * query[gram]
            pairs = iter(postings)
            for number, weight in zip(pairs, pairs, strict=True):
                scores[number] = scores.get(number, 0.0) + weight * factor
        return scores

    def _idf(self, having: int) -> float:
        return math.log(1 + (self.size - having + 0.5) / (having + 0.5))
