"""The year's papers, which suggest themselves: whoever makes papers confirms or lets be.

What makes 学法 a routine (长效机制): half a year's exam in June, the year's for officers and
leaders before 12-04 (国家宪法日), and after a change of law its changed articles
(交通运输行政执法证件管理规定 第二十六条: 在岗培训 whenever new laws appear).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.knowledge.items import Form, Item
from bot.knowledge.statutes import Texts
from bot.knowledge.statutes.citations import Citation
from bot.knowledge.statutes.comparing import Change, compare
from bot.store.papers import Window
from bot.training.blueprints import Blueprint, Section

AHEAD = timedelta(days=45)
"""So long before it opens a paper suggests itself: time to look at it, to approve and to tell."""
RECENT = timedelta(days=120)
"""A change of law that is older has been taught, or isn't any more news."""
OPENS, CLOSES = time(9), time(18)
SHORT_PAPER = 3
"""Questions without which a paper on a changed law says nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """A paper of every year: from which blueprint, its days, and those of the make-up."""

    blueprint: str
    first: tuple[tuple[int, int], tuple[int, int]]
    makeup: tuple[tuple[int, int], tuple[int, int]]


YEARLY = (
    Step("half-year", ((6, 8), (6, 17)), ((6, 22), (6, 24))),
    Step("year", ((11, 9), (11, 18)), ((11, 23), (11, 25))),
    Step("leaders", ((11, 9), (11, 18)), ((11, 23), (11, 25))),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A paper that this year should have; `key` is what it is settled by."""

    key: str
    blueprint: Blueprint
    first: Window
    makeup: Window


@dataclass(frozen=True, slots=True)
class Revised:
    """A law that has changed: which articles, and which items ask about them now."""

    key: str
    law: str
    in_force: date
    articles: tuple[Citation, ...]
    items: tuple[Item, ...]

    @property
    def is_enough(self) -> bool:
        return len(self.items) >= SHORT_PAPER


def planned(
    today: date, zone: ZoneInfo, blueprints: Mapping[str, Blueprint], posts: Iterable[str]
) -> Iterator[Planned]:
    """What opens within `AHEAD`; papers that nobody would sit aren't."""
    there = set(posts)
    for step in YEARLY:
        blueprint = blueprints.get(step.blueprint)
        opens = date(today.year, *step.first[0])
        if blueprint is None or there.isdisjoint(blueprint.audience):
            continue
        if opens - AHEAD <= today <= date(today.year, *step.first[1]):
            year = f"{today.year}" if blueprint.title.startswith("年") else f"{today.year}年"
            yield Planned(
                key=f"{today.year}-{step.blueprint}",
                blueprint=blueprint.model_copy(update={"title": year + blueprint.title}),
                first=_window(today.year, step.first, zone),
                makeup=_window(today.year, step.makeup, zone),
            )


def revised(texts: Texts, today: date, bank: Iterable[Item]) -> Iterator[Revised]:
    """Laws whose articles were added or changed of late."""
    items = list(bank)
    for before, now in texts.revised(today - RECENT):
        articles = tuple(
            Citation(now.short, one.after)
            for one in compare(before, now)
            if one.after and one.change in (Change.ADDED, Change.CHANGED)
        )
        if articles:
            yield Revised(
                key=f"{now.short}@{now.in_force_from}",
                law=now.short,
                in_force=now.in_force_from,
                articles=articles,
                items=tuple(one for one in items if not set(articles).isdisjoint(one.basis)),
            )


def short_paper(model: Blueprint, law: Revised) -> Blueprint:
    """The blueprint of 新法速学 for these articles, with as many questions as the bank has."""
    having = {form: sum(one.form is form for one in law.items) for form in Form}
    sections = tuple(
        section.model_copy(update={"count": min(section.count, having[Form(section.form)])})
        for section in model.sections
        if section.form in set(Form) and having[Form(section.form)]
    )
    if not sections:
        form, count = max(having.items(), key=lambda pair: pair[1])
        sections = (Section(form=form, count=count, points=10),)
    return model.model_copy(
        update={
            "title": f"新法速学：{law.law}"[:60],
            "sections": sections,
            "articles": tuple(map(str, law.articles)),
        }
    )


def next_windows(now: datetime, zone: ZoneInfo) -> tuple[Window, Window]:
    """Ten days from next Monday on; three for the make-up in the week but one after."""
    today = now.astimezone(zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    days = [monday + timedelta(days=after) for after in (0, 9, 14, 16)]
    opens, closes, again, until = (
        datetime.combine(day, OPENS if place % 2 == 0 else CLOSES, zone)
        for place, day in enumerate(days)
    )
    return Window(opens, closes), Window(again, until)


def _window(year: int, days: tuple[tuple[int, int], tuple[int, int]], zone: ZoneInfo) -> Window:
    opens, closes = (date(year, *day) for day in days)
    return Window(datetime.combine(opens, OPENS, zone), datetime.combine(closes, CLOSES, zone))
