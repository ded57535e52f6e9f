"""Whose matter a question is: offices with the facets that are theirs, and how they are reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile

_KINDS = ("moves", "matter")
CLEAR = 1.5
"""So much more than any other an office must weigh to be named."""


@dataclass(frozen=True, slots=True)
class Office:
    name: str
    call: str
    facets: Mapping[str, frozenset[str]]

    def weight(self, asked: Mapping[str, Mapping[str, float]]) -> float:
        """How much of what is asked is this office's."""
        return sum(
            weight
            for kind, names in self.facets.items()
            for name, weight in asked.get(kind, {}).items()
            if name in names
        )


def competent(
    offices: tuple[Office, ...], asked: Mapping[str, Mapping[str, float]]
) -> Office | None:
    """The office whose facets weigh most; None where no facet is any office's, or two offices'
    weigh much the same."""
    weights = sorted(((office.weight(asked), place) for place, office in enumerate(offices)))
    if not weights or weights[-1][0] == 0:
        return None
    is_clear = len(weights) == 1 or weights[-1][0] >= CLEAR * weights[-2][0]
    return offices[weights[-1][1]] if is_clear else None


def load(path: Path) -> tuple[Office, ...]:
    """Read the offices.

    Raises:
        FaultyFile: with every fault in it.
    """
    values, lines = frontmatter.parse_yaml(frontmatter.read_text(path), path)
    faults = [
        Fault(path, lines[name], f"{name}: expected `call`, `moves` and `matter` below it")
        for name, told in values.items()
        if not isinstance(told, dict)
        or set(told) != {"call", *_KINDS}
        or not all(isinstance(told[kind], list) for kind in _KINDS)
    ]
    if faults:
        raise FaultyFile(faults)
    return tuple(
        Office(name, str(told["call"]), {kind: frozenset(told[kind]) for kind in _KINDS})
        for name, told in values.items()
    )
