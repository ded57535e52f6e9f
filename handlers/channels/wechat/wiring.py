"""The channel for one Application, and its routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.messages import Chat
from bot.publicity.account.broadcasts import Broadcasts
from handlers.buckets import TokenBuckets
from handlers.channels.wechat.account import WeChatAccount
from handlers.channels.wechat.api import api_of
from handlers.channels.wechat.callback import Answer, Callback
from handlers.channels.wechat.channel import WeChatChannel
from handlers.channels.wechat.listening import CHANNEL
from handlers.channels.wechat.reports import Reports

if TYPE_CHECKING:
    from handlers.application import Application

PATH = "/wechat"
STRANGERS_A_MINUTE = 60
"""Requests without a right signature from one address: scanners, or a wrong token."""


def connect(application: Application) -> WeChatChannel:
    """A channel on the application's dialogue, which may now send through it as well."""

    async def is_staff(chat: Chat) -> bool:
        return (await application.accounts.staff()).at(chat) is not None

    settings, database, clock = application.settings, application.database, application.clock
    api = api_of(settings, database, clock)
    account = application.account = WeChatAccount(api)
    broadcasts = Broadcasts(database, application.exporting, account, clock)
    channel = WeChatChannel(
        settings,
        application.dialogue,
        database,
        application.hasher,
        clock,
        api=api,
        hotline=lambda: application.library.bureau.hotline,
        is_staff=is_staff,
        events=Reports(broadcasts).takes,
        rounds=[broadcasts.resume] if api else [],
    )
    application.channels[CHANNEL] = channel
    return channel


def routes(callback: Callback) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    strangers = TokenBuckets(STRANGERS_A_MINUTE)

    def is_too_often(request: Request) -> bool:
        address = request.client.host if request.client else ""
        return not callback.is_known(request.query_params) and bool(strangers.wait(address))

    @router.get(PATH)
    async def verify(request: Request) -> Response:
        if is_too_often(request):
            return Response(status_code=429)
        return _response(await callback.verify(request.query_params))

    @router.post(PATH)
    async def push(request: Request) -> Response:
        if is_too_often(request):
            return Response(status_code=429)
        return _response(await callback.take(request.query_params, await request.body()))

    return router


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, media_type=answer.media)
