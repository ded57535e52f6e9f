"""The same answers for programs: JSON, described by /openapi.json."""

from __future__ import annotations

import time
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.answering.batch import as_record
from bot.answering.matching.reading import READ
from bot.knowledge.entries import Entry
from bot.knowledge.statutes import Statute, holdings
from bot.knowledge.statutes.citations import Article, Citation
from handlers.channels.web.rendering import to_html
from handlers.channels.web.site import Site, SiteOf, clean


class Problem(BaseModel):
    error: str = Field(description="出了什么问题，怎么办")
    id: str | None = Field(None, description="问题编号，只在系统出错时有")


router = APIRouter(
    prefix="/api",
    responses={
        413: {"model": Problem, "description": "内容太大"},
        422: {"model": Problem, "description": "参数不对"},
        429: {"model": Problem, "description": "请求太频繁，见 Retry-After"},
    },
)
MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "没有这一项"}}

MAX_TYPED = 100
SUGGESTED = 8


class Basis(BaseModel):
    law: str = Field(description="法律的简称")
    article: int | None = Field(description="条的序号；第一百三十三条之一记作 133")


class Suggestion(BaseModel):
    entry: str
    confidence: float
    basis: list[Basis]


class Question(BaseModel):
    question: str = Field(min_length=1, max_length=READ, examples=["货车超载怎么处罚"])


class Answered(BaseModel):
    decision: str = Field(description="answer、clarify、suggest、article、intent 或 unknown")
    entry: str | None
    confidence: float
    basis: list[Basis]
    answer: str = Field(description="答复的 Markdown 文本")
    html: str = Field(description="答复的 HTML，已过滤")
    suggestions: list[Suggestion]
    ms: float


class EntrySummary(BaseModel):
    entry: str
    question: str
    topic: str


class Suggested(BaseModel):
    suggestions: list[EntrySummary]


class Entries(BaseModel):
    entries: list[EntrySummary]


class EntryInFull(EntrySummary):
    answer: str
    html: str
    basis: list[Basis]
    reviewed: date
    review_by: date
    note: str
    url: str
    related: list[EntrySummary]


class StatuteRow(BaseModel):
    law: str
    title: str
    level: str
    effective: str
    amended: str
    status: str


class Statutes(BaseModel):
    statutes: list[StatuteRow]


class StatuteInFull(StatuteRow):
    issuer: str
    note: str
    articles: list[str] = Field(description="收录了的条；没有收录则为空")
    origin: str = Field(description="条文的来源；空：本单位导入的，或没有收录")
    entries: list[EntrySummary] = Field(description="依据这部法的答复")


class ArticleInFull(BaseModel):
    law: str
    title: str
    article: str
    exists: bool | None = Field(description="null：登记册不能确定")
    text: str | None = Field(description="null：没有收录")
    origin: str = Field(description="条文的来源；空：本单位导入的")
    entries: list[EntrySummary] = Field(description="依据这一条的答复")


@router.post("/ask", summary="提问", response_model=Answered)
async def ask(site: SiteOf, question: Question) -> JSONResponse:
    """提一个问题，得到答复、相近问题或者“不知道”。"""
    words = clean(question.question)
    if not words:
        raise HTTPException(422, "请填写问题。")
    edition = site.edition
    started = time.perf_counter()
    answer = edition.answerer.answer(words)
    unread = answer.where_unread()
    if unread is not answer and not await site.application.letterbox.is_read():
        answer = unread
    milliseconds = (time.perf_counter() - started) * 1000
    record = as_record(answer, edition.wording, milliseconds)
    record["html"] = to_html(record["answer"], root=site.root)
    # What we made ourselves needs no check against its model at each answer.
    return JSONResponse({name: record[name] for name in Answered.model_fields})


@router.get("/suggest", summary="边写边提示", response_model=Suggested)
async def suggest(
    site: SiteOf, q: Annotated[str, Query(max_length=MAX_TYPED, description="已写下的字")] = ""
) -> Suggested:
    """与已写下的字相近的问题，最多 8 个。"""
    typed = clean(q)
    found = site.edition.answerer.suggest(typed, limit=SUGGESTED) if typed else ()
    return Suggested(suggestions=[_summary(entry) for entry in found])


@router.get("/entries", summary="全部条目", response_model=Entries)
async def entries(request: Request, site: SiteOf, topic: str = "") -> Response:
    """知识库里的全部问题，可以按主题取。"""
    edition = site.edition
    library = edition.library
    chosen = library.topics.get(topic, ()) if topic else library.entries.values()

    def make() -> bytes:
        return Entries(entries=[_summary(one) for one in chosen]).model_dump_json().encode()

    known = topic if chosen else None  # whatever is made up is kept once
    return site.listings.answer(request, edition, ("/api/entries", known), make)


@router.get("/entries/{slug}", summary="一个条目", responses=MISSING)
async def entry_in_full(site: SiteOf, slug: str) -> EntryInFull:
    """一个问题的答复、依据、核对日期和相关问题。"""
    library = site.edition.library
    entry = library.current(slug)
    if entry is None:
        raise HTTPException(404, "没有这个条目。")
    answer = library.answer_text(entry)
    return EntryInFull(
        **_summary(entry).model_dump(),
        answer=answer,
        html=to_html(answer, root=site.root),
        basis=[_basis(citation) for citation in entry.basis],
        reviewed=entry.reviewed,
        review_by=entry.review_by,
        note=entry.note,
        url=site.link(f"/entries/{slug}"),
        related=[_summary(other) for other in library.related(entry)],
    )


@router.get("/statutes", summary="法律法规登记册", response_model=Statutes)
async def statutes(request: Request, site: SiteOf) -> Response:
    """登记在册的法律、法规、规章和司法解释。"""
    edition = site.edition

    def make() -> bytes:
        rows = edition.library.register.statutes.values()
        return (
            Statutes(statutes=[StatuteRow(**_row(row)) for row in rows]).model_dump_json().encode()
        )

    return site.listings.answer(request, edition, "/api/statutes", make)


@router.get("/statutes/{law}", summary="一部法", responses=MISSING)
async def statute_in_full(site: SiteOf, law: str) -> StatuteInFull:
    """一部法的登记信息；可以用全称、简称或俗称。"""
    statute = _statute(site, law)
    text = site.edition.texts.law(statute.short)
    return StatuteInFull(
        **_row(statute),
        issuer=statute.issuer,
        note=statute.note,
        articles=[str(article) for article in text.articles] if text else [],
        origin=holdings.origin_line(text.origin) if text else "",
        entries=[_summary(e) for e in site.edition.library.by_law.get(statute.short, ())],
    )


@router.get("/statutes/{law}/{article}", summary="一条", responses=MISSING)
async def article_in_full(
    site: SiteOf,
    law: str,
    article: Annotated[str, Path(max_length=30, examples=["92", "第一百三十三条之一"])],
) -> ArticleInFull:
    """一条的原文（收录了的）和依据它的答复。"""
    statute = _statute(site, law)
    try:
        number = Article.parse(article)
    except ValueError as error:
        raise HTTPException(422, "条的写法不对，请写 92 或者第九十二条。") from error
    held = site.edition.texts.law(statute.short)
    text = held.articles.get(number) if held else None
    exists = True if text else statute.knows(number)
    if exists is False:
        raise HTTPException(404, f"《{statute.short}》没有{number}。")
    return ArticleInFull(
        law=statute.short,
        title=statute.title,
        article=str(number),
        exists=exists,
        text=text,
        origin=holdings.origin_line(held.origin_of(number)) if held else "",
        entries=[
            _summary(entry)
            for entry in site.edition.library.by_citation.get(Citation(statute.short, number), ())
        ],
    )


def _summary(entry: Entry) -> EntrySummary:
    return EntrySummary(entry=entry.slug, question=entry.question, topic=entry.topic)


def _basis(citation: Citation) -> Basis:
    number = citation.article.number if citation.article else None
    return Basis(law=citation.law, article=number)


def _row(statute: Statute) -> dict[str, str]:
    return {
        "law": statute.short,
        "title": statute.title,
        "level": statute.level,
        "effective": statute.effective,
        "amended": statute.amended,
        "status": statute.status,
    }


def _statute(site: Site, name: str) -> Statute:
    statute = site.edition.library.register.find(name)
    if statute is None:
        raise HTTPException(404, "登记册里没有这部法。")
    return statute
