"""How much one address may send: the size of a body, and requests a minute."""

from __future__ import annotations

import asyncio
import ipaddress
import math
from collections.abc import Callable

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handlers.buckets import TokenBuckets
from handlers.channels.web.errors import refuse

BODY_BYTES = 16 * 1024
UPDATE_BYTES = 1024 * 1024
"""What a channel's service pushes: a long message with entities and the one it replies to."""
BODY_SECONDS = 15.0
"""For each megabyte: a body that takes longer is a line kept busy on purpose, or dead."""
PAGES_PER_QUESTION = 10
"""Type-ahead and pages that one question may bring with it."""
BURST = 2
"""Pages at once, for each question of a minute: the rest of them come one after the other."""
FILES_PER_PAGE = 10
"""A first visit takes some forty files at once, and keeps them for good. Behind one address of a
mobile network, or of a hall where posters hang, there may be many, who need them for a page."""

WEBHOOK = "/telegram/webhook"
PUSHED = frozenset({WEBHOOK, "/wechat"})
"""Where other services tell us what people said: few addresses speak for all citizens, and the
channels limit by chat."""
log = structlog.get_logger()
_FILES = ("/static/", "/staff/static/")
_ASKING = {"/", "/embed", "/api/ask"}


class RateLimit:
    """Answers 429 where an address asks more than its share."""

    def __init__(self, app: ASGIApp, *, per_minute: int) -> None:
        self._app = app
        self._questions = TokenBuckets(per_minute)
        pages, burst = per_minute * PAGES_PER_QUESTION, per_minute * BURST
        self._pages = TokenBuckets(pages, burst=burst)
        self._files = TokenBuckets(pages * FILES_PER_PAGE, burst=burst * FILES_PER_PAGE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PUSHED:
            await self._app(scope, receive, send)
            return
        asks = scope["method"] == "POST" and scope["path"] in _ASKING
        wait = self._granted(scope, asks=asks).wait(address_of(scope))
        if not wait:
            await self._app(scope, receive, send)
            return
        seconds = max(1, math.ceil(wait))
        log.warning("security_limit_reached", address=address_of(scope), asks=asks)
        refusal = refuse(
            Request(scope),
            429,
            f"{'提问' if asks else '访问'}太频繁了，请等 {seconds} 秒再试。",
            headers={"Retry-After": str(seconds)},
        )
        await refusal(scope, receive, send)

    def _granted(self, scope: Scope, *, asks: bool) -> TokenBuckets:
        if asks:
            return self._questions
        return self._files if scope["path"].startswith(_FILES) else self._pages


def address_of(scope: Scope) -> str:
    """The client's address, as limits count it."""
    return network_of((scope.get("client") or ("",))[0])


def network_of(host: str) -> str:
    """An address; an IPv6 client by its /64, since it owns all addresses in it."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


class BodyLimit:
    """Takes the whole body before anything else sees it, and stops where it grows too large.

    FastAPI's own `max_body_size` answers in English; this one refuses in the page's words.
    """

    def __init__(
        self, app: ASGIApp, *, limit_of: Callable[[Scope], int] = lambda scope: BODY_BYTES
    ) -> None:
        self._app = app
        self._limit_of = limit_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        limit = UPDATE_BYTES if scope["path"] in PUSHED else self._limit_of(scope)
        seconds = BODY_SECONDS * max(1, limit // UPDATE_BYTES)
        try:
            body = await asyncio.wait_for(_read(receive, limit), seconds)
        except _TooLarge:
            most = f"{limit // 1024**2} MB" if limit >= 1024**2 else f"{limit // 1024} KB"
            message = f"内容太长，最多 {most}，请精简，或者分几次发送。"
            await refuse(Request(scope), 413, message)(scope, receive, send)
            return
        except TimeoutError:
            message = "没有完整收到您的内容，请再发送一次。"
            await refuse(Request(scope), 408, message)(scope, receive, send)
            return
        if body is None:
            return
        await self._app(scope, _replay(body, receive), send)


class _TooLarge(Exception):
    pass


async def _read(receive: Receive, limit: int) -> bytes | None:
    """The body; None where the client left before all of it came."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > limit:
            raise _TooLarge
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once
