"""Asks the administrators whether the date is right where what has expired isn't deleted by it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk.purging import Purging
from bot.messages import Button, Reply
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action
from handlers.dialogues.account_pages import action
from handlers.dialogues.actions import rows
from handlers.news.telling import Telling, keep_telling

CONFIRM = "clock"


@dataclass
class ClockNews:
    zone: ZoneInfo
    purging: Purging
    accounts: Accounts
    telling: Telling
    _asked: datetime | None = field(default=None, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        await keep_telling(self.go_round, stop, failed="clock news failed")

    async def go_round(self) -> None:
        """Ask, once a start for each leap."""
        since = self.purging.held_since
        if since is None or since == self._asked or not self.telling.channels:
            return
        now = self.purging.clock().astimezone(self.zone)
        body = (
            f"**系统日期是 {now:%Y-%m-%d}，对吗？** 上一次清理到期记录是"
            f" {since.astimezone(self.zone):%Y-%m-%d}，中间隔了很久。按错误的日期清理，"
            "留言和问题会全部删掉，所以先没有删。日期不对，请在服务器上改正后重新启动；"
            "日期没错（比如停用了一段时间），请按下面的按钮。"
        )
        button = Button("日期没错，照常清理", action(CONFIRM))
        staff = await self.accounts.staff()
        if await self.telling.each(staff, Action.DATA_PURGE, Reply(body, rows(button))):
            self._asked = since
