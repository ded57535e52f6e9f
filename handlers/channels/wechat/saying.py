"""What is said to a person: the dialogue's reply, with what waits for them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple, Protocol

import structlog
from sqlite_utils import Database as Connection

from bot.desk.contacts import SAYING, Arriving, Contacts, Opening
from bot.messages import Chat, Dialogue, Message, Reply
from bot.store.contacts import Kept
from handlers import failures, written
from handlers.channels.wechat.rendering import MORE, WAITING, Renderer
from handlers.chat_floods import SLOW_DOWN, Flood, Verdict
from handlers.chat_turns import Turns

log = structlog.get_logger()


class Said(NamedTuple):
    """A reply, and what of it had waited for them."""

    reply: Reply
    had_waited: tuple[Kept, ...] = ()


NOTHING_WAITS = "没有等着给您看的答复。有问题直接发给我。"
AT_ONCE = 6
"""Messages that the dialogue works on at the same time. Where more come than it can do, those that
came first are answered in time; side by side all of them would be late."""
_HAS_WORDS = re.compile(r"^(?!/)(?=.*[^\W\d_]).{2,}", re.DOTALL)
LOOKS, PAUSE = 20, 0.1
"""How often, and how many seconds apart, is looked for what is just being put there."""


class Active(Protocol):
    """Writes to people without being asked."""

    @property
    def can_send(self) -> bool:
        """Whether it can at all, as far as is known."""
        ...

    async def send_late(self, chat: Chat, reply: Reply, about: str) -> None:
        """Send what came too late to be an answer to these words, or keep it."""
        ...

    async def hand_over(self, chat: Chat) -> None:
        """Send what waits for them, now that they are here."""
        ...


class Speaker:
    """Says it; messages of one person are answered one after the other, in the order they came."""

    def __init__(
        self,
        dialogue: Dialogue,
        contacts: Contacts,
        renderer: Renderer,
        active: Active,
        flood: Flood,
        *,
        hotline: Callable[[], str],
    ) -> None:
        self._dialogue = dialogue
        self._contacts = contacts
        self._renderer = renderer
        self._active = active
        self._flood = flood
        self._hotline = hotline
        self._turns = Turns[str]()
        self._at_once = asyncio.Semaphore(AT_ONCE)

    def arriving(self, chat: Chat, words: str, opening: Opening | None) -> Arriving:
        """What they open by being here, for the transaction that takes in what they say."""
        return self._contacts.arriving(chat, words, opening, wants_more=words in MORE)

    def putting_off(
        self, message: Message, opening: Opening | None, *, key: str, content: str
    ) -> Callable[[Connection], bool] | None:
        """Keep what they say for when there is time. A number, a tap and 更多 mean what was shown
        last, and are said again: None."""
        words = message.text
        if opening is None or opening.is_brief or words in MORE or not _HAS_WORDS.search(words):
            return None
        return self._contacts.putting_off(message.chat, words, opening, key=key, content=content)

    def taking_up(self, chat: Chat | None) -> Callable[[Connection], tuple[str, str] | None]:
        """What they, or anybody, said first of what was put off."""
        return self._contacts.taking_up(chat)

    async def said(self, message: Message, *, has_waiting: bool) -> Said:
        """The reply; a failure is told under an id. `has_waiting`: there may be replies that wait
        for them."""
        chat = message.chat
        try:
            async with self._turns.of(chat.id):
                verdict = await self._flood.judge(chat)
                if verdict is not Verdict.ANSWER:
                    return Said(Reply(SLOW_DOWN if verdict is Verdict.ASK_TO_SLOW_DOWN else ""))
                if message.text == WAITING:
                    return await self._what_waits(chat)
                if message.text in MORE and (rest := await self._contacts.rest(chat)):
                    return Said(written.from_text(rest))
                async with self._at_once:
                    reply = await self._dialogue.respond(message)
                return await self._with_what_waits(message, reply) if has_waiting else Said(reply)
        except Exception as error:
            failure = failures.report("wechat_push_failed", error)
            return Said(Reply(failures.apology(failure, self._hotline())))

    async def shown(self, chat: Chat, reply: Reply, *, has_waiting: bool) -> str:
        """The reply as one text, which tells of what waits where that can't be sent."""
        waiting = 0
        if has_waiting and not self._active.can_send and (reply.body or reply.notice):
            waiting = len(await self._contacts.waiting(chat))
        shown = self._renderer.passive(reply, waiting=waiting)
        if shown.rest:
            self._contacts.leave_rest(chat, written.as_text(Reply(shown.rest)))
        return shown.text

    async def _what_waits(self, chat: Chat) -> Said:
        """The oldest of what waits, asked for by a tap; an answer that was just late may be on its
        way there."""
        for _ in range(LOOKS):
            for kept in await self._contacts.waiting(chat):
                if await self._contacts.hold(kept, SAYING):
                    return Said(written.from_text(kept.reply), (kept,))
            await asyncio.sleep(PAUSE)
        return Said(Reply(NOTHING_WAITS))

    async def _with_what_waits(self, message: Message, reply: Reply) -> Said:
        """What waits is said first where one text holds both; else the text tells of it."""
        waiting = await self._contacts.waiting(message.chat, message.text)
        if self._active.can_send or len(waiting) != 1:
            return Said(reply)
        earlier = written.from_text(waiting[0].reply)
        both = replace(reply, body=f"{earlier.body}\n\n———\n\n{reply.body}")
        if self._renderer.fits(both) and await self._contacts.hold(waiting[0], SAYING):
            return Said(both, (waiting[0],))
        return Said(reply)
