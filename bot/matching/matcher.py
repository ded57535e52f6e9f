"""Ranks the entries for a question: candidates from two indexes, then a closer look at the best.

An entry is found as a whole (all its phrases and its answer, so that a long story finds it by the
sum of its words) and by its single phrases (so that a short question finds the phrase it repeats).
No word-based or length-cliff scorer is used raw: Chinese has no spaces (rapidfuzz's token_* and
WRatio were made for those), and rare characters carry the meaning, hence idf throughout.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.entries import Entry
from bot.matching.grams import grams, sound_grams
from bot.matching.index import GramIndex
from bot.matching.lexicon import Lexicon
from bot.matching.normalise import normalise

CANDIDATES = 40
BODY_WEIGHT = 0.5
"""What a gram of the answer counts beside one of a phrase."""
SATURATION = 1.2
LENGTH_SHARE = 0.5
"""BM25's k1 and b; the order hardly moves between 0.8 and 2, and 0.3 and 0.75."""
SOUND_WEIGHT = 0.8
"""A pair that only sounds like one of an entry's counts less than the same characters."""
SYNONYM_WEIGHT = 0.3


PHRASE_SHARE = 0.2
FUZZY_SHARE = 0.05
"""What likeness to the nearest phrase, by idf and by edit distance, adds to the share of the
question that the whole entry covers; between 0 and 0.35 the order hardly moves."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and how near it is, each measure between 0 and 1.

    cover   share of the question's weight that the whole entry holds
    phrase  likeness of the question to the entry's nearest phrase (cosine of idf weights)
    fuzzy   edit similarity to that phrase
    """

    entry: Entry
    nearest: str
    cover: float
    phrase: float
    fuzzy: float

    @property
    def score(self) -> float:
        return self.cover + PHRASE_SHARE * self.phrase + FUZZY_SHARE * self.fuzzy


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

    def __init__(self, entries: Iterable[Entry], lexicon: Lexicon) -> None:
        self.entries: Sequence[Entry] = tuple(entries)
        self.lexicon = lexicon
        self._phrases: list[str] = []
        self._owners: list[int] = []
        for number, entry in enumerate(self.entries):
            for phrase in entry.phrases:
                self._phrases.append(normalise(phrase))
                self._owners.append(number)
        self._phrase_index = GramIndex(
            dict.fromkeys(grams(phrase), 1.0) for phrase in self._phrases
        )
        self._phrase_norms = [self._weight(phrase) for phrase in self._phrases]
        self._entry_index = GramIndex(_saturated([self._document(e) for e in self.entries]))

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
        phrases = self._nearest_phrases(query)
        rough = {
            number: cover.get(number, 0.0) + PHRASE_SHARE * phrases.get(number, (0.0, 0))[0]
            for number in cover.keys() | phrases.keys()
        }
        best = heapq.nlargest(CANDIDATES, rough, key=rough.__getitem__)
        matches = [self._match(number, query, cover, phrases) for number in best]
        ranked = heapq.nlargest(limit, matches, key=lambda match: match.score)
        return Ranking(query, tuple(ranked))

    def _covers(self, query: Query) -> dict[int, float]:
        """Entry → share of the question's weight that it holds."""
        whole = sum(
            self._entry_index.idf(gram)
            for gram, weight in query.grams.items()
            if weight == 1.0  # what the person wrote; synonyms add no burden of proof
        )
        scores = self._entry_index.search({**query.grams, **self._heard(query.text)})
        return {number: score / whole for number, score in scores.items()}

    def _heard(self, text: str) -> dict[str, float]:
        """Sounds of pairs that stand in no entry as written: typos, pinyin in place of a word."""
        unread = [gram for gram in grams(text) if len(gram) > 1 and gram not in self._entry_index]
        heard = sound_grams(" ".join(unread))
        return {gram: SOUND_WEIGHT for gram in heard if gram in self._entry_index}

    def _nearest_phrases(self, query: Query) -> dict[int, tuple[float, int]]:
        """Entry → its nearest phrase, with the likeness."""
        own = self._weight(query.text) or 1.0
        nearest: dict[int, tuple[float, int]] = {}
        for number, shared in self._phrase_index.search(query.grams).items():
            likeness = shared / math.sqrt(own * self._phrase_norms[number])
            owner = self._owners[number]
            if likeness > nearest.get(owner, (0.0, 0))[0]:
                nearest[owner] = (likeness, number)
        return nearest

    def _match(
        self,
        number: int,
        query: Query,
        cover: Mapping[int, float],
        phrases: Mapping[int, tuple[float, int]],
    ) -> Match:
        entry = self.entries[number]
        likeness, nearest = phrases.get(number, (0.0, -1))
        phrase = self._phrases[nearest] if nearest >= 0 else normalise(entry.question)
        return Match(
            entry,
            phrase,
            cover=min(cover.get(number, 0.0), 1.0),
            phrase=min(likeness, 1.0),
            fuzzy=fuzz.ratio(query.text, phrase) / 100,
        )

    def _weight(self, text: str) -> float:
        return sum(self._phrase_index.idf(gram) for gram in set(grams(text)))

    def _document(self, entry: Entry) -> dict[str, float]:
        """The entry's grams with their counts: characters, and the sounds of its phrases."""
        counts: dict[str, float] = {}
        for phrase in map(normalise, entry.phrases):
            for gram in (*grams(phrase), *sound_grams(phrase)):
                counts[gram] = counts.get(gram, 0.0) + 1.0
        for gram in grams(normalise("\n".join([entry.body, *entry.key_points]))):
            counts[gram] = counts.get(gram, 0.0) + BODY_WEIGHT
        return counts


def _saturated(documents: Sequence[Mapping[str, float]]) -> Iterable[dict[str, float]]:
    """BM25's term weights, scaled so that a gram the entry is full of counts 1."""
    lengths = [sum(document.values()) for document in documents]
    mean = sum(lengths) / len(lengths) if lengths else 1.0
    for document, length in zip(documents, lengths, strict=True):
        slope = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / mean)
        yield {gram: count / (count + slope) for gram, count in document.items()}
