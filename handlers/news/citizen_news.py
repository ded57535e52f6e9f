"""Tells citizens what they waited for: replies to their letters, and answers that they asked for.

Queries on rows, like everything that is scheduled: what was due before a restart is told after.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.desk.doubting import Doubting
from bot.desk.inbox import Inbox
from bot.hours import Window
from bot.messages import Failure, Reply
from bot.privacy import Hasher
from bot.store import Database, letters
from bot.store import inbox as store
from bot.store.attempts import ATTEMPTS
from bot.store.inbox import Promise
from bot.store.letters import Sending
from handlers.dialogues import replies
from handlers.news.telling import NOT_ARRIVED, NOT_NOW, Telling, keep_telling

_BECAME = {None: Sending.SENT, Failure.KEPT: Sending.KEPT}


@dataclass(frozen=True)
class CitizenNews:
    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    inbox: Inbox
    doubting: Doubting
    telling: Telling
    hasher: Hasher
    clock: Callable[[], datetime]

    async def run(self, stop: asyncio.Event) -> None:
        await keep_telling(self.go_round, stop, failed="citizen news failed")

    async def go_round(self) -> None:
        """Do everything that is due now."""
        await self.inbox.follow_drafts()
        if not self.telling.channels:
            return
        if await self.doubting.held():
            return  # on an older copy of the database: they may have been told
        await self.send_replies()
        await self.keep_promises()

    async def send_replies(self) -> None:
        """Staff's replies to letters: whoever wrote one waits for it, whatever the hour."""
        for letter in await self.database.read(letters.to_send, now=self.clock()):
            if letter.chat is None or letter.chat.channel not in self.telling.channels:
                continue
            if not await self.database.write_durably(
                letters.begin_sending, letter=letter, now=self.clock()
            ):
                continue  # forgotten, or answered in other words meanwhile
            told = replies.letter_answered if letter.reply else replies.letter_closed
            failure = await self.telling.citizen(letter.chat, told(letter))
            if failure in NOT_ARRIVED:
                soon = failure in NOT_NOW
                await self.database.write(letters.not_sent, letter=letter, soon=soon)
                if soon:
                    return  # Telegram is away: the rest waits too
            elif failure is not Failure.UNCERTAIN or letter.attempts + 1 >= ATTEMPTS:
                became = _BECAME.get(failure, Sending.UNREACHABLE)
                await self.database.write_durably(letters.sent, letter=letter, sending=became)

    async def keep_promises(self) -> None:
        """Tell who asked to be told, within the hours in which notices go out."""
        window = Window.parse(self.settings.send_window)
        if not window.contains(self.clock(), self.settings.zone):
            return
        for promise in await self.database.read(store.due, now=self.clock()):
            if not await self._keep(promise):
                return

    async def _keep(self, promise: Promise) -> bool:
        """Marked before the request and after it; False where nobody can be told just now."""
        if promise.attempts >= ATTEMPTS:
            await self.database.write(store.keep, promise_id=promise.id)
            return True
        reply = await self._promised(promise)
        if reply is None:
            await self.database.write(store.keep, promise_id=promise.id)
            return True
        if promise.chat.channel not in self.telling.channels:
            return True
        if not await self.database.write_durably(
            store.begin, promise_id=promise.id, now=self.clock()
        ):
            return True  # forgotten meanwhile
        failure = await self.telling.citizen(promise.chat, reply)
        if failure in NOT_ARRIVED:
            soon = failure in NOT_NOW
            await self.database.write(store.put_back, promise_id=promise.id, soon=soon)
            return not soon
        if failure is not Failure.UNCERTAIN or promise.attempts + 1 >= ATTEMPTS:
            await self.database.write_durably(store.keep, promise_id=promise.id)
        return True

    async def _promised(self, promise: Promise) -> Reply | None:
        """None where the entry has been taken out of service since."""
        edition = self.knowledge.edition
        if promise.reply:
            bureau = edition.library.bureau
            return replies.promised_words(promise.reply, promise.question, bureau)
        entry = edition.library.current(promise.entry)
        if entry is None:
            return None
        asker = self.hasher.asker(promise.chat).question
        asked = await self.database.read(
            store.last_asked, cluster_id=promise.cluster_id, asker=asker
        )
        return replies.promised_entry(edition, entry, promise.question, asked)
