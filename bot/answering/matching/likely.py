"""What a message is likely meant as where no entry is for it: danger, a person, the bot itself, a
matter of the place.

Told by the phrases of each against those of all entries (naive Bayes), by the phrase that is
nearest, and by how sure the entries are: a chance learned by `make calibrate`, of phrases left out
and of questions on the law.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.answering.matching.index import Floats, GramIndex, Vocabulary
from bot.answering.matching.matcher import Ranking
from bot.answering.matching.weights import Linear, learned
from bot.text.grams import grams
from bot.text.normalise import normalise

NONE = "none"
"""The phrases that only look like another's and are a question for an entry: 驾照掉河里了."""
PRIOR = 0.01
"""What a gram counts that a name doesn't have."""
NAMES = (
    "odds",  # logarithm of its likelihood by the name's phrases over that by the entries'
    "near",  # likeness to the name's nearest phrase
    "sure",  # how sure the first entry is
    "likeness",  # of the first entry's nearest phrase
    "whole",  # share of the message that the first entry holds
    "length",  # logarithm of its number of characters
)
AT, DANGER_AT, AFTER = (0.5, 0.7), (0.45, 0.5), 0.75
"""So likely must a message be meant so, where no entry is sure and beside one that is; danger a
little sooner, in a message of at most `CRY` characters; and any where it may go on from another
question."""
CRY = 30
"""Who is in danger writes no more than that; who tells of dangerous roads does."""
SURE = 0.4
"""An entry so sure leaves little room for anything else."""
SHORT, LEAD_SHORT, LEAD_SHORT_BESIDE = 10, 4.5, 8.0
"""Of so few characters little is learned: 老人卡 has a pair of characters with 老人卡住了, and says
nothing of what is happening. So much better than by the entries' phrases they must be explained, in
odds over the root of their grams: where no entry is sure; and beside one that is, or where they
name what moves or happened and nobody is in danger."""
LEAD_NONE = -0.75
"""The same for what only looks like danger."""
KNOWN = 0.5
"""Share of the message's grams that the name must have: what nobody has written says nothing."""
LONGEST = 60
"""Characters of a message; what is longer tells a case."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a message tells: `lead` is its odds over the root of its grams, `values` are in the
    order of NAMES."""

    name: str
    lead: float
    values: Floats

    @property
    def chance(self) -> float:
        """Between 0 and 1: of so many such messages, this share is meant so."""
        return 1 / (1 + math.exp(-float(_linear().of(self.values[None])[0])))


class Likely:
    """`phrases` are by name; `among_entries` tells how many of the entries' phrases have a gram,
    `total` is the sum of that over all grams, and `kinds` how many grams there are; `urgent` are
    the names of danger."""

    def __init__(
        self,
        phrases: Mapping[str, Sequence[str]],
        among_entries: Callable[[str], int],
        total: int,
        kinds: int,
        urgent: Set[str] = frozenset(),
    ) -> None:
        self._phrases = _Phrases(phrases)
        self._among_entries = among_entries
        self._total = total
        self._unseen = PRIOR * kinds
        self._urgent = urgent

    def of(self, ranking: Ranking, sure: float) -> str:
        """The name that the message is likely meant as, "" for none; `sure` is how sure the first
        entry is."""
        told = self.told(ranking, sure)
        if told is None or told.name == NONE:
            return ""
        if len(ranking.reading.text) <= SHORT:
            facets = ranking.reading.facets
            is_ours = told.name not in self._urgent and (facets["moves"] or facets["matter"])
            least = LEAD_SHORT_BESIDE if sure >= SURE or is_ours else LEAD_SHORT
            return told.name if told.lead >= least else ""
        is_cry = told.name in self._urgent and len(ranking.reading.text) <= CRY
        alone, beside = DANGER_AT if is_cry else AT
        return told.name if told.chance >= (beside if sure >= SURE else alone) else ""

    def going_on(self, ranking: Ranking, sure: float) -> str:
        """The same for a message that may go on from the one before it."""
        told = self.told(ranking, sure)
        if told is None or told.name == NONE or told.chance < AFTER:
            return ""
        is_short = len(ranking.reading.text) <= SHORT
        return "" if is_short and told.lead < LEAD_SHORT else told.name

    def is_none(self, text: str, name: str) -> bool:
        """Whether normalised text that has words of the name is likelier what only looks so."""
        leads = self._leads(text)
        return leads.get(NONE, -math.inf) > max(LEAD_NONE, leads.get(name, -math.inf))

    def told(self, ranking: Ranking, sure: float) -> Told | None:
        """The name that explains the message best; None where none has enough of it, and for what
        is long."""
        text = ranking.reading.text
        leads = self._leads(text) if len(text) <= LONGEST else {}
        if not leads:
            return None
        name = max(leads, key=leads.__getitem__)
        measures = ranking.matches[0].measures if ranking.matches else {}
        values = (
            leads[name] * math.sqrt(len(set(grams(text)))),
            self._phrases.likeness(text, name),
            sure,
            measures.get("phrase", 0.0),
            measures.get("whole", 0.0),
            math.log(1 + len(text)),
        )
        return Told(name, leads[name], np.array(values, np.float32))

    def _leads(self, text: str) -> dict[str, float]:
        """Name → how much better it explains normalised text than the entries' phrases do; of names
        that have enough of it."""
        asked = list(set(grams(text)))
        if not asked:
            return {}
        having = self._phrases.having(asked)
        among = np.array([[self._among_entries(gram)] for gram in asked], float)
        by_name = np.log((having + PRIOR) / (self._phrases.totals + self._unseen))
        by_entries = np.log((among + PRIOR) / (self._total + self._unseen))
        # What neither has written would speak for whichever of them has written less.
        is_known = (having > 0) | (among > 0)
        leads = ((by_name - by_entries) * is_known).sum(axis=0) / math.sqrt(len(asked))
        enough = (having > 0).sum(axis=0) >= KNOWN * len(asked)
        told = zip(self._phrases.names, leads.tolist(), enough.tolist(), strict=True)
        return {name: lead for name, lead, is_enough in told if is_enough}


class _Phrases:
    """The phrases of each name by their grams; `totals` are the sums of `having` over all grams."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self.names = tuple(phrases)
        self._vocabulary = Vocabulary()
        told = [set(grams(normalise(one))) for each in phrases.values() for one in each]
        found = self._vocabulary.learn(chain.from_iterable(told))
        documents = np.repeat(np.arange(len(told)), [len(one) for one in told]).astype(np.int32)
        self._index = GramIndex.build(
            len(told), [(documents, found)], len(self._vocabulary), bm25=False
        )
        sizes = [len(each) for each in phrases.values()]
        ends = np.cumsum(sizes).tolist()
        self._places = dict(zip(phrases, zip([0, *ends], ends, strict=False), strict=True))
        self._owners = np.repeat(np.arange(len(sizes)), sizes)
        owners = self._owners[self._index.documents]
        self.totals = np.bincount(owners, minlength=len(phrases))

    def having(self, asked: Sequence[str]) -> NDArray[np.int64]:
        """A row for each gram: how many phrases of each name have it."""
        numbers = {row: self._vocabulary.number(gram) for row, gram in enumerate(asked)}
        known = {row: number for row, number in numbers.items() if number is not None}
        documents, sizes = self._index.documents_with([*known.values()])
        rows, many = np.repeat(np.array([*known], np.int64), sizes), len(self.names)
        counts = np.bincount(rows * many + self._owners[documents], minlength=len(asked) * many)
        return counts.reshape(len(asked), many)

    def likeness(self, text: str, name: str) -> float:
        """Between 0 and 1: the grams that both have, by what they tell."""
        asked = [self._vocabulary.number(gram) for gram in set(grams(text))]
        total = sum(map(self._index.idf, asked))
        start, end = self._places[name]
        if start == end or not total:
            return 0.0
        shared = self._index.score({number: 1.0 for number in asked if number is not None})
        return float((shared[start:end] / np.sqrt(self._index.totals[start:end] * total)).max())


@cache
def _linear() -> Linear:
    return Linear.from_json(learned()["meant"], NAMES)
