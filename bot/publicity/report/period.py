"""The time that a report is about, as people name it and as the store asks for it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or one month of it where `month` isn't 0."""

    year: int
    month: int = 0

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, 1)

    @property
    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def name(self) -> str:
        """2026年度 or 2026年11月."""
        return f"{self.year}年{self.month}月" if self.month else f"{self.year}年度"

    @property
    def words(self) -> str:
        """For the middle of a sentence: 2026年 or 2026年11月."""
        return f"{self.year}年{self.month}月" if self.month else f"{self.year}年"

    @property
    def part(self) -> str:
        """What one bar of a chart stands for: 月 or 日."""
        return "日" if self.month else "月"

    @property
    def parts(self) -> range:
        """The months of the year, or the days of the month."""
        return range(1, self.last.day + 1) if self.month else range(1, 13)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def parameters(self, zone: ZoneInfo) -> dict[str, str]:
        """What the queries are given; see `bot.store.report`."""
        start = datetime(self.first.year, self.first.month, 1, tzinfo=zone)
        following = self.last + timedelta(days=1)
        end = datetime(following.year, following.month, 1, tzinfo=zone)
        offset = start.utcoffset() or timedelta()
        return {
            "start": start.astimezone(UTC).isoformat(),
            "end": end.astimezone(UTC).isoformat(),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "shift": f"{offset.total_seconds() / 60:+.0f} minutes",
            "part": "%d" if self.month else "%m",
        }
