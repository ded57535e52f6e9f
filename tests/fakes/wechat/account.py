"""The state of an account: what it may do, its followers, its token, what it has sent."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

APPID = "wx0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"
GH = "gh_0123456789ab"


class Kind(Enum):
    UNVERIFIED_SUBSCRIPTION = auto()  # a personal 订阅号
    VERIFIED_SERVICE = auto()  # a bureau's 服务号


@dataclass
class Window:
    """Customer-service messages that may be sent until then."""

    until: datetime
    left: int


@dataclass
class Follower:
    openid: str
    is_following: bool = True
    is_refusing: bool = False
    window: Window | None = None
    brief: Window | None = None
    grants: dict[str, int] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    """Every text that this person's phone has shown, in order."""


@dataclass
class Mass:
    """A mass message as it was taken, with what is told of it later."""

    msg_id: int
    media_id: str
    audience: str
    client_id: str


class Account:
    """`now` is the world's clock."""

    def __init__(self, kind: Kind, now: Callable[[], datetime]) -> None:
        self.kind = kind
        self.now = now
        self.followers: dict[str, Follower] = {}
        self.tokens: dict[str, datetime] = {}
        self.token_calls = 0
        self.allowed_address = True
        self.secret = SECRET
        self.menu: dict[str, Any] | None = None
        self.scenes: list[str] = []
        self.pictures: list[str] = []
        self.drafts: dict[str, dict[str, Any]] = {}
        self.previews: list[tuple[str, str]] = []
        self.masses: list[Mass] = []
        self.published: list[str] = []
        self.templates = {"TPL_ANSWER_1"}
        self.notices: list[tuple[str, dict[str, Any]]] = []
        self._numbers = itertools.count(1)

    @property
    def is_verified(self) -> bool:
        return self.kind is Kind.VERIFIED_SERVICE

    def number(self) -> int:
        return next(self._numbers)

    def new_token(self) -> str:
        """The one in force, or the next in its last five minutes, as stable_token does."""
        self.token_calls += 1
        fresh = [one for one, ends in self.tokens.items() if ends - self.now() > FIVE]
        if fresh:
            return fresh[-1]
        token = f"99_TOKEN{self.number():04d}"
        self.tokens[token] = self.now() + timedelta(seconds=7200)
        return token

    def seconds_left(self, token: str) -> int:
        return int((self.tokens[token] - self.now()).total_seconds())

    def is_valid(self, token: str) -> bool:
        return token in self.tokens and self.tokens[token] > self.now()

    def kill_tokens(self) -> None:
        """Another system has called /cgi-bin/token with the same secret."""
        self.tokens.clear()

    def opens(self, openid: str, *, brief: bool) -> None:
        """What the person did lets the account write to them."""
        follower = self.followers[openid]
        if brief:
            follower.brief = Window(self.now() + timedelta(minutes=1), 3)
        else:
            follower.window = Window(self.now() + timedelta(hours=48), 5)

    def take_window(self, openid: str) -> int:
        """0 where a message may be sent; else the error's code."""
        follower = self.followers.get(openid)
        if follower is None:
            return 40003
        if not follower.is_following:
            return 45015
        if follower.is_refusing:
            return 48002
        open_now = [
            one for one in (follower.brief, follower.window) if one and one.until > self.now()
        ]
        if not open_now:
            return 45015
        left = next((one for one in open_now if one.left > 0), None)
        if left is None:
            return 45047
        left.left -= 1
        return 0

    def mass_quota_left(self) -> int:
        """Of a 服务号's four a month; the double has only one month."""
        return 4 - len(self.masses)


FIVE = timedelta(minutes=5)
