"""Before a page is asked: whether the request comes from one of our pages, and whether the console
is open where it came in."""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.config import Settings
from handlers.channels.web.errors import refuse
from handlers.channels.web.limits import BODY_BYTES, address_of
from handlers.channels.web.proxies import FORWARDED
from handlers.channels.web.security import content_policy

log = structlog.get_logger()
ROOT = "/staff"
COOKIE = "pufa_staff"
KEYS_COOKIE = "pufa_keys"
"""Whether this browser wants single keys to do something: on or nothing."""
BODY, UPLOAD = 1024 * 1024, 20 * 1024 * 1024
"""Bytes of a form, and of one with files."""
_SAFE = {"GET", "HEAD", "OPTIONS"}
_HEADERS = {
    "Content-Security-Policy": content_policy("'none'"),
    "X-Frame-Options": "DENY",
    # Not no-referrer: with it a browser sends `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
FOREIGN = "这次提交没有被接受：它不是从本系统的页面发出的。请回到工作台，重新打开那个表单再提交。"


class ConsoleGuard:
    """A cookie comes along from another port of the same name, `SameSite` or not, so every request
    that changes something must say that one of our pages sent it."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._public = urlsplit(settings.public_url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_console(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if refusal := self._refusal(scope):
            await refusal(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._settings.console and self._is_public(scope, headers):
            return refuse(Request(scope), 404)
        if scope["method"] not in _SAFE and not self._is_ours(headers):
            log.warning("security_foreign_form", address=address_of(scope))
            return refuse(Request(scope), 403, FOREIGN)
        return None

    def _is_public(self, scope: Scope, headers: Headers) -> bool:
        """Whether it came by the address that citizens use, or through a proxy, which may be it."""
        if not (self._settings.public_url or self._settings.trusted_proxies):
            return False
        through = any(name in headers for name in FORWARDED) or scope["http_version"] == "1.0"
        return through or headers.get("host", "") == self._public

    def _is_ours(self, headers: Headers) -> bool:
        """By Sec-Fetch-Site, which browsers leave out over http on a name in the bureau's own
        network; there by Origin. One of the two comes with every form of a browser."""
        if site := headers.get("sec-fetch-site"):
            return site in ("same-origin", "none")
        origin = urlsplit(headers.get("origin", "")).netloc
        return bool(origin) and origin in (headers.get("host", ""), self._public)


def is_console(path: str) -> bool:
    return path == ROOT or path.startswith(f"{ROOT}/")


def body_limit(scope: Scope) -> int:
    """Bytes that may be sent: who brings no cookie has nothing larger than a sign-in to say."""
    if not is_console(scope["path"]):
        return BODY_BYTES
    headers = Headers(scope=scope)
    if f"{COOKIE}=" not in headers.get("cookie", ""):
        return BODY_BYTES
    return UPLOAD if headers.get("content-type", "").startswith("multipart/") else BODY
