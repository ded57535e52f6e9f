"""Reminds staff of papers and practice in their chats, and tells those who make papers what
suggests itself.

Who has no chat finds it in the console, the private feed and the mail's digest.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.members import SYSTEM, Actor, Member, Staff
from bot.messages import Button, Reply
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action, may
from bot.store import inbox as digests
from bot.training import reminding
from bot.training.reminding import Moment, Reminder
from bot.training.suggesting import LAW, PLAN, Suggesting, Suggestions
from bot.training.weekly import Weekly
from handlers.dialogues.learning import reminder
from handlers.news.telling import Note, Telling
from handlers.rounds import repeat

EVERY_SECONDS = 60.0


@dataclass
class TrainingNews:
    settings: Settings
    accounts: Accounts
    suggesting: Suggesting
    weekly: Weekly
    telling: Telling
    _looked_on: date | None = field(default=None, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        await repeat(self.go_round, EVERY_SECONDS, stop, failed="training news failed")

    async def go_round(self) -> None:
        """Tell what is due now; suggestions once a day."""
        if not self.telling.channels:
            return
        staff = await self.accounts.staff()
        database, now = self.suggesting.database, self.suggesting.clock()
        for exam in await database.read(reminding.due, now=now):
            if await self._remind(staff, exam):
                await database.write(reminding.told, reminder=exam)
        if (day := await self.weekly.due()) and await self._begin_week(day):
            await self.weekly.told(day)
        today = now.astimezone(self.settings.zone).date()
        if self._looked_on != today and await self._suggest(staff):
            self._looked_on = today

    async def _remind(self, staff: Staff, reminder: Reminder) -> bool:
        reply = self._with_page(_reminded(reminder, self.settings.zone), "去考试", "/staff/exams")
        members = [staff.named(person) for person in reminder.people]
        chats = [member.chat for member in members if member and member.chat]
        return await self.telling.everyone(reminder.key, [Note(chat, reply) for chat in chats])

    async def _begin_week(self, day: date) -> bool:
        waiting = [(one.chat, reminder(count)) for one, count in await self.weekly.people()]
        notes = [Note(chat, reply) for chat, reply in waiting if chat]
        return await self.telling.everyone(f"{day} practice", notes)

    async def _suggest(self, staff: Staff) -> bool:
        """Whether everybody who makes papers knows what waits for them."""
        found = await self.suggesting.every(SYSTEM)
        database, are_told = self.suggesting.database, True
        for name, words in _suggested(found):
            if await database.read(digests.has_digest, name=name, day=""):
                continue
            reply = self._with_page(words, "看建议", "/staff/suggestions")
            notes = [Note(one.chat, reply) for one in _makers(staff) if one.chat]
            if await self.telling.everyone(name, notes):
                await database.write(digests.sent_digest, name=name, day="")
            else:
                are_told = False
        return are_told

    def _with_page(self, words: str, label: str, path: str) -> Reply:
        page = self.settings.public_url
        if not page:
            return Reply(f"{words}\n\n打开工作台办理。")
        return Reply(words, ((Button(label, url=f"{page}{path}"),),))


def _makers(staff: Staff) -> list[Member]:
    return [one for one in staff.members.values() if may(Actor(one, ""), Action.PAPER_WRITE)]


def _reminded(reminder: Reminder, zone: ZoneInfo) -> str:
    title, until = reminder.paper.title, _moment(reminder.window.closes, zone)
    match reminder.moment:
        case Moment.OPENS:
            return f"**“{title}”开始了**：{until}截止，限时{reminder.minutes}分钟，每题自动保存。"
        case Moment.CLOSES_SOON:
            return f"**“{title}”还有3天截止**（{until}），您还没有参加。"
        case Moment.MAKEUP:
            return f"**“{title}”补考开始了**：{until}截止，可考1次。"


def _suggested(found: Suggestions) -> list[tuple[str, str]]:
    """A name for each, and its words."""
    plans = [
        (
            f"suggestion {PLAN} {one.key}",
            f"**该安排“{one.blueprint.title}”了**：看看建议的时间，出卷。",
        )
        for one in found.planned
    ]
    laws = [
        (
            f"suggestion {LAW} {one.key}",
            f"**《{one.law}》改了 {len(one.articles)} 条**：给同事出一份新法速学卷。",
        )
        for one in found.revised
    ]
    return [*plans, *laws]


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local.month}月{local.day}日{local:%H:%M}"
