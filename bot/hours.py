"""Hours of the day: when notices may go out, and when somebody doesn't want to hear anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = 24 * 60
_HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


Span = tuple[datetime, datetime]
_LOOK_AHEAD = timedelta(days=2)
"""Both windows come every day: what they don't leave free in two days, they never do."""


@dataclass(frozen=True, slots=True)
class Window:
    """Every day from `start` to `end`, in minutes of local time; over midnight if end < start."""

    start: int
    end: int

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read `08:00-20:00`; `22:00-07:00` goes over midnight, `00:00-24:00` is the whole day.

        Raises:
            ValueError: saying what is wrong.
        """
        match = _HOURS.fullmatch(text.strip())
        if not match:
            raise ValueError("must be hours such as 08:00-20:00")
        start, end = (int(match[n]) * 60 + int(match[n + 1]) for n in (1, 3))
        if int(match[2]) > 59 or int(match[4]) > 59 or start >= DAY or end > DAY:
            raise ValueError("has a time that no clock shows")
        if start == end:
            raise ValueError("is empty: it ends when it begins")
        return cls(start, end)

    def __str__(self) -> str:
        hours = (f"{minute // 60:02}:{minute % 60:02}" for minute in (self.start, self.end))
        return "-".join(hours)

    def contains(self, moment: datetime, zone: ZoneInfo) -> bool:
        local = moment.astimezone(zone)
        minute = local.hour * 60 + local.minute
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def spans(self, since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[Span]:
        """The stretches of it that touch the time from `since` to `until`, in order."""
        day = since.astimezone(zone).date() - timedelta(days=1)
        last = until.astimezone(zone).date()
        while day <= last:
            end_day = day if self.start < self.end else day + timedelta(days=1)
            begin, end = _at(day, self.start, zone), _at(end_day, self.end, zone)
            if end > since and begin < until:
                yield begin, end
            day += timedelta(days=1)

    def open_between(self, since: datetime, until: datetime, zone: ZoneInfo) -> timedelta:
        """How much of the time from `since` to `until` lies within it."""
        stretches = (
            min(end, until) - max(begin, since) for begin, end in self.spans(since, until, zone)
        )
        return max(sum(stretches, timedelta()), timedelta())


def next_free(
    moment: datetime, allowed: Window, quiet: Window | None, zone: ZoneInfo
) -> datetime | None:
    """The first time from `moment` on that is allowed and not quiet; None where there is none."""
    until = moment + _LOOK_AHEAD
    silent = list(quiet.spans(moment, until, zone)) if quiet else []
    for begin, end in allowed.spans(moment, until, zone):
        free = max(begin, moment)
        for quiet_begin, quiet_end in silent:
            if quiet_begin <= free < quiet_end:
                free = quiet_end
        if free < end:
            return free
    return None


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)
