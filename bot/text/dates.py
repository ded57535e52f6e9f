"""Dates as people say them."""

from __future__ import annotations

from datetime import date, timedelta

WEEKDAYS = "一二三四五六日"


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
