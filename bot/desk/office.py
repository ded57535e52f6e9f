"""When staff work: Monday to Friday, at the hours of the settings or the bureau's profile.

It knows no public holidays: they move by a yearly notice, and a promise broken by one is small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.hours import Span, Window

_HOURS = re.compile(r"(\d{1,2}[:：]\d{2})\s*[-–—~～至到]+\s*(\d{1,2}[:：]\d{2})")
_WEEKEND = 5
_AHEAD = timedelta(days=8)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Office:
    """Working hours; without any, staff are taken to be always there."""

    windows: tuple[Window, ...]
    zone: ZoneInfo

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo) -> Office:
        """Find the hours in words such as `工作日 8:30–12:00、14:00–17:30`; none there: none."""
        found = _HOURS.findall(text)
        spans = ("-".join(hours).replace("：", ":") for hours in found)
        return cls(tuple(Window.parse(span) for span in spans), zone)

    def is_open(self, moment: datetime) -> bool:
        return not self.windows or any(
            begin <= moment < end for begin, end in self._spans(moment, moment + _AHEAD)
        )

    def opens(self, moment: datetime) -> datetime:
        """When staff are next at work, from `moment` on."""
        if self.is_open(moment):
            return moment
        return min(begin for begin, _ in self._spans(moment, moment + _AHEAD) if begin > moment)

    def opened(self, moment: datetime) -> datetime | None:
        """When the working day of `moment` began; None before it, and on days off."""
        local = moment.astimezone(self.zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        if not self.windows:
            return midnight
        begun = [begin for begin, _ in self._spans(midnight, moment) if begin >= midnight]
        return min(begun) if begun else None

    def day_before(self, moment: datetime) -> datetime:
        """A working day before: what came then, and nobody answered, is late."""
        local = moment.astimezone(self.zone) - timedelta(days=1)
        while self.windows and local.weekday() >= _WEEKEND:
            local -= timedelta(days=1)
        return local

    def due(self, moment: datetime, days: int) -> date:
        """The day by which a letter of that moment is answered: so many working days later."""
        day, left = moment.astimezone(self.zone).date(), days
        while left:
            day += timedelta(days=1)
            left -= not self.windows or day.weekday() < _WEEKEND
        return day

    def shown(self, moment: datetime) -> str:
        """11月24日（周二）8:30"""
        local = moment.astimezone(self.zone)
        weekday = _WEEKDAYS[local.weekday()]
        return f"{local.month}月{local.day}日（周{weekday}）{local.hour}:{local.minute:02}"

    def _spans(self, since: datetime, until: datetime) -> Iterator[Span]:
        for window in self.windows:
            for begin, end in window.spans(since, until, self.zone):
                if begin.astimezone(self.zone).weekday() < _WEEKEND:
                    yield begin, end
