"""How large the words of a poster can be: the headline first, and all of it on one sheet.

Lengths are in units of 10 mm on A3.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.publicity.surfaces import layout
from bot.publicity.surfaces.layout import Lines
from bot.publicity.surfaces.material import Material


class Design(StrEnum):
    BOLD = "a"  # a dark sign with a yellow plate
    NOTICE = "b"  # black on white in a frame: little toner


@dataclass(frozen=True, slots=True)
class Sheet:
    """A design's measures: the room for the words, and what lines and spaces between them take.

    `taken` is what stands there whatever the words are; the leadings are in ems.
    """

    room: float
    taken: float
    headline_width: float
    headline_lines: int
    headline_one_line: float
    headline_leading: float
    fact_width: float
    fact_leading: float
    point_width: float
    point_indent: float
    point_leading: float
    point_space: float
    occasion_width: float
    occasion_size: float
    is_date_beside: bool
    headline_weight: float


SHEETS = {
    Design.BOLD: Sheet(
        room=31.5,
        taken=8.9,
        headline_width=25.9,
        headline_lines=3,
        headline_one_line=7,
        headline_leading=1.24,
        fact_width=23.2,
        fact_leading=1.42,
        point_width=25.9,
        point_indent=2.0,
        point_leading=1.45,
        point_space=0.6,
        occasion_width=19.0,
        occasion_size=1.7,
        is_date_beside=False,
        headline_weight=1.8,
    ),
    Design.NOTICE: Sheet(
        room=29.7,
        taken=9.75,
        headline_width=24.5,
        headline_lines=3,
        headline_one_line=11,
        headline_leading=1.28,
        fact_width=24.4,
        fact_leading=1.42,
        point_width=24.7,
        point_indent=2.3,
        point_leading=1.42,
        point_space=1.2,
        occasion_width=22.5,
        occasion_size=1.35,
        is_date_beside=True,
        headline_weight=1.6,
    ),
}

LARGEST_HEADLINE = 5.4
LARGEST_FACT = 2.1
LARGEST_POINT = 1.6


@dataclass(frozen=True, slots=True)
class _Smallest:
    """What the words must not fall below: a character that is a 200th of the distance is read with
    ease, a 300th just so. At two metres that is the first on A3, the second on A4."""

    headline: float = 1.5
    fact: float = 1.3
    point: float = 1.0


_ABOVE_POINTS = 0.4
_STEPS = 13
_FACT_WEIGHT, _POINT_WEIGHT = 1.0, 2.6
_TORN = 0.6
"""What it costs that a line of the headline or the fact ends where nobody would pause."""
_STRAY = 0.15
"""What it costs that a word or two stand alone on a point's last line."""
_DOMINANCE = 1.4
"""How many times larger than the fact a headline is, at least."""


@dataclass(frozen=True, slots=True)
class Composition:
    """Lines and sizes. `left_out` counts the points that the sheet has no room for; `spare` is the
    room that remains."""

    headline: Lines
    headline_size: float
    fact: Lines
    fact_size: float
    points: tuple[Lines, ...]
    point_size: float
    occasion_size: float
    left_out: int
    spare: float
    worth: float


def compose(material: Material, design: Design, shrunk: float = 1.0) -> Composition:
    """The largest words that fit; `shrunk` makes the room smaller, where they still didn't.

    Raises:
        ValueError: not even the headline and the fact fit.
    """
    sheet = SHEETS[design]
    for count in range(len(material.points), -1, -1):
        for smallest in (_Smallest(), _Smallest(point=0.82), _Smallest(point=0.82, fact=1.0)):
            found = list(_fitting(material, sheet, count, smallest, shrunk * sheet.room))
            if found:
                return max(found, key=lambda composition: composition.worth)
    raise ValueError(f"标题“{material.headline}”太长，海报放不下")


def _fitting(
    material: Material, sheet: Sheet, count: int, smallest: _Smallest, room: float
) -> Iterator[Composition]:
    headlines = list(layout.breakings(material.headline, sheet.headline_lines))
    if layout.width(material.headline) > sheet.headline_one_line:
        headlines = headlines[1:] or headlines
    facts = list(layout.breakings(material.fact, 3)) if material.fact else [()]
    step = (LARGEST_POINT - smallest.point) / (_STEPS - 1)
    sizes = [smallest.point + step * number for number in range(_STEPS)]
    for headline, fact, size in itertools.product(headlines, facts, sizes):
        most = sheet.point_width / size - sheet.point_indent
        points = tuple(layout.wrapped(text, most) for text in material.points[:count])
        left = room - sheet.taken - _height(points, sheet) * size
        cost = _TORN * (layout.is_torn(headline) + layout.is_torn(fact))
        headline = layout.without_commas(headline)
        sizes_found = _shared(headline, fact, left, sheet, smallest)
        if sizes_found is None:
            continue
        headline_size, fact_size, spare = sizes_found
        worth = (
            sheet.headline_weight * math.log(headline_size)
            + _FACT_WEIGHT * math.log(fact_size or 1.0)
            + _POINT_WEIGHT * math.log(size)
            - _STRAY * sum(map(layout.has_stray, points))
            - cost
        )
        yield Composition(
            headline=headline,
            headline_size=headline_size,
            fact=fact,
            fact_size=fact_size,
            points=points,
            point_size=size,
            occasion_size=_occasion_size(material, sheet),
            left_out=len(material.points) - count,
            spare=spare,
            worth=worth,
        )


def _height(points: tuple[Lines, ...], sheet: Sheet) -> float:
    """In ems, with the space between them."""
    return (
        sum(map(len, points)) * sheet.point_leading
        + len(points) * sheet.point_space
        + _ABOVE_POINTS
    )


def _shared(
    headline: Lines, fact: Lines, room: float, sheet: Sheet, smallest: _Smallest
) -> tuple[float, float, float] | None:
    """The headline's and the fact's size, and what is left of the room; None where the room is
    too small for both."""
    headline_ems = len(headline) * sheet.headline_leading
    fact_ems = len(fact) * sheet.fact_leading
    headline_most = min(LARGEST_HEADLINE, sheet.headline_width / layout.longest(headline))
    fact_most = min(LARGEST_FACT, sheet.fact_width / layout.longest(fact)) if fact else 0.0
    share = room * sheet.headline_weight / (sheet.headline_weight + _FACT_WEIGHT)
    headline_size = min(headline_most, max(smallest.headline, share / headline_ems))
    fact_room = room - headline_size * headline_ems
    fact_size = min(fact_most, headline_size / _DOMINANCE, fact_room / fact_ems) if fact else 0.0
    headline_size = min(headline_most, (room - fact_size * fact_ems) / headline_ems)
    if headline_size < smallest.headline or (fact and fact_size < smallest.fact):
        return None
    return headline_size, fact_size, room - headline_size * headline_ems - fact_size * fact_ems


def _occasion_size(material: Material, sheet: Sheet) -> float:
    words = [material.when, material.occasion] if sheet.is_date_beside else [material.occasion]
    return min(sheet.occasion_size, sheet.occasion_width / max(1, layout.width("　".join(words))))
