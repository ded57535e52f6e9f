"""Arrivals by a poster's link: counted by place, without anybody's name."""

from __future__ import annotations

import re
import sqlite3
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse

from bot.store import StoreError, places
from handlers.channels.web.errors import log
from handlers.channels.web.site import Site

FROM = "from"
CAMPAIGN = "c"
_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
_NUMBER = re.compile(r"[0-9]{1,9}")
_MACHINE = re.compile(r"bot|crawl|spider|slurp|preview|headless", re.IGNORECASE)


async def welcomed(request: Request, site: Site) -> RedirectResponse | None:
    """Count who comes by a place's link, and send them on to the address without the place, so
    that it is not counted again when it is reloaded or passed on; None for everybody else."""
    code = request.query_params.get(FROM)
    if code is None:
        return None
    campaign_id = campaign_of(request)
    if _CODE.fullmatch(code) and _is_person(request):
        await _count(site, code, campaign_id)
    kept = {CAMPAIGN: str(campaign_id)} if campaign_id else {}
    query = f"?{urlencode(kept)}" if kept else ""
    address = site.looking(request, f"{site.root}{request.url.path}{query}")
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def campaign_of(request: Request) -> int:
    """The campaign that the link is about; 0 for none."""
    number = request.query_params.get(CAMPAIGN, "")
    return int(number) if _NUMBER.fullmatch(number) else 0


async def _count(site: Site, code: str, campaign_id: int) -> None:
    application = site.application
    today = application.clock().astimezone(application.settings.zone).date()
    try:
        known = await application.database.write(
            places.arrive, code=code, campaign_id=campaign_id, channel="web", day=today
        )
    except (StoreError, sqlite3.Error) as error:  # they came to read, not to be counted
        log.error("arrival_not_counted", error=str(error))
        return
    log.info("arrival", place=code if known else None, campaign=campaign_id or None)


def _is_person(request: Request) -> bool:
    """Whether somebody opened it, not a program that looks ahead."""
    is_ahead = "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", ""))
    is_machine = _MACHINE.search(request.headers.get("user-agent", ""))
    return request.method == "GET" and not is_ahead and not is_machine
