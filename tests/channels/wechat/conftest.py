"""A bureau's account on the double of WeChat, with the whole application behind it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.config import Settings
from handlers.application import Application, build
from handlers.channels import wechat
from handlers.channels.web.app import create_app
from handlers.channels.wechat import WeChatChannel
from tests.channels.conftest import StandIn
from tests.fakes import FAKES
from tests.fakes.clock import Clock
from tests.fakes.serving import serving_on_loopback
from tests.fakes.wechat import Kind, WeChat
from tests.fakes.wechat.account import APPID, SECRET
from tests.fakes.wechat.server import KEY, TOKEN


@pytest.fixture
def clock():
    return Clock(datetime(2026, 12, 4, 1, 30, tzinfo=UTC))


@pytest.fixture
def dialogue():
    return StandIn()


@dataclass
class Bureau:
    """The account, and the replicas that serve it."""

    wechat: WeChat
    applications: list[Application]
    channels: list[WeChatChannel]
    addresses: list[str]

    @property
    def application(self) -> Application:
        return self.applications[0]

    @property
    def channel(self) -> WeChatChannel:
        return self.channels[0]


@pytest.fixture
async def on_wechat(tmp_path, clock):
    """Puts the application on WeChat; takes all off at the end."""
    async with contextlib.AsyncExitStack() as stack:

        async def on_wechat(
            kind: Kind = Kind.VERIFIED_SERVICE,
            *,
            mode: str = "safe",
            dialogue: Any = None,
            replicas: int = 1,
            prepared: Callable[[WeChat], None] = lambda _: None,
            **settings: Any,
        ) -> Bureau:
            world = await stack.enter_async_context(WeChat(kind, clock, mode=mode))
            prepared(world)
            given = {
                "data_dir": tmp_path / "data",
                "knowledge_dir": FAKES / "knowledge",
                "public_url": "https://pufa.example.gov.cn",
                "wechat_appid": APPID,
                "wechat_token": TOKEN,
                "wechat_aes_key": "" if mode == "plain" else KEY,
                "wechat_secret": SECRET if kind is Kind.VERIFIED_SERVICE else "",
                "wechat_api": world.address,
            }
            bureau = Bureau(world, [], [], [])
            for _ in range(replicas):
                application = build(Settings(**given | settings), clock=clock)
                stack.callback(application.close)
                if dialogue:
                    application.dialogue = dialogue
                channel = wechat.connect(application)
                await channel.start()
                stack.push_async_callback(channel.stop)
                app = create_app(application, more=[(channel, wechat.routes(channel.callback))])
                address = await stack.enter_async_context(serving_on_loopback(app))
                bureau.applications.append(application)
                bureau.channels.append(channel)
                bureau.addresses.append(address)
            world.connect(*bureau.addresses)
            return bureau

        yield on_wechat
