"""Events that nobody answers: who left, who allows notices, and what became of what was sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog

from bot.desk.contacts import Contacts
from bot.messages import Reply
from handlers import failures
from handlers.channels.wechat.ledger import Ledger
from handlers.channels.wechat.listening import chat_of
from handlers.channels.wechat.perseverance import until_stored
from handlers.channels.wechat.xml import Push

log = structlog.get_logger()
PATIENCE = 3.0
"""Seconds for which WeChat is let wait for an event to be dealt with."""
Take = Callable[[Push], Awaitable[None]]


class Events:
    """Each event once, though WeChat tells it again until it hears `success`."""

    def __init__(self, contacts: Contacts, ledger: Ledger, more: Mapping[str, Take]) -> None:
        """`more` are events that others take, by name in small letters."""
        self._contacts = contacts
        self._ledger = ledger
        self._behind: set[asyncio.Task[None]] = set()
        self._takes: dict[str, Take] = {
            "unsubscribe": self._left,
            "subscribe_msg_popup_event": self._allowed,
            "subscribe_msg_change_event": self._allowed,
            "subscribe_msg_sent_event": self._notified,
            **more,
        }

    def are(self, push: Push) -> bool:
        """Whether it is one of these."""
        return push.event in self._takes

    async def take(self, push: Push, content: str) -> None:
        """Deal with it, once; `content` is the push as it came. Where the store fails, WeChat
        needn't tell it again: it is dealt with once that works."""
        claim, _ = await self._ledger.begin(push.key, content)
        if claim.is_ours and not claim.is_answered and not self._is_under_way(push.key):
            await self._dealt_with(push)

    async def recover(self, push: Push) -> None:
        """A crash left it."""
        claim = await self._ledger.look(push.key)
        if claim.is_answered:
            self._ledger.given(push.key)
        elif claim.is_ours and not self._is_under_way(push.key):
            await self._dealt_with(push)

    async def stop(self) -> None:
        """What is under way is left to the next start."""
        for task in self._behind:
            task.cancel()
        await asyncio.gather(*self._behind, return_exceptions=True)

    def _is_under_way(self, key: str) -> bool:
        return any(task.get_name() == key for task in self._behind)

    async def _dealt_with(self, push: Push) -> None:
        task = asyncio.create_task(self._taken(push), name=push.key)
        self._behind.add(task)
        task.add_done_callback(self._is_over)
        await asyncio.wait({task}, timeout=PATIENCE)

    def _is_over(self, task: asyncio.Task[None]) -> None:
        self._behind.discard(task)
        if not task.cancelled() and (error := task.exception()):
            failures.report("wechat_event_failed", error)

    async def _taken(self, push: Push) -> None:
        await until_stored(partial(self._takes[push.event], push), what=push.event)
        self._ledger.keep(push.key, Reply(""))
        self._ledger.given(push.key)

    async def _left(self, push: Push) -> None:
        await self._contacts.let_go(chat_of(push))
        log.info("wechat_unfollowed")

    async def _allowed(self, push: Push) -> None:
        for item in push.items:
            template = item.get("TemplateId", "")
            if not template:
                continue
            is_accepted = item.get("SubscribeStatusString") == "accept"
            noted = self._contacts.granted if is_accepted else self._contacts.refused
            # Each by itself: one that is noted isn't counted again for the sake of the next.
            await until_stored(partial(noted, chat_of(push), template), what=push.event)

    async def _notified(self, push: Push) -> None:
        for item in push.items:
            if (code := item.get("ErrorCode", "0")) != "0":
                log.warning("wechat_notice_lost", code=code)
