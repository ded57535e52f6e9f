"""Events that nobody answers: who left, who allows notices, and what became of what was sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import structlog

from bot.desk.contacts import Contacts
from bot.messages import Reply
from handlers.channels.wechat.ledger import Ledger
from handlers.channels.wechat.listening import chat_of
from handlers.channels.wechat.xml import Push

log = structlog.get_logger()
Take = Callable[[Push], Awaitable[None]]


class Events:
    """Each event once, though WeChat tells it again until it hears `success`."""

    def __init__(self, contacts: Contacts, ledger: Ledger, more: Mapping[str, Take]) -> None:
        """`more` are events that others take, by name in small letters."""
        self._contacts = contacts
        self._ledger = ledger
        self._takes: dict[str, Take] = {
            "unsubscribe": self._left,
            "subscribe_msg_popup_event": self._allowed,
            "subscribe_msg_change_event": self._allowed,
            "subscribe_msg_sent_event": self._notified,
            **more,
        }

    async def take(self, push: Push) -> bool:
        """Whether it is one of these; it is dealt with then."""
        take = self._takes.get(push.event)
        if take is None:
            return False
        claim, _ = await self._ledger.begin(push.key, "")
        if claim.is_ours and not claim.is_answered:
            await take(push)
            self._ledger.keep(push.key, Reply(""))
            self._ledger.given(push.key)
        return True

    async def _left(self, push: Push) -> None:
        await self._contacts.let_go(chat_of(push))
        log.info("wechat_unfollowed")

    async def _allowed(self, push: Push) -> None:
        for item in push.items:
            template = item.get("TemplateId", "")
            if not template:
                continue
            if item.get("SubscribeStatusString") == "accept":
                await self._contacts.granted(chat_of(push), template)
            else:
                await self._contacts.refused(chat_of(push), template)

    async def _notified(self, push: Push) -> None:
        for item in push.items:
            if (code := item.get("ErrorCode", "0")) != "0":
                log.warning("wechat_notice_lost", code=code)
