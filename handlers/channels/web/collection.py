"""Permanent pages of what the bot knows: entries by topic, and the laws they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.answering.editions import Edition
from bot.calculators import CALCULATORS
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.knowledge.library.review import outdated_basis
from bot.knowledge.statutes import LawText, Status, Statute, holdings
from bot.knowledge.statutes.citations import Article, Citation
from handlers.channels.web.rendering import to_html, to_words
from handlers.channels.web.site import Site, SiteOf, path_part

router = APIRouter(include_in_schema=False)

PER_TOPIC = 6
"""Entries of a topic that the overview shows; the topic's own page has all."""
DESCRIPTION = 110
LEVELS = ("宪法", "法律", "行政法规", "司法解释", "部门规章")
"""As they rank; others follow."""
MARKS = {Status.AMENDED_SINCE: "其后有修改", Status.REPEALED: "已废止"}


@dataclass(frozen=True, slots=True)
class Basis:
    """A citation as a page shows it: with its law's row and the article's text where known."""

    citation: Citation
    statute: Statute | None
    text: str | None
    origin: str

    @property
    def anchor(self) -> str:
        return anchor(self.citation.article) if self.text and self.citation.article else ""


@dataclass(frozen=True, slots=True)
class ArticleOnPage:
    number: Article
    text: str
    heading: str

    @property
    def anchor(self) -> str:
        return anchor(self.number)


@router.api_route("/entries", methods=["GET", "HEAD"])
async def entries_page(request: Request, site: SiteOf) -> Response:
    library = site.edition.library
    return site.listing_page(
        request,
        "entries.html",
        topics=library.topics,
        total=len(library.entries),
        shown=PER_TOPIC,
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
    return site.page(
        request,
        "entry.html",
        entry=entry,
        answer=answer,
        bases=[basis_of(edition, citation) for citation in entry.basis],
        outdated=outdated_basis(entry, edition.texts, library.register),
        related=library.related(entry),
        calculator=CALCULATORS.get(entry.calculator),
        overdue=entry.review_by < application.clock().astimezone(application.settings.zone).date(),
        description=_shortened(to_words(library.fill(entry.short_answer))),
        linked_data=_linked_data(site, entry, to_html(answer, root=site.link(""))),
        canonical=site.link(f"/entries/{entry.slug}"),
    )


@router.api_route("/statutes", methods=["GET", "HEAD"])
async def statutes_page(request: Request, site: SiteOf) -> Response:
    levels: dict[str, list[Statute]] = {level: [] for level in LEVELS}
    edition = site.edition
    for statute in edition.library.register.statutes.values():
        levels.setdefault(statute.level or "其他", []).append(statute)
    levels = {level: statutes for level, statutes in levels.items() if statutes}
    return site.listing_page(
        request,
        "statutes.html",
        levels=levels,
        marks=MARKS,
        held=frozenset(edition.texts.laws),
        missing=holdings.missing(edition.library.register, edition.texts),
        places=(holdings.DATABASE, holdings.RULES),
        canonical=site.link("/statutes"),
    )


@router.api_route("/statutes/{name}", methods=["GET", "HEAD"])
async def statute_page(request: Request, site: SiteOf, name: str) -> Response:
    library = site.edition.library
    statute = library.register.find(name)
    if statute is None:
        raise HTTPException(404)
    path = f"/statutes/{path_part(statute.short)}"
    if name != statute.short:
        return RedirectResponse(site.root + path, 301)
    text = site.edition.texts.law(statute.short)
    return site.page(
        request,
        "statute.html",
        statute=statute,
        mark=MARKS.get(statute.status, ""),
        facts=_facts(statute),
        cited=entries_citing(library, statute.short),
        articles=list(_articles(text)) if text else [],
        notes=[note for note in text.notes if note != text.title] if text else [],
        annex=to_html(text.annex, headings_from=3) if text else "",
        origin=_origin(text) if text else "",
        version=holdings.version_line(statute, text) if text else "",
        official=holdings.official(statute),
        canonical=site.link(path),
    )


def anchor(article: Article) -> str:
    """Where an article stands on its law's page: a92, a133-1."""
    return f"a{article.number}" + (f"-{article.sub}" if article.sub else "")


def entries_citing(library: Library, law: str, article: Article | None = None) -> list[Entry]:
    """Entries that rest on the law, or on that article of it."""
    return [
        entry
        for entry in library.entries.values()
        if any(
            citation.law == law and (article is None or citation.article == article)
            for citation in entry.basis
        )
    ]


def basis_of(edition: Edition, citation: Citation) -> Basis:
    statute = edition.library.register.find(citation.law)
    law, article = edition.texts.law(citation.law), citation.article
    if law is None or article is None:
        return Basis(citation, statute, None, "")
    origin = holdings.origin_line(law.origin_of(article))
    return Basis(citation, statute, law.articles.get(article), origin)


def _facts(statute: Statute) -> list[tuple[str, str]]:
    return [
        ("简称", "、".join(name for name in statute.names if name != statute.title)),
        ("层级", statute.level),
        ("制定机关", statute.issuer),
        ("公布", statute.promulgated),
        ("施行", statute.effective),
        ("最近修改", statute.amended),
        ("文号", statute.order),
    ]


def _articles(text: LawText) -> Iterator[ArticleOnPage]:
    """The articles in order; a heading stands above the first article under it."""
    before: tuple[str, ...] = ()
    for number, words in text.articles.items():
        above = text.headings.get(number, ())
        yield ArticleOnPage(number, words, "　".join(above) if above != before else "")
        before = above


def _origin(text: LawText) -> str:
    """Where the text comes from that isn't the bureau's; if only some of it, which articles."""
    line = holdings.origin_line(text.origin)
    if not line or len(text.borrowed) == len(text.articles):
        return line
    return f"本站另行导入的 {len(text.articles) - len(text.borrowed)} 条以外，{line}"


def _shortened(text: str) -> str:
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
