"""What a message is likely meant as where no entry is for it: danger, a person, the bot itself, a
matter of the place.

Told by the phrases of each against those of all entries (naive Bayes), by the phrase that is
nearest, by the kind of message that its words make it, and by how sure the entries are: a chance
learned by `make calibrate`, of phrases left out and of questions on the law.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.answering.matching import kinds as learned_kinds
from bot.answering.matching.index import Floats, GramIndex, Vocabulary
from bot.answering.matching.kinds import Kind, Kinds
from bot.answering.matching.matcher import Ranking
from bot.answering.matching.reading import Reading
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
    "kind",  # logit of the chance that it is of the name's kind
    "entry",  # logit of the chance that it is a question for an entry
)
LETTERS = (
    "kind",  # logit of the chance that it is no matter of ours, less that of one for an entry
    "moves",  # it names what moves
    "matter",  # it names what happened
    "outside",  # words of other fields: none 0, one 0.5, more 1
    "length",  # logarithm of its number of characters
)
"""What tells whether a longer message is another office's matter, in the order of its weights."""
LETTER_AT, LETTER_SURE, LETTER_UNNAMED = 0.6, 0.3, 0.7
"""So likely must a letter be another office's matter, and no surer its first entry: the second
where it names what moves or what happened, the third where it names neither. Of 180 labelled ones
of other offices that takes 158, of 654 of ours one; by what was learned of the other half only, six
in ten of those."""
CERTAIN = 8.0
"""No logit counts for more."""
KIND_COUNTS = 1.0
"""Of two names that explain a message as well, the one of the likelier kind is meant."""
AT = {Kind.URGENT: 0.6, Kind.ITSELF: 0.55, Kind.APART: 0.5, Kind.LOCAL: 0.6}
"""So likely must a message be of a kind to be taken for it: at 0.6 nine in ten phrases of danger
that were left out are, and 22 of 3,666 questions and phrases for entries; at 0.5 they are 35.
"""
OURS_AT, LIKE_OURS = 0.8, 0.5
"""The same of another office's matter where the message names what moves or what happened, or an
entry is so sure: 拉烟花要啥手续. At 0.5 that took seven labelled questions, now one."""
CLAUSE_AT = 0.98
"""So surely must a clause tell danger that has no word of it: 他们不想解决了 is no despair."""
LEAD_OURS = -3.0
"""And where the entries' phrases explain it so much better, in odds over the root of its grams:
危房 beside 国道, which is no facet."""
SHORT, LEAD_SHORT = 10, 4.5
"""Of so few characters little is learned: 孩子坐车 is no child that was lost. So much better than
by the entries' phrases must danger explain them, in odds over the root of their grams."""
SURELY = 0.8
"""And of a word on the bot to be taken for that one, not for another one whose words it has."""
AFTER, AFTER_RATHER, AFTER_SURELY = 0.75, 0.85, 0.95
"""And of any where it may go on from another question, rather does or surely does. With them of 569
messages that go on 14 are taken for danger, of 631 that tell of danger without its words 609; with
the first, and none that surely goes on, 19 and 599."""
TURNS_AT, LEAD_TURNS = 0.9, 4.5
"""And so much better must a word on the bot that ends a turn explain it: of 569 messages that go on
two are taken so."""
PLAINLY = 0.97
"""So plainly a matter of the place, it stands above what an entry says to it in general."""
SURE = 0.75
"""An entry so sure leaves no room for anything but danger: 拉烟花爆竹要什么证."""
ASKS = 0.045
"""So unlikely danger, a message that has words of it asks about a rule: 撞了人跑了判几年."""
LEAD_NONE = -0.75
"""So much better than by the entries' phrases must what only looks like danger be explained, in
odds over the root of its grams."""
KNOWN = 0.5
"""Share of the message's grams that the name must have: what nobody has written says nothing."""
LONGEST = 60
"""Characters of a message; what is longer tells a case, and is at most no matter of ours."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Told:
    """What a message tells: `lead` is its odds over the root of its grams, `values` are in the
    order of NAMES."""

    name: str
    lead: float
    values: Floats

    @property
    def chance(self) -> float:
        """Between 0 and 1: of so many such messages, this share is of the name's kind."""
        return _chance(float(_linear().of(self.values[None])[0]))


class Likely:
    """`phrases` are by name, and so is the kind of message that each is; `among_entries` tells how
    many of the entries' phrases have a gram, `total` is the sum of that over all grams, and
    `grams_known` how many grams there are. `kinds` tell kinds by words, `letters` those of longer
    messages."""

    def __init__(
        self,
        phrases: Mapping[str, Sequence[str]],
        kind_of: Mapping[str, Kind],
        among_entries: Callable[[str], int],
        total: int,
        grams_known: int,
        kinds: Kinds | None = None,
        letters: Kinds | None = None,
    ) -> None:
        self._phrases = _Phrases(phrases)
        self._kind_of = kind_of
        self._among_entries = among_entries
        self._total = total
        self._unseen = PRIOR * grams_known
        self._kinds = kinds or learned_kinds.learned()
        self._letters = letters or learned_kinds.learned(learned_kinds.LETTERS_FILE)

    def of(self, ranking: Ranking, sure: float) -> str:
        """The name that the message is likely meant as, "" for none; `sure` is how sure the first
        entry is. What the entries' phrases explain better is at most no matter of ours."""
        if len(_written(ranking.reading)) > LONGEST:
            return self._apart() if self.is_others_letter(ranking, sure) else ""
        told = self.told(ranking, sure)
        if told is None or told.name == NONE:
            return ""
        kind = self._kind_of[told.name]
        if told.lead < 0 and kind is not Kind.APART:
            return ""
        if kind is Kind.URGENT:
            is_bare = len(_written(ranking.reading)) <= SHORT and told.lead < LEAD_SHORT
            return told.name if told.chance >= AT[kind] and not is_bare else ""
        facets = ranking.reading.facets
        is_named = facets.get("moves") or facets.get("matter")
        is_like_ours = sure >= LIKE_OURS or is_named or told.lead < LEAD_OURS
        least = OURS_AT if kind is Kind.APART and is_like_ours else AT[kind]
        is_plain = kind is Kind.LOCAL and told.chance >= PLAINLY
        return told.name if told.chance >= least and (sure < SURE or is_plain) else ""

    def is_others_letter(self, ranking: Ranking, sure: float) -> bool:
        """Whether a longer message is likely another office's matter: heating, pay, schools."""
        facets = ranking.reading.facets
        is_named = facets.get("moves") or facets.get("matter")
        chance = _chance(float(_letters().of(self.letter(ranking)[None])[0]))
        return sure < (LETTER_SURE if is_named else LETTER_UNNAMED) and chance >= LETTER_AT

    def letter(self, ranking: Ranking) -> Floats:
        """What tells that, in the order of LETTERS."""
        text = _written(ranking.reading)
        chances, facets = self._letters.of(text), ranking.reading.facets
        told = (
            _logit(chances[Kind.APART]) - _logit(chances[Kind.ENTRY]),
            bool(facets.get("moves")),
            bool(facets.get("matter")),
            min(2, len(ranking.reading.outside)) / 2,
            math.log(1 + len(text)),
        )
        return np.array(told, np.float32)

    def _apart(self) -> str:
        """The name with most phrases of what is no matter of ours."""
        names = [name for name in self._phrases.names if self._kind_of[name] is Kind.APART]
        return max(names, key=self._phrases.size, default="")

    def surely_itself(self, ranking: Ranking, sure: float) -> str:
        """The word on the bot that the message surely is, "" for none."""
        told = self.told(ranking, sure)
        is_itself = told is not None and self._kind_of[told.name] is Kind.ITSELF
        return told.name if told and is_itself and told.chance >= SURELY else ""

    def turning(self, ranking: Ranking, sure: float) -> str:
        """The word on the bot that a message surely is, though it may go on from the one before
        it: 好的我去问问."""
        told = self.told(ranking, sure)
        is_itself = told is not None and self._kind_of[told.name] is Kind.ITSELF
        is_sure = told is not None and told.chance >= TURNS_AT and told.lead >= LEAD_TURNS
        return told.name if told and is_itself and is_sure else ""

    def going_on(self, ranking: Ranking, sure: float, least: float) -> str:
        """The same for a message that may go on from the one before it, at least so likely."""
        told = self.told(ranking, sure)
        is_meant = told is not None and told.name != NONE and told.chance >= least
        return told.name if told and is_meant else ""

    def of_a_clause(self, text: str, kind: Kind) -> str:
        """The name of that kind that normalised text surely tells, "" for none: by its words
        alone, for it is but a part of what was asked."""
        if self._kinds.of(text)[kind] < (CLAUSE_AT if kind is Kind.URGENT else AT[kind]):
            return ""  # quickly told, and true of most
        leads = self._leads(text)
        name = max(leads, key=leads.__getitem__, default=NONE)
        is_meant = self._kind_of[name] is kind and leads[name] >= LEAD_SHORT
        return name if is_meant else ""

    def lead(self, ranking: Ranking) -> float:
        """How much better the message, put right by sound, is explained by some name than by the
        entries' phrases, in odds over the root of its grams; 0 where only NONE explains it."""
        text = ranking.reading.text
        leads = self._leads(text) if len(text) <= LONGEST else {}
        name = max(leads, key=leads.__getitem__, default=NONE)
        return 0.0 if name == NONE else leads[name]

    def is_none(self, text: str, name: str) -> bool:
        """Whether normalised text that has words of the name, which is one of danger, is likelier
        what only looks so, or asks about a rule."""
        leads = self._leads(text)
        looks_so = leads.get(NONE, -math.inf) > max(LEAD_NONE, leads.get(name, -math.inf))
        return looks_so or self._kinds.of(text)[Kind.URGENT] < ASKS

    def told(self, ranking: Ranking, sure: float) -> Told | None:
        """The name that explains the message best; None where none has enough of it, and for what
        is long."""
        text = _written(ranking.reading)
        leads = self._leads(text) if len(text) <= LONGEST else {}
        if not leads:
            return None
        chances = self._kinds.of(text)
        logits = {kind: _logit(chance) for kind, chance in chances.items()}

        def explained(name: str) -> float:
            return leads[name] + KIND_COUNTS * math.log(chances[self._kind_of[name]] + 1e-4)

        name = max(leads, key=explained)
        measures = ranking.matches[0].measures if ranking.matches else {}
        values = (
            leads[name] * math.sqrt(len(set(grams(text)))),
            self._phrases.likeness(text, name),
            sure,
            measures.get("phrase", 0.0),
            measures.get("whole", 0.0),
            math.log(1 + len(text)),
            logits[self._kind_of[name]],
            logits[Kind.ENTRY],
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

    def size(self, name: str) -> int:
        """How many phrases it has."""
        start, end = self._places[name]
        return int(end - start)

    def likeness(self, text: str, name: str) -> float:
        """Between 0 and 1: the grams that both have, by what they tell."""
        asked = [self._vocabulary.number(gram) for gram in set(grams(text))]
        total = sum(map(self._index.idf, asked))
        start, end = self._places[name]
        if start == end or not total:
            return 0.0
        shared = self._index.score({number: 1.0 for number in asked if number is not None})
        return float((shared[start:end] / np.sqrt(self._index.totals[start:end] * total)).max())


def _written(reading: Reading) -> str:
    """The message normalised as it was written: put right by sound, other fields' words become ours
    (入党 would be 入挡). Of Latin letters only what they sound like says anything."""
    return normalise(reading.said) if _CHINESE.search(reading.said) else reading.text


def _logit(chance: float) -> float:
    """Between -CERTAIN and CERTAIN."""
    odds = math.log((chance + 1e-9) / (1 - chance + 1e-9))
    return max(-CERTAIN, min(CERTAIN, odds))


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


@cache
def _linear() -> Linear:
    return Linear.from_json(learned()["meant"], NAMES)


@cache
def _letters() -> Linear:
    return Linear.from_json(learned()["letters"], LETTERS)
