"""Whose matter a question is: offices with the facets that are theirs, and how they are reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile

_KINDS = ("moves", "matter")
_OPTIONAL = {"short", "laws"}
ENFORCING = 2
"""Offices that an answer names at most."""
CLEAR = 1.5
"""So much more than any other an office must weigh to be named."""


@dataclass(frozen=True, slots=True)
class Office:
    """`short` is its name on an answer, "" where it is on none; `laws` are those that it enforces,
    by their short titles."""

    name: str
    call: str
    facets: Mapping[str, frozenset[str]]
    short: str = ""
    laws: frozenset[str] = frozenset()

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
    found = leading(offices, asked)
    return found[0] if len(found) == 1 else None


def leading(
    offices: tuple[Office, ...], asked: Mapping[str, Mapping[str, float]]
) -> tuple[Office, ...]:
    """The office whose facets weigh most, and those that weigh much the same; () where no facet is
    any office's."""
    weights = [(office.weight(asked), office) for office in offices]
    most = max((weight for weight, _ in weights), default=0.0)
    ranked = sorted(weights, key=lambda one: -one[0])
    return tuple(office for weight, office in ranked if weight > 0 and weight * CLEAR > most)


def enforcing(offices: tuple[Office, ...], laws: Iterable[str]) -> tuple[Office, ...]:
    """The offices that enforce these laws, in the laws' order, at most `ENFORCING`."""
    found = {office.name: office for law in laws for office in offices if law in office.laws}
    return tuple(found.values())[:ENFORCING]


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
        or set(told) - _OPTIONAL != {"call", *_KINDS}
        or not all(isinstance(told[kind], list) for kind in _KINDS)
        or not isinstance(told.get("laws", []), list)
    ]
    if faults:
        raise FaultyFile(faults)
    return tuple(
        Office(
            name,
            str(told["call"]),
            {kind: frozenset(told[kind]) for kind in _KINDS},
            str(told.get("short", "")),
            frozenset(map(str, told.get("laws", ()))),
        )
        for name, told in values.items()
    )
