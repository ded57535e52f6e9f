"""Tells staff who has accepted an invitation, and whose roles were changed of that: queries on
rows, like everything that is told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.members import Member
from bot.messages import Reply
from bot.staff.accounts import Accounts, role_names
from bot.staff.permissions import Action
from bot.store import accounts as store
from bot.store.accounts import Account
from handlers.news.telling import NEVER, Telling, keep_telling


@dataclass(frozen=True)
class AccountNews:
    accounts: Accounts
    telling: Telling

    async def run(self, stop: asyncio.Event) -> None:
        await keep_telling(self.go_round, stop, failed="account news failed")

    async def go_round(self) -> None:
        """Tell all that hasn't been told yet."""
        if not self.telling.channels:
            return
        for account, has_joined in await self.accounts.database.read(store.untold):
            tell = self._tell_of_joining if has_joined else self._tell_of_change
            if await tell(account):
                await self.accounts.database.write(store.told, name=account.name)

    async def _tell_of_joining(self, account: Account) -> bool:
        """The staff's chat, else the administrators; False where that is to be tried again."""
        staff = await self.accounts.staff()
        member = staff.named(account.name)
        if member is None:
            return True
        reply = Reply(f"{member.shown}接受了邀请：{role_names(member.roles)}。")
        chat = self.telling.staff_chat
        if chat:
            return await self.telling.staff(chat, reply) is None
        return await self.telling.each(staff, Action.STAFF_SEE, reply)

    async def _tell_of_change(self, account: Account) -> bool:
        """Whom it concerns: what they may do from now on."""
        chat = Member(account.name, account.roles).chat
        if chat is None or chat.channel not in self.telling.channels:
            return True  # the console says it with their next page
        told = (
            f"您的角色改了，现在是：{role_names(account.roles)}。发 /staff 看能做什么。"
            if account.roles
            else "您的工作人员账号已经结束，以后在这里和群众一样提问。有疑问请找管理员。"
        )
        failure = await self.telling.staff(chat, Reply(told))
        return failure is None or failure in NEVER
