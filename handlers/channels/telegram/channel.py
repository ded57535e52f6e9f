"""The Telegram channel: its connection, its life from start to stop, and sending unasked."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
import telegram
from telegram.constants import UpdateType
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, CallbackContext, SimpleUpdateProcessor, TypeHandler

from bot.config import Settings, SettingsError
from bot.messages import Chat, DeliveryError, Dialogue, Failure, Reply, Sent
from bot.publicity.subscribers import Subscribers
from bot.store import Database
from handlers.channels.telegram import inline, token, webhook
from handlers.channels.telegram.answering import Answering
from handlers.channels.telegram.ledger import Ledger
from handlers.channels.telegram.limiter import NoticeTurn, TwoLanes, in_turn
from handlers.channels.telegram.listening import CHANNEL, Place
from handlers.channels.telegram.membership import Membership
from handlers.channels.telegram.menu import Menus, StaffMenus, menu
from handlers.channels.telegram.receiving import Receiving
from handlers.channels.telegram.recovery import Recovery
from handlers.channels.telegram.requests import PersistentRequest, PollingRequest
from handlers.channels.telegram.sending import Sender, delivery_error, has_no_topic
from handlers.styled.blocks import web_address

log = structlog.get_logger()

ALLOWED = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.CHANNEL_POST,
    UpdateType.MY_CHAT_MEMBER,
)
AT_ONCE = 256
"""Updates under way at the same time; those of one chat are answered one after the other."""
STOP_SECONDS = 15
"""How long a stop waits for the answers under way; each request times out sooner."""
RETRY_SECONDS = (1, 2, 5, 10, 30, 60)
START_SECONDS = 3
"""How long a start waits for Telegram, which is out of reach in places: the page shall not wait."""


async def _nobody(_: Chat) -> bool:
    return False


PtbApplication = Application[Any, Any, Any, Any, Any, Any]
PtbContext = CallbackContext[Any, Any, Any, Any]


class TelegramChannel:
    """Reaches people on Telegram, by long polling or webhook.

    An update is marked in the database before it is answered, and then as answered: none is
    answered twice, and none left out, whatever becomes of the process. `suggest` finds what inline
    mode offers; `hotline` is told with every failure; `subscribers` hears who blocks the bot, comes
    back or moves.
    """

    def __init__(
        self,
        settings: Settings,
        dialogue: Dialogue,
        database: Database,
        clock: Callable[[], datetime],
        *,
        suggest: inline.Suggest = lambda typed: (),
        hotline: Callable[[], str] = lambda: "12328",
        is_staff: Callable[[Chat], Awaitable[bool]] = _nobody,
        menus: Callable[[], Awaitable[Menus]] | None = None,
        subscribers: Subscribers | None = None,
    ) -> None:
        self._settings = settings
        self._token = settings.telegram_token.get_secret_value()
        self._lanes = TwoLanes(settings.send_rate)
        self._receiving = Receiving(database, clock, lambda: self._application.bot)
        self._application = self._build()
        self._sender = Sender(self._application.bot, self._address)
        ledger = Ledger(database, clock)
        self._answering = Answering(
            self._application.bot,
            self._sender,
            dialogue,
            ledger,
            clock,
            membership=Membership(self._application.bot, subscribers),
            flood_per_minute=settings.flood_per_minute,
            suggest=suggest,
            hotline=hotline,
            is_staff=is_staff,
            staff_at=_chat_id(settings.staff_chat),
        )
        self._staff_menus = StaffMenus(self._application.bot, menus)
        self._recovery = Recovery(
            self._application.bot, ledger, self._answering, self._go_on, clock
        )
        self._connecting: asyncio.Task[None] | None = None
        self._recovering: asyncio.Task[None] | None = None
        self._keeping_menus: asyncio.Task[None] | None = None

    @property
    def is_listening(self) -> bool:
        """Whether what people write arrives: polls come back, or Telegram was told to push."""
        if self._settings.telegram_webhook:
            return self._application.running
        return self._receiving.has_polled

    async def start(self) -> None:
        """Connect; where Telegram can't be reached soon, go on trying in the background.

        Raises:
            SettingsError: Telegram refuses the token.
        """
        # httpx logs addresses, and the token is part of them.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._connecting = asyncio.create_task(self._keep_connecting())
        await asyncio.wait({self._connecting}, timeout=START_SECONDS)
        if self._connecting.done():
            self._connecting.result()

    async def stop(self) -> None:
        """Take no more updates, finish those under way and disconnect."""
        for task in (self._connecting, self._recovering, self._keeping_menus):
            if task:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        self._lanes.close()
        await self._disconnect()

    async def take(self, update: Mapping[str, Any]) -> None:
        """Answer an update that came by webhook; whoever delivered it waits only until it is on the
        disk.

        Raises:
            RuntimeError: not connected yet; Telegram will deliver it again.
        """
        application = self._application
        if not application.running:
            raise RuntimeError("an update came before Telegram was connected")
        for sound in await self._receiving.take([update]):
            parsed = telegram.Update.de_json(sound, application.bot)
            application.create_task(self._go_on(parsed), parsed)

    def is_from_telegram(self, secret: str | None) -> bool:
        """Whether a request to the webhook has the secret that only Telegram was given."""
        return webhook.is_genuine(secret, self._token)

    async def send(self, chat: Chat, reply: Reply) -> None:
        """Reach a chat without having been asked.

        Raises:
            DeliveryError: it did not arrive, or may not have.
        """
        await self._reach(chat, reply)

    async def post(self, chat: Chat, reply: Reply) -> str:
        """Like `send`; returns the ids of its messages.

        Raises:
            DeliveryError: it did not arrive, or may not have.
        """
        return _ids(await self._reach(chat, reply))

    async def amend(self, chat: Chat, message: str, reply: Reply) -> str:
        """Put the reply in place of what was posted; what somebody deleted stays so.

        Raises:
            DeliveryError: it was not changed, or may not have been.
        """
        before = tuple(int(part) for part in message.split(","))
        if not self._application.running:
            raise DeliveryError("Telegram is not connected", kind=Failure.UNREACHABLE)
        try:
            place = Place.of_chat(chat)
            return _ids(await self._sender.revise(place, before, reply, anew=False))
        except TelegramError as error:
            raise delivery_error(error) from error

    def link(self, word: str) -> str:
        """The address that says `/start WORD`; "" before Telegram told the bot's name."""
        try:
            return f"{self._application.bot.link}?start={word}"
        except RuntimeError:  # not initialised yet
            return ""

    async def turns(self, most: int) -> list[NoticeTurn]:
        """Wait until a notice may go, answers to people first; none where we are stopping."""
        try:
            return await self._lanes.turns(most)
        except RetryAfter:
            return []

    async def notify(self, chat: Chat, reply: Reply, turn: NoticeTurn) -> Sent:
        """Send a notice, once.

        Raises:
            DeliveryError: it did not arrive, or may not have.
        """
        with in_turn(turn):
            messages = await self._reach(chat, reply)
        place = Place.of_chat(chat)
        now_at = self._sender.chat_now(place)
        if now_at != place.chat:
            chat = replace(chat, id=str(now_at))
        return Sent(_ids(messages), chat)

    async def _reach(self, chat: Chat, reply: Reply) -> tuple[int, ...]:
        if not self._application.running:
            raise DeliveryError("Telegram is not connected", kind=Failure.UNREACHABLE)
        place = Place.of_chat(chat)
        try:
            try:
                return await self._sender.deliver(place, reply)
            except BadRequest as error:
                if not place.topic or not has_no_topic(error):
                    raise
                log.warning("telegram_topic_gone", reason=error.message)
                elsewhere = f"（原来的话题已关闭或删除，所以发在这里。）\n\n{reply.body}"
                return await self._sender.deliver(Place(place.chat), replace(reply, body=elsewhere))
        except TelegramError as error:
            raise delivery_error(error) from error

    def _build(self) -> PtbApplication:
        api = self._settings.telegram_api
        application = (
            Application.builder()
            .token(self._token)
            .base_url(f"{api}/bot")
            .base_file_url(f"{api}/file/bot")
            .request(PersistentRequest(AT_ONCE))
            .get_updates_request(PollingRequest(self._receiving.polled))
            .concurrent_updates(SimpleUpdateProcessor(AT_ONCE))
            .rate_limiter(self._lanes)
            .job_queue(None)
            .build()
        )
        application.add_handler(TypeHandler(telegram.Update, self._answer))
        application.add_error_handler(self._apologise)
        return application

    async def _keep_connecting(self) -> None:
        for seconds in itertools.chain(RETRY_SECONDS, itertools.repeat(RETRY_SECONDS[-1])):
            try:
                await self._connect()
            except InvalidToken:
                log.error("telegram_off", reason=token.REFUSED)
                raise SettingsError(token.REFUSED) from None
            except TelegramError as error:
                log.warning("telegram_unreachable", reason=str(error), next_try_seconds=seconds)
                await asyncio.sleep(seconds)
            else:
                return

    async def _connect(self) -> None:
        try:
            await self._application.initialize()
            await self._application.start()
            await self._show_menu()
            self._recovering = asyncio.create_task(self._recovery.run())
            self._keeping_menus = asyncio.create_task(self._staff_menus.keep())
            await self._listen()
        except BaseException:
            await self._disconnect()
            raise
        log.info("telegram_connected", by="webhook" if self._settings.telegram_webhook else "poll")

    async def _listen(self) -> None:
        if self._settings.telegram_webhook:
            await self._application.bot.set_webhook(
                self._settings.public_url + webhook.WEBHOOK_PATH,
                allowed_updates=ALLOWED,
                secret_token=webhook.secret(self._token),
            )
        elif self._application.updater:
            await self._application.updater.start_polling(
                allowed_updates=ALLOWED, error_callback=_polling_failed
            )

    async def _show_menu(self) -> None:
        try:
            await self._application.bot.set_my_commands(menu())
        except TelegramError as error:  # the menu of the last start still stands
            log.warning("telegram_menu_not_set", reason=str(error))

    async def _disconnect(self) -> None:
        application = self._application
        if application.updater and application.updater.running:
            await application.updater.stop()
        if application.running:
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await application.stop()
            except TimeoutError:
                log.error("telegram_stopped_while_answering", waited_seconds=STOP_SECONDS)
        await application.shutdown()
        await application.bot.shutdown()  # open also where `initialize` failed half-way

    async def _go_on(self, update: telegram.Update) -> None:
        """Answer it as one of those that may be under way at the same time."""
        processing = self._application.process_update(update)
        await self._application.update_processor.process_update(update, processing)

    async def _answer(self, update: telegram.Update, _: PtbContext) -> None:
        await self._answering.answer(update)

    async def _apologise(self, update: object, context: PtbContext) -> None:
        if isinstance(update, telegram.Update) and context.error:
            await self._answering.apologise(update, context.error)

    def _address(self, target: str) -> str:
        """Where a link leads: to the web as it stands, to an entry by its page if there is one."""
        scheme, _, slug = target.partition(":")
        if scheme == "entry":
            target = f"{self._settings.public_url}/entries/{slug}"
        return web_address(target)


def _ids(messages: tuple[int, ...]) -> str:
    return ",".join(map(str, messages))


def _chat_id(staff_chat: str) -> int:
    """Of the staff's chat, as the settings name it; 0 where it is elsewhere or none."""
    channel, _, chat = staff_chat.partition(":")
    return int(chat) if channel == CHANNEL and chat.lstrip("-").isdecimal() else 0


def _polling_failed(error: TelegramError) -> None:
    log.warning("telegram_polling_failed", error=type(error).__name__, reason=str(error))
