"""When a publicity day falls: one line of text, and the dates that it means in a year.

12-04                      that day
12-01..12-07               from the first to the last day; past New Year's Eve if need be
3rd Sat of 09, last Mon of 03
month 05                   the whole month
week of 09-22              Monday to Sunday around that day
3rd week of 09             Monday to Sunday; the row with the 1st of the month is the first
lunar 09-09                a day of the Chinese calendar
spring-festival -15..+24   days before and after the lunar New Year's Day
announced 06               a notice sets the date, as a rule in that month
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate

YEARS = range(1901, 2100)
"""The years whose Chinese calendar is known."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WHAT = "|".join((*WEEKDAYS, "week"))
FORMS = (
    "12-04, 12-01..12-07, 3rd Sat of 09, last Mon of 03, month 05, week of 09-22, "
    "3rd week of 09, lunar 09-09, spring-festival -15..+24 or announced 06"
)


class BadRule(ValueError):
    """The text is no rule; the message says what is."""


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day, both inclusive; they are the same for a single day."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Rule:
    """`moves` where it isn't the same days each year; `is_announced` where no rule tells them."""

    text: str
    moves: bool
    is_announced: bool
    _spans: Callable[[int], Iterator[Span]] = field(compare=False, repr=False)

    def spans(self, year: int) -> tuple[Span, ...]:
        """The dates of a year; none where it doesn't fall. For an announced one, its month."""
        if year not in YEARS:
            raise ValueError(f"years from {YEARS[0]} to {YEARS[-1]} only, not {year}")
        return tuple(self._spans(year))

    def __str__(self) -> str:
        return self.text


def parse(text: str) -> Rule:
    """Read a rule.

    Raises:
        BadRule: it has none of the forms above, or a date that doesn't exist.
    """
    text = text.strip()
    for pattern, make, moves in _FORMS:
        if match := pattern.fullmatch(text):
            try:
                return Rule(text, moves, make is _month and moves, make(*match.groups()))
            except ValueError as error:
                raise BadRule(f"{text}: {error}") from error
    raise BadRule(f"no rule for dates: {text!r} (write {FORMS})")


Spans = Callable[[int], Iterator[Span]]


def _fixed(written: str) -> Spans:
    return _from_to(written, written)


def _from_to(first: str, last: str) -> Spans:
    begins, ends = _month_and_day(first), _month_and_day(last)
    into_next_year = ends < begins

    def spans(year: int) -> Iterator[Span]:
        yield Span(date(year, *begins), date(year + into_next_year, *ends))

    return spans


def _nth(ordinal: str | None, what: str, month: str) -> Spans:
    in_month = _valid_month(month)
    place = int(ordinal) - 1 if ordinal else -1

    def spans(year: int) -> Iterator[Span]:
        weeks = calendar.Calendar().monthdatescalendar(year, in_month)
        if what == "week":
            found = [Span(week[0], week[-1]) for week in weeks]
        else:
            days = [week[WEEKDAYS.index(what)] for week in weeks]
            found = [Span(day, day) for day in days if day.month == in_month]
        if place < len(found):
            yield found[place]

    return spans


def _month(written: str) -> Spans:
    month = _valid_month(written)

    def spans(year: int) -> Iterator[Span]:
        yield Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    return spans


def _week_of(written: str) -> Spans:
    month, day = _month_and_day(written)

    def spans(year: int) -> Iterator[Span]:
        within = date(year, month, day)
        monday = within - timedelta(days=within.weekday())
        yield Span(monday, monday + timedelta(days=6))

    return spans


def _lunar(month: str, day: str) -> Spans:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 30):
        raise ValueError("no such day in the Chinese calendar")

    def spans(year: int) -> Iterator[Span]:
        for lunar_year in (year - 1, year):
            try:
                found = LunarDate(lunar_year, int(month), int(day)).to_solar_date()
            except ValueError:
                continue  # the 30th of a month that has 29 days that year
            if found.year == year:
                yield Span(found, found)

    return spans


def _spring_festival(before: str, after: str) -> Spans:
    if int(before) > int(after):
        raise ValueError("the first day comes after the last")

    def spans(year: int) -> Iterator[Span]:
        new_year = LunarDate(year, 1, 1).to_solar_date()
        yield Span(new_year + timedelta(days=int(before)), new_year + timedelta(days=int(after)))

    return spans


def _valid_month(written: str) -> int:
    return date(2001, int(written), 1).month


def _month_and_day(written: str) -> tuple[int, int]:
    """Of a day that every year has."""
    month, day = map(int, written.split("-"))
    common = date(2001, month, day)
    return common.month, common.day


_FORMS: tuple[tuple[re.Pattern[str], Callable[..., Spans], bool], ...] = (
    (re.compile(r"(\d\d-\d\d)"), _fixed, False),
    (re.compile(r"(\d\d-\d\d)\.\.(\d\d-\d\d)"), _from_to, False),
    (re.compile(rf"(?:([1-6])(?:st|nd|rd|th)|last) ({_WHAT}) of (\d\d)"), _nth, True),
    (re.compile(r"month (\d\d)"), _month, False),
    (re.compile(r"week of (\d\d-\d\d)"), _week_of, True),
    (re.compile(r"lunar (\d\d)-(\d\d)"), _lunar, True),
    (re.compile(r"spring-festival ([+-]\d{1,2})\.\.([+-]\d{1,2})"), _spring_festival, True),
    (re.compile(r"announced (\d\d)"), _month, True),
)
