"""How people tell the figures of a sum (`sums.yaml`). Whether a form has these fields is for the
calculators to say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile
from bot.text.normalise import same
from bot.text.spotting import Of

_BETWEEN = re.compile(r"[、,，]")
_KEYS = {"needs", "unless", "wants", "figures", "choices"}
_CUES = {"before", "behind", "units", "of", "alone", "adds_up", "as", "most", "quiet"}


@dataclass(frozen=True, slots=True)
class Cues:
    """How people tell one figure. `before` and `behind` are the words beside its number, `units`
    those that tell it without a word; `alone`, that nothing need; `adds_up`, that all such figures
    count together. Where it isn't told it is as the field `like`. `of` is what it counts, where no
    input says so. No number above `most` is one. Of one that is `quiet` nobody needs to be told
    that it counts for nothing."""

    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    of: tuple[Of, ...] = ()
    alone: bool = False
    adds_up: bool = False
    like: str = ""
    most: Decimal | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """How people ask for one sum: of each group of `needs` a word must be said, none of
    `unless`, and one of `wants` where a figure is lacking; `choices` are by input and value.
    It stands in the file at `path` from `line` on."""

    needs: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    figures: Mapping[str, Cues] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    path: Path = field(default=Path(), compare=False)
    line: int = field(default=1, compare=False)


def load(path: Path) -> Mapping[str, Ways]:
    """By calculator.

    Raises:
        FaultyFile: with every fault in it.
    """
    values, lines = frontmatter.parse_yaml(frontmatter.read_text(path), path)
    faults: list[Fault] = []
    found: dict[str, Ways] = {}
    for name, told in values.items():
        try:
            found[name] = _ways(told, path, lines[name])
        except ValueError as error:
            faults.append(Fault(path, lines[name], f"{name}: {error}"))
    if faults:
        raise FaultyFile(faults)
    return found


def _ways(told: object, path: Path, line: int) -> Ways:
    values = _mapping(told, _KEYS)
    needs = values.get("needs", [])
    if not isinstance(needs, list):
        raise ValueError("`needs` is a list: `[…]`")
    return Ways(
        needs=tuple(map(_words, needs)),
        unless=_words(values.get("unless", "")),
        wants=_words(values.get("wants", "")),
        figures={key: _cues(one) for key, one in _mapping(values.get("figures", {})).items()},
        choices={
            key: {_value(value): _words(words) for value, words in _mapping(one).items()}
            for key, one in _mapping(values.get("choices", {})).items()
        },
        path=path,
        line=line,
    )


def _cues(told: object) -> Cues:
    values = _mapping(told, _CUES)
    return Cues(
        before=_words(values.get("before", "")),
        behind=_words(values.get("behind", "")),
        units=_words(values.get("units", "")),
        of=tuple(map(Of, _words(values.get("of", "")))),
        alone=bool(values.get("alone")),
        adds_up=bool(values.get("adds_up")),
        like=str(values.get("as", "")),
        most=_number(values["most"]) if "most" in values else None,
        quiet=bool(values.get("quiet")),
    )


def _mapping(told: object, known: set[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        raise ValueError("expected `key: value` pairs")
    if known and (unknown := told.keys() - known):
        raise ValueError(f"unknown: {', '.join(map(str, sorted(unknown)))}")
    return told


def _number(told: object) -> Decimal:
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise ValueError(f"`most` is a number, not {told}")
    return Decimal(str(told))


def _value(key: object) -> str:
    """`yes` and `no` are read as such by YAML, numbers as numbers."""
    return {True: "yes", False: "no"}.get(key, str(key)) if isinstance(key, bool) else str(key)


def _words(told: object) -> tuple[str, ...]:
    """Words as a message is read; … stays what it is."""
    words = (word.split("…") for word in _BETWEEN.split(str(told)))
    return tuple(filter(None, ("…".join(map(same, parts)) for parts in words)))
