"""Whose matter a question is: offices with the facets that are theirs, and how they are reached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile
from bot.text.normalise import same

_KINDS = ("moves", "matter")
_OPTIONAL = {"short", "laws", "words", "numbers"}
_LISTS = ("laws", "words", "numbers")
ENFORCING = 2
"""Offices that an answer names at most."""
CLEAR = 1.5
"""So much more than any other an office must weigh to be named."""
ANSWERS_COUNT = 2.0
"""What the entries that come near say of whose matter a message is, against its words. Of 846
labelled messages, ranked by what was learned of others, words alone name an office for 707: in 14
of a hundred none that the right entry names, in 72 the one that it names first. With this and the
offices' own words they name one for 697, and the two are 4 and 89."""
_CALLED = re.compile(r"(?<!\d)\d{3,5}(?!\d)|\{[a-z.]+\}")
"""Numbers and what is filled in for them: {bureau.hotline}."""


@dataclass(frozen=True, slots=True)
class Office:
    """`short` is its name on an answer, "" where it is on none; `laws` are those that it enforces,
    by their short titles, `words` tell a message on its matters beside the facets, and `numbers`
    are those by which an answer says whom to call."""

    name: str
    call: str
    facets: Mapping[str, frozenset[str]]
    short: str = ""
    laws: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def weight(self, asked: Mapping[str, Mapping[str, float]], text: str = "") -> float:
        """How much of what is asked is this office's; `text` is the question, normalised."""
        by_facets = sum(
            weight
            for kind, names in self.facets.items()
            for name, weight in asked.get(kind, {}).items()
            if name in names
        )
        return by_facets + sum(text.count(word) * len(word) for word in self.words)


def competent(
    offices: tuple[Office, ...],
    asked: Mapping[str, Mapping[str, float]],
    text: str = "",
    near: Mapping[str, float] = MappingProxyType({}),
) -> Office | None:
    """The office whose facets and words weigh most; None where nothing is any office's, or two
    offices weigh much the same. `near` says by its name how much each is that of the entries that
    come near."""
    told = [(office.weight(asked, text), office) for office in offices]
    of_words, of_entries = sum(weight for weight, _ in told) or 1.0, sum(near.values()) or 1.0
    share = ANSWERS_COUNT * of_words / of_entries
    found = _leading([(one + share * near.get(office.name, 0.0), office) for one, office in told])
    return found[0] if len(found) == 1 else None


def leading(
    offices: tuple[Office, ...], asked: Mapping[str, Mapping[str, float]]
) -> tuple[Office, ...]:
    """The office whose facets weigh most, and those that weigh much the same; () where no facet is
    any office's."""
    return _leading([(office.weight(asked), office) for office in offices])


def _leading(weights: list[tuple[float, Office]]) -> tuple[Office, ...]:
    most = max((weight for weight, _ in weights), default=0.0)
    ranked = sorted(weights, key=lambda one: -one[0])
    return tuple(office for weight, office in ranked if weight > 0 and weight * CLEAR > most)


def enforcing(offices: tuple[Office, ...], laws: Iterable[str]) -> tuple[Office, ...]:
    """The offices that enforce these laws, in the laws' order, at most `ENFORCING`."""
    found = {office.name: office for law in laws for office in offices if law in office.laws}
    return tuple(found.values())[:ENFORCING]


def of_answer(offices: tuple[Office, ...], answer: str, laws: Iterable[str]) -> tuple[Office, ...]:
    """The offices that an answer says to call, in its order; those that enforce its laws where it
    says none; at most `ENFORCING`."""
    owners = {number: office for office in offices for number in office.numbers}
    told = [owners[found] for found in _CALLED.findall(answer) if found in owners]
    called = tuple({office.name: office for office in told}.values())
    return called[:ENFORCING] or enforcing(offices, laws)


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
        or not all(isinstance(told.get(key, []), list) for key in _LISTS)
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
            tuple(same(str(word)) for word in told.get("words", ())),
            tuple(map(str, told.get("numbers", ()))),
        )
        for name, told in values.items()
    )
