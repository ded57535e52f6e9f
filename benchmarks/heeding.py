"""Learns which entry a message wants by what it means: a softmax over a sentence encoder's numbers.

`calibrate.py` asks it, once without each fold and once with all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.matching import meaning
from bot.answering.matching.index import Floats, Numbers

EPOCHS, BATCH = 12, 1024
RATE, LAST_RATE = 0.25, 0.02
"""Of Adagrad's steps, falling in a line."""
SCALE = 1.5
"""What the encoder's numbers, of length 1 together, are multiplied with. It is what keeps it from
learning the phrases by heart: of messages left out it puts the right entry first for 65 in a
hundred, where they weigh five times as much for 60."""
MESSAGE = 4.0
"""A message counts for so many phrases: it is how people write, a phrase what one writer thinks."""


@dataclass(frozen=True)
class Lessons:
    """A row of the encoder's numbers for each text; its `wanted` are the columns that answer it,
    none where it teaches nothing, and share what it counts."""

    vectors: Floats
    wanted: Sequence[Sequence[int]]
    counts: Floats
    columns: int

    def of(self, rows: Numbers) -> Lessons:
        wanted = [self.wanted[row] for row in rows]
        return Lessons(self.vectors[rows], wanted, self.counts[rows], self.columns)


def learn(lessons: Lessons) -> Floats:
    """A column of weights for each of the lessons', of the encoder's numbers and a last row, the
    base."""
    pairs = [(row, one) for row, wanted in enumerate(lessons.wanted) for one in wanted]
    rows, right = np.array(pairs).T
    share = lessons.counts[rows] / np.array([len(lessons.wanted[row]) for row in rows])
    inputs = np.hstack([lessons.vectors * SCALE, np.ones((len(lessons.vectors), 1), np.float32)])
    weights = np.zeros((inputs.shape[1], lessons.columns), np.float32)
    squares = np.full_like(weights, 1e-8)
    order = np.random.default_rng(0)
    for epoch in range(EPOCHS):
        rate = RATE * (1 - epoch / EPOCHS) + LAST_RATE
        shuffled = order.permutation(len(rows))
        for start in range(0, len(rows), BATCH):
            batch = shuffled[start : start + BATCH]
            slope = _slope(weights, inputs[rows[batch]], right[batch], share[batch])
            squares += slope * slope
            weights -= rate * slope / np.sqrt(squares)
    weights[:-1] *= SCALE
    return weights


def chances(vectors: Floats, weights: Floats) -> Floats:
    """The logarithms of the chances of each column, for every row."""
    return meaning.chances(vectors @ weights[:-1] + weights[-1])


def _slope(weights: Floats, asked: Floats, right: Numbers, share: Floats) -> Floats:
    """Of the likelihood of what each row wants."""
    logits = asked @ weights
    told = np.exp(logits - logits.max(axis=1, keepdims=True))
    told /= told.sum(axis=1, keepdims=True)
    told[np.arange(len(right)), right] -= 1
    slope: Floats = asked.T @ (told * share[:, None]).astype(np.float32) / len(right)
    return slope
