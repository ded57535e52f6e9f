"""Links into the console that are good once: for the first administrator, and to sign in.

To look at one uses nothing up: chats and mail programs open links before people do.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database as Connection

from bot.members import Actor, Member, Role
from bot.staff import audit, permissions
from bot.staff.accounts import Accounts
from bot.staff.codes import hash_of
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from bot.staff.sessions import Sessions
from bot.store import Database, sign_ins
from bot.store import console_links as store
from bot.store.console_links import Kind

GOOD_FOR = {
    Kind.FIRST: timedelta(minutes=30),
    Kind.SIGN_IN: timedelta(minutes=10),
    Kind.CHAT: timedelta(minutes=30),
}
ANOTHER = "请管理员在“人员”里另给一个；在聊天里办事的，私聊机器人发 /console 取新的。"
ANOTHER_FIRST = "还没有管理员的，在服务器上运行 pufa console link 取新的；已经有了的，直接登录。"


@dataclass(frozen=True)
class Links:
    """The use cases; what they return is the token, which can't be read again."""

    database: Database
    accounts: Accounts
    sessions: Sessions
    clock: Callable[[], datetime]

    async def first(self) -> str:
        """To become the first administrator; "" where there is one."""
        return await self.database.write_durably(self.first_in, now=self.clock())

    def first_in(self, db: Connection, *, now: datetime) -> str:
        """Like `first`, in a transaction."""
        return "" if self.has_administrator(db) else _made(db, Kind.FIRST, "", now=now)

    def has_administrator(self, db: Connection) -> bool:
        members = self.accounts.staff_in(db).members.values()
        return any(Role.ADMINISTRATOR in one.roles for one in members)

    async def own(self, who: Actor) -> str:
        """For whoever asks, in their private chat."""
        permissions.require(who, Action.CONSOLE_ENTER)
        return await self.database.write_durably(
            _made, Kind.SIGN_IN, who.member.name, now=self.clock()
        )

    async def to_chat(self, who: Actor) -> str:
        """To bind a private chat to one's account: it goes where an invitation's token does."""
        permissions.require(who, Action.CONSOLE_ENTER)
        return await self.database.write_durably(
            _made, Kind.CHAT, who.member.name, now=self.clock()
        )

    async def to_colleague(self, who: Actor, name: str) -> str:
        """For a colleague, by account, sign-in name or what they are called.

        Raises:
            NotAllowed
            Unknown: nobody is called so, or several are.
        """
        permissions.require(who, Action.CONSOLE_LINK)
        return await self.database.write_durably(
            self._for, who=who, name=name.strip(), now=self.clock()
        )

    async def whose(self, token: str) -> Member:
        """Who would sign in by it.

        Raises:
            Refused: it was used, has expired, or never was.
        """
        return await self.database.read(self._whose, token=token, now=self.clock())

    async def is_first(self, token: str) -> None:
        """Raises: Refused: it can't be used to become the first administrator."""
        await self.database.read(_require_open, token, Kind.FIRST, now=self.clock())

    async def sign_in(self, token: str, *, agent: str) -> str:
        """Use it; returns the session's token.

        Raises:
            Refused: it was used, has expired, or never was.
        """
        return await self.database.write_durably(
            self._sign_in, token=token, agent=agent, now=self.clock()
        )

    def _whose(self, db: Connection, *, token: str, now: datetime) -> Member:
        link = _require_open(db, token, Kind.SIGN_IN, now=now)
        member = self.accounts.staff_in(db).named(link.account)
        if member is None:
            raise Refused(f"这个链接不再有效。{ANOTHER}")
        return member

    def _sign_in(self, db: Connection, *, token: str, agent: str, now: datetime) -> str:
        member = self._whose(db, token=token, now=now)
        use(db, token, Kind.SIGN_IN, now=now)
        return self.sessions.begin_in(db, member=member, how="link", agent=agent)

    def _for(self, db: Connection, *, who: Actor, name: str, now: datetime) -> str:
        member = self._called(db, name)
        audit.write(
            db,
            who=who,
            action=Action.CONSOLE_LINK,
            subject=f"staff:{member.name}",
            at=now,
        )
        return _made(db, Kind.SIGN_IN, member.name, now=now)

    def _called(self, db: Connection, name: str) -> Member:
        staff = self.accounts.staff_in(db)
        sign_in = sign_ins.by_login(db, login=name.casefold())
        if one := staff.named(name) or (sign_in and staff.named(sign_in.account)):
            return one
        found = [member for member in staff.members.values() if member.label == name]
        if len(found) > 1:
            named = "、".join(member.name for member in found)
            raise Unknown(f"叫 {name} 的有几位，请写账号：{named}")
        if not found:
            known = "、".join(member.called for member in staff.members.values())
            raise Unknown(f"没有 {name} 这位工作人员" + (f"，现有：{known}" if known else ""))
        return found[0]


def use(db: Connection, token: str, kind: Kind, *, now: datetime) -> None:
    """In the transaction that does what it is for.

    Raises:
        Refused: it was used, has expired, or never was.
    """
    if store.use(db, token_hash=hash_of(token), kind=kind, now=now) is None:
        _require_open(db, token, kind, now=now)
        raise AssertionError("an open link can be used")


def _require_open(db: Connection, token: str, kind: Kind, *, now: datetime) -> store.Link:
    link = store.find(db, token_hash=hash_of(token))
    another = ANOTHER_FIRST if kind is Kind.FIRST else ANOTHER
    if link is None or link.kind is not kind:
        raise Refused(f"没有这个链接，可能没有复制完整，或者后来又取过一个新的。{another}")
    if link.used_at:
        raise Refused(f"这个链接已经用过了，只能用一次。{another}")
    if link.expires_at <= now:
        minutes = GOOD_FOR[kind].total_seconds() // 60
        raise Refused(f"这个链接已经过期了，只在 {minutes:.0f} 分钟内有效。{another}")
    return link


def _made(db: Connection, kind: Kind, account: str, *, now: datetime) -> str:
    token = secrets.token_urlsafe(24)
    store.make(
        db,
        token_hash=hash_of(token),
        kind=kind,
        account=account,
        expires_at=now + GOOD_FOR[kind],
    )
    return token
