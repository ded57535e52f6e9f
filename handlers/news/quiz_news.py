"""Puts 每日一题 to the groups and channels that want it, once a day, in the hours of notices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from bot.config import Settings
from bot.hours import Window
from bot.messages import Channel, DeliveryError, Failure, Notifier, Reply, Sent
from bot.publicity.subscribers import Subscribers
from bot.store import Database
from bot.store import subscribers as store
from bot.store.subscribers import Standing, Subscriber
from bot.training.quiz import Quiz
from handlers.dialogues.learning import room_question
from handlers.rounds import repeat

log = structlog.get_logger()
EVERY_SECONDS = 60.0
_NOT_SENT = (Failure.BUSY, Failure.UNREACHABLE, Failure.BROKEN)
_LOST = {Failure.BLOCKED: Standing.BLOCKED, Failure.GONE: Standing.GONE}


@dataclass(frozen=True)
class QuizNews:
    """A room is marked as asked before it is: after a crash it may miss a day's question, and is
    never asked twice."""

    settings: Settings
    database: Database
    quiz: Quiz
    subscribers: Subscribers
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]

    async def run(self, stop: asyncio.Event) -> None:
        await repeat(self.go_round, EVERY_SECONDS, stop, failed="question of the day not asked")

    async def go_round(self) -> None:
        """Ask the rooms that have not been asked today."""
        day = self.quiz.today
        if not self._is_within(self.settings.send_window):
            return
        rooms = await self.database.read(store.to_be_asked, day=day)
        reply = await room_question(self.quiz) if rooms else None
        for room in rooms if reply else ():
            if reply and not (room.quiet and self._is_within(room.quiet)):
                await self._ask(room, reply, day)

    async def _ask(self, room: Subscriber, reply: Reply, day: date) -> None:
        channel = self.channels.get(room.chat.channel)
        turns = await channel.turns(1) if isinstance(channel, Notifier) else ()
        if not isinstance(channel, Notifier) or not turns:
            return
        if not await self.database.write_durably(store.claim_question, subscriber=room.id, day=day):
            return
        try:
            sent: Sent = await channel.notify(room.chat, reply, turns[0])
        except DeliveryError as error:
            log.warning("question_not_asked", kind=error.kind.value, reason=str(error))
            if error.kind in _LOST:
                await self.subscribers.lose(room.chat, _LOST[error.kind])
            elif error.kind in _NOT_SENT:
                await self.database.write_durably(store.release_question, subscriber=room.id)
            return
        if sent.chat != room.chat:
            await self.subscribers.move(room.chat, sent.chat)

    def _is_within(self, hours: str) -> bool:
        return Window.parse(hours).contains(self.clock(), self.settings.zone)
