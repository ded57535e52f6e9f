"""What kind of message it is by its words alone: a question on the law, danger, a word on the bot,
a matter of the place, another office's matter.

A softmax over the characters and pairs of characters of a message, learned by
`benchmarks/intending.py` from the phrases of entries, intents and local matters. Plain numbers in
`kinds.npz` beside this file; hashes stand for the grams. `letters.npz` is the same, learned from
labelled messages as well: what tells a case in many words is told by it only whether it is ours,
for accidents that are questions on the law would make danger look like one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answering.matching.index import Floats, Numbers
from bot.answering.matching.weights import as_bytes
from bot.text.grams import grams

FILE = Path(__file__).with_name("kinds.npz")
LETTERS_FILE = Path(__file__).with_name("letters.npz")
COLUMNS = 32768
"""That grams are hashed to."""
_ARRAYS = ("directions", "scales", "base")


class Kind(StrEnum):
    """In the order of the file's columns."""

    ENTRY = "entry"
    URGENT = "urgent"
    ITSELF = "itself"
    APART = "apart"
    LOCAL = "local"
    NONE = "none"


@dataclass(frozen=True)
class Kinds:
    """`directions` has a row for each column that grams are hashed to and a column for each kind,
    as bytes with a scale for each kind."""

    directions: NDArray[np.int8]
    scales: Floats
    base: Floats

    @classmethod
    def rounded(cls, directions: Floats, base: Floats) -> Kinds:
        return cls(*as_bytes(directions), base.astype(np.float32))

    def of(self, text: str) -> Mapping[Kind, float]:
        """Normalised text → how likely it is of each kind; the chances add up to 1."""
        columns = hashed(grams(text))
        told = self.directions[columns].sum(axis=0, dtype=np.int32) * self.scales
        logits = told / max(len(columns), 1) ** 0.5 + self.base
        chances = np.exp(logits - logits.max())
        return dict(zip(Kind, (chances / chances.sum()).tolist(), strict=True))


def hashed(found: Iterable[str]) -> Numbers:
    """The columns of grams, each once."""
    return np.array(sorted({zlib.crc32(gram.encode()) % COLUMNS for gram in found}), np.int32)


@cache
def learned(path: Path = FILE) -> Kinds:
    """What such a file holds."""
    with np.load(path) as file:
        return Kinds(*(file[name] for name in _ARRAYS))


def write(told: Kinds, path: Path = FILE) -> None:
    np.savez_compressed(path, **{name: getattr(told, name) for name in _ARRAYS})
