"""An activity as staff type it: 今天 宣讲 120人 资料300份 咨询45次 国家宪法日 汽车站广场"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from bot.knowledge.library import Library
from bot.knowledge.statutes import Register
from bot.publicity import activities
from bot.publicity.activities import COUNTS, KINDS
from bot.staff.refusals import Refused

EXAMPLE = "今天 宣讲 120人 资料300份 咨询45次 国家宪法日 汽车站广场"
_RELATIVE = {"今天": 0, "昨天": 1, "前天": 2}
_DATE = re.compile(r"(?:(\d{4})[-年/.])?(\d{1,2})[-月/.](\d{1,2})日?")
_COUNTS = {
    field: re.compile(rf"(?<!\S)(?:{name}\s*[:：]?\s*(\d+)\s*{unit}?|(\d+)\s*{unit})(?!\S)")
    for field, (name, unit) in COUNTS.items()
}
"""人数120, 人数：120人 or 120人, each between spaces."""


def read(text: str, library: Library, today: date) -> dict[str, Any]:
    """The fields that the line names; what is nothing else is the note.

    Raises:
        Refused: a date that doesn't exist.
    """
    found: dict[str, Any] = {}
    for field, pattern in _COUNTS.items():
        if match := pattern.search(text):
            found[field] = int(match[1] or match[2])
            text = text[: match.start()] + text[match.end() :]
    days = activities.days_by_name(library, today)
    note = []
    for word in text.split():
        field, value = _meaning(word, days, library.register, today)
        if field in found or not field:
            note.append(word)
        else:
            found[field] = value
    if note:
        found["note"] = " ".join(note)
    return found


def _meaning(word: str, days: Collection[str], register: Register, today: date) -> tuple[str, Any]:
    """Which field a word is for, and its value; "" where it is for none."""
    if word in _RELATIVE:
        return "held_on", today - timedelta(days=_RELATIVE[word])
    if match := _DATE.fullmatch(word):
        return "held_on", _date(match, today)
    if word in KINDS:
        return "kind", word
    if word in days:
        return "day", word
    if statute := register.find(word):
        return "law", statute.short
    return "", word


def _date(match: re.Match[str], today: date) -> date:
    """Without a year, the last such day."""
    try:
        day = date(int(match[1] or today.year), int(match[2]), int(match[3]))
    except ValueError:
        raise Refused(f"没有 {match[0]} 这一天") from None
    if day > today and not match[1]:
        return day.replace(year=today.year - 1)
    return day
