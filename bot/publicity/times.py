"""Times as staff write them, in the bureau's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.staff.refusals import Refused


def when(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """A time as staff write it: now, 立即, or 2026-12-04 09:00 in the bureau's zone.

    Raises:
        Refused: it can't be read.
    """
    text = text.strip()
    if text in ("now", "立即", "现在"):
        return now
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"看不懂时间 {text}：请写成 2026-12-04 09:00，或者 now") from None
    return (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)


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
