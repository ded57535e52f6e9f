"""Tells staff who has accepted an invitation: a query on rows, like everything that is told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.messages import Reply
from bot.staff.accounts import Accounts, role_names
from bot.staff.permissions import Action
from bot.store import accounts as store
from handlers.news.telling import Telling, keep_telling


@dataclass(frozen=True)
class AccountNews:
    accounts: Accounts
    telling: Telling

    async def run(self, stop: asyncio.Event) -> None:
        await keep_telling(self.go_round, stop, failed="account news failed")

    async def go_round(self) -> None:
        """Tell of everybody who has joined since: the staff's chat, else the administrators."""
        if not self.telling.channels:
            return
        for account in await self.accounts.database.read(store.untold):
            staff = await self.accounts.staff()
            member = staff.named(account.name)
            if member:
                reply = Reply(f"{member.shown}接受了邀请：{role_names(member.roles)}。")
                chat = self.telling.staff_chat
                if chat and await self.telling.staff(chat, reply) is not None:
                    continue
                if not chat and not await self.telling.each(staff, Action.STAFF_SEE, reply):
                    continue
            await self.accounts.database.write(store.told, name=account.name)
