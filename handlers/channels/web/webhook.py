"""Where Telegram delivers updates when it is told to push them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import structlog
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from handlers.channels.web.limits import WEBHOOK, address_of

log = structlog.get_logger()
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


class Telegram(Protocol):
    """The Telegram channel, as far as the web application runs it."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def is_from_telegram(self, secret: str | None) -> bool: ...

    async def take(self, update: Mapping[str, Any]) -> None: ...


def routes(telegram: Telegram) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.post(WEBHOOK)
    async def update(request: Request) -> Response:
        if not telegram.is_from_telegram(request.headers.get(SECRET_HEADER)):
            log.warning("security_webhook_refused", address=address_of(request.scope))
            raise HTTPException(403, "来源不明。")
        await telegram.take(await request.json())
        return Response(status_code=200)

    return router
