"""The quiz: a question a day and sets of five; without a script, a cookie or a name."""

from __future__ import annotations

from urllib.parse import unquote

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.staff.refusals import Refused, Unknown
from bot.text import numerals
from bot.training.quiz import DAILY, Answered
from handlers.channels.web.bases import basis_of
from handlers.channels.web.origins import is_foreign
from handlers.channels.web.site import NOT_LISTED, Site, SiteOf, clean, path_part

router = APIRouter(include_in_schema=False)
MOST = 9
"""Of right answers that an address may claim: it is told to nobody but whoever claims it."""


@router.api_route("/quiz", methods=["GET", "HEAD"])
async def quiz_page(request: Request, site: SiteOf) -> HTMLResponse:
    quiz = site.application.training.quiz
    daily = await quiz.daily()
    return site.page(
        request,
        "quiz.html",
        question=await quiz.asked(daily.slug) if daily else None,
        name=DAILY,
        right=0,
        sets=await quiz.sets(),
        canonical=site.link("/quiz"),
    )


@router.api_route("/quiz/{name}", methods=["GET", "HEAD"])
async def set_page(request: Request, site: SiteOf, name: str) -> Response:
    """The first question of a set."""
    try:
        found = await site.application.training.quiz.named(name)
    except Unknown as error:
        raise HTTPException(404, str(error)) from error
    if not found.slugs:
        raise HTTPException(404, "题目还在准备")
    address = f"{site.root}/quiz/{path_part(name)}/{found.slugs[0]}"
    return RedirectResponse(site.looking(request, address), 302, dict(NOT_LISTED))


@router.api_route("/quiz/{name}/paper", methods=["GET", "HEAD"])
async def printed_page(request: Request, site: SiteOf, name: str) -> HTMLResponse:
    """A set to be printed: questions, and the keys on a page of their own."""
    quiz = site.application.training.quiz
    try:
        items = await quiz.paper(name)
        found = await quiz.named(name)
    except Unknown as error:
        raise HTTPException(404, str(error)) from error
    path = f"/quiz/{path_part(name)}"
    return site.page(
        request,
        "quiz_paper.html",
        headers=NOT_LISTED,
        items=items,
        set=found,
        address=unquote(site.reached(request, path)),  # it is typed from paper
        code=site.code(request, path),
    )


@router.api_route("/quiz/{name}/{slug}", methods=["GET", "HEAD"])
async def question_page(request: Request, site: SiteOf, name: str, slug: str) -> HTMLResponse:
    return await _page(request, site, name, slug)


@router.post("/quiz/{name}/{slug}")
async def answer(request: Request, site: SiteOf, name: str, slug: str) -> HTMLResponse:
    if is_foreign(request, site):
        raise HTTPException(403, "请从本站的页面作答。")
    form = await request.form()
    chosen = [clean(str(one)) for one in form.getlist("answer")]
    try:
        answered = await site.application.training.quiz.answer(slug, chosen)
    except Unknown as error:
        raise HTTPException(404, str(error)) from error
    except Refused as refusal:
        return await _page(request, site, name, slug, fault=str(refusal))
    return await _page(request, site, name, slug, answered=answered, chosen=chosen)


async def _page(
    request: Request,
    site: Site,
    name: str,
    slug: str,
    *,
    fault: str = "",
    answered: Answered | None = None,
    chosen: list[str] | None = None,
) -> HTMLResponse:
    quiz = site.application.training.quiz
    try:
        found, question = await quiz.named(name), await quiz.asked(slug)
    except Unknown as error:
        raise HTTPException(404, str(error)) from error
    right = _right(request) + (answered is not None and answered.told.is_right)
    told = answered.told if answered else None
    library = site.edition.library
    entry = library.current(told.item.entry) if told and told.item.entry else None
    return site.page(
        request,
        "quiz_question.html",
        status=422 if fault else 200,
        headers=NOT_LISTED,
        set=found,
        name=name,
        question=question,
        place=found.slugs.index(slug) + 1 if slug in found.slugs else 1,
        fault=fault,
        answered=answered,
        chosen=chosen or [],
        key=told.item.key if told else (),
        bases=[basis_of(site.edition, one) for one in told.item.basis] if told else [],
        entry=entry,
        following=found.after(slug),
        right=right,
    )


def _right(request: Request) -> int:
    """How many of the set were right so far, as the address says."""
    said = request.query_params.get("right", "")
    return right if (right := numerals.counted(said)) <= MOST else 0
