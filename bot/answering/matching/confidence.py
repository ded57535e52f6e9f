"""How sure the first match is, as one calibrated probability.

A logistic regression on the whole picture: how good the match is, how far it leads, and whether
what comes next says the same. Learned with the order's weights by `make calibrate` (right: a reader
said that the entry serves who asked).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from bot.answering.matching.index import Floats
from bot.answering.matching.matcher import Match, Ranking
from bot.answering.matching.measures import MEANING
from bot.answering.matching.weights import Linear, of_order
from bot.knowledge.entries import Entry
from bot.text.normalise import same

NAMES = (
    "score",  # what the match scores
    "lead",  # before the next one
    "lead_over_others",  # before the next one that rests on other articles
    "mass",  # its share of e^score of all that were found
    "likeness",  # to its nearest phrase
    "fuzzy",
    "whole",  # share of the question that the whole entry holds
    "demand",
    "likeness_behind",  # how far it stays behind the one that is best by this measure
    "length",  # logarithm of the question's number of grams
    "shared",  # share of the next matches that cite an article of this one
    "topic",  # share of the next matches that are of its topic
    "outside",  # words of other fields that the entry doesn't have: none 0, one 0.5, more 1
    "contradicted",  # kinds of facets that contradict
    "elsewhere",  # how likely it is no matter of a transport bureau
    "unspecific",  # it names nothing that moves and nothing that happened
    "meaning",  # logarithm of the match's chance by what the message means
)
NEXT = 4
"""How many other matches are asked whether they agree."""
FAR = 6.0
"""A lead over nobody."""


def features(ranking: Ranking) -> Floats:
    """The regression's inputs for the first match, in the order of NAMES."""
    first, *others = ranking.matches
    basis = set(first.entry.basis)
    rivals = [other for other in others if basis.isdisjoint(other.entry.basis)]
    measures = first.measures
    weights = np.exp([match.score - first.score for match in ranking.matches])
    nearby = others[:NEXT]
    return np.array(
        (
            first.score,
            first.score - others[0].score if others else FAR,
            first.score - rivals[0].score if rivals else FAR,
            1 / weights.sum(),
            measures["phrase"],
            measures["fuzzy"],
            measures["whole"],
            measures["demand"],
            measures["phrase_behind"],
            math.log(1 + ranking.reading.written),
            _share([not basis.isdisjoint(other.entry.basis) for other in nearby]),
            _share([other.entry.topic == first.entry.topic for other in nearby]),
            _outside(ranking, first),
            sum(value for name, value in measures.items() if name.endswith("_contradict")),
            ranking.elsewhere,
            not (ranking.reading.facets["moves"] or ranking.reading.facets["matter"]),
            measures[MEANING],
        ),
        np.float32,
    )


def confidence(ranking: Ranking) -> float:
    """Between 0 and 1: of so many such first matches, this share is right."""
    linear = _linear(by_meaning=ranking.by_meaning)
    return _chance(float(linear.of(features(ranking)[None])[0]))


@cache
def _linear(*, by_meaning: bool) -> Linear:
    return Linear.from_json(of_order(by_meaning=by_meaning)["confidence"], NAMES)


def likelihood(match: Match) -> float:
    """Between 0 and 1: how likely a match that isn't the first serves, by its score alone."""
    return _chance(match.score)


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _share(verdicts: Sequence[bool]) -> float:
    return sum(verdicts) / len(verdicts) if verdicts else 0.0


def missing(words: Iterable[str], entry: Entry) -> list[str]:
    """Those of the words that the entry doesn't have."""
    held = same(" ".join([*entry.phrases, entry.body]))
    return [word for word in words if word not in held]


def _outside(ranking: Ranking, match: Match) -> float:
    if not ranking.reading.outside:
        return 0.0
    return min(len(missing(ranking.reading.outside, match.entry)), 2) / 2
