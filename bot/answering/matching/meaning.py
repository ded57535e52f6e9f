"""What a message means: a sentence encoder's numbers, and what was learned of them.

A softmax over the numbers, learned by `make calibrate` from all phrases and labelled messages,
tells which entry somebody wants who says it in words that nobody wrote beside it. No phrase's
numbers are kept: what was learned is one direction for each entry. For a collection that little was
learned of, the other measures decide alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answering.matching.encoder import encoder
from bot.answering.matching.index import Floats
from bot.answering.matching.weights import ELSEWHERE, as_bytes
from bot.kept import kept

FILE = Path(__file__).with_name("meaning.npz")
LONGEST = 400
"""Characters of a message that are read: what it is about stands in them, and the time grows with
them (4 ms for a question, 13 for a letter)."""
LEAST = -12.0
"""No logarithm of a chance counts for less."""
KNOWN = 0.5
"""Share of the entries learned of that a collection must have: who keeps but a few of them asks for
something else."""
VECTORS = 64
"""Of so many messages the numbers are kept: a message is ranked again when it goes on."""
_ARRAYS = ("directions", "scales", "base")

Encode = Callable[[str], Floats]
Teller = Callable[[str], tuple[Floats, float]]
"""From a normalised message to the logarithm of each entry's chance, NaN where nothing was learned
of it, and the chance that it is no matter of a transport bureau."""


@dataclass(frozen=True)
class Meanings:
    """A direction for each entry, and for all that is no matter of a transport bureau
    (`ELSEWHERE`), in the space of the encoder's numbers; kept as bytes with a scale for each."""

    slugs: Mapping[str, int]
    directions: NDArray[np.int8]
    scales: Floats
    base: Floats

    @classmethod
    def rounded(cls, slugs: Mapping[str, int], directions: Floats, base: Floats) -> Meanings:
        return cls(slugs, *as_bytes(directions), base.astype(np.float32))

    def among(self, slugs: Sequence[str], encode: Encode) -> Teller | None:
        """What tells the meaning among these entries; None where too few of them are known."""
        places = [place for place, slug in enumerate(slugs) if slug in self.slugs]
        if len(places) < KNOWN * (len(self.slugs) - 1):
            return None
        rows = [*(self.slugs[slugs[place]] for place in places), self.slugs[ELSEWHERE]]
        directions = self.directions[:, rows].astype(np.float32) * self.scales[rows]
        base = self.base[rows]

        def tell(text: str) -> tuple[Floats, float]:
            found = chances(encode(text)[None] @ directions + base)[0]
            told = np.full(len(slugs), np.nan, np.float32)
            told[places] = found[:-1]
            return told, float(np.exp(found[-1]))

        return tell


def chances(logits: Floats) -> Floats:
    """Logarithms of chances that make one together in each row, none less than `LEAST`."""
    above = logits - logits.max(axis=1, keepdims=True)
    found: Floats = above - np.log(np.exp(above).sum(axis=1, keepdims=True))
    return np.maximum(found, LEAST)


def elsewhere(by_words: float, by_meaning: float) -> float:
    """How likely a message is no matter of a transport bureau: the mean parts them better than
    either (docs/decisions.md)."""
    return (by_words + by_meaning) / 2


def teller(slugs: Sequence[str]) -> Teller | None:
    """What tells the meaning of a message among these entries; None where too few of them are
    known."""
    return learned().among(slugs, encode)


@kept(VECTORS)
def encode(text: str) -> Floats:
    """The numbers of a normalised text, which may be long."""
    return encoder()(text[:LONGEST])


@cache
def learned() -> Meanings:
    """What meaning.npz holds."""
    with np.load(FILE) as file:
        slugs = {slug: row for row, slug in enumerate(file["slugs"].tolist())}
        return Meanings(slugs, *(file[name] for name in _ARRAYS))


def write(told: Meanings) -> None:
    arrays = {name: getattr(told, name) for name in _ARRAYS}
    np.savez_compressed(FILE, slugs=np.array(list(told.slugs)), **arrays)
