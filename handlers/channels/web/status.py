"""`/metrics` for Prometheus, and the same for people at `/status`: for staff only."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.knowledge.statutes import holdings
from bot.publicity.report.naming import CHANNELS
from bot.publicity.results import DECISIONS, DELIVERY_STATES, spoken
from bot.publicity.steps import STATES
from bot.store import status
from bot.store.campaigns import State
from handlers.channels.web.limits import address_of
from handlers.channels.web.proxies import FORWARDED, is_loopback
from handlers.channels.web.security import PRIVATE
from handlers.channels.web.site import Site, SiteOf
from handlers.metrics import Seen

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)
SPANS = {"今天": 0, "最近 7 天": 6, "最近 30 天": 29}
"""Days before today with which a span begins."""
WATCHED = "watched"
"""In the address: the page loads itself anew each minute, for who asks for it (WCAG 2.2.1)."""


async def only_staff(request: Request, site: SiteOf) -> None:
    """Who knows the token; where none is set, whoever sits at this machine."""
    settings = site.application.settings
    token = settings.status_token.get_secret_value()
    # Some proxies add nothing to what they hand on: where there is one, nobody is known to be here.
    behind = bool(settings.public_url or settings.trusted_proxies)
    if not (_knows(request, token) if token else not behind and _is_here(request)):
        log.warning("security_token_refused", address=address_of(request.scope))
        raise HTTPException(403, "这个页面只给工作人员看，请在地址后面加上口令。", dict(PRIVATE))


Staff = Annotated[None, Depends(only_staff)]


@router.get("/metrics")
async def metrics_page(site: SiteOf, staff: Staff) -> Response:
    text = site.application.metrics.text(await _seen(site))
    return Response(text, headers=dict(PRIVATE), media_type=CONTENT_TYPE_LATEST)


@router.get("/status")
async def status_page(request: Request, site: SiteOf, staff: Staff) -> HTMLResponse:
    seen = await _seen(site)
    found, zone = seen.status, site.application.settings.zone
    register, texts = seen.library.register, site.edition.texts
    held = holdings.held(register, texts)
    is_watched = WATCHED in request.query_params
    unwatched = request.url.remove_query_params(WATCHED)
    otherwise = unwatched if is_watched else unwatched.include_query_params(**{WATCHED: 1})
    return site.page(
        request,
        "status.html",
        headers=PRIVATE,
        is_watched=is_watched,
        otherwise=otherwise.query,
        at=f"{seen.now.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        spans=found.asked,
        decisions=DECISIONS,
        campaigns=[(c, STATES[State(c.state)]) for c in found.campaigns],
        states=DELIVERY_STATES,
        queue=_waited(found.oldest_due, seen.now),
        letters=found.letters,
        letter=_waited(found.oldest_letter, seen.now),
        subscribers=found.subscribers,
        entries=len(seen.library.entries),
        faults=seen.library.faults,
        due=sum(entry.review_by < seen.now.date() for entry in seen.library.entries.values()),
        reloads=seen.reloads,
        registered=len(register.statutes),
        held=held,
        borrowed={short: law.origin for short, law in held.items() if law.origin},
        versions=holdings.version_lines(register, texts),
        missing=holdings.missing(register, texts),
        replies=_replies(site),
        errors=_errors(site),
    )


async def _seen(site: Site) -> Seen:
    application = site.application
    now = application.clock()
    midnight = now.astimezone(application.settings.zone).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    since = {name: (midnight - timedelta(days=days)).astimezone(now.tzinfo)
             for name, days in SPANS.items()}  # fmt: skip
    found = await application.database.read(status.of_service, now=now, since=since)
    return Seen(found, application.library, application.knowledge.reloads, now)


def _knows(request: Request, token: str) -> bool:
    """`?token=…`, or the header `Authorization: Bearer …` that Prometheus sends."""
    given = request.query_params.get("token") or request.headers.get("authorization", "")
    return hmac.compare_digest(given.removeprefix("Bearer ").encode(), token.encode())


def _is_here(request: Request) -> bool:
    """Whether somebody at this machine asks, by its name, and not a proxy on it for another."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    # nginx hands on as HTTP/1.0 where it isn't told otherwise.
    is_old = request.scope["http_version"] == "1.0"
    host = (request.headers.get("host") and request.url.hostname) or ""
    return not is_old and is_loopback(host) and is_loopback(request.client.host)


def _waited(since: datetime | None, now: datetime) -> str:
    return spoken(now - since) if since else ""


def _replies(site: Site) -> list[tuple[str, int, str]]:
    """Channel, replies since the start, and within which time 95 of 100 were given."""
    histogram = site.application.metrics.reply_seconds
    counts: dict[str, list[tuple[float, float]]] = {}
    for metric in histogram.collect():
        for sample in metric.samples:
            if sample.name.endswith("_bucket"):
                upper = float(sample.labels["le"])
                counts.setdefault(sample.labels["channel"], []).append((upper, sample.value))
    return [
        (CHANNELS.get(channel, channel), int(buckets[-1][1]), _within(buckets))
        for channel, buckets in sorted(counts.items())
    ]


def _within(buckets: list[tuple[float, float]]) -> str:
    """The first bound that 95 of 100 replies keep."""
    total = buckets[-1][1]
    bound = next(upper for upper, below in buckets if below >= 0.95 * total)
    return f"{bound * 1000:g} 毫秒以内" if bound < float("inf") else "10 秒以上"


def _errors(site: Site) -> list[tuple[str, int]]:
    samples = [s for metric in site.application.metrics.errors.collect() for s in metric.samples]
    found = {s.labels["event"]: int(s.value) for s in samples if s.name.endswith("_total")}
    return sorted(found.items(), key=lambda item: -item[1])
