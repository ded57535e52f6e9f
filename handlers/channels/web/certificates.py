"""Where whoever is shown a certificate of training looks up its number."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.training.records.certifying import NO_LICENCE
from handlers.channels.web.security import PRIVATE
from handlers.channels.web.site import SiteOf, clean

router = APIRouter(include_in_schema=False)
LONGEST = 20


@router.api_route("/certificate", methods=["GET", "HEAD"])
async def certificate_page(request: Request, site: SiteOf, number: str = "") -> HTMLResponse:
    number = clean(number)[:LONGEST]
    proof = await site.application.training.certifying.look_up(number) if number else None
    return site.page(
        request,
        "certificate.html",
        headers=PRIVATE,
        number=number,
        proof=proof,
        no_licence=NO_LICENCE,
    )
