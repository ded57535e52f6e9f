"""Asks the administrators what only a person can know: whether the date is right, and whether what
an older copy of the database would send has been sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk.doubting import Doubting
from bot.desk.purging import UNANSWERED_KEPT, Purging
from bot.messages import Button, Reply
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action
from bot.store.alerts import Doubt, Kind, Matters
from handlers.dialogues.actions import rows
from handlers.dialogues.doubts import DATE, NOT_SEND, SEND
from handlers.news.telling import Card, Telling, keep_telling


@dataclass
class DoubtNews:
    zone: ZoneInfo
    purging: Purging
    doubting: Doubting
    accounts: Accounts
    telling: Telling
    _asked_date: datetime | None = field(default=None, init=False)
    _asked_copy: bool = field(default=False, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        await keep_telling(self.go_round, stop, failed="doubt news failed")

    async def go_round(self) -> None:
        """Ask each question once a start."""
        if not self.telling.channels:
            return
        since = self.purging.held_since
        if (
            since
            and since != self._asked_date
            and await self._ask(self._about_date(since), Doubt.DATE)
        ):
            self._asked_date = since
        if not self._asked_copy and (waiting := await self.doubting.held()):
            self._asked_copy = await self._ask(_about_copy(waiting), Doubt.COPY)

    async def _ask(self, reply: Reply, doubt: Doubt) -> bool:
        staff, card = await self.accounts.staff(), Card(Kind.DOUBT, Matters(doubts=[doubt]))
        return await self.telling.each(staff, Action.DATA_PURGE, reply, card)

    def _about_date(self, since: datetime) -> Reply:
        now = self.purging.clock().astimezone(self.zone)
        last = f"上一次清理到期记录是 {since.astimezone(self.zone):%Y-%m-%d}"
        doubt = (
            f"{last}，比今天还晚：现在的日期不对，或者那时的不对。"
            if since > now
            else f"{last}，中间隔了很久。"
        )
        body = (
            f"**系统日期是 {now:%Y-%m-%d}，对吗？** {doubt}按错误的日期清理，"
            "留言和问题会全部删掉，所以先没有删。日期不对，请在服务器上改正后重新启动；"
            "日期没错（比如停用了一段时间），请按下面的按钮：到期的会删除，"
            f"其中没有答复的留言再留 {UNANSWERED_KEPT.days} 天。"
        )
        return Reply(body, rows(Button("日期没错，照常清理", DATE)))


def _about_copy(waiting: int) -> Reply:
    body = (
        f"**数据库是恢复或复制来的。** 里面有 {waiting} 条给群众的答复等着发出，"
        "备份之后可能已经发过，所以先没有发。请选："
    )
    buttons = rows(Button("没有发过，照常发出", SEND), Button("算发过了，不再发", NOT_SEND))
    return Reply(body, buttons)
