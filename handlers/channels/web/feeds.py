"""What a calendar or a feed reader subscribes to: the publicity days, and the notices sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from fastapi import APIRouter
from icalendar import STATUS, TRANSP, Event
from icalendar import Calendar as ICalendar
from starlette.requests import Request
from starlette.responses import Response

from bot.knowledge.calendar.rules import YEARS
from bot.publicity import days
from bot.publicity.days import Occurrence
from bot.store import published
from bot.store.published import Published
from bot.text.xml import within
from handlers.channels.web.rendering import to_html, to_words
from handlers.channels.web.site import Site, SiteOf, path_part

router = APIRouter(include_in_schema=False)
ICALENDAR = "text/calendar; charset=utf-8"
NOTICES = 50
HOUR = 3600
PRODUCT = "-//pufa//calendar//ZH-CN"
ATOM = "http://www.w3.org/2005/Atom"


@router.api_route("/calendar.ics", methods=["GET", "HEAD"])
async def calendar_feed(request: Request, site: SiteOf) -> Response:
    """This year's days and next year's. A day whose date a notice has yet to set isn't there."""
    library, today = site.edition.library, site.today
    kept = getattr(request.app.state, "calendar_feed", None)
    if kept is None or kept[0] is not library or kept[1] != today:
        kept = request.app.state.calendar_feed = library, today, _icalendar(site, today)
    return _answer(request, kept[2], ICALENDAR)


@router.api_route("/notices.atom", methods=["GET", "HEAD"])
async def notices_feed(request: Request, site: SiteOf) -> Response:
    notices = await site.application.database.read(published.latest, limit=NOTICES)
    return _answer(request, _atom(site, notices), "application/atom+xml; charset=utf-8")


def day_path(occurrence: Occurrence) -> str:
    """The page of a day in one year."""
    return f"/days/{path_part(occurrence.day.key)}/{occurrence.year}"


def day_file(site: Site, occurrence: Occurrence) -> bytes:
    """One day, for a phone's own calendar."""
    return bytes(
        ICalendar.new(
            uid=f"{occurrence.id}@{_host(site)}",
            prodid=PRODUCT,
            subcomponents=[_event(site, occurrence, site.today)],
        ).to_ical()
    )


def _icalendar(site: Site, today: date) -> bytes:
    library = site.edition.library
    years = [year for year in (today.year, today.year + 1) if year in YEARS]
    found = [o for year in years for o in days.occurrences(library, year) if not o.is_announced]
    calendar = ICalendar.new(
        uid=f"calendar@{_host(site)}",
        prodid=PRODUCT,
        name=f"{library.bureau.name}普法日历",
        description="法律法规宣传日、宣传周、宣传月，和法规颁布、施行的逢五逢十周年。",
        language="zh-CN",
        refresh_interval=timedelta(days=1),
        url=site.address("/calendar"),
        subcomponents=[_event(site, occurrence, today) for occurrence in found],
    )
    return bytes(calendar.to_ical())


def _event(site: Site, occurrence: Occurrence, today: date) -> Event:
    notice = days.notice(site.edition.library, occurrence)
    told = [to_words(part) for part in notice.body.split("\n\n")]
    told.append(f"由来：{occurrence.day.basis.rstrip('。')}。")
    caution = f"（{occurrence.caution}）" if occurrence.caution else ""
    return Event.new(
        uid=f"{occurrence.id}@{_host(site)}",
        stamp=datetime.combine(today, time(), UTC),
        summary=f"{notice.title}{caution}",
        description="\n\n".join(told),
        start=occurrence.first,
        end=occurrence.last + timedelta(days=1),
        categories=[occurrence.day.kind],
        status=STATUS.TENTATIVE if occurrence.caution else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,  # nobody is busy because of it
        url=site.address(day_path(occurrence)),
    )


def _atom(site: Site, notices: Sequence[Published]) -> bytes:
    bureau = site.edition.library.bureau.name
    midnight = datetime.combine(site.today, time(), site.application.settings.zone)
    updated = max((notice.updated_at for notice in notices), default=midnight)
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "zh-CN"})
    _text(feed, "id", site.address("/notices.atom"))
    _text(feed, "title", f"{bureau}普法通知")
    _text(feed, "updated", updated.isoformat())
    _text(SubElement(feed, "author"), "name", bureau)
    SubElement(feed, "link", rel="self", href=site.address("/notices.atom"))
    SubElement(feed, "link", rel="alternate", href=site.address("/calendar"))
    feed.extend(_atom_entries(site, notices))
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _atom_entries(site: Site, notices: Sequence[Published]) -> Iterator[Element]:
    library = site.edition.library
    for notice in notices:
        entry = Element("entry")
        _text(entry, "id", f"tag:{_host(site)},{notice.begun_at:%Y-%m-%d}:notice-{notice.id}")
        _text(entry, "title", notice.title)
        _text(entry, "published", notice.begun_at.isoformat())
        _text(entry, "updated", notice.updated_at.isoformat())
        html = to_html(library.fill(notice.body), root=site.address(""))
        _text(entry, "content", html, type="html")
        yield entry


def _text(parent: Element, tag: str, text: str, **attributes: str) -> None:
    SubElement(parent, tag, attributes).text = within(text).strip()


def _host(site: Site) -> str:
    return urlsplit(site.address("")).hostname or "localhost"


def _answer(request: Request, content: bytes, media_type: str) -> Response:
    """The feed, or 304 for a reader that has it already: they ask every hour."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = {"ETag": etag, "Cache-Control": f"public, max-age={HOUR}"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
