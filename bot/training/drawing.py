"""Draws a paper's questions from the bank, the same for the same seed."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge.items import Form, Item
from bot.knowledge.statutes.citations import Citation
from bot.text import quantities
from bot.training.blueprints import CASE, Blueprint, Section

MOST_OF_CASE = 4
"""Questions on one case; one alone is asked like any other."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question on the paper, with what it is worth."""

    item: Item
    points: int


@dataclass(frozen=True, slots=True)
class Draw:
    """`missing` says what the bank lacks, in words for staff; () where the paper is whole."""

    questions: tuple[Drawn, ...]
    missing: tuple[str, ...]


def draw(
    blueprint: Blueprint, bank: Iterable[Item], seed: int, *, rather_not: Collection[str] = ()
) -> Draw:
    """Each section in its order; `rather_not` are items that others are preferred to."""
    fitting = [item for item in bank if fits(item, blueprint)]
    drawing = _Drawing(fitting, random.Random(seed), frozenset(rather_not))  # noqa: S311
    sections = blueprint.sections
    # Cases first: a question by itself may have taken a member of one.
    order = sorted(range(len(sections)), key=lambda place: sections[place].form != CASE)
    found = {place: drawing.take(sections[place]) for place in order}
    lacking = {place: sections[place].count - len(found[place]) for place in range(len(sections))}
    return Draw(
        tuple(
            Drawn(item, section.points)
            for place, section in enumerate(sections)
            for item in found[place]
        ),
        tuple(f"{sections[at].name}还差{count}道" for at, count in lacking.items() if count),
    )


def fits(item: Item, blueprint: Blueprint) -> bool:
    if not set(item.audience) & set(blueprint.audience):
        return False
    wanted = {Citation.parse(one) for one in blueprint.articles}
    laws = {one.law for one in wanted if one.article is None}
    return not wanted or any(one in wanted or one.law in laws for one in item.basis)


def reveals(one: Item, other: Item) -> bool:
    """Whether whoever reads `one` knows the answer to `other`: they rest on the same article, and
    its figures stand in what the first asks."""
    return _reveals(_told(one), _told(other))


@dataclass(frozen=True, slots=True)
class _Told:
    """An item's articles, the figures that it says and those that it asks for."""

    basis: frozenset[Citation]
    said: frozenset[quantities.Key]
    asked: frozenset[quantities.Key]


def _told(item: Item) -> _Told:
    said = quantities.find(item.case + item.stem)
    asked = [figure for words in item.right for figure in quantities.find(words)]
    return _Told(
        frozenset(item.basis),
        frozenset(figure.key for figure in said),
        frozenset(figure.key for figure in asked),
    )


def _reveals(one: _Told, other: _Told) -> bool:
    return bool(one.basis & other.basis and other.asked and other.asked <= one.said)


class _Drawing:
    def __init__(self, bank: Sequence[Item], chance: random.Random, later: frozenset[str]) -> None:
        self._bank = sorted(bank, key=lambda item: item.slug)
        chance.shuffle(self._bank)
        self._later = later
        self._told = {item.slug: _told(item) for item in bank}
        self._taken: dict[str, _Told] = {}
        self._cases: set[str] = set()

    def take(self, section: Section) -> list[Item]:
        found: list[Item] = []
        for item in self._candidates(section):
            group = [item] if section.form != CASE else self._group(item)
            group = group[: section.count - len(found)]
            if not self._is_free(group):
                continue
            found += group
            self._taken |= {one.slug: self._told[one.slug] for one in group}
            self._cases |= {one.case for one in group if one.case}
            if len(found) == section.count:
                break
        return found

    def _candidates(self, section: Section) -> Iterator[Item]:
        """Those to be preferred first, of whatever topic: a topic of few items is asked again only
        where no other has any left."""
        fresh: list[Item] = []
        later: list[Item] = []
        for item in self._bank:
            if section.topics and item.topic not in section.topics:
                continue
            if item.form is section.form:
                (later if item.slug in self._later else fresh).append(item)
            elif section.form == CASE and item.case:
                (later if self._has_later(self._group(item)) else fresh).append(item)
        yield from _by_turns(fresh)
        yield from _by_turns(later)

    def _has_later(self, group: Sequence[Item]) -> bool:
        return any(item.slug in self._later for item in group)

    def _group(self, item: Item) -> list[Item]:
        members = [one for one in self._bank if one.case == item.case]
        members = [one for one in members if one.form is not Form.TRUE_FALSE]
        members.sort(key=lambda one: one.slug)
        return members[:MOST_OF_CASE] if len(members) > 1 else []

    def _is_free(self, group: Sequence[Item]) -> bool:
        return bool(group) and not any(
            item.slug in self._taken
            or item.case in self._cases
            or any(self._reveal(item, other) for other in self._taken.values())
            for item in group
        )

    def _reveal(self, item: Item, other: _Told) -> bool:
        mine = self._told[item.slug]
        return _reveals(mine, other) or _reveals(other, mine)


def _by_turns(items: Iterable[Item]) -> Iterator[Item]:
    """One topic after the other, so that no topic fills a section by its number of items."""
    topics: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        topics[item.topic].append(item)
    while topics:
        for topic in list(topics):
            yield topics[topic].pop(0)
            if not topics[topic]:
                del topics[topic]
