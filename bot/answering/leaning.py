"""How likely a message goes on from the question before it: 那摩托车呢, 人在外地.

A chance that `benchmarks/following.py` learns, from pairs that were written for it and from
questions that have nothing to do with the one before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

import numpy as np

from bot.answering.matching.weights import Linear, learned

NAMES = (
    "opens",  # 那…, 要是…, 对方…
    "closes",  # …呢, …的话
    "doubts",  # 你确定, 凭什么
    "reports",  # 他说…
    "refers",  # 他, 这个: names by a pronoun what was named before
    "compares",  # …也要吗, …一样: the same of something else
    "asks",  # it asks, and doesn't only tell
    "adds",  # 我拍了…, 当时…
    "says",  # it says or asks something: a name alone is a subject
    "amount",  # 三个人, 4.2米
    "bare",  # it says only what is wanted, or how much there is
    "named",  # it names what moves or what happened
    "other_matter",  # it names another than the question before
    "other_moves",
    "plainly_new",  # it names another of either, and nothing says that it goes on
    "begins",  # 再问一下: it says of itself that a question follows
    "length",  # logarithm of its number of characters
    "beyond",  # tens of characters beyond a dozen
    "alone",  # how likely the first entry serves it alone
    "phrase",  # likeness of that entry's nearest phrase
    "gain",  # how much surer both together are than it alone
    "echoes",  # share of it that the question before has too
    "stays",  # both together are about what the question before is about
    "known",  # how sure the entry on the question before is
    "own",  # both together are about what it is about alone, and the question before is not
    "held_before",  # share of it that the entry on the question before holds
    "held_together",  # the same of the entry on both
    "elsewhere",  # how likely it is no matter of transport
    "outside",  # it has words of other fields
    "lead",  # how much better it is explained as what no entry is for: thanks, a cry for help
)
LEAD = (-2.0, 8.0)
"""Bounds of the last."""


def chance(told: Mapping[str, float]) -> float:
    """Between 0 and 1: of so many such messages, this share goes on."""
    values = np.array([told[name] for name in NAMES], np.float32)
    return 1 / (1 + math.exp(-float(_linear().of(values[None])[0])))


@cache
def _linear() -> Linear:
    return Linear.from_json(learned()["goes_on"], NAMES)
