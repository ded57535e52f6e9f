"""The calendar in the chat: `/today` says what day it is, `/calendar` pages through the months."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.knowledge.calendar.rules import YEARS
from bot.knowledge.library import Library
from bot.messages import Button, Reply
from bot.publicity import days
from bot.publicity.days import Occurrence
from bot.text.dates import month_and_day, next_month, weekday
from handlers.dialogues import actions
from handlers.dialogues.actions import rows
from handlers.dialogues.turns import Heard, Turn

TODAY, MONTHS = "today", "calendar"
MONTH, DAY = "cal", "day"
"""Kinds of action: `cal:2026-12`, `day:2026:<hash>`."""
NEXT = 5
_YEAR_AND_MONTH = re.compile(r"(?:(\d{4})\s*[-年./]\s*)?(\d{1,2})\s*月?(?:份)?")
_YEAR = re.compile(r"(\d{4})年?")
CALENDAR_BUTTON_LABEL = "普法日历"


@dataclass(frozen=True)
class Calendar:
    """The part of the dialogue that knows the days."""

    settings: Settings
    knowledge: KnowledgeBase

    async def turn(self, heard: Heard) -> Turn | None:
        reply = self._reply(heard)
        return (reply, heard.idle) if reply else None

    def _reply(self, heard: Heard) -> Reply | None:
        library = self.knowledge.edition.library
        now = heard.now.astimezone(self.settings.zone).date()
        kind, _, rest = heard.message.action.partition(":")
        if heard.command == TODAY:
            return today(library, now)
        if heard.command == MONTHS:
            first = _first_of_month(heard.rest, now)
            return month(library, first) if first else Reply(_USAGE)
        if kind == MONTH:
            first = _first_of_month(rest, now)
            return month(library, first, replaces=True) if first else None
        if kind == DAY:
            occurrence = _found(library, rest)
            return day(library, occurrence) if occurrence else None
        return None


_USAGE = "请写年份和月份，例如：/calendar 2027-05，或者 /calendar 5月"


def today(library: Library, now: date) -> Reply:
    """What day it is, with the words of its notice; else what comes next."""
    head = f"**今天是{now.year}年{month_and_day(now)}，{weekday(now)}**"
    current = days.on(library, now)
    coming = days.after(library, now, NEXT)
    parts = [head]
    if current:
        names = "、".join(f"**{occurrence.title}**" for occurrence in current)
        parts += [f"{names}。", days.notice(library, current[0]).body]
    else:
        parts.append("今天不是宣传日。")
    if coming:
        parts.append("接下来：\n\n" + _numbered([*current, *coming], after=len(current)))
    if not (current or coming):
        parts.append("日历里还没有宣传日。")
    buttons = rows(*map(_day_button, [*current, *coming]), _month_button(now))
    return Reply("\n\n".join(parts), buttons)


def month(library: Library, first: date, *, replaces: bool = False) -> Reply:
    """The days of a month, and the way to the months beside it."""
    last = next_month(first) - timedelta(days=1)
    found = days.between(library, first, last)
    body = f"**{first.year}年{first.month}月 普法日历**\n\n"
    body += _numbered(found) if found else "这个月没有宣传日。"
    before = first - timedelta(days=1)
    turning = [
        Button(label, _month_action(month))
        for label, month in (("上个月", before), ("下个月", last + timedelta(days=1)))
        if month.year in YEARS
    ]
    buttons = (*rows(*map(_day_button, found)), tuple(turning))
    return Reply(body, buttons, replaces=replaces)


def day(library: Library, occurrence: Occurrence) -> Reply:
    """One day: when, the words of its notice, its basis, and the questions it leads to."""
    told = days.notice(library, occurrence)
    caution = f"；{occurrence.caution}" if occurrence.caution else ""
    entries = [library.entries[slug] for slug in told.entries if slug in library.entries]
    body = "\n\n".join(
        [
            f"**{told.title}**（{occurrence.year}年{occurrence.when}{caution}）",
            told.body,
            f"**由来**：{occurrence.day.basis.rstrip('。')}。",
        ]
    )
    questions = [Button(entry.question, actions.entry(entry.slug)) for entry in entries]
    return Reply(body, rows(*questions, _month_button(occurrence.first)))


def _numbered(found: Sequence[Occurrence], after: int = 0) -> str:
    """Lines that say the same as the buttons; those up to `after` are told elsewhere."""
    lines = (f"{number}. {_label(item)}" for number, item in enumerate(found, start=1))
    return "\n".join(list(lines)[after:])


def _label(occurrence: Occurrence) -> str:
    caution = f"（{occurrence.caution}）" if occurrence.caution else ""
    return f"{occurrence.when} {occurrence.title}{caution}"


def _day_button(occurrence: Occurrence) -> Button:
    return Button(_label(occurrence), f"{DAY}:{occurrence.year}:{_hash(occurrence)}")


def _month_button(day: date) -> Button:
    return Button(CALENDAR_BUTTON_LABEL, _month_action(day))


def _month_action(day: date) -> str:
    return f"{MONTH}:{day:%Y-%m}"


def _hash(occurrence: Occurrence) -> str:
    """A law's name in a key is too long for a button's action; its hash isn't."""
    return hashlib.sha256(occurrence.day.key.encode()).hexdigest()[:12]


def _found(library: Library, rest: str) -> Occurrence | None:
    year, _, wanted = rest.partition(":")
    if not (year.isdecimal() and int(year) in YEARS):
        return None
    found = days.occurrences(library, int(year), every=True)
    return next((occurrence for occurrence in found if _hash(occurrence) == wanted), None)


def _first_of_month(words: str, now: date) -> date | None:
    """The month that is meant, by its first day; None where it is none."""
    if not words:
        return now.replace(day=1)
    if match := _YEAR.fullmatch(words):
        year, month = int(match[1]), now.month
    elif match := _YEAR_AND_MONTH.fullmatch(words):
        year, month = int(match[1] or now.year), int(match[2])
    else:
        return None
    return date(year, month, 1) if year in YEARS and 1 <= month <= 12 else None
