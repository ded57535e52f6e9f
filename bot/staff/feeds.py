"""A private feed for each of staff: what waits, without a citizen's word, since a reader of feeds
shows it to whoever stands by."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.members import Actor
from bot.staff import permissions
from bot.staff.accounts import Accounts
from bot.staff.codes import hash_of
from bot.staff.permissions import Action
from bot.store import Database
from bot.store import feeds as store
from bot.store.feeds import Item

MOST = 30
"""Things of a kind that stand in a feed."""


@dataclass(frozen=True, slots=True)
class Waits:
    """`kind` is letter, question or draft."""

    kind: str
    item: Item


_KINDS: tuple[tuple[str, Action, Callable[..., list[Item]]], ...] = (
    ("letter", Action.LETTER_READ, store.letters),
    ("question", Action.INBOX_SEE, store.questions),
    ("draft", Action.DRAFT_APPROVE, store.drafts),
)


@dataclass(frozen=True)
class Feeds:
    database: Database
    accounts: Accounts
    clock: Callable[[], datetime]

    async def make(self, who: Actor) -> str:
        """A new address' token, which can't be read again; an older one is good no longer."""
        permissions.require(who, Action.CONSOLE_ENTER)
        token = secrets.token_urlsafe(32)
        await self.database.write_durably(
            store.make, account=who.member.name, token_hash=hash_of(token), now=self.clock()
        )
        return token

    async def end(self, who: Actor) -> bool:
        """False where there was none."""
        permissions.require(who, Action.CONSOLE_ENTER)
        return await self.database.write_durably(store.end, account=who.member.name)

    async def made_at(self, who: Actor) -> datetime | None:
        """When the present one was made; None where there is none."""
        permissions.require(who, Action.CONSOLE_ENTER)
        return await self.database.read(store.made_at, account=who.member.name)

    async def read(self, token: str) -> list[Waits] | None:
        """What waits for whoever the token is of, the newest first; None where it is nobody's, or
        their account has ended."""
        name = await self.database.read(store.account_of, token_hash=hash_of(token))
        member = (await self.accounts.staff()).named(name) if name else None
        if member is None:
            return None
        who = Actor(member, "feed")
        if not permissions.may(who, Action.CONSOLE_ENTER):
            return None
        kinds = [(kind, of) for kind, action, of in _KINDS if permissions.may(who, action)]

        def found(db: Connection) -> list[Waits]:
            return [Waits(kind, item) for kind, of in kinds for item in of(db, limit=MOST)]

        waits = await self.database.read(found)
        return sorted(waits, key=lambda one: one.item.at, reverse=True)
