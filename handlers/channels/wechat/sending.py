"""Messages that nobody waits for: by the customer-service API within the window, else kept.

A window opens with what a person does (`listening`), and the account must have the API. What can't
be sent is kept and given when they are here again; where they allowed it, a 订阅通知 says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from bot.desk.contacts import SENDING, Contacts
from bot.messages import Chat, DeliveryError, Failure, Reply
from handlers import written
from handlers.channels.wechat.api import Api
from handlers.channels.wechat.errors import ApiError, Do
from handlers.channels.wechat.perseverance import FAILED, until_stored
from handlers.channels.wechat.rendering import Renderer

log = structlog.get_logger()

CUSTOM = "custom/send"
NOTICE = "subscribe/bizsend"
MOST_PARTS = 3
"""Of five that a window allows: some are left for what comes after."""
APART = 0.5
"""Seconds between two messages: sent faster, they arrive out of order."""
WHAT = "您的问题有答复了"
AGAIN_AFTER = (20.0, 60.0, 180.0)
"""Seconds after which a late answer is sent again where WeChat can't be reached; then it is kept
until they are here again."""
_KEEPS = (Do.WINDOW, Do.CAPABILITY, Do.BANNED, Do.STOP_TODAY, Do.LATER, Do.CONFIG, Do.STOP_PERIOD)


class Sender:
    """`api` is None where the account has no secret: everything is kept then."""

    def __init__(
        self,
        api: Api | None,
        contacts: Contacts,
        renderer: Renderer,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        notice: str = "",
        page_url: str = "",
    ) -> None:
        """`notice` is the template of 订阅通知 with its fields for what and when."""
        self._api = api
        self._contacts = contacts
        self._renderer = renderer
        self._clock = clock
        self._zone = zone
        self._template, *self._fields = notice.split(":")
        self._page_url = page_url

    @property
    def can_send(self) -> bool:
        """Whether it can at all, as far as is known."""
        api = self._api
        return api is not None and not api.is_off(CUSTOM) and not api.is_banned

    @property
    def can_notify(self) -> bool:
        """Whether it can tell that something waits those who allowed it."""
        return (
            self.can_send and bool(self._template) and not (self._api and self._api.is_off(NOTICE))
        )

    async def send(self, chat: Chat, reply: Reply, *, about: str = "") -> None:
        """Reach a chat without having been asked.

        Raises:
            DeliveryError: it did not arrive, or may not have, or is kept.
        """
        if await self._contacts.is_gone(chat):
            raise DeliveryError("they don't follow any more", kind=Failure.BLOCKED)
        if await self._sent(chat, reply):
            return
        await self._contacts.keep(chat, written.as_text(reply), about=about)
        try:
            await self._notify(chat)
        except FAILED as error:  # it is kept, and would be kept twice
            log.warning("wechat_notice_not_sent", reason=f"{type(error).__name__}: {error}")
        raise DeliveryError("kept until they are here again", kind=Failure.KEPT)

    async def send_late(self, chat: Chat, reply: Reply, about: str) -> None:
        """Send what came too late to be an answer to these words, or keep it."""
        if not (reply.body or reply.notice):
            return
        for pause in (*AGAIN_AFTER, 0.0):
            try:
                await self.send(chat, reply, about=about)
            except DeliveryError as error:
                log.warning("wechat_late_not_sent", kind=error.kind.value)
                if error.kind is Failure.UNREACHABLE:
                    await asyncio.sleep(pause)
                    continue
            return
        await self._contacts.keep(chat, written.as_text(reply), about=about)

    async def hand_over(self, chat: Chat) -> None:
        """Send what waits for them, now that they are here."""
        for kept in await self._contacts.waiting(chat):
            if not await self._contacts.hold(kept, SENDING):
                continue
            if not await self._handed(chat, written.from_text(kept.reply)):
                await self._contacts.release(kept)
                return
            await until_stored(partial(self._contacts.given, kept), what="handed over")

    async def _handed(self, chat: Chat, reply: Reply) -> bool:
        try:
            return await self._sent(chat, reply)
        except DeliveryError as error:
            log.warning("wechat_kept_not_sent", kind=error.kind.value)
            return False

    async def _sent(self, chat: Chat, reply: Reply) -> bool:
        """Whether it was; False where no window lets it through.

        Raises:
            DeliveryError: it can't be sent to them, or may have been.
        """
        if not self.can_send:
            return False
        parts, rest = self._renderer.active(reply, MOST_PARTS)
        allowed = await self._contacts.take(chat, len(parts))
        if not allowed:
            return False
        if allowed < len(parts):
            parts, rest = self._renderer.active(reply, allowed)
        self._leave(chat, rest)
        for number, part in enumerate(parts):
            if number:
                await asyncio.sleep(APART)
            try:
                await self._say(chat, part)
            except ApiError as error:
                left = len(parts) - number
                await self._contacts.unsent(chat, left if error.nothing_done else left - 1)
                if error.do is Do.WINDOW:
                    await self._contacts.closed(chat)
                if error.do in _KEEPS:
                    return False
                if error.do is Do.DROP:
                    await self._contacts.let_go(chat)
                raise _failure(error) from error
        return True

    def _leave(self, chat: Chat, rest: str) -> None:
        if rest:
            self._contacts.leave_rest(chat, written.as_text(Reply(rest)))

    async def _say(self, chat: Chat, text: str) -> None:
        assert self._api  # noqa: S101 - `can_send` said so
        payload = {"touser": chat.id, "msgtype": "text", "text": {"content": text}}
        await self._api.call(CUSTOM, "/cgi-bin/message/custom/send", payload)

    async def _notify(self, chat: Chat) -> None:
        """Tell that something waits, where they have allowed it."""
        if not (self._api and self._template) or self._api.is_off(NOTICE):
            return
        if not await self._contacts.spend(chat, self._template):
            return
        values = (WHAT, self._clock().astimezone(self._zone).strftime("%Y-%m-%d %H:%M"))
        told = {name: {"value": value} for name, value in zip(self._fields, values, strict=False)}
        payload = {"touser": chat.id, "template_id": self._template, "data": told}
        if self._page_url:
            payload["page"] = self._page_url
        try:
            await self._api.call(NOTICE, "/cgi-bin/message/subscribe/bizsend", payload)
        except ApiError as error:
            log.warning("wechat_notice_not_sent", code=error.code)
            if error.code == REFUSED:
                await self._contacts.refused(chat, self._template)
            elif error.nothing_done:
                await self._contacts.granted(chat, self._template)


REFUSED = 43101


def _failure(error: ApiError) -> DeliveryError:
    """What a call that failed means to whoever wanted to send."""
    if error.do is Do.DROP:
        kind = Failure.BLOCKED
    elif error.do is Do.RETRY:
        kind = Failure.UNREACHABLE if error.nothing_done else Failure.UNCERTAIN
    else:
        kind = Failure.REFUSED
    return DeliveryError(str(error), kind=kind)
