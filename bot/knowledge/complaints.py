"""What stands above the answer to who complains or reports something: whom to call and what to note
down (`complaints.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile
from bot.knowledge import filing
from bot.knowledge.filing import Filing
from bot.text.normalise import same

ELSE = "否则"
"""The note for what names nothing of the others."""
NEAR = 40
"""Characters before and after a word of officials in which they are said to have done something."""
_LISTS = ("tells", "asks", "not", "last")
_MAPPINGS = ("calls", "notes")
_OFFICERS = ("whom", "what")


@dataclass(frozen=True, slots=True)
class Complaints:
    """`tells` are words of a complaint, `asks` those that ask whose matter it is, `no` are words of
    what is none; `calls` maps a number to whose it is, `last` are those for whoever knows no
    better one, and `first` names those that no number of the nation's reaches. `whom` and `what`
    are words of officials and of what they did; `notes` maps a facet's name to what is to be noted
    down; `filing` is for who wants it handed in."""

    tells: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    calls: Mapping[str, str] = field(default_factory=dict)
    last: frozenset[str] = frozenset()
    first: tuple[str, ...] = ()
    whom: tuple[str, ...] = ()
    what: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    filing: Filing = field(default_factory=Filing)

    def are_told(self, message: str) -> bool:
        """Whether the message says that somebody complains."""
        told = same(message)
        return _has(told, self.tells) and not _has(told, self.no)

    def are_none(self, message: str) -> bool:
        """Whether it is of who is complained of."""
        return _has(same(message), self.no)

    def are_of_officers(self, message: str) -> bool:
        """Whether a word of them stands near one of what they did."""
        told = same(message)
        places = [told.find(word) for word in self.whom if word in told]
        around = (told[max(0, place - NEAR) : place + NEAR] for place in places)
        return any(_has(one, self.what) for one in around)

    def ask_whom(self, message: str) -> bool:
        """Whether the message asks whose matter it is."""
        return _has(same(message), self.asks)

    def sends_elsewhere(self, told: str, number: re.Pattern[str]) -> bool:
        """Whether it names one of them before any number."""
        found = number.search(told)
        return _has(told[: found.start()] if found else told, self.first)

    def note(self, names: Iterable[str]) -> str:
        """What to note down of the first of these that anything is said of."""
        return next((self.notes[name] for name in names if name in self.notes), self.notes[ELSE])


def _has(told: str, words: Iterable[str]) -> bool:
    return any(word in told for word in words)


def load(path: Path) -> Complaints:
    """Read the file.

    Raises:
        FaultyFile: with every fault in it.
    """
    values, lines = frontmatter.parse_yaml(frontmatter.read_text(path), path)
    if faults := [Fault(path, lines.get(key, 1), fault) for key, fault in _faults(values)]:
        raise FaultyFile(faults)
    return Complaints(
        _said([*values["tells"], *values["asks"]]),
        _said(values["asks"]),
        _said(values["not"]),
        {str(number): str(who) for number, who in values["calls"].items()},
        frozenset(map(str, values["last"])),
        tuple(map(str, values.get("first", ()))),
        _said(values["officers"]["whom"]),
        _said(values["officers"]["what"]),
        {str(name): str(note) for name, note in values["notes"].items()},
        filing.read(values.get("filing")),
    )


def _faults(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in values.keys() - {*_LISTS, *_MAPPINGS, "first", "officers", "filing"}:
        yield key, f"unknown key `{key}`"
    for key in _LISTS:
        if not isinstance(values.get(key), list):
            yield key, f"`{key}` must be a list of words"
    if not isinstance(values.get("first", []), list):
        yield "first", "`first` must be a list of words"
    for key in _MAPPINGS:
        if not isinstance(values.get(key), dict):
            yield key, f"`{key}`: expected `name: text` lines below it"
    officers = values.get("officers")
    if not isinstance(officers, dict) or not all(
        isinstance(officers.get(key), list) for key in _OFFICERS
    ):
        yield "officers", "`officers`: expected lists `whom` and `what` below it"
    yield from (("filing", fault) for fault in filing.faults(values.get("filing")))
    if isinstance(values.get("notes"), dict) and ELSE not in values["notes"]:
        yield "notes", f"`notes`: say under `{ELSE}` what is noted down of anything else"


def _said(words: Iterable[object]) -> tuple[str, ...]:
    return tuple(filter(None, (same(str(word)) for word in words)))
