"""The check list of a WeChat account: each line is right, wrong with what to do, or only told."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import NamedTuple

import httpx

from bot.config import Settings
from bot.publicity.account import AccountError
from bot.publicity.account.menu import BadMenu, load
from bot.store import Database, wechat
from handlers.channels.wechat import capabilities, crypto
from handlers.channels.wechat.account import WeChatAccount, told
from handlers.channels.wechat.api import Api
from handlers.channels.wechat.errors import ApiError, meaning
from handlers.channels.wechat.freshness import NO_TIME

PATH = "/wechat"
SECONDS = 10.0
CLOCK_SECONDS = 120


class Mark(StrEnum):
    RIGHT = "✓"
    WRONG = "✗"
    TOLD = "–"


class Line(NamedTuple):
    mark: Mark
    words: str


def right(words: str) -> Line:
    return Line(Mark.RIGHT, words)


def wrong(words: str) -> Line:
    return Line(Mark.WRONG, words)


async def check(
    settings: Settings, database: Database, api: Api | None, clock: Callable[[], datetime]
) -> AsyncIterator[Line]:
    """Line by line, as they are found out; nothing is changed."""
    for line in _settings(settings):
        yield line
    yield await _clock(settings, clock)
    async for line in _callback(settings):
        yield line
    if api is None:
        only = "只能被动回复，客服消息、菜单、群发都不能用"
        yield Line(Mark.TOLD, f"没有设 PUFA_WECHAT_SECRET：{only}")
        return
    await api.load()
    async for line in _account(settings, api):
        yield line
    for fault in await database.read(wechat.faults):
        at = fault.at.astimezone(settings.zone).strftime("%m-%d %H:%M")
        what = meaning(fault.code).advice if fault.code else fault.detail
        yield Line(Mark.TOLD, f"最近一次 {fault.api} 出错（{at}，{fault.code}）：{what}")


def _settings(settings: Settings) -> list[Line]:
    lines = []
    if settings.wechat_token.get_secret_value():
        lines.append(right("服务器配置的 Token 设了"))
    else:
        lines.append(wrong("没有设 PUFA_WECHAT_TOKEN：微信没有接通，要和公众平台上填的一样"))
    if settings.wechat_aes_key.get_secret_value():
        lines.append(right("安全模式的 EncodingAESKey 设了"))
    else:
        advice = "建议在公众平台选“安全模式”，再设 PUFA_WECHAT_AES_KEY"
        lines.append(Line(Mark.TOLD, f"明文模式：截到一次请求的人可以冒充群众发话，{advice}"))
    if settings.public_url.startswith("https://"):
        lines.append(right(f"网址是 https：{settings.public_url}"))
    else:
        lines.append(wrong("PUFA_PUBLIC_URL 不是 https 网址：回复里的链接打不开，长回答没有全文"))
    if settings.wechat_notice and not settings.wechat_notice_page:
        advice = "把带订阅组件的文章网址设成 PUFA_WECHAT_NOTICE_PAGE"
        lines.append(Line(Mark.TOLD, f"群众留言后没有地方点同意订阅通知：{advice}"))
    return lines


async def _clock(settings: Settings, clock: Callable[[], datetime]) -> Line:
    try:
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
            response = await client.get(f"{settings.wechat_api}/")
    except httpx.HTTPError as error:
        return wrong(f"连不上微信接口 {settings.wechat_api}：{type(error).__name__}，请检查出网")
    try:
        theirs = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return Line(Mark.TOLD, "连得上微信接口，它没有说现在几点：本机时间请自己核对")
    seconds = round((clock() - theirs).total_seconds())
    if abs(seconds) > CLOCK_SECONDS:
        return wrong(f"本机时间和微信差 {seconds} 秒，请校时（NTP）")
    return right(f"连得上微信接口，本机时间和微信差 {seconds} 秒")


async def _callback(settings: Settings) -> AsyncIterator[Line]:
    """Our own address, as WeChat finds it."""
    token = settings.wechat_token.get_secret_value()
    if not (token and settings.public_url):
        return
    address = f"{settings.public_url}{PATH}"
    nonce, echo = secrets.token_hex(4), secrets.token_hex(8)
    query = {
        "signature": crypto.signature(token, NO_TIME, nonce),
        "timestamp": NO_TIME,
        "nonce": nonce,
        "echostr": echo,
    }
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            bare = await client.get(address)
            proven = await client.get(address, params=query)
    except httpx.HTTPError as error:
        why = f"{type(error).__name__}（服务在运行吗？从本机访问得到这个网址吗？）"
        yield wrong(f"打不开 {address}：{why}")
        return
    if bare.is_redirect:
        to = bare.headers.get("location", "")
        yield wrong(f"{address} 会跳转到 {to}：微信不跟跳转，请把最后的网址填到公众平台")
    elif bare.status_code not in (403, 429):
        yield wrong(f"{address} 没有签名也答 {bare.status_code}：那里不是普法的接口")
    elif proven.text != echo:
        yield wrong(f"{address} 不认 PUFA_WECHAT_TOKEN 的签名：正在运行的服务用的是别的 Token")
    else:
        yield right(f"{address} 只认微信的签名，可以填到公众平台")


async def _account(settings: Settings, api: Api) -> AsyncIterator[Line]:
    try:
        found = await capabilities.find_out(api)
    except ApiError as error:
        yield wrong(told(error))
        return
    for one in found:
        yield (
            right(f"能用：{one.name}")
            if one.reason is None
            else wrong(f"不能用：{one.name}。{told(one.reason)}")
        )
    if found[-1].reason and len(found) < len(capabilities.PROBES):
        return  # nothing else can be asked
    try:
        present = await WeChatAccount(api).menu()
        wanted = load(settings.data_dir, settings.public_url)
    except (AccountError, BadMenu) as error:
        yield wrong(str(error))
        return
    if not present:
        how = "用 pufa wechat menu --publish 发布"
        yield wrong(f"公众号现在没有菜单（启用服务器配置会停掉原来的）：{how}")
    elif present == wanted:
        yield right("菜单和这里的一样")
    else:
        yield Line(Mark.TOLD, "菜单和这里的不一样：pufa wechat menu 看差别")
