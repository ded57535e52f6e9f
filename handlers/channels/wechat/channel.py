"""The WeChat channel: its life from start to stop, and what the rest of pufa may ask of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.config import Settings
from bot.desk.contacts import Contacts
from bot.messages import Chat, Dialogue, Reply
from bot.privacy import Hasher
from bot.store import Database
from handlers.channels.wechat import capabilities, xml
from handlers.channels.wechat.answering import Answering
from handlers.channels.wechat.api import Api
from handlers.channels.wechat.callback import Callback
from handlers.channels.wechat.crypto import Envelope
from handlers.channels.wechat.errors import ApiError, meaning
from handlers.channels.wechat.events import Events, Take
from handlers.channels.wechat.freshness import Freshness
from handlers.channels.wechat.ledger import Ledger
from handlers.channels.wechat.rendering import Renderer
from handlers.channels.wechat.saying import Speaker
from handlers.channels.wechat.sending import Sender
from handlers.channels.wechat.xml import Push
from handlers.chat_floods import Flood
from handlers.rounds import repeat

log = structlog.get_logger()

RECOVERS_EVERY = 20.0
UNTOUCHED = timedelta(seconds=20)
"""WeChat's tries are over by then."""
START_SECONDS = 3.0
"""How long a start waits to find out what the account can do: the page shall not wait."""


async def _nobody(_: Chat) -> bool:
    return False


class WeChatChannel:
    """Reaches people on WeChat. `api` is None where the account has no secret; `events` are those
    that others take, by name in small letters, `rounds` what else is done again and again."""

    def __init__(
        self,
        settings: Settings,
        dialogue: Dialogue,
        database: Database,
        hasher: Hasher,
        clock: Callable[[], datetime],
        *,
        api: Api | None,
        hotline: Callable[[], str] = lambda: "12328",
        is_staff: Callable[[Chat], Awaitable[bool]] = _nobody,
        events: Mapping[str, Take] | None = None,
        rounds: Sequence[Callable[[], Awaitable[None]]] = (),
    ) -> None:
        self._clock = clock
        self.api = api
        self._notice_page = settings.wechat_notice_page
        self._rounds = rounds
        contacts = Contacts(database, hasher, clock)
        renderer = Renderer(settings.public_url)
        self._sender = Sender(
            self.api,
            contacts,
            renderer,
            clock,
            settings.zone,
            settings.wechat_notice,
            settings.public_url,
        )
        speaker = Speaker(
            dialogue,
            contacts,
            renderer,
            self._sender,
            Flood(settings.flood_per_minute, clock, is_staff),
            hotline=hotline,
        )
        self._ledger = Ledger(database, clock)
        self._answering = Answering(speaker, self._ledger, self._sender, hotline)
        self._events = Events(contacts, self._ledger, events or {})
        self._freshness = Freshness(database, clock)
        self.callback = Callback(_envelope(settings), self._freshness, self._words)
        self._stopping = asyncio.Event()
        self._behind: list[asyncio.Task[None]] = []

    @property
    def how_notices_come(self) -> str:
        return "关注着这个公众号，就会收到它的普法推送，不用另外订阅；不想再收，取消关注就行。"

    @property
    def how_replies_come(self) -> str:
        if self._sender.can_send:
            comes = "工作人员回复后会发到这里；您超过两天没来过的话，下次来时就能看到。"
            if self._notice_page and self._sender.can_notify:
                comes += f"想那时收到一条提醒，[点这里同意通知]({self._notice_page})。"
            return comes
        return "工作人员回复后，您下次在这里说话时就会看到。"

    async def start(self) -> None:
        """Find out what the account can do, and take up what was left."""
        await self._freshness.load()
        self._answering.start()
        if self.api:
            await self.api.load()
            finding = asyncio.create_task(self._find_out(self.api))
            self._behind.append(finding)
            await asyncio.wait({finding}, timeout=START_SECONDS)
        self._behind.append(asyncio.create_task(self._keep_recovering()))

    async def stop(self) -> None:
        """Finish the answers under way."""
        self._stopping.set()
        await self._answering.stop()
        await self._events.stop()
        for task in self._behind:
            task.cancel()
        await asyncio.gather(*self._behind, return_exceptions=True)
        if self.api:
            await self.api.aclose()

    async def send(self, chat: Chat, reply: Reply) -> None:
        """Reach a chat without having been asked.

        Raises:
            DeliveryError: it did not arrive, or may not have, or is kept.
        """
        await self._sender.send(chat, reply)

    async def recover(self) -> None:
        """Take up all that nobody works on and nobody was given."""
        await self._ledger.record()
        for key in await self._ledger.left(self._clock() - UNTOUCHED):
            claim = await self._ledger.look(key)
            if claim.content and self._events.are(push := xml.read(claim.content)):
                await self._events.recover(push)
            else:
                await self._answering.recover(key)
        await self._answering.take_up()

    async def _words(self, push: Push, content: str) -> str:
        if self._events.are(push):
            await self._events.take(push, content)
            return ""
        return await self._answering.answer(push, content)

    async def _keep_recovering(self) -> None:
        await repeat(self.recover, RECOVERS_EVERY, self._stopping, failed="wechat recovery failed")

    async def _find_out(self, api: Api) -> None:
        try:
            found = await capabilities.find_out(api)
        except ApiError as error:  # the token can't be had
            log.error("wechat_off", reason=str(error), advice=meaning(error.code).advice)
            return
        log.info(
            "wechat_connected",
            can=[one.name for one in found if one.reason is None],
            cannot=[one.name for one in found if one.reason],
        )


def _envelope(settings: Settings) -> Envelope:
    keys = (settings.wechat_aes_key, settings.wechat_aes_key_before)
    return Envelope(
        settings.wechat_token.get_secret_value(),
        [key.get_secret_value() for key in keys if key.get_secret_value()],
        settings.wechat_appid,
    )
