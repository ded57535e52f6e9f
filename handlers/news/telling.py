"""How news goes out: round after round, each message to one chat."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.messages import Channel, Chat, DeliveryError, Failure, Reply
from handlers.rounds import repeat

log = structlog.get_logger()
EVERY_SECONDS = 2.0
FRESH = timedelta(days=1)
"""Older news is none: what happened while nobody could be told stands in the record."""
NOT_NOW = (Failure.UNREACHABLE, Failure.BUSY)
"""The channel is away or overloaded: it is the same for everybody, and will pass."""
NOT_ARRIVED = (*NOT_NOW, Failure.BROKEN)
"""Nothing arrived, and it may later."""


async def keep_telling(
    work: Callable[[], Awaitable[object]], stop: asyncio.Event, *, failed: str
) -> None:
    """Do this every two seconds, until told to stop."""
    await repeat(work, EVERY_SECONDS, stop, failed=failed)


@dataclass(frozen=True)
class Telling:
    """`channels` are those that reach a chat unasked now, by name; `staff_at` is the chat where all
    staff are told, as the settings name it."""

    channels: Mapping[str, Channel]
    staff_at: str

    @property
    def staff_chat(self) -> Chat | None:
        """None where none is set, or no channel reaches it now."""
        channel, _, chat_id = self.staff_at.partition(":")
        return Chat(channel, chat_id) if channel in self.channels else None

    async def staff(self, chat: Chat, reply: Reply) -> Failure | None:
        """Tell one of staff, or the staff's chat. None where it arrived, and where no channel
        reaches that chat: there is nothing to wait for."""
        error = await self._send(chat, reply)
        if error is None:
            return None
        # One of staff who never wrote to the bot can't be reached; the others can.
        log.warning("staff_not_told", to=chat.id, kind=error.kind.value, reason=str(error))
        return error.kind

    async def citizen(self, chat: Chat, reply: Reply) -> Failure | None:
        """Tell one citizen, whom the log doesn't name. None where it arrived."""
        if chat.channel not in self.channels:
            return Failure.UNREACHABLE
        error = await self._send(chat, reply)
        if error is None:
            return None
        log.warning("citizen_not_told", kind=error.kind.value, reason=str(error))
        return error.kind

    async def _send(self, chat: Chat, reply: Reply) -> DeliveryError | None:
        channel = self.channels.get(chat.channel)
        try:
            if channel:
                await channel.send(chat, reply)
        except DeliveryError as error:
            return error
        return None
