"""Facets: what moves, what happened, what is wanted, whose side; told by words that staff can read.

A text's facets are kind → name → weight: the characters of the words that told it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile
from bot.knowledge import turns
from bot.knowledge.turns import Turns
from bot.text.normalise import normalise, same

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

KINDS = ("moves", "matter", "wants", "side")
SUBJECT = ("moves", "matter")
"""Those that tell what a message is about."""
LABELS = {"moves": "涉及", "matter": "事由", "wants": "想知道", "side": "立场"}
"""What people call them."""
LISTS = ("rare", "things")
"""Lists of names of `matter`."""
ASIDES = "asides"
TURNS = ("turns", "decisions", "next_wants")
"""Words of a turn, by name."""
WORDS = ("ours", "surely_ours", "not_ours", "hiding", "stations")
"""Lists of words: those by which a message may be a matter of ours, whatever else it names, and
those within which no word tells what moves, or only where somebody is."""
MOVES = "moves"
OFTEN = 0.12
"""An entry has a facet that so large a share of its phrases name."""
LONGEST = 40
"""Characters of a word; looking for words takes time by the square of their length."""
_APART = re.compile(r"(?<=[^ ]{4}) (?=[^ ]{4})")
"""Between what is no word written apart: no 飞机 is in 粉尘到处飞，机器声很大."""
OF_TITLE = 0.6
"""What its own question names counts at least so much."""

Names = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Facets:
    """`words` are kind → name → the words, normalised; `rare` are names of matters that nobody
    means without saying so: 酒驾 alone is the first time; `things` are matters that something
    happens to, as to what moves. What has one of the words of `ours` may be a matter of ours, and
    one of `surely_ours` makes a letter ours; not by what stands within one of `not_ours`, as 路
    within 出路. Within a longer word of what moves, or within one of `hiding`, no word tells what
    moves: no 动车 runs in 电动车 and 机动车; within one of `stations` it does only where nothing
    else moves: a bus to 高铁站 is no train. `asides` are names of what is wanted
    → the word for it, by which more is asked of that itself. `turns` are the words by which people
    go on from what they asked before."""

    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    rare: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    ours: tuple[str, ...] = ()
    surely_ours: tuple[str, ...] = ()
    not_ours: tuple[str, ...] = ()
    asides: Mapping[str, str] = field(default_factory=dict)
    hiding: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    turns: Turns = field(default_factory=Turns)

    def of(self, text: str) -> dict[str, dict[str, float]]:
        """The facets of a text; every kind is there, be it empty."""
        return self._named(_APART.sub("|", normalise(text)).replace(" ", ""))

    def _named(self, told: str) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {kind: {} for kind in self.words}
        matches = [
            (slice(start, end), self._patterns[index])
            for index, start, end in self._finder.find_matches_as_indexes(told, overlapping=True)
        ]
        hiding = [place for place, pattern in matches if pattern.hides]
        stations = [place for place, pattern in matches if pattern.is_station]
        only_where: list[tuple[str, int]] = []
        for place, pattern in matches:
            for kind, name in pattern.tells:
                weight = place.stop - place.start
                if kind != MOVES:
                    found[kind][name] = found[kind].get(name, 0.0) + weight
                elif pattern.is_station or _is_within(place, stations):
                    only_where.append((name, weight))
                elif not _is_within(place, hiding):
                    found[kind][name] = found[kind].get(name, 0.0) + weight
        if not found.get(MOVES):
            for name, weight in only_where:
                found[MOVES][name] = found[MOVES].get(name, 0.0) + weight
        return found

    def of_entry(
        self, phrases: Iterable[str], stated: Mapping[str, Iterable[str]]
    ) -> dict[str, dict[str, float]]:
        """An entry's, as shares of its phrases, the question first; a kind that its front matter
        states is as stated there."""
        title, *others = [self._named(same(phrase)) for phrase in phrases]
        size = 1 + len(others)
        found: dict[str, dict[str, float]] = {}
        for kind in self.words:
            if kind in stated:
                found[kind] = dict.fromkeys(stated[kind], 1.0)
                continue
            counts: dict[str, int] = {}
            for facets in (title, *others):
                for name in facets[kind]:
                    counts[name] = counts.get(name, 0) + 1
            shares = {name: count / size for name, count in counts.items() if count / size >= OFTEN}
            found[kind] = shares | {
                name: max(shares.get(name, 0.0), OF_TITLE) for name in title[kind]
            }
        return found

    def names_ours(self, text: str) -> bool:
        """Whether normalised text has words of ours."""
        return self._has(self.ours, text)

    def names_surely_ours(self, text: str) -> bool:
        """Whether normalised text has words that other offices' matters hardly ever have."""
        return self._has(self.surely_ours, text)

    def _has(self, words: Iterable[str], text: str) -> bool:
        for word in self.not_ours:
            text = text.replace(word, " ")
        return any(word in text for word in words)

    @cached_property
    def _patterns(self) -> list[_Pattern]:
        """Each word once."""
        tells: dict[str, list[tuple[str, str]]] = {
            word: [] for word in (*self.hiding, *self.stations)
        }
        for kind, names in self.words.items():
            for name, words in names.items():
                for word in words:
                    tells.setdefault(word, []).append((kind, name))
        return [
            _Pattern(
                word,
                told,
                word in self.hiding or any(kind == MOVES for kind, _ in told),
                word in self.stations,
            )
            for word, told in tells.items()
        ]

    @cached_property
    def _finder(self) -> AhoCorasick:
        from ahocorasick_rs import AhoCorasick

        return AhoCorasick([pattern.word for pattern in self._patterns])


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A word with the kinds and names that it tells; one that `hides` leaves nothing to a shorter
    word within it that tells what moves."""

    word: str
    tells: Sequence[tuple[str, str]]
    hides: bool
    is_station: bool


def _is_within(place: slice, others: Iterable[slice]) -> bool:
    """Whether it stands within a longer one."""
    return any(
        one.start <= place.start and place.stop <= one.stop and one != place for one in others
    )


def load(path: Path) -> Facets:
    """Read the facets' file.

    Raises:
        FaultyFile: with every fault in it.
    """
    values, lines = frontmatter.parse_yaml(frontmatter.read_text(path), path)
    keys = (*KINDS, *LISTS, *WORDS, ASIDES, *TURNS)
    faults = [
        Fault(path, lines[key], f"unknown kind `{key}`: use {', '.join(keys)}")
        for key in values.keys() - {*keys}
    ]
    words: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind in KINDS:
        names = values.get(kind) or {}
        if not isinstance(names, dict) or not all(isinstance(w, list) for w in names.values()):
            faults.append(Fault(path, lines.get(kind, 1), "expected `name: [words]` lines"))
            continue
        words[kind] = {str(name): _said(told) for name, told in names.items()}
        if any(len(word) > LONGEST for found in words[kind].values() for word in found):
            message = f"a word has over {LONGEST} characters: write words, not sentences"
            faults.append(Fault(path, lines[kind], message))
    for name in LISTS:
        told = values.get(name) or []
        if not isinstance(told, list) or not set(told) <= words.get("matter", {}).keys():
            faults.append(Fault(path, lines[name], f"`{name}` must be a list of names of `matter`"))
    faults += [
        Fault(path, lines[name], f"`{name}` must be a list of words: `[…]`")
        for name in WORDS
        if not isinstance(values.get(name) or [], list)
    ]
    asides = values.get(ASIDES) or {}
    if not isinstance(asides, dict) or not asides.keys() <= words.get("wants", {}).keys():
        message = f"`{ASIDES}` must be `{{name of wants: word}}`"
        faults.append(Fault(path, lines[ASIDES], message))
    going_on = turns.read(*(values.get(key) for key in TURNS))
    if going_on is None:
        message = (
            f"{', '.join(f'`{key}`' for key in TURNS)} must be `name: [words]` lines, "
            f"those of `turns` of {', '.join(turns.NAMES)}"
        )
        faults.append(Fault(path, next(lines[key] for key in TURNS if key in values), message))
    if faults:
        raise FaultyFile(faults)
    rare, things = (frozenset(values.get(name) or []) for name in LISTS)
    lists = {name: _said(values.get(name) or []) for name in WORDS}
    told = {name: str(word) for name, word in asides.items()}
    return Facets(words, rare, things, asides=told, turns=going_on or Turns(), **lists)


def _said(words: Iterable[object]) -> tuple[str, ...]:
    """The words, each once and normalised; signs alone would be found everywhere."""
    return tuple(dict.fromkeys(filter(None, (same(str(word)) for word in words))))
