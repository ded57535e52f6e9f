"""How news goes out: round after round, each message to one chat, until it has been told.

What is to be told stands in rows and is marked there after it was told: a crash between the two
tells it twice, never not at all.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from bot.members import Actor, Staff
from bot.messages import Amending, Channel, Chat, DeliveryError, Failure, Reply
from bot.staff.permissions import Action, may
from bot.store import Database, alerts, signs
from bot.store.alerts import Kind, Matters
from handlers.rounds import repeat

log = structlog.get_logger()
EVERY_SECONDS = 2.0
PAUSE = timedelta(minutes=1)
"""A chat that could not be told is left alone so long: it may have heard us, or never will."""
FRESH = timedelta(days=1)
"""Older news is none: what happened while nobody could be told stands in the record."""
NOT_NOW = (Failure.UNREACHABLE, Failure.BUSY)
"""The channel is away or overloaded: it is the same for everybody, and will pass."""
NOT_ARRIVED = (*NOT_NOW, Failure.BROKEN)
"""Nothing arrived, and it may later."""
NEVER = (Failure.BLOCKED, Failure.GONE, Failure.REFUSED)
"""Nothing arrives there, today or tomorrow."""


async def keep_telling(
    work: Callable[[], Awaitable[object]], stop: asyncio.Event, *, failed: str
) -> None:
    """Do this every two seconds, until told to stop."""
    await repeat(work, EVERY_SECONDS, stop, failed=failed)


async def require_notes(database: Database, now: datetime) -> None:
    """What can't be noted as told would be told again every few seconds, as long as that lasts.

    Raises:
        sqlite3.DatabaseError: the disk is full, or can't be written to.
    """
    await database.write(signs.alive, now=now)


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that can be changed: where, and the channel's own id of it."""

    chat: Chat
    message: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a message is about, so that it says later what became of that; `said` is the rest of
    it."""

    kind: Kind
    about: Matters
    said: str = ""


class Note(NamedTuple):
    """What one of staff is told; with a card where that changes later."""

    chat: Chat
    reply: Reply
    card: Card | None = None


@dataclass(frozen=True)
class Telling:
    """`channels` are those that reach a chat unasked now, by name; `staff_at` is the chat where all
    staff are told, as the settings name it."""

    database: Database
    channels: Mapping[str, Channel]
    staff_at: str
    clock: Callable[[], datetime]
    _failed: dict[Chat, datetime] = field(default_factory=dict, init=False, repr=False)
    _arrived: dict[str, set[tuple[Chat, int]]] = field(default_factory=dict, init=False, repr=False)

    @property
    def staff_chat(self) -> Chat | None:
        """None where none is set, or no channel reaches it now."""
        channel, _, chat_id = self.staff_at.partition(":")
        return Chat(channel, chat_id) if channel in self.channels else None

    async def staff(self, chat: Chat, reply: Reply, card: Card | None = None) -> Failure | None:
        """Tell one of staff, or the staff's chat. None where it arrived; then a message with a card
        says later what became of its matters, where the channel can change it."""
        if self._rests(chat):
            return Failure.UNREACHABLE
        await require_notes(self.database, self.clock())
        error = await self._send(chat, reply, card)
        if error is None:
            self._failed.pop(chat, None)
            return None
        # One of staff who never wrote to the bot can't be reached; the others can.
        log.warning("staff_not_told", to=chat.id, kind=error.kind.value, reason=str(error))
        if error.kind not in NOT_NOW:
            self._failed[chat] = self.clock()
        return error.kind

    async def everyone(self, key: str, notes: Iterable[Note]) -> bool:
        """Tell each of staff theirs; False where some are to be tried again. What has arrived under
        this key isn't sent again then."""
        arrived, waiting = self._arrived.setdefault(key, set()), set[Chat]()
        counts: Counter[Chat] = Counter()
        for chat, reply, card in notes:
            counts[chat] += 1
            if chat in waiting or (chat, counts[chat]) in arrived:
                continue
            failure = await self.staff(chat, reply, card)
            if failure is None:
                arrived.add((chat, counts[chat]))
            elif failure not in NEVER:
                waiting.add(chat)
        if not waiting:
            del self._arrived[key]
        return not waiting

    async def amend(self, at: Posted, reply: Reply) -> Posted | Failure:
        """Change what was posted; where it stands now, or what became of it."""
        channel = self.channels.get(at.chat.channel)
        if not isinstance(channel, Amending):
            return Failure.UNREACHABLE
        try:
            return Posted(at.chat, await channel.amend(at.chat, at.message, reply))
        except DeliveryError as error:
            log.info("alert_not_changed", kind=error.kind.value, reason=str(error))
            return error.kind

    async def desk(self, staff: Staff, reply: Reply, card: Card | None = None) -> bool:
        """Whether those were told who look after what comes in: the staff's chat; each who may see
        it, where there is none or it has put the bot out."""
        if self.staff_at:
            chat = self.staff_chat
            if chat is None:
                return False
            failure = await self.staff(chat, reply, card)
            if failure not in NEVER:
                return failure is None
        return await self.each(staff, Action.INBOX_SEE, reply, card)

    async def each(
        self, staff: Staff, action: Action, reply: Reply, card: Card | None = None
    ) -> bool:
        """Whether any of staff who may do that was told."""
        chats = [
            member.chat
            for member in staff.members.values()
            if member.chat and may(Actor(member, ""), action)
        ]
        return None in [await self.staff(chat, reply, card) for chat in chats]

    async def citizen(self, chat: Chat, reply: Reply) -> Failure | None:
        """Tell one citizen, whom the log doesn't name. None where it arrived."""
        if chat.channel not in self.channels:
            return Failure.UNREACHABLE
        error = await self._send(chat, reply)
        if error is None:
            return None
        log.warning("citizen_not_told", kind=error.kind.value, reason=str(error))
        return error.kind

    def _rests(self, chat: Chat) -> bool:
        failed = self._failed.get(chat)
        # A clock that was set back doesn't make the pause longer.
        return failed is not None and failed <= self.clock() < failed + PAUSE

    async def _send(
        self, chat: Chat, reply: Reply, card: Card | None = None
    ) -> DeliveryError | None:
        channel = self.channels.get(chat.channel)
        if channel is None:
            return DeliveryError("no such channel now", kind=Failure.UNREACHABLE)
        try:
            if card and isinstance(channel, Amending):
                await self._keep(Posted(chat, await channel.post(chat, reply)), card)
            else:
                await channel.send(chat, reply)
        except DeliveryError as error:
            return error
        except Exception as error:
            # What is wrong with one message must not keep the others back.
            log.exception("telling failed")
            return DeliveryError(type(error).__name__, kind=Failure.BROKEN)
        return None

    async def _keep(self, at: Posted, card: Card) -> None:
        try:
            await self.database.write(
                alerts.keep,
                kind=card.kind,
                chat=at.chat,
                message=at.message,
                about=card.about,
                said=card.said,
            )
        except Exception:
            # It arrived: whoever reads it must not get it again because it can't change later.
            log.exception("card not kept")
