"""What a crash or a failure left unanswered: answered after all, or the person is asked again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
import telegram

from bot.store.updates import Taken
from handlers.channels.telegram.answering import Answering
from handlers.channels.telegram.ledger import Ledger
from handlers.rounds import repeat

log = structlog.get_logger()

EVERY_SECONDS = 20.0
ATTEMPTS = 3
"""What fails so often, or ends the process, isn't tried again."""
FRESH = timedelta(minutes=15)
"""Nobody expects that a button pressed or words said longer ago still act."""
UNTOUCHED = timedelta(seconds=20)
"""What was taken later may be about to be answered anyway."""


class Recovery:
    """`go_on` answers an update among those that are under way."""

    def __init__(
        self,
        bot: telegram.Bot,
        ledger: Ledger,
        answering: Answering,
        go_on: Callable[[telegram.Update], Awaitable[None]],
        clock: Callable[[], datetime],
    ) -> None:
        self._bot = bot
        self._ledger = ledger
        self._answering = answering
        self._go_on = go_on
        self._clock = clock
        self._began_at = clock()

    async def run(self) -> None:
        """Look at the start and then again and again, until cancelled."""
        await repeat(self.recover, EVERY_SECONDS, asyncio.Event(), failed="recovery failed")

    async def recover(self) -> None:
        """Take up all that was left, as if it came now: those of one chat in their order, those of
        many at the same time."""
        unanswered = await self._ledger.left()
        now = self._clock()  # what was taken while they were read isn't of the future
        left = [taken for taken in unanswered if not self._is_new(taken, now)]
        told = [self._recover(taken, is_old=now - taken.seen_at > FRESH) for taken in left]
        for outcome in await asyncio.gather(*told, return_exceptions=True):
            if isinstance(outcome, Exception):
                log.error("telegram_recovery_failed", reason=type(outcome).__name__)

    def _is_new(self, taken: Taken, now: datetime) -> bool:
        is_ours = taken.seen_at > self._began_at
        return is_ours and timedelta() <= now - taken.seen_at < UNTOUCHED

    async def _recover(self, taken: Taken, *, is_old: bool) -> None:
        log.info("telegram_update_recovered", update=taken.update_id, attempts=taken.attempts)
        if not taken.content:
            await self._ledger.answered(taken.update_id)
            return
        update = telegram.Update.de_json(json.loads(taken.content), self._bot)
        if not taken.reply and (is_old or taken.attempts >= ATTEMPTS):
            await self._answering.ask_again(update)
        else:
            await self._go_on(update)
