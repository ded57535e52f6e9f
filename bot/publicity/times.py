"""Times as staff write them, in the bureau's zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.staff.refusals import Refused

_NOW = ("now", "立即", "现在", "马上")
_RELATIVE = {"今天": 0, "明天": 1, "后天": 2, "大后天": 3}
_TIME = re.compile(
    rf"(?:(?P<word>{'|'.join(sorted(_RELATIVE, key=len, reverse=True))})"
    r"|(?:(?P<year>\d{4})\s*[-年/.])?\s*(?P<month>\d{1,2})\s*[-月/.]\s*(?P<day>\d{1,2})\s*[日号]?)"
    r"[\sT]*(?P<half>上午|早上|早晨|中午|下午|晚上)?\s*"
    r"(?P<hour>\d{1,2})\s*(?:[:：点时]\s*(?P<minute>\d{1,2}|半)?\s*分?|(?P<tail>\d{2}))\s*整?"
)
_AFTERNOON = ("下午", "晚上")
_NOON = 12
HOW = "2026-12-04 09:00、12月4日9点或明天上午9点"


def when(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """A time as staff write it, in the bureau's zone: 立即, 明天上午9点, 12月4日9点半 (the next
    one), 2026-12-04 09:00, or as ISO 8601.

    Raises:
        Refused: it can't be read.
    """
    text = text.strip()
    if text in _NOW:
        return now
    match = _TIME.fullmatch(text)
    try:
        time = _read(match, now.astimezone(zone)) if match else datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"看不懂时间 {text}：请写成 {HOW}，或者“立即”") from None
    return (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)


def _read(match: re.Match[str], now: datetime) -> datetime:
    """Raises: ValueError: there is no such time."""
    minute = match["tail"] or match["minute"] or "0"
    hour = int(match["hour"])
    if match["half"] in _AFTERNOON and hour < _NOON:
        hour += _NOON
    at = time(hour, 30 if minute == "半" else int(minute))
    if match["word"]:
        day = now.date() + timedelta(days=_RELATIVE[match["word"]])
    else:
        day = date(int(match["year"] or now.year), int(match["month"]), int(match["day"]))
        if not match["year"] and day < now.date():
            day = day.replace(year=day.year + 1)
    return datetime.combine(day, at)


def end_of_day(text: str, zone: ZoneInfo) -> datetime:
    """The end of a day that staff name as the last useful one.

    Raises:
        Refused: it can't be read.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(f"看不懂日期 {text.strip()}：请写成 2026-12-07") from None
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)
