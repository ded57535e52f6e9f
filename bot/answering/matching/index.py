"""Two compact indexes over grams: from a gram to the documents that have it, for candidates, and
from a document's phrases to their grams, for a closer look at a few of them.

Both are flat arrays of numbers: as Python's lists and dicts they would take ten times the memory.
"""

from __future__ import annotations

import heapq
import math
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, count, pairwise
from operator import itemgetter

BUDGET = 6_000
"""Postings read for one question at most, rarest grams first: common grams hardly change the
order, and without a bound their lists make the time grow with the collection."""
SATURATION = 2.4
LENGTH_SHARE = 0.5
"""BM25's k1 and b; the order hardly moves for k1 between 1.6 and 4, b between 0.3 and 0.75."""


def idf(having: int, size: int) -> float:
    """How much a gram tells that `having` of `size` documents have: about 0 where all do, the
    most where none does. BM25's (Robertson and Zaragoza 2009), with the +1 that keeps it positive.
    """
    return math.log(1 + (size - having + 0.5) / (having + 0.5))


class Vocabulary:
    """The collection's grams by number, in the order they were first met."""

    def __init__(self, grams: Iterable[str] = ()) -> None:
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self.learn(grams)

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __contains__(self, gram: str) -> bool:
        return gram in self._numbers

    def learn(self, grams: Iterable[str]) -> array[int]:
        return array("I", map(self._numbers.__getitem__, grams))

    def number(self, gram: str) -> int | None:
        return self._numbers.get(gram)


@dataclass(frozen=True, slots=True)
class GramIndex:
    """Gram → documents; a document is its place in the order they were given.

    The postings of gram `g` stand from `starts[g]` up to `starts[g + 1]`: documents, and what the
    gram counts there, between 0 and 1.
    """

    vocabulary: Vocabulary
    size: int
    idfs: array[float]
    starts: array[int]
    documents: array[int]
    weights: array[float]

    @classmethod
    def build(cls, vocabulary: Vocabulary, documents: Iterable[Mapping[int, int]]) -> GramIndex:
        """Index documents that are given as gram → times it occurs."""
        held = [(array("I", counts), array("f", counts.values())) for counts in documents]
        having = Counter[int]()
        for grams, _ in held:
            having.update(grams)
        sizes = [having[gram] for gram in range(len(vocabulary))]
        starts = array("I", accumulate(sizes, initial=0))
        idfs = _idfs(sizes, len(held))
        return cls(vocabulary, len(held), idfs, starts, *_postings(held, starts))

    def idf(self, gram: str) -> float:
        number = self.vocabulary.number(gram)
        return idf(0, self.size) if number is None else self.idfs[number]

    def search(
        self, query: Mapping[str, float], limit: int, budget: int = BUDGET
    ) -> dict[int, float]:
        """The documents that share most with the query: Σ query weight × idf × document weight.

        Within the budget the rarest grams find the documents; the others are only looked up for
        the best of these.
        """
        scores = [0.0] * self.size
        terms = sorted(self._known(query))
        read = 0
        for place, (having, number, weight) in enumerate(terms):
            if read + having > budget and read:
                return self._completed(_best(scores, limit), terms[place:])
            read += having
            factor = weight * self.idfs[number]
            postings = slice(self.starts[number], self.starts[number + 1])
            for document, share in zip(
                self.documents[postings], self.weights[postings], strict=True
            ):
                scores[document] += share * factor
        return _best(scores, limit)

    def _known(self, query: Mapping[str, float]) -> Iterator[tuple[int, int, float]]:
        for gram, weight in query.items():
            number = self.vocabulary.number(gram)
            if number is not None:
                yield self.starts[number + 1] - self.starts[number], number, weight

    def _completed(
        self, scores: Mapping[int, float], terms: Iterable[tuple[int, int, float]]
    ) -> dict[int, float]:
        """The scores with what these terms add; a gram's documents stand in ascending order."""
        completed = dict(scores)
        for _, number, weight in terms:
            factor = weight * self.idfs[number]
            first, end = self.starts[number], self.starts[number + 1]
            for document in scores:
                place = bisect_left(self.documents, document, first, end)
                if place < end and self.documents[place] == document:
                    completed[document] += self.weights[place] * factor
        return completed


def _idfs(having: Sequence[int], size: int) -> array[float]:
    tells = {times: idf(times, size) for times in set(having)}
    return array("f", map(tells.__getitem__, having))


def _best(scores: Sequence[float], limit: int) -> dict[int, float]:
    best = heapq.nlargest(limit, zip(scores, count(0, -1), strict=False))
    return {-place: score for score, place in best if score}


def _postings(
    held: Sequence[tuple[array[int], array[float]]], starts: array[int]
) -> tuple[array[int], array[float]]:
    """Documents and BM25's weights, in place by gram."""
    lengths = [sum(counts) for _, counts in held]
    mean = sum(lengths) / len(lengths) if lengths else 1.0
    documents, weights = array("I", bytes(4 * starts[-1])), array("f", bytes(4 * starts[-1]))
    free = starts.tolist()
    for document, ((grams, counts), length) in enumerate(zip(held, lengths, strict=True)):
        slope = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / mean)
        for gram, times in zip(grams, counts, strict=True):
            place = free[gram]
            documents[place] = document
            weights[place] = times / (times + slope)
            free[gram] = place + 1
    return documents, weights


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """Document → its phrases → their grams, each once.

    The phrases of document `d` stand from `first[d]` up to `first[d + 1]`, and the grams of phrase
    `p` from `starts[p]` up to `starts[p + 1]`. What a gram tells (`idfs`) and how much a phrase
    tells (`norms`) goes by the phrases that have a gram.
    """

    vocabulary: Vocabulary
    first: array[int]
    starts: array[int]
    numbers: array[int]
    idfs: array[float]
    norms: array[float]

    @classmethod
    def build(
        cls, vocabulary: Vocabulary, documents: Iterable[Iterable[Iterable[str]]]
    ) -> PhraseTable:
        """Take in documents that are given as the grams of their phrases.

        They come first into the vocabulary, so that no later gram needs a place in `idfs`.
        """
        first, starts, numbers = array("I", [0]), array("I", [0]), array("I")
        having = Counter[int]()
        for phrases in documents:
            for grams in phrases:
                own = set(vocabulary.learn(grams))
                having.update(own)
                numbers.extend(own)
                starts.append(len(numbers))
            first.append(len(starts) - 1)
        size = len(starts) - 1
        idfs = _idfs([having[gram] for gram in range(len(vocabulary))], size)
        weights = (
            sum(map(idfs.__getitem__, numbers[start:end])) for start, end in pairwise(starts)
        )
        norms = array("f", (math.sqrt(weight) or 1.0 for weight in weights))
        return cls(vocabulary, first, starts, numbers, idfs, norms)

    def grams(self, document: int) -> array[int]:
        """The grams of all its phrases, as often as phrases have them."""
        first, end = self.first[document], self.first[document + 1]
        return self.numbers[self.starts[first] : self.starts[end]]

    def nearest(
        self, words: Iterable[str], query: Mapping[str, float], documents: Iterable[int]
    ) -> dict[int, tuple[float, int]]:
        """Document → likeness and place of its nearest phrase, where one has a gram in common.

        The likeness is the cosine of the idf weights of the words and the phrase; what the query
        has besides the words, such as synonyms, only adds.
        """
        own = math.sqrt(sum(map(self._idf, set(words))))
        known = {
            number: weight * self.idfs[number]
            for gram, weight in query.items()
            if (number := self._number(gram)) is not None
        }
        shared, weigh = frozenset(known).intersection, known.__getitem__
        found: dict[int, tuple[float, int]] = {}
        for document in documents:
            first, end = self.first[document], self.first[document + 1]
            likenesses = (
                sum(map(weigh, shared(self._of(phrase)))) / (own * self.norms[phrase])
                for phrase in range(first, end)
            )
            place, likeness = max(enumerate(likenesses), key=itemgetter(1))
            if likeness:
                found[document] = likeness, place
        return found

    def _of(self, phrase: int) -> array[int]:
        return self.numbers[self.starts[phrase] : self.starts[phrase + 1]]

    def _number(self, gram: str) -> int | None:
        number = self.vocabulary.number(gram)
        return number if number is not None and number < len(self.idfs) else None

    def _idf(self, gram: str) -> float:
        number = self._number(gram)
        return idf(0, len(self.norms)) if number is None else self.idfs[number]
