"""Updates by webhook: only Telegram's are taken, and none is answered twice."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handlers.channels.telegram import WEBHOOK_PATH
from handlers.channels.telegram.webhook import secret
from tests.fakes.botapi.delivery import SECRET_HEADER

PUBLIC = "https://pufa.example.cn"


class Site:
    """The route that the web channel has, and nothing else."""

    def __init__(self) -> None:
        self.channel = None
        self.refused = 0

    async def respond(self, request: Request) -> Response:
        if not self.channel.is_from_telegram(request.headers.get(SECRET_HEADER)):
            self.refused += 1
            return Response(status_code=403)
        await self.channel.take(await request.json())
        return Response()


@pytest.fixture
async def site(botapi, serve):
    site = Site()
    app = Starlette(routes=[Route(WEBHOOK_PATH, site.respond, methods=["POST"])])
    botapi.hosts[PUBLIC] = await serve(app)
    return site


@pytest.fixture
async def pushed(start, site):
    """A channel that takes its updates by webhook."""
    site.channel = await start(telegram_webhook=True)
    return site.channel


async def test_it_tells_telegram_where_to_deliver(pushed, botapi):
    info = botapi.delivery.get_webhook_info({})

    assert info["url"] == f"{PUBLIC}{WEBHOOK_PATH}"
    assert info["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
        "channel_post",
        "my_chat_member",
    ]
    assert botapi.calls("getUpdates") == []


async def test_it_answers_what_telegram_delivers(pushed, zhang):
    await zhang.says("货车超载")
    await zhang.hears("答：货车超载")
    await zhang.taps("👍")
    await zhang.hears("答：up")


async def test_an_update_that_comes_again_is_answered_once(pushed, site, zhang, botapi):
    update = await delivered_twice(pushed, zhang, botapi)

    await zhang.hears("答：货车超载")
    await zhang.hears_nothing()
    assert update not in botapi.world.updates


async def delivered_twice(channel, zhang, botapi):
    await zhang.says("货车超载")
    update = botapi.world.updates[0]
    await channel.take(update)
    await channel.take(update)
    assert await botapi.world.until(lambda: not botapi.world.updates or None)
    return update


async def test_only_who_knows_the_secret_is_telegram(pushed, botapi):
    assert pushed.is_from_telegram(secret(botapi.token))
    assert not pushed.is_from_telegram("falsch")
    assert not pushed.is_from_telegram("密")
    assert not pushed.is_from_telegram("")
    assert not pushed.is_from_telegram(None)


def test_the_secret_says_nothing_of_the_token(botapi):
    assert secret(botapi.token) not in botapi.token
    assert secret(botapi.token) != secret(botapi.token + "x")
    assert len(secret(botapi.token)) == 64


async def test_a_restart_takes_what_was_left(start, site, zhang, botapi):
    site.channel = await start(telegram_webhook=True)
    await site.channel.stop()
    await zhang.says("重启时")
    failed = lambda: botapi.delivery.get_webhook_info({}).get("last_error_message")  # noqa: E731
    assert "500" in await botapi.world.until(failed)

    site.channel = await start(telegram_webhook=True)

    await zhang.hears("答：重启时")
    await zhang.hears_nothing()


async def test_polling_takes_over_from_a_webhook(start, site, zhang):
    site.channel = await start(telegram_webhook=True)
    await site.channel.stop()
    site.channel = None

    await start()
    await zhang.says("问")

    await zhang.hears("答：问")
