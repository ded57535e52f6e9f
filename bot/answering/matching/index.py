"""An inverted index over grams: from a gram to the documents that have it, in flat arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

SATURATION = 2.4
LENGTH_SHARE = 0.5
"""BM25's k1 and b; the order hardly moves for k1 between 1.6 and 4, b between 0.3 and 0.75."""

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]


class Vocabulary:
    """Grams by number, in the order they were first met; it only grows."""

    def __init__(self, grams: Iterable[str] = ()) -> None:
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self.learn(grams)

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __contains__(self, gram: str) -> bool:
        return gram in self._numbers

    def learn(self, grams: Iterable[str]) -> Numbers:
        return np.fromiter(map(self._numbers.__getitem__, grams), np.int32)

    def number(self, gram: str) -> int | None:
        return self._numbers.get(gram)


@dataclass(frozen=True, slots=True)
class GramIndex:
    """The postings of gram `g` stand from `starts[g]` up to `starts[g + 1]`: documents, and what
    the gram counts there, between 0 and 1. `totals` are the documents' sums of idf, each of their
    grams once."""

    size: int
    idfs: Floats
    starts: NDArray[np.int64]
    documents: Numbers
    weights: Floats
    totals: Floats

    @classmethod
    def build(
        cls, size: int, documents: Numbers, grams: Numbers, vocabulary: int, *, bm25: bool
    ) -> GramIndex:
        """Index `size` documents; gram `grams[i]` stands in `documents[i]`, as often as it is
        given. With `bm25` a gram counts by how often it stands there and how long the document is,
        else it stands there or doesn't."""
        pairs, times = np.unique(
            grams.astype(np.int64) * max(size, 1) + documents, return_counts=True
        )
        gram, document = np.divmod(pairs, max(size, 1))
        having = np.bincount(gram, minlength=vocabulary)
        idfs = idf(having, size)
        weights = np.ones(len(pairs), np.float32)
        if bm25 and len(pairs):
            lengths = np.bincount(document, times, minlength=size)
            shape = 1 - LENGTH_SHARE + LENGTH_SHARE * lengths / lengths.mean()
            weights = (times / (times + SATURATION * shape[document])).astype(np.float32)
        return cls(
            size,
            idfs,
            np.concatenate([[0], np.cumsum(having)]),
            document.astype(np.int32),
            weights,
            np.bincount(document, idfs[gram], minlength=size).astype(np.float32),
        )

    def score(self, query: Mapping[int, float]) -> Floats:
        """For every document Σ query weight × idf × what the gram counts there; the query is gram
        → weight."""
        known = [number for number in query if number < len(self.idfs)]
        if not known:
            return np.zeros(self.size, np.float32)
        parts = [slice(self.starts[number], self.starts[number + 1]) for number in known]
        weights = [
            self.weights[part] * (query[number] * self.idfs[number])
            for number, part in zip(known, parts, strict=True)
        ]
        documents = np.concatenate([self.documents[part] for part in parts])
        found = np.bincount(documents, np.concatenate(weights), minlength=self.size)
        return found.astype(np.float32)

    def having(self, number: int | None) -> int:
        """How many documents have a gram."""
        if number is None or number >= len(self.idfs):
            return 0
        return int(self.starts[number + 1] - self.starts[number])

    def idf(self, number: int | None) -> float:
        """Of a gram, also of one that no document has."""
        if number is None or number >= len(self.idfs):
            return float(idf(np.zeros(1), self.size)[0])
        return float(self.idfs[number])


def idf(having: NDArray[np.int64] | NDArray[np.float64], size: int) -> Floats:
    """How much a gram tells that so many of `size` documents have: about 0 where all do, the most
    where none does. BM25's (Robertson and Zaragoza 2009), with the +1 that keeps it positive."""
    told: Floats = np.log(1 + (size - having + 0.5) / (having + 0.5)).astype(np.float32)
    return told
