"""Case cards for the public: all of them, and each under an address of its own."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from handlers.channels.web.bases import basis_of
from handlers.channels.web.site import NOT_LISTED, SiteOf, clean

router = APIRouter(include_in_schema=False)
RELATED = 5
LONGEST = 20
"""Characters of a topic that an address may name."""


@router.api_route("/cases", methods=["GET", "HEAD"])
async def cases_page(request: Request, site: SiteOf, topic: str = "") -> HTMLResponse:
    shown = site.casebook.shown
    topics = sorted({case.topic for case in shown})
    topic = clean(topic)[:LONGEST] if clean(topic)[:LONGEST] in topics else ""
    return site.page(
        request,
        "cases.html",
        headers=NOT_LISTED if topic or not shown else None,
        cases=[case for case in shown if topic in ("", case.topic)],
        topics=topics,
        topic=topic,
        canonical=site.link("/cases"),
    )


@router.api_route("/cases/{slug}", methods=["GET", "HEAD"])
async def case_page(request: Request, site: SiteOf, slug: str) -> HTMLResponse:
    """One that was withdrawn says when and why, as 行政处罚法 第四十八条 asks; one that waits for a
    review isn't there."""
    edition = site.edition
    case = edition.library.cases.get(slug)
    if case is None or (site.casebook.why_not(case) and not case.withdrawn):
        raise HTTPException(404, "这个案例现在不公开。")
    library = edition.library
    slugs = dict.fromkeys(
        entry.slug for citation in case.basis for entry in library.by_citation.get(citation, ())
    )
    entries = [library.entries[one] for one in slugs]
    address = site.reached(request, f"/cases/{slug}")
    return site.page(
        request,
        "case.html",
        status=410 if case.withdrawn else 200,
        headers=NOT_LISTED if case.withdrawn else None,
        case=case,
        bases=[basis_of(edition, citation) for citation in case.basis],
        entries=entries[:RELATED],
        code=site.code(request, f"/cases/{slug}"),
        address=address,
        canonical=site.link(f"/cases/{slug}"),
    )
