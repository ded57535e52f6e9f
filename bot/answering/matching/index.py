"""An inverted index over grams: from a gram to the documents that have it, in flat arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

import numpy as np
from numpy.typing import NDArray

SATURATION = 2.4
LENGTH_SHARE = 0.5
"""BM25's k1 and b; the order hardly moves for k1 between 1.6 and 4, b between 0.3 and 0.75."""

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]
Part = tuple[Numbers, Numbers]
"""Documents, and the gram that stands in each, as often as it does; no other part has the same
documents."""


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
    """The postings of gram `g` stand from `starts[g]` up to `starts[g + 1]`: documents in their
    order, how often the gram stands there, and what it counts, between 0 and 1; None where it
    stands there or doesn't. `totals` are the documents' sums of idf, each of their grams once."""

    size: int
    idfs: Floats
    starts: Numbers
    documents: NDArray[np.unsignedinteger]
    times: NDArray[np.uint16] | None
    weights: Floats | None
    totals: Floats

    @classmethod
    def build(cls, size: int, parts: Iterable[Part], vocabulary: int, *, bm25: bool) -> GramIndex:
        """Index the parts of `size` documents. With `bm25` a gram counts by how often it stands in
        a document and how long that is, else it stands there or doesn't."""
        pairs, times = _counted(parts, size)
        gram, document = np.divmod(pairs, max(size, 1))
        return cls._of(size, gram, document, times if bm25 else None, vocabulary)

    def changed(
        self,
        size: int,
        moved: Numbers,
        parts: Iterable[Part],
        vocabulary: int,
    ) -> GramIndex:
        """What `build` makes of a collection that differs little, without sorting all of it:
        document `d` is now `moved[d]`, or gone where that is negative; those that stay keep their
        order. `parts` are what came."""
        place = moved[self.documents]
        stays = place >= 0
        gram = np.repeat(np.arange(len(self.idfs)), np.diff(self.starts))[stays]
        document = place[stays]
        pairs, came = _counted(parts, size)
        new_gram, new_document = np.divmod(pairs, max(size, 1))
        at = np.searchsorted(_pairs(gram, document, size), pairs)
        return self._of(
            size,
            np.insert(gram, at, new_gram),
            np.insert(document, at, new_document),
            None if self.times is None else np.insert(self.times[stays], at, came),
            vocabulary,
        )

    @classmethod
    def _of(
        cls,
        size: int,
        gram: NDArray[np.int64],
        document: NDArray[np.integer],
        times: NDArray[np.integer] | None,
        vocabulary: int,
    ) -> GramIndex:
        """From postings in the order of gram and document."""
        having = np.bincount(gram, minlength=vocabulary)
        idfs = idf(having, size)
        weights = None if times is None else np.ones(len(gram), np.float32)
        if times is not None and len(gram):
            lengths = np.bincount(document, times, minlength=size)
            shape = 1 - LENGTH_SHARE + LENGTH_SHARE * lengths / lengths.mean()
            weights = (times / (times + SATURATION * shape[document])).astype(np.float32)
        return cls(
            size,
            idfs,
            np.concatenate([[0], np.cumsum(having)]).astype(np.int32),
            document.astype(np.min_scalar_type(size)),
            None if times is None else times.astype(np.uint16),
            weights,
            np.bincount(document, idfs[gram], minlength=size).astype(np.float32),
        )

    def score(self, query: Mapping[int, float]) -> Floats:
        """For every document Σ query weight × idf × what the gram counts there; the query is gram
        → weight."""
        known = [number for number in query if number < len(self.idfs)]
        if not known:
            return np.zeros(self.size, np.float32)
        told = np.array([query[number] for number in known], np.float32) * self.idfs[known]
        parts = self._parts(known)
        documents = np.concatenate([self.documents[part] for part in parts])
        weights = np.repeat(told, [part.stop - part.start for part in parts])
        if self.weights is not None:
            weights *= np.concatenate([self.weights[part] for part in parts])
        return np.bincount(documents, weights, minlength=self.size).astype(np.float32)

    def documents_with(
        self, numbers: Sequence[int]
    ) -> tuple[NDArray[np.unsignedinteger], NDArray[np.int64]]:
        """The documents of each gram, one gram after the other, and how many each gram has."""
        found = [self.documents[part] for part in self._parts(numbers)]
        sizes = np.array([len(one) for one in found], np.int64)
        return np.concatenate([self.documents[:0], *found]), sizes

    def having(self, number: int | None) -> int:
        """How many documents have a gram."""
        if number is None or number >= len(self.idfs):
            return 0
        return int(self.starts[number + 1] - self.starts[number])

    def _parts(self, numbers: Sequence[int]) -> list[slice]:
        """Where the postings of each gram stand."""
        at = np.array(numbers, np.int64)
        return list(map(slice, self.starts[at].tolist(), self.starts[at + 1].tolist()))

    def idf(self, number: int | None) -> float:
        """Of a gram, also of one that no document has."""
        if number is None or number >= len(self.idfs):
            return _most(self.size)
        return float(self.idfs[number])


@lru_cache(maxsize=32)
def _most(size: int) -> float:
    """The idf of a gram that none of so many documents has."""
    return float(idf(np.zeros(1), size)[0])


def idf(having: NDArray[np.int64] | NDArray[np.float64], size: int) -> Floats:
    """How much a gram tells that so many of `size` documents have: about 0 where all do, the most
    where none does. BM25's (Robertson and Zaragoza 2009), with the +1 that keeps it positive."""
    told: Floats = np.log(1 + (size - having + 0.5) / (having + 0.5)).astype(np.float32)
    return told


def _counted(parts: Iterable[Part], size: int) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """Each pair of gram and document once, in their order, and how often it is given. Part by part:
    all that is given would be four times as much as what stays."""
    pairs, times = [np.zeros(0, np.int64)], [np.zeros(0, np.uint16)]
    for documents, grams in parts:
        once, often = np.unique(_pairs(grams, documents, size), return_counts=True)
        pairs.append(once)
        times.append(often.astype(np.uint16))
    found = np.concatenate(pairs)
    del pairs
    order = np.argsort(found, kind="stable")
    return found[order], np.concatenate(times)[order]


def _pairs(
    grams: NDArray[np.integer], documents: NDArray[np.integer], size: int
) -> NDArray[np.int64]:
    """Gram and document as one number, which sorts as they do."""
    return grams.astype(np.int64) * max(size, 1) + documents
