"""Accounts of staff: invitations by one-time links, roles, and their end.

Whoever stands in PUFA_STAFF has the roles named there until their account is changed here; from
then on the account says what they may do.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

import structlog
from sqlite_utils import Database as Connection

from bot.config import Settings
from bot.members import ROLES, Actor, Member, Role, Staff, is_private, name_of
from bot.messages import Chat
from bot.staff import audit, permissions
from bot.staff.codes import hash_of
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from bot.store import Database, console_links, sessions, sign_ins
from bot.store import accounts as store
from bot.store.accounts import Account, Invitation

log = structlog.get_logger()
OPEN_FOR = timedelta(hours=24)
LINK = "join_"
"""What the start parameter of an invitation's link begins with."""
LONGEST_LABEL = 20
NO_INVITATION = "这个邀请不存在、已经用过或者过了 24 小时，请向管理员另要一个"
_BYTES = 20
"""Of a token's randomness; with LINK its text fits the 64 characters of a deep link."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with its token, which can't be read again."""

    invitation: Invitation
    token: str


@dataclass(frozen=True)
class Accounts:
    """The use cases."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]

    async def staff(self) -> Staff:
        """Everybody who has a role now."""
        return await self.database.read(self.staff_in)

    async def actor(self, chat: Chat) -> Actor | None:
        """Who writes in this chat, private or a group's; None where it is no one of staff."""
        return await self.database.read(self.actor_in, chat=chat)

    def staff_in(self, db: Connection) -> Staff:
        """Like `staff`, where one is in a transaction already."""
        held = {name: Account(name, "", member.roles) for name, member in self._named.items()}
        held |= {account.name: account for account in store.every(db)}
        return Staff({one.name: _member(one) for one in held.values() if one.roles})

    def actor_in(self, db: Connection, *, chat: Chat) -> Actor | None:
        """Like `actor`, where one is in a transaction already."""
        member = self.staff_in(db).at(chat)
        return Actor(member, chat.channel) if member else None

    async def everybody(self, who: Actor) -> list[Member]:
        """Raises: NotAllowed."""
        permissions.require(who, Action.STAFF_SEE)
        return sorted((await self.staff()).members.values(), key=lambda member: member.name)

    async def invitations(self, who: Actor) -> list[Invitation]:
        """The open ones. Raises: NotAllowed."""
        permissions.require(who, Action.STAFF_SEE)
        return await self.database.read(store.invitations, now=self.clock())

    async def invite(self, who: Actor, roles: Iterable[Role], label: str = "") -> Invited:
        """Make a link for one person, once, within a day.

        Raises:
            NotAllowed
            Refused: no role, or a label that is too long.
        """
        permissions.require(who, Action.STAFF_INVITE)
        held = frozenset(roles)
        if not held:
            raise Refused(f"请写明角色：{'、'.join(ROLES.values())}")
        token = secrets.token_hex(_BYTES)  # no character that means something in Markdown
        invitation = await self.database.write(
            self._invite, who=who, roles=held, label=label_of(label), token=token, now=self.clock()
        )
        return Invited(invitation, token)

    async def revoke(self, who: Actor, invitation_id: int) -> Invitation:
        """Withdraw an open invitation.

        Raises:
            NotAllowed
            Unknown: it was used, withdrawn or has expired.
        """
        permissions.require(who, Action.STAFF_INVITE)
        return await self.database.write_durably(
            _revoke, who=who, invitation_id=invitation_id, now=self.clock()
        )

    async def join(self, chat: Chat, token: str) -> Member:
        """Bind the chat to what the invitation gives, besides what the person may do already.

        Raises:
            Refused: not in a private chat; or the token is no open invitation's.
        """
        if not is_private(chat):
            raise Refused("请在和我的私聊里接受邀请")
        return await self.database.write_durably(
            self._join, chat=chat, token=token, now=self.clock()
        )

    async def change(self, who: Actor, name: str, roles: Iterable[Role]) -> Member:
        """Give these roles in place of those held; from the person's next message on.

        Raises:
            NotAllowed
            Unknown: nobody has that name.
            Refused: nothing would change, or no administrator would be left.
        """
        permissions.require(who, Action.STAFF_CHANGE)
        held = frozenset(roles)
        if not held:
            raise Refused("至少要有一个角色；不再是工作人员的，请结束账号")
        return await self._set(who, Action.STAFF_CHANGE, name, held)

    async def end(self, who: Actor, name: str) -> Member:
        """Take all roles away, from the person's next message on.

        Raises:
            NotAllowed
            Unknown: nobody has that name.
            Refused: no administrator would be left.
        """
        permissions.require(who, Action.STAFF_END)
        return await self._set(who, Action.STAFF_END, name, frozenset())

    @cached_property
    def _named(self) -> dict[str, Member]:
        return dict(Staff.parse(self.settings.staff).members)

    async def _set(self, who: Actor, action: Action, name: str, roles: frozenset[Role]) -> Member:
        return await self.database.write_durably(
            self._set_in, who=who, action=action, name=name, roles=roles, now=self.clock()
        )

    def _set_in(
        self,
        db: Connection,
        *,
        who: Actor,
        action: Action,
        name: str,
        roles: frozenset[Role],
        now: datetime,
    ) -> Member:
        # The staff as they are within this transaction: two administrators who end each other's
        # account at the same moment must not both succeed.
        staff = self.staff_in(db)
        member = staff.named(name)
        if member is None:
            raise Unknown(f"没有 {name} 这位工作人员")
        if member.roles == roles:
            raise Refused(f"{member.shown}已经是{role_names(roles)}")
        if _is_administrator(member) and Role.ADMINISTRATOR not in roles:
            others = [one for one in staff.members.values() if one.name != name]
            if not any(_is_administrator(one) for one in others):
                raise Refused(f"{member.shown}是最后一位管理员，请先请另一位同事担任管理员")
        after = replace(member, roles=roles, bound=member.bound if roles else None)
        save(db, who=who, before=member, after=after, now=now, action=action)
        if name != who.member.name:
            store.changed(db, name=name)
        if not roles:
            _shut_out(db, name)
        return after

    def _invite(
        self,
        db: Connection,
        *,
        who: Actor,
        roles: frozenset[Role],
        label: str,
        token: str,
        now: datetime,
    ) -> Invitation:
        name, expires_at = who.member.name, now + OPEN_FOR
        invitation_id = store.invite(
            db,
            token_hash=hash_of(token),
            roles=roles,
            label=label,
            invited_by=name,
            expires_at=expires_at,
        )
        invitation = Invitation(invitation_id, roles, label, name, expires_at)
        _record_invitation(db, who, invitation, now=now)
        return invitation

    def _join(self, db: Connection, *, chat: Chat, token: str, now: datetime) -> Member:
        hash_ = hash_of(token)
        if link := console_links.use(db, token_hash=hash_, kind=console_links.Kind.CHAT, now=now):
            return self._bind(db, chat=chat, account=link.account, now=now)
        before = self.staff_in(db).at(chat)
        held = before or Member(name_of(chat), frozenset())
        return self.take_up(db, held, before, token=token, via=chat.channel, now=now)

    def take_up(
        self,
        db: Connection,
        held: Member,
        before: Member | None,
        *,
        token: str,
        via: str,
        now: datetime,
        label: str = "",
    ) -> Member:
        """Give `held` what the invitation gives, in a transaction; `label` where they have named
        themselves, else the invitation's counts.

        Raises:
            Refused: the token is no open invitation's.
        """
        invitation = store.take_invitation(db, token_hash=hash_of(token), now=now)
        if invitation is None or not _still_invites(self.staff_in(db), invitation.invited_by):
            log.warning("security_invitation_refused", channel=via)
            raise Refused(NO_INVITATION)
        called = label or invitation.label or held.label
        after = replace(held, roles=held.roles | invitation.roles, label=called)
        who = Actor(after, via)
        save(db, who=who, before=before, after=after, now=now, invitation=invitation.id)
        store.joined(db, name=after.name)
        return after

    def _bind(self, db: Connection, *, chat: Chat, account: str, now: datetime) -> Member:
        """One person, one account: else they could approve in the browser what they wrote here."""
        staff = self.staff_in(db)
        before = staff.named(account)
        if before is None:
            raise Refused(NO_INVITATION)
        if staff.at(chat):
            raise Refused("这个聊天已经有账号了，先请管理员结束其中一个")
        after = replace(before, bound=chat)
        save(db, who=Actor(after, chat.channel), before=before, after=after, now=now)
        return after


def role_names(roles: Iterable[Role]) -> str:
    """编辑、宣传, in the order of the roles; 没有角色 for none."""
    held = set(roles)
    return "、".join(name for role, name in ROLES.items() if role in held) or "没有角色"


def save(
    db: Connection,
    *,
    who: Actor,
    before: Member | None,
    after: Member,
    now: datetime,
    action: Action = Action.STAFF_JOIN,
    invitation: int | None = None,
) -> None:
    through = {"invitation": invitation} if invitation else {}
    chat = name_of(after.bound) if after.bound else ""
    store.save(db, account=Account(after.name, after.label, after.roles, chat), now=now)
    audit.write(
        db,
        who=who,
        action=action,
        subject=f"staff:{after.name}",
        before=_told(before) if before else None,
        after=_told(after) | through if after.roles else None,
        at=now,
    )


def _revoke(db: Connection, *, who: Actor, invitation_id: int, now: datetime) -> Invitation:
    invitation = store.revoke(db, invitation_id=invitation_id)
    if invitation is None:
        raise Unknown(f"没有 {invitation_id} 号邀请：它可能已经用过或过期")
    _record_invitation(db, who, invitation, now=now, is_withdrawn=True)
    return invitation


def _record_invitation(
    db: Connection, who: Actor, invitation: Invitation, *, now: datetime, is_withdrawn: bool = False
) -> None:
    told = {"roles": sorted(invitation.roles), "label": invitation.label}
    audit.write(
        db,
        who=who,
        action=Action.STAFF_INVITE,
        subject=f"invitation:{invitation.id}",
        before=told if is_withdrawn else None,
        after=None if is_withdrawn else told,
        at=now,
    )


def _still_invites(staff: Staff, name: str) -> bool:
    """Whether who invited may still do so; whoever is at the server always may."""
    member = staff.named(name)
    return name.startswith("cli:") or (member is not None and _is_administrator(member))


def _is_administrator(member: Member) -> bool:
    return Role.ADMINISTRATOR in member.roles


def _told(member: Member) -> dict[str, object]:
    told: dict[str, object] = {"roles": sorted(member.roles), "label": member.label}
    return told | ({"chat": name_of(member.bound)} if member.bound else {})


def _member(account: Account) -> Member:
    channel, _, person = account.chat.partition(":")
    bound = Chat(channel, person) if person else None
    return Member(account.name, account.roles, account.label, bound)


def _shut_out(db: Connection, name: str) -> None:
    """Whoever is signed in with it is out at once, and can't come back."""
    sessions.end_all(db, account=name)
    sign_ins.forget(db, account=name)
    console_links.forget(db, account=name)


def label_of(text: str) -> str:
    label = " ".join(text.split())
    if len(label) > LONGEST_LABEL:
        raise Refused(f"称呼最多 {LONGEST_LABEL} 字")
    return label
