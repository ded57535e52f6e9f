"""The laws' pages: the register, and each law by its chapters, with a search in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.answering import searching
from bot.knowledge.library import Library
from bot.knowledge.statutes import LawText, Register, Status, Statute, chapters, holdings
from bot.knowledge.statutes.chapters import Chapter
from bot.knowledge.statutes.citations import Citation
from bot.knowledge.statutes.register import STATE
from handlers import addresses
from handlers.addresses import anchor
from handlers.channels.web.rendering import to_html
from handlers.channels.web.site import NOT_LISTED, SiteOf, clean

router = APIRouter(include_in_schema=False)

LONGEST = 40
"""Characters of a search: a law's whole name fits, a question is asked elsewhere."""
LEVELS = ("宪法", "法律", "行政法规", "司法解释", "部门规章")
"""As they rank; others follow."""
MARKS = {Status.AMENDED_SINCE: "其后有修改", Status.REPEALED: "已废止"}
CITING = 30
"""Entries that a law's page lists: those that rest on it most."""
Searched = Annotated[str, Query(max_length=200)]
Asked = Annotated[str, Query(pattern=r"^(a\d{1,4}(-\d{1,2})?)?$")]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of a law's table of contents; `article` is the anchor of the first below it."""

    depth: int
    words: str
    article: str
    articles: str


@router.api_route("/statutes", methods=["GET", "HEAD"])
async def statutes_page(request: Request, site: SiteOf, q: Searched = "") -> Response:
    edition, words = site.edition, clean(q)[:LONGEST]
    register = edition.library.register
    if words:
        if address := law_address(register, words):
            return RedirectResponse(site.looking(request, site.root + address), 303)
        return site.page(
            request,
            "statutes_found.html",
            headers=NOT_LISTED,
            words=words,
            found=searching.search_laws(edition, words),
            anchor=anchor,
        )
    return site.listing_page(
        request,
        "statutes.html",
        levels=_levels(edition.library),
        marks=MARKS,
        held=frozenset(edition.texts.laws),
        missing=holdings.missing(register, edition.texts),
        places=(holdings.DATABASE, holdings.RULES),
        longest=LONGEST,
        canonical=site.link("/statutes"),
    )


@router.api_route("/statutes/{name}", methods=["GET", "HEAD"])
async def statute_page(
    request: Request, site: SiteOf, name: str, q: Searched = "", a: Asked = ""
) -> Response:
    """One law; `q` looks for an article by its number or by words, `a` is an article's anchor: of a
    code, which is read leaf by leaf, the one that has it is shown."""
    library = site.edition.library
    statute = library.register.find(name)
    if statute is None or name != statute.short:
        if address := law_address(library.register, name):
            return RedirectResponse(site.looking(request, site.root + address), 301)
        raise HTTPException(404)
    path = addresses.law(Citation(statute.short))
    text, words = site.edition.texts.law(statute.short), clean(q)[:LONGEST]
    found = chapters.find(text, words) if text and words else None
    if found and found.number:
        address = addresses.law(Citation(statute.short, found.number))
        return RedirectResponse(site.looking(request, site.root + address), 303)
    leaves = chapters.leaves(list(chapters.chapters(text))) if text else []
    shown = _leaf_with(leaves, a)
    return site.page(
        request,
        "statute.html",
        headers=NOT_LISTED if words else {},
        statute=statute,
        state=STATE if statute.title.startswith(STATE) else "",
        mark=MARKS.get(statute.status, ""),
        facts=_facts(statute),
        cited=library.by_law.get(statute.short, ()),
        citing=CITING,
        cited_articles=_cited_articles(library, statute),
        text=text,
        chapters=leaves[shown] if leaves else (),
        beside=_beside(leaves, shown),
        path=path,
        leaf=f"?a={a}" if len(leaves) > 1 else "",
        contents=list(_contents(text)) if text else [],
        words=words,
        found=found,
        notes=[note for note in text.notes if note != text.title] if text else [],
        annex=to_html(text.annex, headings_from=3) if text else "",
        origin=_origin(text) if text else "",
        version=holdings.version_line(statute, text) if text else "",
        official=holdings.official(statute),
        longest=LONGEST,
        anchor=anchor,
        chapter_anchor=chapter_anchor,
        canonical=site.link(path),
    )


def _leaf_with(leaves: Sequence[Sequence[Chapter]], wanted: str) -> int:
    """The first where none has the article."""
    for place, leaf in enumerate(leaves):
        if any(anchor(number) == wanted for chapter in leaf for number, _ in chapter.articles):
            return place
    return 0


def _beside(leaves: Sequence[Sequence[Chapter]], shown: int) -> list[tuple[str, str]]:
    """What leads to the leaves before and after, and to which article of them."""
    places = (("前面的条文", shown - 1), ("后面的条文", shown + 1))
    return [
        (words, anchor(leaves[place][0].articles[0][0]))
        for words, place in places
        if 0 <= place < len(leaves)
    ]


def law_address(register: Register, words: str) -> str:
    """Where a law or an article named alone stands: 道交法, 公路法第七十六条; "" for others."""
    if citation := register.find_citation(words):
        return addresses.law(citation)
    statute = register.find(words)
    return addresses.law(Citation(statute.short)) if statute else ""


def _levels(library: Library) -> dict[str, list[Statute]]:
    """Of each level those first on which most answers rest: they are looked for."""
    levels: dict[str, list[Statute]] = {level: [] for level in LEVELS}
    statutes = library.register.statutes.values()
    for statute in sorted(statutes, key=lambda one: -len(library.by_law.get(one.short, ()))):
        levels.setdefault(statute.level or "其他", []).append(statute)
    return {level: statutes for level, statutes in levels.items() if statutes}


def _cited_articles(library: Library, statute: Statute) -> str:
    """The articles that answers rest on: 第5、7–9、12条; "" where none is named."""
    numbers = sorted(
        {
            citation.article.number
            for citation in library.by_citation
            if citation.law == statute.short and citation.article
        }
    )
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = (f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return f"第{'、'.join(told)}条" if runs else ""


def _contents(text: LawText) -> Iterator[Heading]:
    for chapter in chapters.chapters(text):
        begins, articles = anchor(chapter.articles[0][0]), _range(chapter)
        for depth, words in chapter.opened:
            is_last = depth == len(chapter.path) - 1
            yield Heading(depth, words, begins, articles if is_last else "")


def chapter_anchor(chapter: Chapter) -> str:
    """Where a chapter begins on its law's page: that of its first article, with a c before."""
    return f"c{anchor(chapter.articles[0][0])}"


def _range(chapter: Chapter) -> str:
    first, last = chapter.articles[0][0], chapter.articles[-1][0]
    return f"{first.number}" if first == last else f"{first.number}–{last.number}"


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


def _origin(text: LawText) -> str:
    """Where the text comes from that isn't the bureau's; if only some of it, which articles."""
    line = holdings.origin_line(text.origin)
    if not line or len(text.borrowed) == len(text.articles):
        return line
    return f"本站另行导入的 {len(text.articles) - len(text.borrowed)} 条以外，{line}"
