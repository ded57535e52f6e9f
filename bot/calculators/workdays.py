"""Counting by the calendar: days, working days and months, as terms of law are counted."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from borax.calendars.lunardate import LunarDate

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days off beside weekends, and weekend days on which is worked, of the `years` that staff
    have entered. In any other, weekends and the festivals themselves are off."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        if day in (self.off if day.year in self.years else festivals(day.year)):
            return False
        return day.weekday() < SATURDAY or day in self.work

    def next_workday(self, day: date) -> date:
        """The day itself where it is one."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def after_workdays(self, day: date, count: int) -> date:
        """The last of so many working days, the first being the one after `day`."""
        while count:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day


@lru_cache(maxsize=16)
def festivals(year: int) -> frozenset[date]:
    """The days off that every year has, without the weekends that a year's notice moves for them:
    全国年节及纪念日放假办法 as amended in November 2024 (its text isn't held, staff's
    file goes first)."""
    return frozenset(_festivals(year))


def _festivals(year: int) -> Iterator[date]:
    for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)):
        yield date(year, month, day)
    new_year = LunarDate(year, 1, 1).to_solar_date()
    yield from (new_year + timedelta(days=ahead) for ahead in range(-1, 3))
    for month, day in ((5, 5), (8, 15)):
        yield LunarDate(year, month, day).to_solar_date()
    april = (date(year, 4, day) for day in (4, 5, 6))
    yield next(day for day in april if LunarDate.from_solar(day).term == "清明")


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the month's last where it has no such day: 民法典
    第二百零二条."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
