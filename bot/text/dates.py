"""Dates as people say them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

WEEKDAYS = "一二三四五六日"
_TYPED = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?P<rest>\S*))?"
)


def chinese_date(day: date | str) -> str:
    """2026年11月23日; a date known to the month or year only, as far as it is known."""
    parts = str(day).split("-")
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def weekday(day: date) -> str:
    """星期五."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def month_and_day(day: date) -> str:
    """12月4日."""
    return f"{day.month}月{day.day}日"


def next_month(day: date) -> date:
    """The first of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def span(first: date, last: date) -> str:
    """12月4日, 12月1日至7日, 1月22日至3月2日, 5月."""
    if first == last:
        return month_and_day(first)
    if first.day == 1 and last + timedelta(days=1) == next_month(first):
        return f"{first.month}月"
    is_one_month = (first.year, first.month) == (last.year, last.month)
    return f"{month_and_day(first)}至{f'{last.day}日' if is_one_month else month_and_day(last)}"


def typed(text: str) -> datetime:
    """A day with or without its time, as people and spreadsheets write it: 2026-01-05, 2026/1/5,
    2026年1月5日, 2026/1/5 8:30.

    Raises:
        ValueError: it is none.
    """
    match = _TYPED.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a date: {text!r}")
    day = f"{match['year']}-{match['month']:0>2}-{match['day']:0>2}"
    time = f"T{match['hour']:0>2}:{match['minute']}{match['rest']}" if match["hour"] else ""
    return datetime.fromisoformat(day + time)
