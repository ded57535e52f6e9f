"""What was learned from labelled questions: the weights of the measures, and what people want.

Plain numbers in two files beside this one, made anew by `make calibrate`, with their date, what
they were learned from and how they did on questions left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.answering.matching.index import Floats

FILE = Path(__file__).with_name("weights.json")
DEMAND_FILE = Path(__file__).with_name("demand.npz")


@dataclass(frozen=True)
class Linear:
    """bias + Σ weight × measure, in the order of the names."""

    bias: float
    weights: Floats
    names: tuple[str, ...]

    def of(self, values: Floats) -> Floats:
        """One number for each row of measures."""
        told: Floats = values @ self.weights + self.bias
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
    """How likely a question of a meaning wants an entry: one direction for each entry, learned by
    ridge regression on the vectors of labelled questions. An entry without one is at 0."""

    slugs: Mapping[str, int]
    directions: Floats
    base: Floats

    def among(self, slugs: Sequence[str]) -> Callable[[Floats], Floats]:
        """From a question's meaning to the demand of these entries, in their order."""
        places = [place for place, slug in enumerate(slugs) if slug in self.slugs]
        rows = [self.slugs[slugs[place]] for place in places]
        directions, base = self.directions[:, rows], self.base[rows]

        def of(vector: Floats) -> Floats:
            wanted = np.zeros(len(slugs), np.float32)
            wanted[places] = vector @ directions + base
            return wanted

        return of


@cache
def learned() -> dict[str, Any]:
    """What weights.json holds."""
    told: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return told


@cache
def demand() -> Demand:
    with np.load(DEMAND_FILE) as file:
        slugs = {slug: row for row, slug in enumerate(file["slugs"].tolist())}
        return Demand(slugs, file["directions"].astype(np.float32), file["base"])
