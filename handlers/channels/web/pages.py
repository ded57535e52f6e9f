"""Pages about the service itself: help, a citizen's letter, and what machines look for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from bot.calculators import CALCULATORS
from bot.desk.purging import UNANSWERED_KEPT
from bot.masking import MASKED, NOT_MASKED
from handlers.channels.web.embedding import frame_snippet, widget_snippet
from handlers.channels.web.site import Site, SiteOf, path_part
from handlers.wellbeing import wellbeing

router = APIRouter(include_in_schema=False)
_ALONE = (
    "/", "/entries", "/calc", "/quiz", "/statutes", "/calendar", "/about", "/accessibility",
)  # fmt: skip
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@router.api_route("/about", methods=["GET", "HEAD"])
async def about_page(request: Request, site: SiteOf) -> HTMLResponse:
    settings = site.application.settings
    return site.page(
        request,
        "about.html",
        retention_days=settings.retention_days,
        letter_days=settings.letter_days,
        unanswered_days=UNANSWERED_KEPT.days,
        backup_days=settings.backup_days,
        masked=MASKED,
        not_masked=NOT_MASKED,
        is_read=await site.application.letterbox.is_read(),
        canonical=site.link("/about"),
    )


@router.api_route("/accessibility", methods=["GET", "HEAD"])
async def accessibility_page(request: Request, site: SiteOf) -> HTMLResponse:
    return site.page(
        request,
        "accessibility.html",
        is_read=await site.application.letterbox.is_read(),
        canonical=site.link("/accessibility"),
    )


@router.api_route("/developers", methods=["GET", "HEAD"])
async def developers_page(request: Request, site: SiteOf) -> HTMLResponse:
    return site.page(
        request,
        "developers.html",
        frame=frame_snippet(site, request),
        widget=widget_snippet(site, request),
        operations=list(_operations(request.app.openapi())),
        per_minute=site.application.settings.requests_per_minute,
        example=(
            f"curl {site.reached(request, '/api/ask')} -H 'Content-Type: application/json' \\\n"
            '  -d \'{"question": "货车超载怎么处罚"}\''
        ),
        canonical=site.link("/developers"),
    )


@router.api_route("/robots.txt", methods=["GET", "HEAD"])
async def robots(site: SiteOf) -> PlainTextResponse:
    lines = [
        "User-agent: *",
        f"Disallow: {site.root}/receipts/",
        f"Disallow: {site.root}/api/",
        f"Disallow: {site.root}/embed",
        f"Sitemap: {site.address('/sitemap.xml')}",
    ]
    return PlainTextResponse("\n".join(lines) + "\n")


@router.api_route("/sitemap.xml", methods=["GET", "HEAD"])
async def sitemap(request: Request, site: SiteOf) -> Response:
    def make() -> bytes:
        return _sitemap(site).encode()

    return site.listings.answer(request, site.edition, "/sitemap.xml", make, "application/xml")


def _sitemap(site: Site) -> str:
    urls = "".join(
        f"<url><loc>{escape(site.address(path))}</loc>"
        + (f"<lastmod>{changed}</lastmod>" if changed else "")
        + "</url>\n"
        for path, changed in _pages(site)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAP}">\n{urls}</urlset>\n'


@router.api_route("/healthz", methods=["GET", "HEAD"])
async def health(site: SiteOf) -> JSONResponse:
    """Whether questions can be answered and stored: 200, else 503."""
    state = await wellbeing(site.application)
    return JSONResponse(state, 200 if state["ok"] else 503, {"Cache-Control": "no-store"})


def _pages(site: Site) -> Iterator[tuple[str, str]]:
    library = site.edition.library
    yield from ((path, "") for path in _ALONE)
    for topic in library.topics:
        yield f"/topics/{path_part(topic)}", ""
    for entry in library.entries.values():
        yield f"/entries/{entry.slug}", entry.reviewed.isoformat()
    shown = site.casebook.shown
    yield from [("/cases", "")] if shown else []
    for case in shown:
        yield f"/cases/{case.slug}", case.reviewed.isoformat()
    for name in CALCULATORS:
        yield f"/calc/{name}", ""
    for key in library.days:
        yield f"/days/{key}", ""
    for short in library.register.statutes:
        yield f"/statutes/{path_part(short)}", ""


def _operations(schema: dict[str, Any]) -> Iterator[dict[str, str]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield {
                "method": method.upper(),
                "path": path,
                "summary": operation["summary"],
                "description": operation.get("description", ""),
            }
