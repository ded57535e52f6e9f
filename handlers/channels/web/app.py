"""The web application: routes, limits and headers around one `Application`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import Scope

from handlers.application import Application
from handlers.channels.web import (
    api,
    calculators,
    calendar,
    chat,
    collection,
    feeds,
    pages,
    reporting,
    status,
    statutes,
    webhook,
)
from handlers.channels.web.errors import ErrorGuard, log, on_http_error, on_invalid
from handlers.channels.web.limits import BodyLimit, RateLimit
from handlers.channels.web.proxies import TrustedProxies
from handlers.channels.web.security import SecurityHeaders
from handlers.channels.web.site import STATIC, Site
from handlers.channels.web.webhook import Telegram
from handlers.heartbeat import Heartbeat
from handlers.wellbeing import wellbeing

GZIP = 5
"""A page is a tenth larger than at 9, and packed in a third of the time."""
YEAR = 365 * 24 * 3600
MODULES = (
    chat, collection, statutes, calculators, calendar, feeds, pages, reporting, api, status,
)  # fmt: skip


def create_app(application: Application, *, telegram: Telegram | None = None) -> FastAPI:
    """The pages, the API and, where there is one, Telegram's webhook.

    Its lifespan runs the application's services, and starts and stops the Telegram channel.
    """

    async def is_well() -> bool:
        return bool((await wellbeing(application))["ok"])

    heartbeat = Heartbeat(application.settings.heartbeat_url, is_well)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        stop = asyncio.Event()
        services = [
            asyncio.create_task(_run(service, name))
            for name, service in application.services(stop).items()
        ]
        services.append(asyncio.create_task(_run(heartbeat.run(stop), "heartbeat")))
        try:
            if telegram:
                await telegram.start()
            yield
        finally:
            stop.set()
            await asyncio.gather(*services)  # notices under way still need their channel
            if telegram:
                await telegram.stop()

    settings = application.settings
    app = FastAPI(
        title="普法：交通法规问答",
        version="1",
        description="按现行法律法规作答、注明依据的问答接口。",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # they would go to whatever host the request names
        servers=[{"url": settings.public_url}] if settings.public_url else None,
        lifespan=lifespan,
        middleware=[
            Middleware(TrustedProxies, trusted=settings.trusted_proxies, root=settings.root),
            Middleware(
                SecurityHeaders,
                frame_ancestors=settings.frame_ancestors,
                is_https=settings.public_url.startswith("https://"),
            ),
            Middleware(ErrorGuard),
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=GZIP),
            Middleware(RateLimit, per_minute=settings.requests_per_minute),
            Middleware(BodyLimit),
        ],
        exception_handlers={HTTPException: on_http_error, RequestValidationError: on_invalid},
    )
    app.state.site = Site(application)
    modules = (
        chat,
        collection,
        statutes,
        calculators,
        calendar,
        feeds,
        pages,
        reporting,
        api,
        status,
    )
    for router in (module.router for module in modules):
        app.include_router(router)
    if telegram:
        app.include_router(webhook.routes(telegram))
    app.mount("/static", _Static(directory=STATIC), name="static")
    return app


async def _run(service: Awaitable[None], name: str) -> None:
    """Citizens are answered all the same when a service fails, but it must not go unseen."""
    try:
        await service
    except Exception:
        log.exception("service_failed", service=name)


class _Static(StaticFiles):
    """A file asked for with its fingerprint never changes; any other is checked each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        fingerprinted = scope["query_string"].startswith(b"v=")
        caching = f"public, max-age={YEAR}, immutable" if fingerprinted else "no-cache"
        response.headers["Cache-Control"] = caching
        return response
