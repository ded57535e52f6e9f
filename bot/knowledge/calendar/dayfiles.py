"""A publicity day: when it falls, what it rests on, and the words of its notice, in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile, FrontMatter
from bot.knowledge.calendar import rules
from bot.knowledge.calendar.rules import BadRule, Rule, Span
from bot.knowledge.entries import AUDIENCES, MAX_SLUG, SLUG
from bot.knowledge.statutes.citations import Citation

EFFECTIVE = "施行纪念日"
PROMULGATED = "颁布纪念日"
ANNIVERSARIES = (EFFECTIVE, PROMULGATED)
KINDS = ("宣传日", "宣传周", "宣传月", *ANNIVERSARIES)
CORE, RELATED = "core", "related"
RELEVANCES = (CORE, RELATED)
LED = 60
"""Characters that the station's LED shows in one go."""
BUS = 40
"""Characters that the scroller in a bus shows in one go."""

_REQUIRED = ("name", "kind", "when", "basis", "led", "bus", "headline", "points")
_OPTIONAL = (
    "key", "since", "relevance", "confirm", "dates", "audience", "entries", "cites", "figures",
    "law", "source",
)  # fmt: skip
_TEXTS = ("key", "name", "kind", "when", "basis", "led", "bus", "headline", "law", "source")
_LISTS = ("audience", "entries", "points", "cites")


@dataclass(frozen=True, slots=True)
class Day:
    """One Markdown file of `knowledge/days`, or an anniversary derived from the register.

    `confirm` means that a yearly notice sets the date; `dates` are those that notices have set,
    by year, and go before the rule. `law` is the law whose anniversary the day keeps. `cites` and
    `figures` name where the figures of its words stand, as an entry's `basis` and `figures` do.
    """

    key: str
    name: str
    kind: str
    when: Rule
    basis: str
    since: int | None = None
    relevance: str = CORE
    confirm: bool = False
    dates: Mapping[int, Span] = field(default_factory=dict)
    audience: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    led: str = ""
    bus: str = ""
    headline: str = ""
    points: tuple[str, ...] = ()
    cites: tuple[Citation, ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    law: str = ""
    source: str = ""
    body: str = ""
    text: str = field(default="", compare=False, repr=False)
    path: Path = field(default=Path(), compare=False, repr=False)

    @property
    def is_anniversary(self) -> bool:
        return self.kind in ANNIVERSARIES

    @property
    def is_core(self) -> bool:
        return self.relevance == CORE

    @property
    def words(self) -> Iterator[str]:
        """All that people are told: the notice, the screens, the poster."""
        yield from (self.body, self.led, self.bus, self.headline, *self.points)

    def spans(self, year: int) -> tuple[Span, ...]:
        """When it falls in a year: as that year's notice says, else by the rule."""
        return (self.dates[year],) if year in self.dates else self.when.spans(year)

    def needs_confirmation(self, year: int) -> bool:
        """Whether staff must look the year's date up: a notice sets it, or it moves."""
        return year not in self.dates and (self.confirm or self.when.moves)


def parse(text: str, path: Path) -> Day:
    """Read one day; its key is the file's name.

    Raises:
        FaultyFile: with every fault that can be seen in this file alone.
    """
    matter = frontmatter.parse(text, path)
    faults = [Fault(path, line, message) for line, message in _faults(matter, path)]
    faults += frontmatter.pair_faults(matter, "figures", path)
    if faults:
        raise FaultyFile(faults)
    values = matter.values
    return Day(
        key=path.stem,
        name=values["name"].strip(),
        kind=values["kind"],
        when=rules.parse(values["when"]),
        basis=values["basis"].strip(),
        since=values.get("since"),
        relevance=values.get("relevance") or CORE,
        confirm=values.get("confirm") or False,
        dates={year: _dates(year, when) for year, when in (values.get("dates") or {}).items()},
        audience=tuple(values.get("audience") or ()),
        entries=tuple(values.get("entries") or ()),
        led=values["led"].strip(),
        bus=values["bus"].strip(),
        headline=values["headline"].strip(),
        points=tuple(point.strip() for point in values["points"]),
        cites=tuple(Citation.parse(text) for text in values.get("cites") or ()),
        figures={str(key): str(value) for key, value in (values.get("figures") or {}).items()},
        law=values.get("law") or "",
        source=values.get("source") or "",
        body=matter.body.strip(),
        text=text,
        path=path,
    )


Found = Iterator[tuple[int, str]]
"""Lines and what is wrong on them."""


def _faults(matter: FrontMatter, path: Path) -> Found:
    values, known = matter.values, {*_REQUIRED, *_OPTIONAL}
    if not SLUG.fullmatch(path.stem) or len(path.stem) > MAX_SLUG:
        yield 1, f"file name: use a-z, 0-9 and hyphens, at most {MAX_SLUG} characters"
    for key in values.keys() - known:
        yield matter.line_of(key), f"unknown key `{key}`: use {', '.join(sorted(known))}"
    for key in _REQUIRED:
        if not values.get(key):
            yield matter.line_of(key), f"`{key}` is missing: add a line `{key}: …`"
    if values.get("key") not in (None, path.stem):
        yield matter.line_of("key"), f"key {values['key']} isn't the file's name: leave it out"
    yield from _kind_faults(matter)
    yield from _value_faults(matter)
    yield from _unreadable(matter)
    if not matter.body.strip():
        yield matter.body_line, "there is no notice: write its words below the front matter"


def _kind_faults(matter: FrontMatter) -> Found:
    wanted: tuple[tuple[tuple[str, ...], type, str], ...] = (
        (_TEXTS, str, "text: put it in quotes"),
        (_LISTS, list, "a list of texts: `- …` lines"),
        (("since",), int, "a year: write 2014"),
        (("confirm",), bool, "true or false"),
        (("dates", "figures"), dict, "pairs: `{2027: 12-01..12-07}`"),
    )
    for keys, kind, description in wanted:
        for key in keys:
            if matter.values.get(key) and type(matter.values[key]) is not kind:
                yield matter.line_of(key), f"`{key}` must be {description}"
    for key in _LISTS:
        for number, item in enumerate(_listed(matter, key)):
            if not isinstance(item, str):
                yield matter.line_of(key, number), f"`{key}` must be a list of texts: `- …` lines"


def _value_faults(matter: FrontMatter) -> Found:
    values = matter.values
    for key, choices in (("kind", KINDS), ("relevance", RELEVANCES)):
        if values.get(key) and values[key] not in choices:
            yield matter.line_of(key), f"unknown {key} {values[key]}: use {' '.join(choices)}"
    for number, item in enumerate(_listed(matter, "audience")):
        if item not in AUDIENCES:
            line = matter.line_of("audience", number)
            yield line, f"unknown audience {item}: use {' '.join(AUDIENCES)}"
    for key, longest in (("led", LED), ("bus", BUS)):
        length = len(str(values.get(key) or "").strip())
        if length > longest:
            yield matter.line_of(key), f"`{key}` has {length} characters: shorten it to {longest}"
    if values.get("kind") in ANNIVERSARIES and not (values.get("law") and values.get("since")):
        yield matter.line_of("kind"), "an anniversary needs `law: …` and `since: …`"


def _unreadable(matter: FrontMatter) -> Found:
    """Values that are written in a way of their own: rules, dates, citations."""
    dates = matter.values.get("dates")
    readings: list[tuple[int, Callable[..., object], tuple[object, ...]]] = [
        (matter.line_of("when"), rules.parse, (str(matter.values.get("when") or "12-04"),)),
        *(
            (matter.line_of("cites", number), Citation.parse, (str(item),))
            for number, item in enumerate(_listed(matter, "cites"))
        ),
        *(
            (matter.line_of("dates"), _dates, pair)
            for pair in (dates.items() if isinstance(dates, dict) else ())
        ),
    ]
    for line, read, values in readings:
        try:
            read(*values)
        except ValueError as error:
            yield line, str(error)


def _listed(matter: FrontMatter, key: str) -> list[Any]:
    items = matter.values.get(key)
    return items if isinstance(items, list) else []


def _dates(year: object, when: object) -> Span:
    """What a notice set for a year: a day, or the first and the last."""
    rule = rules.parse(str(when))
    if not isinstance(year, int) or year not in rules.YEARS:
        raise BadRule(f"{year} is no year: write `{{2027: 12-01..12-07}}`")
    if rule.moves:
        raise BadRule(f"{when}: write the dates that the notice set, as 12-04 or 12-01..12-07")
    return rule.spans(year)[0]
