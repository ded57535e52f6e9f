"""The cast of the channels' tests: the double of the Bot API, a clock, citizens, a stand-in."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from datetime import UTC, datetime

import pytest
from httpx._transports import default as transports

from bot.config import Settings
from bot.messages import Button, Message, Reply
from handlers.application import build
from handlers.channels import telegram
from handlers.channels.telegram import Shareable, TelegramChannel, limiter, requests
from tests.fakes import FAKES
from tests.fakes.botapi import BotApi
from tests.fakes.clock import Clock
from tests.fakes.serving import serving_on_loopback
from tests.fakes.waitless import pytest_asyncio_loop_factories  # noqa: F401 - pauses take no time


class StandIn:
    """A dialogue that answers with what it was given, or with what a test prepared."""

    def __init__(self) -> None:
        self.heard: list[Message] = []
        self.prepared: dict[str, Reply | Exception] = {}
        self.held_up: dict[str, asyncio.Event] = {}

    async def respond(self, message: Message) -> Reply:
        self.heard.append(message)
        if (said := message.action or message.text) in self.held_up:
            await self.held_up[said].wait()
        prepared = self.prepared.get(message.action or message.text)
        if isinstance(prepared, Exception):
            raise prepared
        if prepared:
            return prepared
        said = message.action or message.text or message.attachment
        return Reply(f"答：{said}", ((Button("👍", "up"), Button("👎", "down")),))

    def holds_up(self, said: str) -> asyncio.Event:
        """Answer this only once the event is set."""
        return self.held_up.setdefault(said, asyncio.Event())

    def answers(self, said: str, reply: Reply | str | Exception) -> None:
        self.prepared[said] = Reply(reply) if isinstance(reply, str) else reply


@pytest.fixture(autouse=True, scope="session")
def _one_tls_context():
    """Reading the certificates takes 50 ms a client, and nothing here speaks TLS."""
    with pytest.MonkeyPatch.context() as patch:
        cached = functools.cache(transports.create_ssl_context)
        patch.setattr(transports, "create_ssl_context", cached)
        yield


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(requests, "PAUSES", (0.02, 0.05))
    monkeypatch.setattr(limiter, "BURST", 100)


@pytest.fixture
def clock():
    return Clock(datetime(2026, 12, 4, 1, 30, tzinfo=UTC))


@pytest.fixture
def dialogue():
    return StandIn()


@pytest.fixture
async def botapi():
    async with BotApi() as botapi:
        yield botapi
        assert botapi.faults == []


@pytest.fixture
def settings(botapi, tmp_path):
    return Settings(
        data_dir=tmp_path,
        telegram_token=botapi.token,
        telegram_api=botapi.address,
        public_url="https://pufa.example.cn",
    )


@pytest.fixture
async def start(settings, dialogue, database, clock):
    """Starts channels, by default one like the settings say, and stops them all at the end."""
    started: list[TelegramChannel] = []

    async def start(**changes) -> TelegramChannel:
        entries = [
            Shareable(
                "chaozai",
                "货车超载怎么罚？",
                "**分档**处罚。",
                "**货车超载怎么罚？**\n\n分档处罚。",
            )
        ]
        channel = TelegramChannel(
            settings.model_copy(update=changes),
            dialogue,
            database,
            clock,
            suggest=lambda typed: [entry for entry in entries if typed in entry.title],
        )
        started.append(channel)
        await channel.start()
        clock.passes(microseconds=1)  # what comes now came after the start, which tells them apart
        return channel

    yield start
    for channel in started:
        await channel.stop()


@pytest.fixture
async def on_telegram(botapi, tmp_path, clock):
    """Puts the whole application on Telegram, under these settings; takes all off at the end."""
    async with contextlib.AsyncExitStack() as stack:

        async def on_telegram(**changes):
            given = {
                "data_dir": tmp_path / "data",
                "knowledge_dir": FAKES / "knowledge",
                "telegram_token": botapi.token,
                "telegram_api": botapi.address,
            }
            settings = Settings(**given | changes)
            application = build(settings, clock=clock, stopwatch=clock.seconds)
            stack.callback(application.close)
            channel = telegram.connect(application)
            stack.push_async_callback(channel.stop)
            await channel.start()
            clock.passes(microseconds=1)
            return application

        yield on_telegram


@pytest.fixture
async def serve():
    """Serves ASGI applications on loopback; gives their addresses."""
    async with contextlib.AsyncExitStack() as serving:

        async def serve(app) -> str:
            return await serving.enter_async_context(serving_on_loopback(app))

        yield serve


@pytest.fixture
async def channel(start):
    return await start()


@pytest.fixture
def zhang(botapi):
    return botapi.person("张三")


@pytest.fixture
def li(botapi):
    return botapi.person("李四")


@pytest.fixture
def neighbours(botapi):
    return botapi.group("街坊群")
