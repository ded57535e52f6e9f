"""The calendar's pages: what comes first, a month, and a day with its words and its file."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import quote

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.knowledge.calendar.rules import YEARS
from bot.publicity import days
from bot.publicity.days import Occurrence
from bot.text.dates import next_month, weekday
from handlers.channels.web.feeds import ICALENDAR, day_file, day_path
from handlers.channels.web.rendering import to_words
from handlers.channels.web.site import NOT_LISTED, Site, SiteOf

router = APIRouter(include_in_schema=False)
COMING = 5
LATER_YEARS = 3
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@router.api_route("/calendar", methods=["GET", "HEAD"])
async def calendar_page(request: Request, site: SiteOf, month: str = "") -> HTMLResponse:
    first = _first_of(month) if month else site.today.replace(day=1)
    library, today = site.edition.library, site.today
    last = next_month(first) - timedelta(days=1)
    beside = [first - timedelta(days=1), last + timedelta(days=1)]
    return site.page(
        request,
        "calendar.html",
        headers=NOT_LISTED if month else {},  # there are 2,400 of them
        first=first,
        today=today,
        now=[] if month else days.on(library, today),
        coming=[] if month else days.after(library, today, COMING),
        found=days.between(library, first, last),
        weekday=weekday(today),
        day_path=day_path,
        subscribed=_subscribed(site, request),
        before=beside[0] if beside[0].year in YEARS else None,
        after=beside[1] if beside[1].year in YEARS else None,
        canonical=site.link("/calendar"),
    )


@router.api_route("/days/{key}/{year}.ics", methods=["GET", "HEAD"])
async def day_in_calendars(site: SiteOf, key: str, year: str) -> Response:
    """What a phone's calendar takes in; a day whose date nobody has set yet has none."""
    occurrence = days.find(site.edition.library, f"{key}/{year}", site.today)
    if occurrence is None or occurrence.is_announced:
        raise HTTPException(404)
    name = quote(f"{occurrence.title}.ics")
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{name}", **NOT_LISTED}
    return Response(day_file(site, occurrence), headers=headers, media_type=ICALENDAR)


@router.api_route("/days/{key}", methods=["GET", "HEAD"])
async def day_page(request: Request, site: SiteOf, key: str) -> HTMLResponse:
    """The next time."""
    return _day_page(request, site, key)


@router.api_route("/days/{key}/{year}", methods=["GET", "HEAD"])
async def day_of_year_page(request: Request, site: SiteOf, key: str, year: str) -> HTMLResponse:
    return _day_page(request, site, f"{key}/{year}")


def _day_page(request: Request, site: Site, key: str) -> HTMLResponse:
    library = site.edition.library
    occurrence = days.find(library, key, site.today)
    if occurrence is None:
        raise HTTPException(404)
    notice = days.notice(library, occurrence)
    own = f"/days/{occurrence.day.key}"
    return site.page(
        request,
        "day.html",
        occurrence=occurrence,
        today=site.today,
        notice=notice,
        entries=[library.entries[slug] for slug in notice.entries if slug in library.entries],
        later=_later(site, occurrence),
        file="" if occurrence.is_announced else f"{day_path(occurrence)}.ics",
        description=to_words(notice.body.split("\n\n")[0]),
        canonical=site.link(day_path(occurrence) if occurrence.day.is_anniversary else own),
    )


def _later(site: Site, occurrence: Occurrence) -> list[Occurrence]:
    """The same day in the years after, where its date can be told."""
    years = range(occurrence.year + 1, occurrence.year + 1 + LATER_YEARS)
    found = [
        days.find(site.edition.library, f"{occurrence.day.key}/{year}", site.today)
        for year in years
    ]
    return [later for later in found if later and not later.is_announced]


def _subscribed(site: Site, request: Request) -> str:
    """The feed's address under the scheme that opens a calendar."""
    address = site.reached(request, "/calendar.ics")
    return f"webcal://{address.partition('://')[2]}"


def _first_of(month: str) -> date:
    match = _MONTH.fullmatch(month)
    if match is None or int(match[1]) not in YEARS or not 1 <= int(match[2]) <= 12:
        raise HTTPException(404)
    return date(int(match[1]), int(match[2]), 1)
