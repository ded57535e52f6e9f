"""The web application: routes, limits and headers around one `Application`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from handlers.application import Application
from handlers.channels.console.app import console_routes
from handlers.channels.console.console import Console
from handlers.channels.console.guard import ConsoleGuard, body_limit
from handlers.channels.web import (
    api,
    calculators,
    calendar,
    cases,
    certificates,
    chat,
    collection,
    embedding,
    feeds,
    installing,
    letters,
    looks,
    pages,
    pictures,
    quiz,
    reporting,
    status,
    statutes,
    webhook,
)
from handlers.channels.web.errors import ErrorGuard, log, on_http_error, on_invalid
from handlers.channels.web.files import Files
from handlers.channels.web.limits import BodyLimit, RateLimit
from handlers.channels.web.proxies import TrustedProxies
from handlers.channels.web.security import SecurityHeaders
from handlers.channels.web.site import STATIC, Site
from handlers.channels.web.webhook import Telegram
from handlers.heartbeat import Heartbeat
from handlers.wellbeing import is_all_well

GZIP = 5
"""A page is a tenth larger than at 9, and packed in a third of the time."""
MODULES = (
    chat,
    api,
    letters,
    collection,
    statutes,
    calculators,
    calendar,
    quiz,
    cases,
    certificates,
    feeds,
    looks,
    pages,
    pictures,
    embedding,
    installing,
    reporting,
    status,
)
"""In the order of how often they are asked for: each is tried until one fits."""


class Connected(Protocol):
    """A channel, as far as the web application runs it."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


def create_app(
    application: Application,
    *,
    telegram: Telegram | None = None,
    more: Sequence[tuple[Connected, APIRouter]] = (),
) -> FastAPI:
    """The pages, the API and, where there is one, Telegram's webhook; `more` are other channels,
    with the routes that each needs.

    Its lifespan runs the application's services, and starts and stops the channels.
    """
    channels: list[Connected] = [*([telegram] if telegram else []), *(one for one, _ in more)]

    async def is_well() -> bool:
        return await is_all_well(application)

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
            for channel in channels:
                await channel.start()
            yield
        finally:
            stop.set()
            app.state.site.cards.close()
            await asyncio.gather(*services)  # notices under way still need their channel
            for channel in channels:
                await channel.stop()

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
            Middleware(ConsoleGuard, settings=settings),
            Middleware(BodyLimit, limit_of=body_limit),
        ],
        exception_handlers={HTTPException: on_http_error, RequestValidationError: on_invalid},
    )
    app.state.site = Site(application)
    # Its modules' own routes: those of a router that is included are all made anew for the first
    # visitor, which takes longer than the answer.
    for _, routes in more:  # whoever pushes there waits for seconds only
        app.router.routes.extend(routes.routes)
    for module in MODULES:
        app.router.routes.extend(module.router.routes)
    app.state.console = Console(application)
    app.router.routes.extend(console_routes())
    if telegram:
        app.include_router(webhook.routes(telegram))
    app.mount("/static", Files(STATIC), name="static")
    return app


async def _run(service: Awaitable[None], name: str) -> None:
    """Citizens are answered all the same when a service fails, but it must not go unseen."""
    try:
        await service
    except Exception:
        log.exception("service_failed", service=name)
