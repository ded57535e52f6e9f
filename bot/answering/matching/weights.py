"""What was learned from labelled questions: the weights of the measures, and what people want.

Plain numbers in two files beside this one, made anew by `make calibrate`, with their date, what
they were learned from and how they did on questions left out.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answering.matching.index import Floats, Numbers

FILE = Path(__file__).with_name("weights.json")
ELSEWHERE = ""
DEMAND_FILE = Path(__file__).with_name("demand.npz")
_DEMAND = ("directions", "scales", "base", "idfs")


@dataclass(frozen=True)
class Linear:
    """bias + Σ weight × measure, in the order of the names."""

    bias: float
    weights: Floats
    names: tuple[str, ...]

    def of(self, values: Floats) -> Floats:
        """One number for each row of measures."""
        told: Floats = (values * self.weights).sum(axis=1) + self.bias
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any], names: Sequence[str]) -> Linear:
        """Raises: ValueError: the file was made for other measures."""
        weights = told["weights"]
        if tuple(weights) != tuple(names):
            raise ValueError("weights.json is of other measures: run `make calibrate`")
        return cls(told["bias"], np.array([*weights.values()], np.float32), tuple(names))


@dataclass(frozen=True)
class Demand:
    """How likely who asks in these words wants an entry: one direction for each entry in the space
    of hashed pairs of characters, learned by ridge regression on labelled questions. An entry
    without one is at 0; `ELSEWHERE` stands for all that is no matter of a transport bureau. Kept as
    bytes with a scale for each entry."""

    slugs: Mapping[str, int]
    directions: NDArray[np.int8]
    scales: Floats
    base: Floats
    idfs: Floats

    @classmethod
    def rounded(
        cls, slugs: Mapping[str, int], directions: Floats, base: Floats, idfs: Floats
    ) -> Demand:
        of_all = (part.astype(np.float32) for part in (base, idfs))
        return cls(slugs, *as_bytes(directions), *of_all)

    def among(self, slugs: Sequence[str]) -> Callable[[Iterable[str]], tuple[Floats, float]]:
        """From a question's grams to the demand of these entries, in their order, and to that of
        nothing that is here."""
        places = [place for place, slug in enumerate(slugs) if slug in self.slugs]
        known = [*(self.slugs[slugs[place]] for place in places), self.slugs[ELSEWHERE]]
        rows = np.array(known)
        scales, base = self.scales[rows], self.base[rows]

        def of(grams: Iterable[str]) -> tuple[Floats, float]:
            wanted = np.zeros(len(slugs), np.float32)
            columns, weights = hashed(grams, self.idfs)
            told = np.einsum("i,ij->j", weights, self.directions[columns])[rows] * scales + base
            wanted[places] = told[:-1]
            return wanted, float(told[-1])

        return of


def as_bytes(directions: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Columns rounded to bytes, and the scale of each."""
    scales = np.abs(directions).max(axis=0) / 127 + 1e-12
    return np.round(directions / scales).astype(np.int8), scales.astype(np.float32)


def hashed(grams: Iterable[str], idfs: Floats) -> tuple[Numbers, Floats]:
    """The columns of the grams of two characters or more, and their weights, of length 1 together.
    Hashes stand for the grams, so that no file has to hold what people wrote."""
    found = {zlib.crc32(gram.encode()) % len(idfs) for gram in grams if len(gram) > 1}
    columns = np.array(sorted(found), np.int32)
    weights = idfs[columns]
    return columns, (weights / max(float(np.linalg.norm(weights)), 1e-6)).astype(np.float32)


@cache
def learned() -> dict[str, Any]:
    """What weights.json holds."""
    told: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return told


def of_order(*, by_meaning: bool) -> dict[str, Any]:
    """What was learned of the order and of how sure it is: with what messages mean among the
    measures, or without."""
    told: dict[str, Any] = learned()["by_meaning"] if by_meaning else learned()
    return told


@cache
def demand() -> Demand:
    """What demand.npz holds."""
    with np.load(DEMAND_FILE) as file:
        slugs = {slug: row for row, slug in enumerate(file["slugs"].tolist())}
        return Demand(slugs, *(file[name] for name in _DEMAND))


def write_demand(told: Demand) -> None:
    arrays = {name: getattr(told, name) for name in _DEMAND}
    np.savez_compressed(DEMAND_FILE, slugs=np.array(list(told.slugs)), **arrays)
