"""Changes what staff were told when somebody has seen to it: nobody opens what is done already, and
what a citizen has deleted stands in no chat."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.members import Actor, Staff
from bot.messages import Reply
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action, may
from bot.store import Database, alerts
from bot.store.alerts import Alert, Kind
from handlers.news import digests
from handlers.news.standing import Standing
from handlers.news.telling import NEVER, NOT_NOW, PAUSE, Posted, Telling, keep_telling

AT_ONCE = 100
NO_MORE = Reply("这件事现在不归您办，这条消息不再更新。")
"""In the chat of who was of staff, or had another role."""
_WHOSE = {
    Kind.WEEKLY: Action.DRAFT_APPROVE,
    Kind.DRAFT: Action.DRAFT_APPROVE,
    Kind.CAMPAIGN: Action.PUBLICITY_SEE,
    Kind.DOUBT: Action.DATA_PURGE,
}
"""Who may read them; the others are for those who may see what comes in."""


@dataclass(frozen=True)
class AlertNews:
    zone: ZoneInfo
    database: Database
    accounts: Accounts
    telling: Telling
    clock: Callable[[], datetime]
    _failed: dict[int, datetime] = field(default_factory=dict, init=False, repr=False)

    async def run(self, stop: asyncio.Event) -> None:
        await keep_telling(self.go_round, stop, failed="alert news failed")

    async def go_round(self) -> None:
        """Change each that no longer says how its matters stand."""
        if not self.telling.channels:
            return
        stale = await self.database.read(alerts.stale, limit=AT_ONCE)
        standing = Standing(await self.accounts.staff(), self.zone) if stale else None
        for alert in stale:
            if standing and not self._rests(alert) and not await self._amend(alert, standing):
                return

    async def _amend(self, alert: Alert, standing: Standing) -> bool:
        """False where nothing can be changed just now."""
        about = await self.database.read(alerts.matters, alert_id=alert.id)
        is_theirs = self._is_theirs(alert, standing.staff)
        reply = digests.as_it_stands(alert, about, standing)
        reply = reply if is_theirs else NO_MORE
        became = await self.telling.amend(Posted(alert.chat, alert.message), reply)
        if isinstance(became, Posted) and is_theirs:
            await self.database.write(
                alerts.told, alert_id=alert.id, message=became.message, about=about
            )
        elif isinstance(became, Posted) or became in NEVER:
            await self.database.write(alerts.drop, alert_id=alert.id)
        else:
            self._failed[alert.id] = self.clock()
            return became not in NOT_NOW
        self._failed.pop(alert.id, None)
        return True

    def _is_theirs(self, alert: Alert, staff: Staff) -> bool:
        """Whether those who read there may see it, still."""
        member, action = staff.at(alert.chat), _WHOSE.get(alert.kind, Action.INBOX_SEE)
        may_see = member is not None and may(Actor(member, ""), action)
        return may_see or alert.chat == self.telling.staff_chat

    def _rests(self, alert: Alert) -> bool:
        failed = self._failed.get(alert.id)
        return failed is not None and failed <= self.clock() < failed + PAUSE
