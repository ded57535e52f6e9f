"""Ranks the entries for a question: read it, find candidates, measure them, weigh the measures.

Indexes over the whole collection find candidates; weights learned on labelled questions put them in
order. Every measure of every candidate can be shown (`pufa ask --explain`).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bot.answering.matching import cached, meaning, measures, weights
from bot.answering.matching.collection import Collection, pairs
from bot.answering.matching.heads import COMPOUND, Heads
from bot.answering.matching.hearing import Hearing
from bot.answering.matching.index import Floats
from bot.answering.matching.measures import Measured, Query, measure
from bot.answering.matching.reading import Reader, Reading
from bot.answering.matching.weights import Linear
from bot.kept import kept
from bot.knowledge.entries import Entry
from bot.knowledge.facets import Facets
from bot.knowledge.lexicon import Lexicon
from bot.text.grams import grams
from bot.text.normalise import normalise

ABOUT, UNSAID = 0.7, 3.0
"""Share of an entry's ways of asking that makes it about a rare matter, and the logit that it loses
where the question doesn't say so. Weights learned on letters, which say everything, don't know."""
QUERIES = 8
"""Kept, half a megabyte each: who ranks for a reading asks for its phrases next."""
MEANT = measures.ALL.index(measures.MEANING)
EXACT = 6.0
"""What an entry gains of which a phrase is the question word for word: whoever wrote it there meant
so, whatever most people want who write alike."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and how near it is. `score` is a logit: of so sure ones, 1 / (1 + e^-score) serve;
    `measures` are by name, as `bot.answering.matching.measures` tells them."""

    entry: Entry
    nearest: str
    score: float
    measures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The question as it was read, and the best entries for it, best first; `elsewhere` is how
    likely it is no matter of a transport bureau; `by_meaning` says whether what the question means
    was among what ranked them and told that."""

    reading: Reading
    matches: tuple[Match, ...]
    elsewhere: float = 0.0
    by_meaning: bool = False


@dataclass(frozen=True, slots=True)
class _Order:
    """The measures' weights, and how much each entry leans beyond them."""

    linear: Linear
    leanings: Floats

    @classmethod
    def of(cls, slugs: Sequence[str], by_meaning: bool) -> _Order:
        learned = weights.of_order(by_meaning=by_meaning)
        leanings = [learned["leanings"].get(slug, 0.0) for slug in slugs]
        linear = Linear.from_json(learned["order"], measures.ALL)
        return cls(linear, np.array(leanings, np.float32))

    def scores(self, measured: Measured) -> Floats:
        """A logit for each candidate. Where nothing was learned of one's meaning, for staff have
        written it since, it counts as the likeliest of those that all else puts behind it."""
        values = measured.values
        unknown = np.isnan(values[:, MEANT])
        if unknown.any():
            values[unknown, MEANT] = meaning.LEAST
            rest = self.linear.of(values) - self.linear.weights[MEANT] * values[:, MEANT]
            behind = np.argsort(rest)
            told = values[behind, MEANT]
            values[behind, MEANT] = np.where(unknown[behind], np.maximum.accumulate(told), told)
        scores: Floats = self.linear.of(values) + self.leanings[measured.places]
        return scores


class Matcher:
    """Immutable once built; built off the event loop whenever the library changes."""

    def __init__(
        self,
        entries: Iterable[Entry],
        lexicon: Lexicon,
        facets: Facets,
        more: Mapping[str, Sequence[str]],
        cache: Path | None = None,
        previous: Matcher | None = None,
        *,
        is_trial: bool = False,
    ) -> None:
        """`more` are further phrases by slug; `cache` is the file that keeps what was read of the
        entries for the next start; what `previous` has read isn't read again, and in a trial what
        common pairs sound like is as there."""
        self.entries: Sequence[Entry] = tuple(entries)
        before: Collection | None = previous.collection if previous else None
        self.collection: Collection = (
            cached.read(self.entries, more, facets, cache, before)
            if cache
            else Collection.read(self.entries, more, facets, before).prepare(before)
        )
        slugs = [entry.slug for entry in self.entries]
        self._demand = weights.demand().among(slugs)
        self._meaning = meaning.teller(slugs)
        self._places = {entry.slug: place for place, entry in enumerate(self.entries)}
        wanted = weights.learned()["wanted"]
        self._heads = Heads(
            [one.phrases for one in self.collection.reads],
            [wanted.get(entry.slug, 0.0) for entry in self.entries],
            lexicon,
        )
        beside = previous._hearing if previous and is_trial else None
        collection = self.collection
        self._hearing: Hearing = Hearing(
            lambda: pairs(collection), collection.phrases_with, beside, self._likeness
        )
        self.reader = Reader(lexicon, facets, self._hearing.restored)
        self._query = kept(QUERIES)(partial(Query.of, collection))
        self._orders = {by_meaning: _Order.of(slugs, by_meaning) for by_meaning in (False, True)}

    def _likeness(self, text: str) -> float:
        """How like a text is to what people ask that is nearest to it."""
        reading = Reading(text, text, dict.fromkeys(grams(text), 1.0), {}, frozenset())
        return float(Query.of(self.collection, reading).likeness.max(initial=0.0))

    def in_characters(self, question: str) -> str:
        """A question that was typed in pinyin from end to end, in characters; "" for any other."""
        is_latin = question.isascii() and any(map(str.isalpha, question))
        return self._hearing.in_characters(normalise(question)) if is_latin else ""

    def rank(self, question: str, limit: int = 10) -> Ranking:
        reading = self.reader.read(question)
        if not reading.grams or not self.entries:
            return Ranking(reading, ())
        demand, elsewhere = self._demand(reading.grams)
        meant = None
        # What names nothing of ours is likelier another field's, where much means nearly the same:
        # 私教课退费 is no driving school's.
        if self._meaning and reading.is_about:
            meant, foreign = self._meaning(reading.text)
            elsewhere = meaning.elsewhere(elsewhere, foreign)
        measured = measure(reading, self._query(reading), self.collection, demand, meant)
        order = self._orders[meant is not None]
        scores = order.scores(measured)
        scores -= self._unsaid(reading)[measured.places]
        nearest = (self.collection.phrases[one] for one in measured.nearest)
        scores += EXACT * np.array([one == reading.text for one in nearest], np.float32)
        best, names = (
            heapq.nlargest(limit, range(len(scores)), scores.__getitem__),
            order.linear.names,
        )
        return Ranking(
            reading,
            tuple(
                Match(
                    self.entries[measured.places[row]],
                    self.collection.phrases[measured.nearest[row]],
                    float(scores[row]),
                    dict(zip(names, measured.values[row].tolist(), strict=True)),
                )
                for row in best
            ),
            elsewhere,
            meant is not None,
        )

    def demand(self, question: str, slugs: Sequence[str]) -> list[float]:
        """How likely who writes so wants each of these entries, as labels tell: quick, and rough.
        0.0 without any, for the reader of a maximum."""
        wanted, _ = self._demand(self.reader.read(question).grams)
        return [float(wanted[self._places[slug]]) for slug in slugs] or [0.0]

    def held(self, reading: Reading, entry: Entry) -> float:
        """Share of the question's weight that the whole entry holds, between 0 and 1."""
        return measures.held(self._query(reading), self.collection, self._places[entry.slug])

    def likenesses(self, entry: Entry, reading: Reading) -> Iterator[tuple[str, float]]:
        """The entry's phrases, normalised, with their likeness to the question."""
        place = self._places[entry.slug]
        values = self._query(reading).likeness
        start, end = self.collection.starts[place : place + 2]
        yield from zip(self.collection.phrases[start:end], values[start:end].tolist(), strict=True)

    def _unsaid(self, reading: Reading) -> Floats:
        """What entries lose that are about a rare matter of which the question says nothing."""
        columns, shares = self.collection.facets["matter"]
        lost = np.zeros(len(self.entries), np.float32)
        for name in self.reader.facets.rare - reading.facets.get("matter", {}).keys():
            if name in columns:
                lost += UNSAID * (shares[:, columns[name]] >= ABOUT)
        return lost

    def meant(self, ranking: Ranking) -> list[Entry]:
        """The entries that a bare subject may mean; none where it is no such word. Of one of two
        words, those that rank best: few phrases have both."""
        heads = self._heads.of(ranking.reading)
        if heads and len(ranking.reading.text) >= COMPOUND:
            return [match.entry for match in ranking.matches]
        return [self.entries[place] for place in heads]
