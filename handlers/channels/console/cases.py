"""Case cards: written, checked for whom they may point to, approved, and withdrawn in time."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.editing import differing
from bot.knowledge.cases import Case, Rank
from bot.knowledge.checking import cases as checking
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from bot.store.file_drafts import Proposal
from bot.training import case_fields
from bot.training.bank import changed
from bot.training.case_editing import CASES, CONFIRMED
from bot.training.file_editing import Look
from bot.training.naming import slug_for
from handlers.channels.console import file_drafts
from handlers.channels.console.file_drafts import number_of, version_of
from handlers.channels.console.forms import Form
from handlers.channels.console.lists import Asked, having
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit
from handlers.channels.web.bases import basis_of

pages = Pages()
SHOWN, WAITING, WITHDRAWN = "shown", "waiting", "withdrawn"
STATES = {SHOWN: "公开中", WAITING: "要处理", WITHDRAWN: "已撤下"}


@pages.get("/cases", Action.CASE_SEE)
async def cases_page(visit: Visit) -> Response:
    asked = Asked(visit, "/cases", {"q": "搜索", "topic": "主题", "state": "状况"})
    book = visit.application.training.cases.book
    waiting = {one.slug for one in (*book.doubted, *book.to_review)}

    def state_of(case: Case) -> str:
        return WITHDRAWN if case.withdrawn else WAITING if case.slug in waiting else SHOWN

    found = sorted(visit.library.cases.values(), key=lambda one: (one.decided, one.slug))[::-1]
    topics = sorted({one.topic for one in found})
    topic, state = asked.choice("topic", topics), asked.choice("state", STATES)
    found = [
        one for one in found if topic in ("", one.topic) and state in ("", state_of(one))
    ]  # fmt: skip
    found = having(found, asked.word("q"), lambda one: f"{one.title} {one.facts} {one.published}")
    return await visit.page(
        "cases/list.html",
        title="案例",
        asked=asked,
        listing=asked.paged(found),
        chips=asked.chips(state=STATES),
        topics={one: one for one in topics},
        states=STATES,
        state_of=lambda case: STATES[state_of(case)],
        why_not=book.why_not,
        doubted=book.doubted,
        to_review=book.to_review,
        drafts=await visit.application.training.cases.drafts(visit.actor),
        draft_states=CASES.states,
        title_of=lambda one: case_fields.of_text(one.text).get("title") or one.slug,
        form=Form.of(q=visit.asked("q"), topic=topic, state=state),
    )


@pages.get("/cases/new", Action.CASE_WRITE)
async def new_page(visit: Visit) -> Response:
    return await _edit_page(visit, None, await visit.typed(Form()))


@pages.post("/cases/new", Action.CASE_WRITE)
async def new(visit: Visit) -> Response:
    form, editing = await visit.form(), visit.application.training.cases
    text = _text(visit, form, "")
    topic = form.text("topic", need="选一个主题")
    form.text("title", need="写标题：某公司未取得道路运输经营许可案")
    form.text("published", need="写明来源：谁公布或作出的、文号")
    if form.faults:
        return await _edit_page(visit, None, form)
    taken = {*visit.library.cases, *(draft.slug for draft in await editing.drafts(visit.actor))}
    cited = visit.library.register.find_citation(form.value("basis").partition("\n")[0])
    slug = slug_for(cited, taken, other="case")
    (number,) = await editing.write(visit.actor, [Proposal(slug, topic, text)])
    return await visit.done(f"/cases/drafts/{number}", "存成草稿了")


@pages.get("/cases/drafts/{number:number}", Action.CASE_SEE)
async def draft_page(visit: Visit) -> Response:
    return await _draft_page(visit, Form())


@pages.get("/cases/drafts/{number:number}/edit", Action.CASE_WRITE)
async def edit_page(visit: Visit) -> Response:
    look = await _look(visit)
    form = Form.of(version=str(look.draft.version), **case_fields.of_text(look.draft.text))
    return await _edit_page(visit, look, await visit.typed(form))


@pages.post("/cases/drafts/{number:number}/edit", Action.CASE_WRITE)
async def edit(visit: Visit) -> Response:
    form, number = await visit.form(), number_of(visit)
    editing = visit.application.training.cases
    before = await editing.draft(number)
    version = version_of(form)
    await editing.change(visit.actor, number, version, _text(visit, form, before.text))
    return await visit.done(f"/cases/drafts/{number}", "存好了")


@pages.post("/cases/drafts/{number:number}/submit", Action.CASE_SUBMIT)
async def submit(visit: Visit) -> Response:
    form, number = await visit.form(), number_of(visit)
    if not _confirmed(form):
        return await _draft_page(visit, form)
    version = version_of(form)
    editing = visit.application.training.cases
    await editing.submit(visit.actor, number, version, confirmed=True)
    return await visit.done("/cases", f"#{number} 已提交审核")


@pages.post("/cases/drafts/{number:number}/discard", Action.CASE_DISCARD)
async def discard(visit: Visit) -> Response:
    await file_drafts.discarded(visit, visit.application.training.cases)
    return await visit.done("/cases", f"#{number_of(visit)} 已放弃")


@pages.post("/cases/drafts/{number:number}/approve", Action.CASE_APPROVE)
async def approve(visit: Visit) -> Response:
    form, number = await visit.form(), number_of(visit)
    if not _confirmed(form):
        return await _draft_page(visit, form)
    version = version_of(form)
    editing = visit.application.training.cases
    slug = (await editing.draft(number)).slug
    await editing.approve(visit.actor, number, version, confirmed=True)
    return await visit.done(f"/cases/{slug}", "已公开：同一条文的答复下面会显示它")


@pages.post("/cases/drafts/{number:number}/return", Action.CASE_RETURN)
async def send_back(visit: Visit) -> Response:
    if faulty := await file_drafts.sent_back(visit, visit.application.training.cases):
        return await _draft_page(visit, faulty)
    return await visit.done("/cases", f"#{number_of(visit)} 已退回")


@pages.get("/cases/{slug}", Action.CASE_SEE)
async def case_page(visit: Visit) -> Response:
    return await _case_page(visit, Form())


@pages.post("/cases/{slug}/revise", Action.CASE_WRITE)
async def revise(visit: Visit) -> Response:
    case = _case(visit)
    proposal = Proposal(case.slug, case.topic, case.source, case.source)
    (number,) = await visit.application.training.cases.write(visit.actor, [proposal])
    return visit.to(f"/cases/drafts/{number}/edit")


@pages.post("/cases/{slug}/doubt", Action.CASE_WRITE)
async def doubt(visit: Visit) -> Response:
    form, case = await visit.form(), _case(visit)
    reason = form.words("reason", need="写明哪份文书改变、撤销了原决定，或者确认它违法、无效")
    since = form.day("since")
    if not since:
        form.fault("since", "选那份文书的日期")
    if form.faults or not since:
        return await _case_page(visit, form)
    try:
        by = await visit.application.training.cases.doubt(visit.actor, case.slug, reason, since)
    except Refused as refusal:
        form.fault("since", str(refusal))
        return await _case_page(visit, form)
    is_late = by < visit.console.today
    when = "期限已过，已经停止显示" if is_late else f"{by}前处理，过期自动停止显示"
    return await visit.done(f"/cases/{case.slug}", f"已提醒审核人：{when}")


@pages.post("/cases/{slug}/withdraw", Action.CASE_WITHDRAW)
async def withdraw(visit: Visit) -> Response:
    form, case = await visit.form(), _case(visit)
    reason = form.words("public_reason", need="写明为什么撤下，这句话会公开")
    if form.faults:
        return await _case_page(visit, form)
    await visit.application.training.cases.withdraw(visit.actor, case.slug, reason)
    return await visit.done(f"/cases/{case.slug}", "已撤下，页面上只留撤下的日期和理由")


@pages.post("/cases/{slug}/keep", Action.CASE_WITHDRAW)
async def keep(visit: Visit) -> Response:
    case = _case(visit)
    await visit.application.training.cases.keep(visit.actor, case.slug)
    return await visit.done(f"/cases/{case.slug}", "已记下：核对过，决定仍然有效")


def _case(visit: Visit) -> Case:
    case = visit.library.cases.get(visit.part("slug"))
    if case is None:
        raise Unknown("没有这个案例")
    return case


def _text(visit: Visit, form: Form, before: str) -> str:
    given = {name: form.value(name) for name in form.values}
    return case_fields.to_text(given, before, visit.console.today)


def _confirmed(form: Form) -> bool:
    if not form.value("confirmed"):
        form.fault("confirmed", f"请先逐字看过，再勾选“{CONFIRMED}”")
    return bool(form.value("confirmed"))


async def _look(visit: Visit) -> Look[Case]:
    return await file_drafts.look(visit, visit.application.training.cases)


async def _draft_page(visit: Visit, form: Form) -> Response:
    look = await _look(visit)
    case = look.read
    return await visit.page(
        "cases/draft.html",
        title=f"案例草稿 #{look.draft.id}",
        look=look,
        case=case,
        traces=checking.traces(case) if case else [],
        states=CASES.states,
        bases=[basis_of(visit.edition, one) for one in case.basis] if case else [],
        raw=case_fields.of_text(look.draft.text),
        labels=case_fields.LABELS,
        confirmed=CONFIRMED,
        is_own=visit.actor.member.name in look.draft.hands,
        form=form,
    )


async def _edit_page(visit: Visit, look: Look[Case] | None, form: Form) -> Response:
    at = f"/cases/drafts/{look.draft.id}" if look else "/cases"
    return await visit.page(
        "cases/edit.html",
        title=f"修改案例草稿 #{look.draft.id}" if look else "写案例",
        look=look,
        action=f"{at}/edit" if look else "/cases/new",
        back=at,
        form=form,
        **_choices(visit),
    )


def _choices(visit: Visit) -> dict[str, Any]:
    topics = sorted({*visit.library.topics, *(one.topic for one in visit.library.cases.values())})
    return {
        "topics": {one: one for one in topics},
        "ranks": {rank.value: rank.value for rank in Rank},
        "labels": case_fields.LABELS,
    }


async def _case_page(visit: Visit, form: Form) -> Response:
    case = _case(visit)
    return await visit.page(
        "cases/case.html",
        title=case.title,
        case=case,
        why_not=visit.application.training.cases.book.why_not(case),
        changed=[
            (one, list(differing.lines(one.before, one.now)))
            for one in changed(case, visit.edition.texts)
        ],
        bases=[basis_of(visit.edition, one) for one in case.basis],
        is_overdue=case.review_by < visit.console.today,
        form=form,
    )
