"""Learns of what kind a message is by its words, from the phrases of all that answers.

`intending.py` asks it, and writes what was learned from all phrases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bot.answering.matching.index import Floats
from bot.answering.matching.kinds import COLUMNS, Kind, Kinds, hashed
from bot.text.grams import grams
from bot.text.normalise import normalise

SHARE = 0.35
"""What all phrases of another kind count together, against those of entries: a kind that people
write more phrases for isn't likelier by that."""
RIDGE = 0.3
STEPS = 60
RATE, MEMORY, MEMORY_OF_SQUARES = 0.5, 0.9, 0.99
"""Of Adam's descent; the rate falls to nothing by a cosine."""


def learn(phrases: Mapping[Kind, Sequence[str]]) -> Kinds:
    """A softmax over the grams of phrases, by descent on the whole."""
    of = list(Kind)
    told = [(hashed(grams(normalise(one))), of.index(kind)) for kind in of for one in phrases[kind]]
    sizes = np.array([len(columns) for columns, _ in told])
    rows = np.repeat(np.arange(len(told)), sizes)
    columns = np.concatenate([columns for columns, _ in told])
    shares = (1 / np.sqrt(np.maximum(sizes, 1)))[rows].astype(np.float32)
    right = np.eye(len(of), dtype=np.float32)[[kind for _, kind in told]]
    all_together = {kind: SHARE * len(phrases[Kind.ENTRY]) for kind in of} | {
        Kind.ENTRY: len(phrases[Kind.ENTRY])
    }
    each = [all_together[kind] / max(len(phrases[kind]), 1) for kind in of]
    counts = np.array([[each[kind]] for _, kind in told], np.float32)

    def by_row(weights: Floats) -> Floats:
        each = [np.bincount(rows, one[columns] * shares, len(told)) for one in weights.T]
        return np.stack(each, axis=1)

    def by_column(errors: Floats) -> Floats:
        each = [np.bincount(columns, one[rows] * shares, COLUMNS) for one in errors.T]
        return np.stack(each, axis=1)

    weights = np.zeros((COLUMNS, len(of)), np.float32)
    base = np.zeros(len(of), np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        chances = _softmax(by_row(weights) + base)
        errors = (chances - right) * counts
        slope = by_column(errors) + RIDGE * weights
        mean = MEMORY * mean + (1 - MEMORY) * slope
        square = MEMORY_OF_SQUARES * square + (1 - MEMORY_OF_SQUARES) * slope**2
        rate = RATE * (1 + np.cos(np.pi * step / STEPS)) / 2
        level = mean / (1 - MEMORY**step)
        spread = np.sqrt(square / (1 - MEMORY_OF_SQUARES**step)) + 1e-8
        weights -= (rate * level / spread).astype(np.float32)
        base -= (rate * errors.sum(axis=0) / counts.sum()).astype(np.float32)
    return Kinds.rounded(weights, base)


def _softmax(logits: Floats) -> Floats:
    told = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: Floats = told / told.sum(axis=1, keepdims=True)
    return found
