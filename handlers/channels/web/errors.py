"""What people see when something goes wrong: a kind sentence, the hotline, and an id to quote."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping
from urllib.parse import quote

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.store import StoreError
from handlers.channels.web.site import is_fragment, site_of

log = structlog.get_logger()

_MESSAGES = {
    400: "没有看懂这个请求，请返回后重试。",
    404: "没有找到这个页面，它可能已经改名或者撤下。",
    405: "这个地址不支持这样访问。",
    422: "提交的内容有误，请检查后重试。",
}
_FAULT = "系统出了点问题，没能完成您的请求。请稍后再试，或者拨打热线。"
UNKEPT = "系统现在存不下东西，这一步没有记下来。请过一会儿再试，急事请拨打热线。"
UNWRITABLE = (StoreError, sqlite3.Error)
"""The disk is full, another process holds the lock, or the database was replaced."""


def refuse(
    request: Request,
    status: int,
    message: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    error_id: str = "",
) -> Response:
    """The same refusal as JSON for a program, a fragment for our script, or a whole page."""
    message = message or _MESSAGES.get(status, _FAULT)
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", **(headers or {})}
    if request.url.path.startswith(("/api/", "/telegram/", "/wechat", "/healthz")):
        content = {"error": message} | ({"id": error_id} if error_id else {})
        return JSONResponse(content, status, headers)
    template = "problem.fragment.html" if is_fragment(request) else "problem.html"
    return site_of(request).page(
        request, template, status=status, headers=headers, message=message, error_id=error_id
    )


async def on_http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404 and (elsewhere := _without_slash(request)):
        return RedirectResponse(elsewhere, 308)
    # Starlette fills in the status's English phrase where nothing was said.
    message = error.detail if not error.detail.isascii() else ""
    return refuse(request, error.status_code, message, headers=error.headers)


def _without_slash(request: Request) -> str:
    """`/about/` is meant as `/about`: its address below ours, never another host's."""
    path = request.url.path
    if not path.endswith("/") or not (bare := path.strip("/")):
        return ""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{site_of(request).root}/{quote(bare)}{query}"


async def on_invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return refuse(request, 422, _explained(error))


def _explained(error: RequestValidationError) -> str:
    """The first fault in Chinese; pydantic's own words name only types and fields."""
    first = error.errors()[0]
    field = str(first["loc"][-1])
    limits = first.get("ctx", {})
    match first["type"]:
        case "string_too_long":
            return f"{_named(field)}太长了，最多 {limits['max_length']} 个字，请精简后再试。"
        case "string_too_short" | "missing":
            return f"请填写{_named(field)}。"
        case "json_invalid":
            return "请求的内容不是有效的 JSON。"
        case _:
            return f"{_named(field)}的格式不对。"


def _named(field: str) -> str:
    return {"question": "问题", "text": "问题", "q": "关键词", "body": "请求"}.get(
        field, f" {field} "
    )


class ErrorGuard:
    """The last stop for what nobody expected: logged with an id that the person also sees."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def note_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, note_start)
        except Exception as error:
            error_id = secrets.token_hex(4)
            # The route, not the path: a receipt's path is its key.
            route = getattr(scope.get("route"), "path", "")
            log.exception("request_failed", id=error_id, method=scope["method"], route=route)
            if started:
                raise
            status, told = (503, UNKEPT) if isinstance(error, UNWRITABLE) else (500, "")
            refusal = refuse(Request(scope), status, told, error_id=error_id)
            await refusal(scope, receive, send)
