"""How sure the first match is, as one calibrated probability.

A logistic regression of few features; fitted by `benchmarks/calibrate.py` on labelled questions
(right: the match's basis names a labelled article), cross-validated there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.matching.matcher import Match

NAMES = ("bias", "cover", "phrase", "within", "fuzzy", "margin")
WEIGHTS = (-3.0, 5.0, 2.0, 0.5, 1.0, 3.0)


def features(matches: Sequence[Match], place: int = 0) -> tuple[float, ...]:
    """The regression's inputs for the match at that place, in the order of NAMES.

    `margin` is what it scores above the best other one; negative for all but the first.
    """
    match = matches[place]
    others = [other.score for number, other in enumerate(matches) if number != place]
    margin = match.score - max(others, default=0.0)
    seen = match.features
    return (1.0, seen.cover, seen.phrase, seen.within, seen.fuzzy, margin)


def confidence(matches: Sequence[Match], place: int = 0) -> float:
    """Between 0 and 1: of so many such matches, this share is right."""
    logit = sum(w * x for w, x in zip(WEIGHTS, features(matches, place), strict=True))
    return 1 / (1 + math.exp(-logit))
