"""How people tell the figures of a sum (`sums.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot import frontmatter
from bot.calculators import CALCULATORS
from bot.calculators.hearing import Cues, Ways
from bot.calculators.spotting import Of
from bot.frontmatter import Fault, FaultyFile
from bot.text.normalise import same

_BETWEEN = re.compile(r"[、,，]")
_KEYS = {"needs", "unless", "wants", "figures", "choices"}
_CUES = {"before", "behind", "units", "of", "alone", "adds_up", "as"}


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
            found[name] = _ways(name, told)
        except ValueError as error:
            faults.append(Fault(path, lines[name], f"{name}: {error}"))
    if faults:
        raise FaultyFile(faults)
    return found


def _ways(name: str, told: object) -> Ways:
    calculator = CALCULATORS.get(name)
    if calculator is None:
        raise ValueError(f"no calculator has this name: {', '.join(CALCULATORS)}")
    values = _mapping(told, _KEYS)
    cues = {key: _cues(one) for key, one in _mapping(values.get("figures", {})).items()}
    if unknown := [key for key in cues if not (calculator.input(key) or cues[key].of)]:
        raise ValueError(f"say `of:` what {', '.join(unknown)} counts, the form has no such field")
    choices = {
        key: {_value(value): _words(words) for value, words in _mapping(one).items()}
        for key, one in _mapping(values.get("choices", {})).items()
    }
    for key, of_input in choices.items():
        asked = calculator.input(key)
        options = asked.options if asked else {}
        if options and (unknown := [value for value in of_input if value not in options]):
            raise ValueError(f"{key} can't be {', '.join(unknown)}")
        if asked is None:
            raise ValueError(f"the form has no field {key}")
    needs = values.get("needs", [])
    if not isinstance(needs, list):
        raise ValueError("`needs` is a list: `[…]`")
    return Ways(
        needs=tuple(map(_words, needs)),
        unless=_words(values.get("unless", "")),
        wants=_words(values.get("wants", "")),
        figures=cues,
        choices=choices,
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
    )


def _mapping(told: object, known: set[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        raise ValueError("expected `key: value` pairs")
    if known and (unknown := told.keys() - known):
        raise ValueError(f"unknown: {', '.join(map(str, sorted(unknown)))}")
    return told


def _value(key: object) -> str:
    """`yes` and `no` are read as such by YAML, numbers as numbers."""
    return {True: "yes", False: "no"}.get(key, str(key)) if isinstance(key, bool) else str(key)


def _words(told: object) -> tuple[str, ...]:
    """Words as a message is read; … stays what it is."""
    words = (word.split("…") for word in _BETWEEN.split(str(told)))
    return tuple(filter(None, ("…".join(map(same, parts)) for parts in words)))
