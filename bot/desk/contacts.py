"""Citizens on a channel that lets us write to them only for a time after they were here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from sqlite_utils import Database as Connection

from bot.desk.forgetting import let_go
from bot.messages import Chat
from bot.privacy import Hasher
from bot.store import Database, put_off
from bot.store import contacts as store
from bot.store.contacts import Kept

KEPT = timedelta(days=90)
"""As long as an answer that somebody asked for is owed."""
CUT_KEPT = timedelta(days=1)
"""As long as the conversation."""
SENDING = timedelta(minutes=5)
"""As long as a reply that waited may be on its way: three messages to a slow WeChat, each tried
again. What is still held then is of somebody who died."""
SAYING = timedelta(seconds=4)
"""The same where it is said in an answer, which comes within moments: if whoever says it dies, the
next try finds it."""
PUT_OFF = timedelta(days=2)
"""What nobody could answer for so long is asked again or settled."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody does lets us send so many messages for so long; `is_brief` ones don't end those
    that their words opened."""

    lasts: timedelta
    messages: int
    is_brief: bool = False


class Arriving(Protocol):
    """Goes into the transaction that takes in what they say or do."""

    def __call__(self, db: Connection, *, is_new: bool) -> int:
        """How much waits for them: replies, and what was put off. `is_new` is False where it is
        told again."""
        ...


@dataclass(frozen=True)
class Contacts:
    """The rules; what a reply looks like when it is written down is its channel's business."""

    database: Database
    hasher: Hasher
    clock: Callable[[], datetime]

    def arriving(
        self, chat: Chat, words: str, opening: Opening | None, *, wants_more: bool = False
    ) -> Arriving:
        """They are here and say this, which may open a window; unless they want more of the last
        reply, what it left out is of no more use."""
        return partial(
            _arrived,
            asker=self._asker(chat),
            about=_hash(words),
            opening=opening,
            wants_more=wants_more,
            now=self.clock(),
        )

    def putting_off(
        self, chat: Chat, words: str, opening: Opening, *, key: str, content: str
    ) -> Callable[[Connection], bool]:
        """They say this while there is no time for it; `content` is how it came, under that key.
        Goes into a transaction, and says whether there was room for it."""
        return partial(
            _put_off,
            asker=self._asker(chat),
            about=_hash(words),
            opening=opening,
            key=key,
            content=content,
            now=self.clock(),
        )

    def taking_up(self, chat: Chat | None) -> Callable[[Connection], tuple[str, str] | None]:
        """What they, or anybody, said first of what was put off, by key and content, for the
        transaction that takes it in."""
        asker = self._asker(chat) if chat else ""
        return partial(put_off.take, asker=asker, now=self.clock())

    def leave_rest(self, chat: Chat, reply: str) -> None:
        """What the last reply had no room for."""
        asker, expires_at = self._asker(chat), self.clock() + CUT_KEPT
        self.database.write_soon(store.keep_rest, asker=asker, reply=reply, expires_at=expires_at)

    async def rest(self, chat: Chat) -> str:
        """It, once they ask for more; "" where there is none. It is theirs then."""
        asker = self._asker(chat)
        found = await self.database.read(store.rest, asker=asker, now=self.clock())
        if found:
            self.database.write_soon(store.drop_rest, asker=asker)
        return found

    async def take(self, chat: Chat, most: int) -> int:
        """How many messages may be sent to them now; they count as sent."""
        return await self.database.write(
            store.take, asker=self._asker(chat), most=most, now=self.clock()
        )

    async def unsent(self, chat: Chat, count: int) -> None:
        """So many of those that were taken weren't sent."""
        if count:
            await self.database.write_if_possible(
                store.give_back, asker=self._asker(chat), count=count, now=self.clock()
            )

    async def closed(self, chat: Chat) -> None:
        """The channel lets nothing more through; it says so again where that can't be written."""
        await self.database.write_if_possible(store.close, asker=self._asker(chat))

    async def is_gone(self, chat: Chat) -> bool:
        return await self.database.read(store.is_gone, asker=self._asker(chat))

    async def let_go(self, chat: Chat) -> None:
        """They left: nothing is sent any more."""
        asker = self.hasher.asker(chat)
        await self.database.write_durably(let_go, asker=asker, now=self.clock())

    async def keep(self, chat: Chat, reply: str, *, about: str = "") -> None:
        """The reply waits for them. `about` are the words that it answers, if they may ask again:
        then it isn't needed."""
        now = self.clock()
        await self.database.write_durably(
            store.keep,
            asker=self._asker(chat),
            about=_hash(about),
            reply=reply,
            now=now,
            expires_at=now + KEPT,
        )

    async def waiting(self, chat: Chat, words: str = "") -> list[Kept]:
        """What waits for them now that they are here and say this, the oldest first."""
        now = self.clock()
        found = await self.database.read(
            store.waiting, asker=self._asker(chat), now=now, held_until=now + SENDING
        )
        asked_again = [one for one in found if one.about and one.about == _hash(words)]
        for one in asked_again:
            await self.given(one)
        return [one for one in found if one not in asked_again]

    async def hold(self, kept: Kept, lasts: timedelta) -> bool:
        """It is on its way to them for so long. False where it is already, or was given."""
        now = self.clock()
        return await self.database.write(
            store.hold,
            kept_id=kept.id,
            now=now,
            held_until=now + lasts,
            longest=now + SENDING,
        )

    async def release(self, kept: Kept) -> None:
        """It waits again."""
        await self.database.write_if_possible(store.release, kept_id=kept.id)

    async def given(self, kept: Kept) -> bool:
        """It is theirs now; False where it was before."""
        return await self.database.write(store.given, kept_id=kept.id)

    async def granted(self, chat: Chat, template: str) -> None:
        """They allow one more notice by this template."""
        asker = self._asker(chat)
        await self.database.write_durably(
            store.grant, asker=asker, template=template, now=self.clock()
        )

    async def refused(self, chat: Chat, template: str) -> None:
        """They allow none any more."""
        asker = self._asker(chat)
        await self.database.write_durably(
            store.refuse, asker=asker, template=template, now=self.clock()
        )

    async def spend(self, chat: Chat, template: str) -> bool:
        """Use one of the notices that they allow; False where they allow none."""
        asker = self._asker(chat)
        return await self.database.write_durably(
            store.spend, asker=asker, template=template, now=self.clock()
        )

    def _asker(self, chat: Chat) -> str:
        return self.hasher.asker(chat).contact


def _arrived(
    db: Connection,
    *,
    is_new: bool,
    asker: str,
    about: str,
    opening: Opening | None,
    wants_more: bool,
    now: datetime,
) -> int:
    if is_new:
        _here(db, asker, opening, now)
    if is_new and not wants_more:
        store.drop_rest(db, asker=asker)
    others = put_off.asked_again(db, asker=asker, about=about)
    return others + len(store.waiting(db, asker=asker, now=now, held_until=now + SENDING))


def _put_off(
    db: Connection,
    *,
    asker: str,
    about: str,
    opening: Opening,
    key: str,
    content: str,
    now: datetime,
) -> bool:
    _here(db, asker, opening, now)
    return put_off.keep(
        db,
        asker=asker,
        about=about,
        key=key,
        content=content,
        now=now,
        expires_at=now + PUT_OFF,
    )


def _here(db: Connection, asker: str, opening: Opening | None, now: datetime) -> None:
    store.touch(db, asker=asker, now=now)
    if opening:
        store.open_window(
            db,
            asker=asker,
            until=now + opening.lasts,
            messages=opening.messages,
            brief=opening.is_brief,
        )


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16] if words else ""
