"""Staff: who they are on their channel, and the roles that each has."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.messages import Chat

_NAME = re.compile(r"telegram:[1-9]\d*")
_SERVER = "cli"
CONSOLE = "console"
"""What the names of accounts begin with that were made in the browser: console:李雯."""
_SHAPE = "telegram:ID:ROLE, for example telegram:123456:reviewer"


class Role(StrEnum):
    """An administrator may do what the others may, but is no second person to themselves. A learner
    practises and sits papers, as all the others do, and may do nothing else."""

    EDITOR = "editor"
    REVIEWER = "reviewer"
    CAMPAIGNER = "campaigner"
    ADMINISTRATOR = "administrator"
    LEARNER = "learner"


ROLES = {
    Role.EDITOR: "编辑",
    Role.REVIEWER: "法制审核",
    Role.CAMPAIGNER: "宣传",
    Role.ADMINISTRATOR: "管理员",
    Role.LEARNER: "学员",
}
"""What people call them."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of staff. `name` is what the record says: telegram:123, console:李雯, cli:li or system;
    `label` is what colleagues call them; `bound` the chat that is theirs where the name is none."""

    name: str
    roles: frozenset[Role]
    label: str = ""
    bound: Chat | None = None

    @property
    def shown(self) -> str:
        """李雯（telegram:123）, as commands take it, or 李雯 where the name says no more."""
        if self.name == f"{CONSOLE}:{self.label}":
            return self.label
        return f"{self.label}（{self.name}）" if self.label else self.name

    @property
    def called(self) -> str:
        """李雯"""
        return self.label or spoken(self.name)

    def has(self, *roles: Role) -> bool:
        """Whether any of these roles is theirs."""
        return Role.ADMINISTRATOR in self.roles or not self.roles.isdisjoint(roles)

    @property
    def chat(self) -> Chat | None:
        """Their private chat; None for those who have none."""
        channel, _, person = self.name.partition(":")
        if channel == CONSOLE:
            return self.bound
        return Chat(channel, person) if person and channel != _SERVER else None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something and by which way (a channel's name, cli, system): both are recorded."""

    member: Member
    via: str


SYSTEM = Actor(Member("system", frozenset({Role.ADMINISTRATOR})), "system")
"""The program itself: drafts for publicity days, begins and ends deliveries."""


def operator(user: str) -> Actor:
    """Whoever runs a command on the server: they could change the database, so may do anything."""
    return Actor(Member(f"{_SERVER}:{user}", frozenset({Role.ADMINISTRATOR})), _SERVER)


@dataclass(frozen=True)
class Staff:
    """Everybody who has a role."""

    members: Mapping[str, Member]

    @classmethod
    def parse(cls, text: str) -> Staff:
        """Read `telegram:123:campaigner,telegram:456:reviewer`; a person may stand there twice.

        Raises:
            ValueError: saying which part is wrong, and how.
        """
        roles: dict[str, set[Role]] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, _, role = part.rpartition(":")
            if not _NAME.fullmatch(name):
                raise ValueError(f"{part!r} is not of the form {_SHAPE}")
            roles.setdefault(name, set()).add(_role(role, part))
        return cls({name: Member(name, frozenset(held)) for name, held in roles.items()})

    def named(self, name: str) -> Member | None:
        return self.members.get(name)

    def called(self, name: str) -> str:
        """What colleagues call whoever has this name, be they no longer of staff."""
        member = self.named(name)
        return member.called if member else spoken(name)

    def told(self, name: str) -> str:
        """The same with the name as commands take it: 李雯（telegram:123）, 系统（system）."""
        called = self.called(name)
        return called if called == name else f"{called}（{name}）"

    def at(self, chat: Chat) -> Member | None:
        """Who writes in this chat, private or a group's; None where it is no one of staff."""
        name = name_of(chat)
        bound = (one for one in self.members.values() if one.bound and name_of(one.bound) == name)
        return self.members.get(name) or next(bound, None)

    def with_role(self, *roles: Role) -> list[Member]:
        return [member for member in self.members.values() if member.has(*roles)]


WAYS = {
    _SERVER: "命令行", CONSOLE: "浏览器", "web": "浏览器", SYSTEM.via: "自动",
    "telegram": "Telegram", "wechat": "公众号", "wecom": "企业微信",
}  # fmt: skip
"""By which way something was done, as people say it."""


def spoken(name: str) -> str:
    """A name of the record as people say it: Telegram 123, 命令行 li, 李雯 of the browser, 系统."""
    channel, _, person = name.partition(":")
    called = {"telegram": "Telegram ", _SERVER: "命令行 ", CONSOLE: ""}.get(channel)
    if name == SYSTEM.member.name:
        return "系统"
    return name if called is None or not person else f"{called}{person}"


def name_of(chat: Chat) -> str:
    """The name of whoever writes in this chat; a group's chat has the person behind a colon."""
    return f"{chat.channel}:{chat.id.rpartition(':')[2]}"


def is_private(chat: Chat) -> bool:
    """Whether nobody else reads along."""
    return ":" not in chat.id and not chat.id.startswith("-")


def _role(word: str, part: str) -> Role:
    try:
        return Role(word)
    except ValueError:
        nearest = difflib.get_close_matches(word, list(Role), n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else f"use {', '.join(Role)}"
        raise ValueError(f"{part!r} has no known role: {hint}") from None
