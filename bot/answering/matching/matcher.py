"""Ranks the entries for a question: candidates from an index, then a closer look at the best.

An entry is found as a whole (all its phrases and its answer, so that a long story finds it by the
sum of its words); the best are then held against the question by their single phrases (so that a
short question finds the phrase it repeats).
No word-based or length-cliff scorer is used raw: Chinese has no spaces (rapidfuzz's token_* and
WRatio were made for those), and rare characters carry the meaning, hence idf throughout.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from bot.answering.matching import cached
from bot.answering.matching.collection import Collection
from bot.knowledge.entries import Entry
from bot.knowledge.lexicon import Lexicon
from bot.text.grams import grams, sound_grams
from bot.text.normalise import normalise

CANDIDATES = 40
"""Entries whose phrases are looked at."""
SOUND_WEIGHT = 0.8
"""A pair that only sounds like one of an entry's counts less than the same characters."""
SYNONYM_WEIGHT = 0.3
PHRASE_SHARE = 0.2
FUZZY_SHARE = 0.05
"""What likeness to the nearest phrase, by idf and by edit distance, adds to the share of the
question that the whole entry covers; between 0 and 0.35 the order hardly moves."""
TITLE_SHARE = 0.3
BRIEF = 40
"""A short question (`酒驾怎么处罚`) means the general case: what the entry's own question is about
beyond it (`营运车酒驾`) counts against the entry, less and less up to so many grams."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and how near it is, each measure between 0 and 1.

    cover   share of the question's weight that the whole entry holds
    phrase  likeness of the question to the entry's nearest phrase (cosine of idf weights)
    fuzzy   edit similarity to that phrase
    title   share of the entry's own question's weight that the question holds, for a short one
    """

    entry: Entry
    nearest: str
    cover: float
    phrase: float
    fuzzy: float
    title: float

    @property
    def score(self) -> float:
        return (
            self.cover
            + PHRASE_SHARE * self.phrase
            + FUZZY_SHARE * self.fuzzy
            + TITLE_SHARE * self.title
        )


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the indexes see it.

    `grams` have their weights; `outside` are words in it of matters that others answer.
    """

    text: str
    grams: Mapping[str, float]
    outside: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The question as it was read, and the best entries for it, best first."""

    query: Query
    matches: tuple[Match, ...]


class Matcher:
    """Immutable once built; built off the event loop whenever the library changes."""

    def __init__(
        self, entries: Iterable[Entry], lexicon: Lexicon, cache: Path | None = None
    ) -> None:
        """`cache` is the file that keeps what was read of the entries for the next start."""
        self.entries: Sequence[Entry] = tuple(entries)
        self.lexicon = lexicon
        self._collection = (
            cached.read(self.entries, cache) if cache else Collection.read(self.entries)
        )

    def query(self, question: str) -> Query:
        normalised = normalise(question)
        text = self.lexicon.strip(normalised)
        weights = dict.fromkeys(grams(text), 1.0)
        for word in self.lexicon.expand(text):
            for gram in grams(word):
                weights.setdefault(gram, SYNONYM_WEIGHT)
        return Query(text, weights, frozenset(self.lexicon.outside_words(normalised)))

    def rank(self, question: str, limit: int = 10) -> Ranking:
        query = self.query(question)
        if not query.grams:
            return Ranking(query, ())
        cover = self._covers(query)
        nearest = self._collection.phrase_table.nearest(grams(query.text), query.grams, cover)
        matches = [
            self._match(number, query, share, *nearest.get(number, (0.0, 0)))
            for number, share in cover.items()
        ]
        ranked = heapq.nlargest(limit, matches, key=lambda match: match.score)
        return Ranking(query, tuple(ranked))

    def _covers(self, query: Query) -> dict[int, float]:
        """The candidates: entry → share of the question's weight that it holds."""
        whole = sum(
            self._collection.entry_index.idf(gram)
            for gram, weight in query.grams.items()
            if weight == 1.0  # what the person wrote; synonyms add no burden of proof
        )
        scores = self._collection.entry_index.search(
            {**query.grams, **self._heard(query.text)}, CANDIDATES
        )
        return {number: score / whole for number, score in scores.items()}

    def _heard(self, text: str) -> dict[str, float]:
        """Sounds of pairs that stand in no entry as written: typos, pinyin in place of a word."""
        known = self._collection.vocabulary
        unread = [gram for gram in grams(text) if len(gram) > 1 and gram not in known]
        heard = sound_grams(" ".join(unread))
        return {gram: SOUND_WEIGHT for gram in heard if gram in known}

    def _match(
        self, number: int, query: Query, cover: float, likeness: float, nearest: int
    ) -> Match:
        phrase = self._collection.phrases[number][nearest]
        return Match(
            self.entries[number],
            phrase,
            cover=min(cover, 1.0),
            phrase=min(likeness, 1.0),
            fuzzy=fuzz.ratio(query.text, phrase) / 100,
            title=self._title(number, query),
        )

    def _title(self, number: int, query: Query) -> float:
        brevity = 1 - len(query.grams) / BRIEF
        if brevity <= 0:
            return 0.0
        weights = {
            gram: self._collection.entry_index.idf(gram)
            for gram in grams(self._collection.phrases[number][0])
        }
        held = sum(weight for gram, weight in weights.items() if gram in query.grams)
        return brevity * held / (sum(weights.values()) or 1.0)
