"""`/.well-known/security.txt` (RFC 9116): whom to tell of a hole, from the bureau's profile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from handlers.channels.web.site import Site, SiteOf, dial

router = APIRouter(include_in_schema=False)
ADDRESS = "/.well-known/security.txt"
VALID = timedelta(days=180)
"""It is made anew each time it is asked for; who keeps a copy is to ask again by then."""


@router.api_route(ADDRESS, methods=["GET", "HEAD"])
async def security_txt(request: Request, site: SiteOf) -> PlainTextResponse:
    return PlainTextResponse("".join(f"{name}: {value}\n" for name, value in _fields(site)))


def _fields(site: Site) -> Iterator[tuple[str, str]]:
    bureau = site.edition.library.bureau
    expires = (site.application.clock() + VALID).replace(microsecond=0)
    if bureau.security:
        yield "Contact", bureau.security
    yield "Contact", f"tel:{dial(bureau.hotline)}"
    yield "Expires", expires.isoformat().replace("+00:00", "Z")
    yield "Preferred-Languages", "zh, en"
    if public := site.application.settings.public_url:
        yield "Canonical", f"{public}{ADDRESS}"
