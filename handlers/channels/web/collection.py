"""Permanent pages of what the bot knows: entries by topic, with a search, and each of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.answering import searching
from bot.calculators import CALCULATORS
from bot.knowledge.entries import Entry
from bot.knowledge.library.review import outdated_basis
from handlers.channels.web.bases import basis_of
from handlers.channels.web.pictures import picture_path
from handlers.channels.web.rendering import to_html, to_words
from handlers.channels.web.site import NOT_LISTED, Site, SiteOf, clean, path_part
from handlers.channels.web.statutes import LONGEST, Searched, law_address

router = APIRouter(include_in_schema=False)

PER_TOPIC = 6
"""Entries of a topic that the overview shows; the topic's own page has all."""
DESCRIPTION = 110


@router.api_route("/entries", methods=["GET", "HEAD"])
async def entries_page(request: Request, site: SiteOf, q: Searched = "") -> Response:
    edition, words = site.edition, clean(q)[:LONGEST]
    if words:
        return site.page(
            request,
            "entries_found.html",
            headers=NOT_LISTED,
            words=words,
            law=law_address(edition.library.register, words),
            found=searching.search(edition, words),
            told=lambda entry: _told(site, entry),
            longest=LONGEST,
        )
    return site.listing_page(
        request,
        "entries.html",
        topics=edition.library.topics,
        total=len(edition.library.entries),
        shown=PER_TOPIC,
        cases=len(site.casebook.shown),
        longest=LONGEST,
        canonical=site.link("/entries"),
    )


@router.api_route("/topics/{topic}", methods=["GET", "HEAD"])
async def topic_page(request: Request, site: SiteOf, topic: str) -> Response:
    entries = site.edition.library.topics.get(topic)
    if not entries:
        raise HTTPException(404)
    address = site.link(f"/topics/{path_part(topic)}")
    return site.listing_page(request, "topic.html", topic=topic, entries=entries, canonical=address)


@router.api_route("/entries/{slug}", methods=["GET", "HEAD"])
async def entry_page(request: Request, site: SiteOf, slug: str) -> HTMLResponse:
    application, edition = site.application, site.edition
    library = edition.library
    entry = library.current(slug)
    if entry is None:
        raise HTTPException(404)
    answer = library.answer_text(entry)
    short, _, rest = answer.partition("\n\n")
    return site.page(
        request,
        "entry.html",
        entry=entry,
        short=short,
        rest=rest,
        bases=[basis_of(edition, citation) for citation in entry.basis],
        outdated=outdated_basis(entry, edition.texts, library.register),
        cases=site.casebook.beside(entry.basis),
        related=library.related(entry),
        calculator=CALCULATORS.get(entry.calculator),
        overdue=entry.review_by < application.clock().astimezone(application.settings.zone).date(),
        description=_told(site, entry),
        address=site.reached(request, f"/entries/{entry.slug}"),
        code=site.code(request, f"/entries/{entry.slug}"),
        card=picture_path(site, entry, "card.png"),
        preview=site.reached(request, picture_path(site, entry, "preview.png")),
        linked_data=_linked_data(site, entry, to_html(answer, root=site.link(""))),
        canonical=site.link(f"/entries/{entry.slug}"),
    )


def _told(site: Site, entry: Entry) -> str:
    """The short answer as a line."""
    text = to_words(site.edition.library.fill(entry.short_answer))
    return text if len(text) <= DESCRIPTION else text[: DESCRIPTION - 1] + "…"


def _linked_data(site: Site, entry: Entry, html: str) -> dict[str, Any]:
    """schema.org's FAQPage, which search engines read."""
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "inLanguage": "zh-CN",
        "dateModified": _iso(entry.reviewed),
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": site.edition.library.bureau.name,
        },
        "mainEntity": [
            {
                "@type": "Question",
                "name": entry.question,
                "acceptedAnswer": {"@type": "Answer", "text": html},
            }
        ],
    }


def _iso(day: date) -> str:
    return day.isoformat()
