"""The calendar: publicity days and the laws' anniversaries in a year, and the words for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.knowledge.calendar.dayfiles import Day
from bot.knowledge.calendar.rules import YEARS
from bot.knowledge.entries import Entry
from bot.knowledge.library import LINK, Library
from bot.text import numerals
from bot.text.dates import chinese_date, span

_ASIDE = re.compile(r"[“”\s]|（[^（）]*）|\([^()]*\)")

ROUND = 5
"""Years after which a law's anniversary is worth a notice."""
LONGEST = 300
"""Characters of a notice: one look at a phone."""
_LINKED = re.compile(rf"\[([^\[\]]*){LINK.pattern}")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A day in one year. Where `is_announced`, only the month is known: it runs from the month's
    first to its last day."""

    day: Day
    year: int
    first: date
    last: date
    is_announced: bool = False

    @property
    def id(self) -> str:
        """The day's key and the year: what a campaign is drafted for, once."""
        return f"{self.day.key}/{self.year}"

    @property
    def years(self) -> int:
        """How many years after the first time."""
        return self.year - self.day.since if self.day.since else 0

    @property
    def is_round(self) -> bool:
        return self.years > 0 and self.years % ROUND == 0

    @property
    def needs_confirmation(self) -> bool:
        """Whether staff must look this year's date up before anything is sent."""
        return self.day.needs_confirmation(self.year)

    @property
    def is_proposed(self) -> bool:
        """Whether a notice is drafted without anybody asking for it."""
        return self.day.is_core and (self.is_round or not self.day.is_anniversary)

    @property
    def title(self) -> str:
        """国家宪法日, 《公路法》施行30周年."""
        if not self.day.is_anniversary:
            return self.day.name
        return f"{self.day.name.removesuffix('纪念日')}{self.years}周年"

    @property
    def when(self) -> str:
        """12月4日, 12月1日至7日, 1月22日至3月2日, 5月."""
        return span(self.first, self.last)

    @property
    def caution(self) -> str:
        """What must be said beside the dates; empty where they are certain."""
        if self.is_announced:
            return "日期待通知"
        return "日期以当年通知为准" if self.day.confirm and self.needs_confirmation else ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Notice:
    """What people are told on a day: the message, and the words for screens and posters."""

    title: str
    body: str
    audiences: tuple[str, ...]
    entries: tuple[str, ...]
    led: str
    bus: str
    headline: str
    points: tuple[str, ...]


def occurrences(library: Library, year: int, *, every: bool = False) -> tuple[Occurrence, ...]:
    """A year's days in order; of the anniversaries the round ones, or every one.

    Raises:
        ValueError: the Chinese calendar of that year isn't known.
    """
    days = [*library.days.values(), *library.anniversaries]
    found = [occurrence for day in days for occurrence in _falls(day, year)]
    kept = [o for o in found if every or o.is_round or not o.day.is_anniversary]
    return tuple(sorted(kept, key=_in_order))


def between(
    library: Library, first: date, last: date, *, every: bool = False
) -> tuple[Occurrence, ...]:
    """The days that fall, in part at least, from the first to the last day."""
    years = range(max(first.year - 1, YEARS[0]), min(last.year + 1, YEARS[-1]) + 1)
    found = (o for year in years for o in occurrences(library, year, every=every))
    return tuple(sorted((o for o in found if o.first <= last and o.last >= first), key=_in_order))


def on(library: Library, day: date) -> tuple[Occurrence, ...]:
    """What a day is: its own name first, then the weeks and months that it lies in."""
    found = [o for o in between(library, day, day) if not o.is_announced]
    return tuple(sorted(found, key=lambda o: (o.last - o.first, o.day.is_anniversary)))


def after(library: Library, day: date, limit: int) -> tuple[Occurrence, ...]:
    """The next days that begin later; within eleven months, so that none comes round again."""
    found = between(library, day, day + timedelta(days=330))
    return tuple(o for o in found if o.first > day and not o.is_announced)[:limit]


def upcoming(library: Library, today: date, days_ahead: int) -> tuple[Occurrence, ...]:
    """What a campaign is drafted for: core days and round anniversaries that begin from today to
    so many days ahead."""
    last = today + timedelta(days=days_ahead)
    return tuple(o for o in between(library, today, last) if o.is_proposed and o.first >= today)


def find(library: Library, key: str, today: date) -> Occurrence | None:
    """`constitution-day/2026`, or the key alone for the next time; None where there is none."""
    key, _, year = key.partition("/")
    day = library.days.get(key) or next((d for d in library.anniversaries if d.key == key), None)
    if day is None or (year and not year.isdecimal()):
        return None
    years = [numerals.counted(year)] if year else [today.year, today.year + 1]
    found = [o for y in years if y in YEARS for o in _falls(day, y)]
    return next((o for o in found if year or o.last >= today), None)


def next_called(library: Library, name: str, today: date) -> Occurrence | None:
    """The same by what people call it: 国家宪法日, 全国交通安全日 without its brackets."""
    if found := find(library, name, today):
        return found
    wanted = bare(name)
    ahead = between(library, today, today + timedelta(days=365), every=True)
    return next((one for one in ahead if wanted in (bare(one.day.name), bare(one.title))), None)


def bare(name: str) -> str:
    """Without quotation marks, spaces, and what stands in brackets: nobody types those."""
    return _ASIDE.sub("", name).strip()


def notice(library: Library, occurrence: Occurrence) -> Notice:
    """The words for a day in that year, ready to be sent or edited."""
    day = occurrence.day
    if not day.body:
        return _anniversary_notice(library, occurrence)
    return Notice(
        title=occurrence.title,
        body=library.fill(day.body),
        audiences=day.audience,
        entries=day.entries,
        led=library.fill(day.led),
        bus=library.fill(day.bus),
        headline=library.fill(day.headline),
        points=tuple(map(library.fill, day.points)),
    )


def _falls(day: Day, year: int) -> Iterator[Occurrence]:
    if day.is_anniversary and year <= (day.since or year):
        return
    announced = day.when.is_announced and year not in day.dates
    for dates in day.spans(year):
        yield Occurrence(day, year, dates.first, dates.last, announced)


def _in_order(occurrence: Occurrence) -> tuple[date, date, str]:
    return occurrence.first, occurrence.last, occurrence.day.key


def _anniversary_notice(library: Library, occurrence: Occurrence) -> Notice:
    """That the law is so old today, and the answer to a question that rests on it."""
    day, law = occurrence.day, library.register.statutes[occurrence.day.law]
    told = f"{day.basis}，到{chinese_date(occurrence.first)}满{occurrence.years}年。"
    if law.amended > str(day.since):
        told += f"最近一次修改是{chinese_date(law.amended)}。"
    bodies = (_with_answer(told, entry, library) for entry in library.by_law.get(law.short, ()))
    return Notice(
        title=occurrence.title,
        body=next((body for body in bodies if len(body) <= LONGEST), told),
        audiences=day.audience,
        entries=day.entries,
        led=occurrence.title,
        bus=occurrence.title,
        headline=occurrence.title,
        points=(f"{day.basis}。",),
    )


def _with_answer(told: str, entry: Entry, library: Library) -> str:
    answer = _LINKED.sub(r"\1", library.fill(entry.short_answer))
    return f"{told}\n\n大家常问：**{entry.question}**\n\n{answer}"
