"""Staff's accounts in chat: an invitation is accepted; administrators invite, change and end."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.config import Settings
from bot.members import ROLES, Actor, Member, Role, is_private
from bot.messages import Reply
from bot.staff.accounts import LINK, Accounts, Invited
from bot.staff.audit import Audit
from bot.staff.links import Links
from bot.staff.permissions import Action, may, require
from bot.staff.refusals import Refused, Unknown
from handlers.dialogues import account_pages as pages
from handlers.dialogues import staffing
from handlers.dialogues.account_pages import ACTION
from handlers.dialogues.actions import rows
from handlers.dialogues.turns import Heard, Turn, number_or_none

LOGGED = 10
_INVITE = re.compile(r"(邀请|invite)\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class AccountsInChat:
    """`channels` are the names of those that can reach a chat unasked: they know who writes.

    `link` makes the address that opens a talk with a word said.
    """

    settings: Settings
    accounts: Accounts
    audit: Audit
    links: Links
    channels: Collection[str]
    link: Callable[[str], str]

    async def turn(self, heard: Heard) -> Turn | None:
        try:
            if token := _token(heard):
                return await self._join(heard, token), heard.idle
            if heard.actor is None:
                return None
            kind, _, rest = heard.message.action.partition(":")
            if kind == ACTION:
                return await self._pressed(heard, heard.actor, rest), heard.idle
            if heard.command == "console":
                return await self._console(heard, heard.actor), heard.idle
            if heard.command == "staff":
                return await self._said(heard, heard.actor), heard.idle
        except Refused as refusal:
            return heard.refused(refusal)
        return None

    async def _join(self, heard: Heard, token: str) -> Reply:
        if heard.message.chat.channel not in self.channels:
            raise Refused("这里认不出您是谁，请在 Telegram 里和我的私聊中接受邀请")
        member = await self.accounts.join(heard.message.chat, token)
        return pages.own(Actor(member, heard.message.chat.channel), "欢迎加入。")

    async def _said(self, heard: Heard, who: Actor) -> Reply:
        invite = _INVITE.fullmatch(heard.rest)
        if not may(who, Action.STAFF_SEE):
            return pages.own(who)
        if not is_private(heard.message.chat):
            raise Refused(staffing.ELSEWHERE)
        if invite:
            roles, label = _roles(invite[2])
            return self._invited(await self.accounts.invite(who, roles, label))
        return await self._listing(who)

    async def _console(self, heard: Heard, who: Actor) -> Reply:
        if not is_private(heard.message.chat):
            raise Refused(staffing.ELSEWHERE)
        token = await self.links.own(who)
        return pages.console_link(self.settings.console_link("/in/link", token))

    async def _pressed(self, heard: Heard, who: Actor, rest: str) -> Reply:
        require(who, Action.STAFF_SEE)
        if not is_private(heard.message.chat):
            raise Refused(staffing.ELSEWHERE)
        verb, _, value = rest.partition(":")
        match verb:
            case "who":
                return pages.person(await self._named(who, value), replaces=True)
            case "on" | "off":
                role, _, name = value.partition(":")
                return await self._change(who, name, _role(role), is_on=verb == "on")
            case "end?":
                return pages.confirm_end(await self._named(who, value))
            case "end":
                ended = await self.accounts.end(who, value)
                return Reply(f"{ended.shown}的账号已经结束。", rows(pages.BACK))
            case "invite":
                return pages.choose_role()
            case "new":
                return self._invited(await self.accounts.invite(who, [_role(value)]))
            case "revoke" if (invitation := number_or_none(value)) is not None:
                await self.accounts.revoke(who, invitation)
                return Reply("邀请已经撤回。", rows(pages.BACK))
            case "log":
                lines = await self.audit.lines(who, limit=LOGGED)
                return pages.log(lines, await self.accounts.staff(), self.settings.zone)
        return await self._listing(who)

    async def _listing(self, who: Actor) -> Reply:
        members = await self.accounts.everybody(who)
        return pages.listing(members, await self.accounts.invitations(who), self.settings.zone)

    async def _change(self, who: Actor, name: str, role: Role, *, is_on: bool) -> Reply:
        roles = (await self._named(who, name)).roles
        roles = roles | {role} if is_on else roles - {role}
        return pages.person(await self.accounts.change(who, name, roles), replaces=True)

    async def _named(self, who: Actor, name: str) -> Member:
        for member in await self.accounts.everybody(who):
            if member.name == name:
                return member
        raise Unknown(f"没有 {name} 这位工作人员")

    def _invited(self, invited: Invited) -> Reply:
        link = self.link(LINK + invited.token)
        return pages.invited(invited, link, self.settings.zone)


def _token(heard: Heard) -> str:
    """Of the invitation that is accepted here; "" where none is."""
    if heard.command == "join":
        return heard.rest or "-"
    if heard.command == "start" and heard.rest.startswith(LINK):
        return heard.rest.removeprefix(LINK)
    return ""


def _roles(words: str) -> tuple[list[Role], str]:
    """编辑 宣传 张三 → two roles, and what to call the person."""
    known = {name: role for role, name in ROLES.items()} | {role.value: role for role in Role}
    said = re.split(r"[\s、，,]+", words.strip())
    roles = [known[word] for word in said if word in known]
    return roles, " ".join(word for word in said if word not in known)


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError:
        raise Refused("这个按钮已经过期，请发 /staff") from None
