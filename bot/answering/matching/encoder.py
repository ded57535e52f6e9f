"""A sentence as 512 numbers: near for what means the same, whatever its words.

Google's multilingual Universal Sentence Encoder, version 3, in a few lines of numpy. A text is cut
into the pieces that are likeliest together; each piece has numbers of its own, three convolutions
add what stands around it, and what comes of all pieces goes through four layers. `encoder.npz` has
the weights, of pieces in Chinese, figures, signs and up to three letters only: a sixth of all, so
that it is read in a moment and takes 30 MB. `benchmarks/encoding.py` makes it from a package.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.answering.matching.index import Floats

FILE = Path(__file__).with_name("encoder.npz")
SIZE = 512
SPACE = "▁"
BEGIN, END, UNKNOWN = 0, 1, 2
"""Rows of what stands for the beginning, the end, and a character that no piece has."""
FIRST = 3
"""The row of the first piece."""
EPSILON = 1e-12


class Around(NamedTuple):
    """One convolution: so many neighbours, so many of them before."""

    width: int
    before: int


AROUND = (Around(2, 0), Around(3, 1), Around(5, 2))


@dataclass(frozen=True)
class Encoder:
    """`pieces` have their rows, `likelihood` the logarithm of each row's; `table` holds a row of
    bytes for each, which `scales` and `offsets` make numbers of."""

    pieces: Mapping[str, int]
    likelihood: list[float]
    longest: int
    table: NDArray[np.uint8]
    scales: Floats
    offsets: Floats
    layers: Mapping[str, Floats]

    def __call__(self, text: str) -> Floats:
        """The text's numbers, of length 1 together."""
        rows = self.rows(text)
        told = self.table[rows] * self.scales[rows, None] + self.offsets[rows, None]
        return self._together(np.hstack([told, *self._around(told)]))

    def rows(self, text: str) -> list[int]:
        """The pieces that are likeliest together, between beginning and end."""
        words = unicodedata.normalize("NFKC", text).split()
        return [BEGIN, *(self._cut(SPACE + SPACE.join(words)) if words else [UNKNOWN]), END]

    def _cut(self, text: str) -> list[int]:
        best = [0.0] + [-np.inf] * len(text)
        came: list[tuple[int, int]] = [(0, UNKNOWN)] * len(best)
        for start in range(len(text)):
            found = [
                (start + size, row)
                for size in range(1, min(self.longest, len(text) - start) + 1)
                if (row := self.pieces.get(text[start : start + size])) is not None
            ]
            if not found or found[0][0] > start + 1:
                found.append((start + 1, UNKNOWN))
            for end, row in found:
                likelihood = best[start] + self.likelihood[row]
                if likelihood > best[end]:
                    best[end], came[end] = likelihood, (start, row)
        rows, end = [], len(text)
        while end:
            end, row = came[end]
            rows.append(row)
        return rows[::-1]

    def _around(self, told: Floats) -> list[Floats]:
        """What stands around each piece, by each convolution: looked at twice, and added."""
        layers = self.layers
        seen = _levelled(told @ layers["seen"] + layers["seen_base"], layers, "seen_level")
        parts = np.split(seen, len(AROUND), axis=1)
        found = []
        for place, (around, part) in enumerate(zip(AROUND, parts, strict=True)):
            for look in ("first", "second"):
                window = _window(part, around) @ layers[f"{look}_{place}"]
                part = part + np.maximum(window + layers[f"{look}_base_{place}"], 0)
            found.append(part)
        return found

    def _together(self, each: Floats) -> Floats:
        layers = self.layers
        total = _levelled(each, layers, "level").sum(axis=0) @ layers["sum"]
        whole = (total + len(each) * layers["sum_base"]) / math.sqrt(len(each))
        deep = np.maximum(whole @ layers["deep_0"], 0)
        deep = np.maximum(whole @ layers["past_0"] + deep @ layers["deep_1"], 0)
        deeper = np.maximum(deep @ layers["deep_2"], 0)
        numbers: Floats = np.tanh(deep @ layers["past_1"] + deeper @ layers["deep_3"])
        return numbers / max(float(np.linalg.norm(numbers)), EPSILON)


def _window(values: Floats, around: Around) -> Floats:
    """Beside each row its neighbours, nothing beyond the ends."""
    count, size = values.shape
    padded = np.zeros((count + around.width - 1, size), np.float32)
    padded[around.before : around.before + count] = values
    return np.hstack([padded[one : one + count] for one in range(around.width)])


def _levelled(values: Floats, layers: Mapping[str, Floats], name: str) -> Floats:
    """Each row with mean 0 and spread 1, then as the layer says."""
    away = values - values.mean(axis=1, keepdims=True)
    level: Floats = away / np.sqrt((away * away).mean(axis=1, keepdims=True) + EPSILON)
    return level * layers[name] + layers[f"{name}_base"]


@cache
def encoder() -> Encoder:
    """What encoder.npz holds."""
    with np.load(FILE) as file:
        held = {name: file[name] for name in file.files}
    pieces = {piece: row for row, piece in enumerate(held.pop("pieces").tolist(), FIRST)}
    parts = (held.pop(name) for name in ("likelihood", "table", "scales", "offsets"))
    likelihood, table, scales, offsets = parts
    layers = {name: values.astype(np.float32) for name, values in held.items()}
    longest = max(map(len, pieces))
    return Encoder(pieces, likelihood.tolist(), longest, table, scales, offsets, layers)
