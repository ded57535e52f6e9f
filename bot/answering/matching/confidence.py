"""How sure a match is, as one calibrated probability.

A logistic regression of few features, fitted on labelled questions by `benchmarks/calibrate.py`
(right: the match's basis names a labelled article), which also cross-validates it.
"""

from __future__ import annotations

import math

from bot.answering.matching.matcher import Match, Ranking
from bot.text.normalise import same

NAMES = (
    "bias",  # always 1
    "fuzzy",  # edit similarity to the entry's nearest phrase
    "lead",  # what it scores above the best other match, as a share of its own score
    "evidence",  # share of the question covered, times its length
    "length",  # logarithm of the question's number of grams
    "shared",  # share of the next matches that cite an article of this one
    "topic",  # share of the next matches that are of its topic
    "outside",  # words of other fields that the entry doesn't have: none 0, one 0.5, more 1
)
WEIGHTS = (-13.56, 3.647, 4.122, 4.232, 2.095, 3.737, 0.802, -5.522)
NEXT = 4
"""How many other matches are asked whether they agree."""


def features(ranking: Ranking, place: int = 0) -> tuple[float, ...]:
    """The regression's inputs for the match at that place, in the order of NAMES."""
    match = ranking.matches[place]
    others = [other for number, other in enumerate(ranking.matches) if number != place]
    best_other = max((other.score for other in others), default=0.0)
    length = math.log(1 + len(ranking.query.grams))
    nearby = others[:NEXT]
    basis = set(match.entry.basis)
    return (
        1.0,
        match.fuzzy,
        (match.score - best_other) / match.score if match.score else 0.0,
        match.cover * length,
        length,
        _share([not basis.isdisjoint(other.entry.basis) for other in nearby]),
        _share([other.entry.topic == match.entry.topic for other in nearby]),
        _outside(ranking, match),
    )


def confidence(ranking: Ranking, place: int = 0) -> float:
    """Between 0 and 1: of so many such matches, this share is right."""
    logit = sum(w * x for w, x in zip(WEIGHTS, features(ranking, place), strict=True))
    return 1 / (1 + math.exp(-logit))


def _share(verdicts: list[bool]) -> float:
    return sum(verdicts) / len(verdicts) if verdicts else 0.0


def _outside(ranking: Ranking, match: Match) -> float:
    if not ranking.query.outside:
        return 0.0
    held = same(" ".join([*match.entry.phrases, match.entry.body]))
    missing = sum(word not in held for word in ranking.query.outside)
    return min(missing, 2) / 2
