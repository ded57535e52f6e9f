"""Times as staff write them, in the bureau's zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.staff.refusals import Refused
from bot.text import dates, numerals
from bot.text.dates import WEEKDAYS

_NOW = ("now", "立即", "现在", "马上")
_RELATIVE = {"今天": 0, "明天": 1, "后天": 2, "大后天": 3}
_SHORT = {"今早": "今天早上", "今晚": "今天晚上", "明早": "明天早上", "明晚": "明天晚上"}
_WEEKS = {"本": 0, "这": 0, "下": 1, "下下": 2}
_DAY = re.compile(
    rf"(?P<word>{'|'.join(sorted(_RELATIVE, key=len, reverse=True))})"
    r"|(?P<week>下下|下|本|这)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    r"|(?:(?P<year>\d{4})\s*[-年/.])?\s*(?P<month>\d{1,2})\s*[-月/.]\s*(?P<day>\d{1,2})\s*[日号]?"
)
_TIME = re.compile(
    rf"(?:{_DAY.pattern})"
    r"[\sT]*(?P<half>凌晨|上午|早上|早晨|中午|下午|晚上)?\s*"
    r"(?P<hour>\d{1,2})\s*(?:[:：点时]\s*(?P<minute>\d{1,2}|半)?\s*分?|(?P<tail>\d{2}))\s*整?"
)
_NUMERAL = re.compile(r"(?<![周期拜])[〇零一二两三四五六七八九十]+")
_AFTERNOON = ("下午", "晚上")
_NOON, _AFTER_NOON = 12, 2
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
    match = _TIME.fullmatch(_plain(text))
    try:
        at = _read(match, now.astimezone(zone)) if match else datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(f"看不懂时间 {text[:40]}：请写成 {HOW}，或者“立即”") from None


def _plain(text: str) -> str:
    """In digits: 明早九点半 is 明天早上9点半."""
    for short, long in _SHORT.items():
        text = text.replace(short, long)
    return _NUMERAL.sub(lambda found: str(numerals.parse(found[0])), text)


def _read(match: re.Match[str], now: datetime) -> datetime:
    """Raises: ValueError: there is no such time."""
    minute = match["tail"] or match["minute"] or "0"
    clock = time(_hour(int(match["hour"]), match["half"]), 30 if minute == "半" else int(minute))
    at = datetime.combine(_day(match, now.date()), clock, now.tzinfo)
    is_loose = match["weekday"] and not match["week"]
    return at + timedelta(weeks=1) if is_loose and at < now else at


def _hour(hour: int, half: str | None) -> int:
    """Raises: ValueError: it is none of that half of the day: 晚上12点 is the next day's."""
    if half in _AFTERNOON and hour < _NOON:
        return hour + _NOON
    if half == "中午" and hour <= _AFTER_NOON:
        return hour + _NOON
    is_fitting = {"凌晨": hour < 6, "晚上": hour > _NOON, "中午": 11 <= hour <= 14}.get(
        half or "", True
    )
    if not is_fitting or (half in ("上午", "早上", "早晨") and hour > _NOON):
        raise ValueError(f"{half} has no {hour}")
    return hour


def _day(match: re.Match[str], today: date) -> date:
    """The next one where neither its year nor its week is said. Raises: ValueError: there is none
    such."""
    if match["word"]:
        return today + timedelta(days=_RELATIVE[match["word"]])
    if match["weekday"]:
        weekday = WEEKDAYS.index(match["weekday"].replace("天", "日"))
        if match["week"]:
            monday = today - timedelta(days=today.weekday())
            return monday + timedelta(weeks=_WEEKS[match["week"]], days=weekday)
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    day = date(int(match["year"] or today.year), int(match["month"]), int(match["day"]))
    return day.replace(year=day.year + 1) if not match["year"] and day < today else day


def end_of_day(text: str, zone: ZoneInfo, now: datetime | None = None) -> datetime:
    """The end of a day that staff name as the last useful one: 2026-12-07, and from `now` on also
    12月7日 or 下周五.

    Raises:
        Refused: it can't be read.
    """
    text = text.strip()
    match = _DAY.fullmatch(_plain(text)) if now else None
    try:
        day = (
            _day(match, now.astimezone(zone).date()) if match and now else dates.typed(text).date()
        )
        return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(f"看不懂日期 {text[:40]}：请写成 2026-12-07") from None
