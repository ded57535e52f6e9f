"""The collection as the matcher sees it: every entry's phrases and answer, read into indexes.

What was read of an entry is kept under a key of its words, so that an edit reads one entry anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from bot.answering.matching.index import Floats, GramIndex, Numbers, Part, Vocabulary
from bot.kept import kept
from bot.knowledge.entries import Entry
from bot.knowledge.facets import KINDS, Facets
from bot.text.grams import grams
from bot.text.normalise import normalise

PHRASE_COUNT = 2
"""A gram of a phrase counts as so many of the answer."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one entry. `phrases` are normalised, the question first; the grams of
    phrase `p` are `grams[ends[p - 1]:ends[p]]`."""

    key: str
    phrases: tuple[str, ...]
    grams: Numbers
    ends: Numbers
    answer: Numbers
    facets: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Indexed:
    """What an index holds of an entry: the grams of one document, or of one for each phrase."""

    grams: Callable[[Read], Numbers]
    bm25: bool = False
    is_by_phrase: bool = False

    def documents(self, one: Read, first: int) -> Numbers:
        """Of each gram the document that it stands in; the entry's begin with `first`."""
        if self.is_by_phrase:
            sizes = np.diff(one.ends, prepend=0)
            return np.repeat(np.arange(first, first + len(sizes), dtype=np.int32), sizes)
        return np.full(len(self.grams(one)), first, np.int32)


INDEXES = {
    "phrase_index": Indexed(lambda one: one.grams, is_by_phrase=True),
    "entry_index": Indexed(
        lambda one: np.concatenate([*[one.grams] * PHRASE_COUNT, one.answer]), bm25=True
    ),
    "answer_index": Indexed(lambda one: one.answer, bm25=True),
    "title_index": Indexed(lambda one: one.grams[: one.ends[0]]),
}
"""Whole entries are their phrases and their answers."""
IDFS = 20_000
"""Of grams, kept: to point out a passage takes hundreds."""
FEW = 0.1
"""Where so large a share of the entries came, all is sorted anew."""


@dataclass(frozen=True)
class Collection:
    """`reads` stand in the order of the entries."""

    vocabulary: Vocabulary
    reads: Sequence[Read]

    @classmethod
    def read(
        cls,
        entries: Sequence[Entry],
        more: Mapping[str, Sequence[str]],
        facets: Facets,
        previous: Collection | None = None,
    ) -> Collection:
        """Read the entries with `more` phrases by slug; what `previous` has read already is taken
        from there."""
        vocabulary = previous.vocabulary if previous else Vocabulary()
        known = {one.key: one for one in previous.reads} if previous else {}
        common = _digest(sorted(facets.words.items()))
        reads = []
        for entry in entries:
            phrases = [*entry.phrases, *more.get(entry.slug, ())]
            key = _key(common, entry, phrases)
            reads.append(known.get(key) or _read(key, entry, phrases, facets, vocabulary))
        return cls(vocabulary, reads)

    @cached_property
    def phrases(self) -> Sequence[str]:
        """All of them, entry after entry."""
        return list(chain.from_iterable(one.phrases for one in self.reads))

    @cached_property
    def starts(self) -> Numbers:
        """The phrases of entry `e` stand from `starts[e]` up to `starts[e + 1]`."""
        counts = [len(one.phrases) for one in self.reads]
        return np.cumsum([0, *counts]).astype(np.int32)

    @cached_property
    def phrase_index(self) -> GramIndex:
        return self._built(INDEXES["phrase_index"])

    @cached_property
    def phrase_scales(self) -> tuple[Floats, Floats]:
        """What a phrase's shared idfs are multiplied by: for its likeness, less the question's own
        length, and for the share of it that is held, longer phrases first."""
        totals = self.phrase_index.totals + 1e-6
        return 1 / np.sqrt(totals), np.log1p(totals) / totals / 6

    @cached_property
    def entry_index(self) -> GramIndex:
        return self._built(INDEXES["entry_index"])

    @cached_property
    def answer_index(self) -> GramIndex:
        return self._built(INDEXES["answer_index"])

    @cached_property
    def title_index(self) -> GramIndex:
        return self._built(INDEXES["title_index"])

    @cached_property
    def facets(self) -> Mapping[str, tuple[dict[str, int], Floats]]:
        """Kind → the column of each name, and the entries' shares."""
        tables = {}
        for kind in KINDS:
            names = sorted({name for one in self.reads for name in one.facets.get(kind, {})})
            columns = {name: column for column, name in enumerate(names)}
            table = np.zeros((len(self.reads), len(names)), np.float32)
            for row, one in enumerate(self.reads):
                for name, share in one.facets.get(kind, {}).items():
                    table[row, columns[name]] = share
            tables[kind] = columns, table
        return tables

    @cached_property
    def idf(self) -> Callable[[str], float]:
        """How much a gram tells among answers."""
        index, number = self.answer_index, self.vocabulary.number
        return kept(IDFS)(lambda gram: index.idf(number(gram)))

    def phrases_with(self, gram: str) -> int:
        """How many phrases have the gram."""
        return self.phrase_index.having(self.vocabulary.number(gram))

    def prepare(self, previous: Collection | None = None) -> Collection:
        """Build what the first question would otherwise wait for; where little has changed since
        `previous`, from its indexes, without sorting everything anew."""
        is_same = previous is not None and self.is_read_as(previous)
        came = self._came_since(previous) if previous else None
        for name, indexed in INDEXES.items():
            if is_same:
                vars(self)[name] = getattr(previous, name)
            elif previous is not None and came is not None:
                vars(self)[name] = self._changed(indexed, getattr(previous, name), previous, came)
            getattr(self, name)
        for name in ("phrase_scales", "facets"):
            getattr(self, name)
        return self

    def is_read_as(self, other: Collection) -> bool:
        """Whether the same was read, in the same order."""
        return [one.key for one in self.reads] == [one.key for one in other.reads]

    def _came_since(self, previous: Collection) -> Numbers | None:
        """Of each of our entries its place in `previous`, -1 where it isn't there; None where many
        came, or those that stayed stand in another order."""
        known = {one.key: place for place, one in enumerate(previous.reads)}
        places = np.array([known.get(one.key, -1) for one in self.reads], np.int32)
        stayed = places[places >= 0]
        is_little = len(places) - len(stayed) <= FEW * len(places)
        return places if is_little and (np.diff(stayed) > 0).all() else None

    def _starts(self, indexed: Indexed) -> Numbers:
        """Where the documents of each entry begin, and at last how many there are."""
        if indexed.is_by_phrase:
            return self.starts
        return np.arange(len(self.reads) + 1, dtype=np.int32)

    def _built(self, indexed: Indexed) -> GramIndex:
        size, parts = int(self._starts(indexed)[-1]), self._parts(indexed, range(len(self.reads)))
        return GramIndex.build(size, parts, len(self.vocabulary), bm25=indexed.bm25)

    def _changed(
        self, indexed: Indexed, index: GramIndex, previous: Collection, places: Numbers
    ) -> GramIndex:
        before, now = previous._starts(indexed), self._starts(indexed)
        stayed = np.flatnonzero(places >= 0)
        shifts = np.full(len(previous.reads), -index.size, np.int32)  # below 0: gone
        shifts[places[stayed]] = now[stayed] - before[places[stayed]]
        moved = np.arange(index.size, dtype=np.int32) + np.repeat(shifts, np.diff(before))
        parts = self._parts(indexed, np.flatnonzero(places < 0).tolist())
        return index.changed(int(now[-1]), moved, parts, len(self.vocabulary))

    def _parts(self, indexed: Indexed, places: Iterable[int]) -> Iterator[Part]:
        """What the index holds of these entries, one after the other."""
        starts = self._starts(indexed)
        for place in places:
            one = self.reads[place]
            yield indexed.documents(one, int(starts[place])), indexed.grams(one)


def _read(
    key: str, entry: Entry, phrases: Sequence[str], facets: Facets, vocabulary: Vocabulary
) -> Read:
    written = tuple(dict.fromkeys(filter(None, map(normalise, phrases))))
    held = [vocabulary.learn(dict.fromkeys(grams(phrase))) for phrase in written]
    answer = normalise("\n".join([entry.body, *entry.key_points]))
    return Read(
        key,
        written,
        np.concatenate(held) if held else np.zeros(0, np.int32),
        np.cumsum([len(one) for one in held]).astype(np.int32),
        vocabulary.learn(grams(answer)),
        facets.of_entry(written, entry.facets),
    )


def _key(common: str, entry: Entry, phrases: Sequence[str]) -> str:
    told = [common, list(phrases), entry.body, list(entry.key_points)]
    return _digest([*told, {kind: list(names) for kind, names in entry.facets.items()}])


def _digest(told: object) -> str:
    return hashlib.blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()


def pairs(collection: Collection) -> Iterator[tuple[str, int]]:
    """Each gram with the number of phrases that have it."""
    having = np.diff(collection.phrase_index.starts)
    yield from zip(collection.vocabulary, having.tolist(), strict=False)
