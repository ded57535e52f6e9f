"""Papers: drafted from a blueprint, looked at, approved by another; their results."""

from __future__ import annotations

import asyncio
from datetime import datetime

from starlette.responses import Response

from bot.frontmatter import Fault
from bot.knowledge.items import RIGHT, STAFF_AUDIENCES, WRONG
from bot.knowledge.items import Form as ItemForm
from bot.staff.permissions import Action
from bot.staff.refusals import Doubtful, Flawed, Refused
from bot.store.papers import Paper, State, Window
from bot.training import blueprints, paper_fields
from bot.training.asking import frozen
from bot.training.blueprints import Blueprint
from bot.training.posts import POSTS
from bot.training.records import score_sheet
from bot.training.records.printing import points
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit

pages = Pages()
STATES = {State.DRAFT: "草稿", State.APPROVED: "已批准", State.CANCELLED: "已取消"}
MULTIPLE = {"all": "全部选对才得分", "partial": "少选按比例得分，错选不得分"}
EXEMPT = ("已取得法律职业资格", "长期病假", "产假", "退休", "借调在外")
"""Usual reasons."""


@pages.get("/papers", Action.PAPER_RESULTS)
async def papers_page(visit: Visit) -> Response:
    return await visit.page(
        "papers/list.html",
        title="试卷和成绩",
        papers=await visit.application.training.papers.every(visit.actor),
        how=lambda paper: _how(visit, paper),
    )


@pages.get("/papers/new", Action.PAPER_WRITE)
async def new_page(visit: Visit) -> Response:
    known, _ = _blueprints(visit)
    blueprint = known.get(visit.asked("from")) or next(iter(known.values()), None)
    filled = paper_fields.of_blueprint(blueprint) if blueprint else {}
    if law := visit.asked("law"):  # what a change of law leads to
        filled |= {"title": f"新法速学：{law}"[:60], "articles": law}
    for name in ("title", "articles"):  # what a weak topic leads to
        filled |= {name: visit.request.query_params[name]} if visit.asked(name) else {}
    return await _form_page(visit, None, Form.of(**filled))


@pages.post("/papers/new", Action.PAPER_WRITE)
async def new(visit: Visit) -> Response:
    form = await visit.form()
    read = _read(visit, form)
    if read is None:
        return await _form_page(visit, None, form)
    try:
        number = await visit.application.training.papers.write(visit.actor, *read)
    except Refused as refusal:
        form.fault("opens", str(refusal))
        return await _form_page(visit, None, form)
    return await visit.done(f"/papers/{number}", "存好了，看看抽到的题")


@pages.get("/papers/{number:number}", Action.PAPER_RESULTS)
async def paper_page(visit: Visit) -> Response:
    return await _paper_page(visit, Form())


@pages.get("/papers/{number:number}/edit", Action.PAPER_WRITE)
async def edit_page(visit: Visit) -> Response:
    paper = await _paper(visit)
    blueprint = Blueprint.model_validate_json(paper.blueprint)
    windows = _shown(visit, paper)
    form = Form.of(version=str(paper.version), **windows, **paper_fields.of_blueprint(blueprint))
    return await _form_page(visit, paper, form)


@pages.post("/papers/{number:number}/edit", Action.PAPER_WRITE)
async def edit(visit: Visit) -> Response:
    form, paper = await visit.form(), await _paper(visit)
    read = _read(visit, form)
    if read is None:
        return await _form_page(visit, paper, form)
    try:
        await visit.application.training.papers.change(visit.actor, paper, *read)
    except Refused as refusal:
        form.fault("opens", str(refusal))
        return await _form_page(visit, paper, form)
    return await visit.done(f"/papers/{paper.id}", "存好了")


@pages.post("/papers/{number:number}/draw", Action.PAPER_WRITE)
async def draw_anew(visit: Visit) -> Response:
    paper = await _paper(visit)
    blueprint = Blueprint.model_validate_json(paper.blueprint)
    await visit.application.training.papers.change(
        visit.actor, paper, blueprint, paper.first, paper.makeup, draw_anew=True
    )
    return await visit.done(f"/papers/{paper.id}", "重新抽了一次题")


@pages.post("/papers/{number:number}/approve", Action.PAPER_APPROVE)
async def approve(visit: Visit) -> Response:
    form, number = await visit.form(), int(visit.part("number"))
    version = form.number("version", need="重新打开这份卷")
    await visit.application.training.papers.approve(visit.actor, number, version)
    return await visit.done(f"/papers/{number}", "已批准，到时间自动开考")


@pages.get("/papers/{number:number}/cancel", Action.PAPER_CANCEL)
async def cancel_page(visit: Visit) -> Response:
    return await visit.page(
        "papers/cancel.html", title="取消考试", paper=await _paper(visit), form=Form()
    )


@pages.post("/papers/{number:number}/cancel", Action.PAPER_CANCEL)
async def cancel(visit: Visit) -> Response:
    form, paper = await visit.form(), await _paper(visit)
    try:
        await visit.application.training.papers.cancel(visit.actor, paper.id, form.value("reason"))
    except Refused as refusal:
        form.fault("reason", str(refusal))
        return await visit.page("papers/cancel.html", title="取消考试", paper=paper, form=form)
    return await visit.done(f"/papers/{paper.id}", "考试已取消")


@pages.post("/papers/{number:number}/exempt", Action.PAPER_EXEMPT)
async def exempt(visit: Visit) -> Response:
    form, number = await visit.form(), int(visit.part("number"))
    person = form.text("person", need="选一个人")
    reason = form.text("reason", need="写明原因")
    if form.faults:
        return await _paper_page(visit, form)
    await visit.application.training.papers.exempt(visit.actor, number, person, reason)
    return await visit.done(f"/papers/{number}", "已记为免考")


@pages.get("/papers/{number:number}/scores.xlsx", Action.PAPER_RESULTS)
async def scores(visit: Visit) -> Response:
    results = await visit.application.training.results.of(visit.actor, int(visit.part("number")))
    bureau, zone = visit.library.bureau.name, visit.application.settings.zone
    content = await asyncio.to_thread(score_sheet.write, results, bureau, zone)
    return visit.file(f"{results.paper.title}成绩汇总表.xlsx", content)


@pages.get("/papers/{number:number}/questions/{sitting:number}/{n:number}", Action.PAPER_REGRADE)
async def regrade_page(visit: Visit) -> Response:
    return await _regrade_page(visit, Form(), None)


@pages.post("/papers/{number:number}/questions/{sitting:number}/{n:number}", Action.PAPER_REGRADE)
async def regrade(visit: Visit) -> Response:
    form = await visit.form()
    number, sitting, n = (int(visit.part(name)) for name in ("number", "sitting", "n"))
    key = () if form.value("void") else tuple(form.chosen("key"))
    if not key and not form.value("void"):
        form.fault("key", "选正确的答案，或者勾“本题作废”")
    reason = form.text("reason", need="写明为什么更正")
    if form.faults:
        return await _regrade_page(visit, form, None)
    try:
        effect = await visit.application.training.regrading.regrade(
            visit.actor, number, sitting, n, key, reason, yes=form.value("yes")
        )
    except Doubtful as doubt:
        return await _regrade_page(visit, form, doubt)
    return await visit.done(f"/papers/{number}", f"已更正，{len(effect.scores)} 份答卷的分数有变")


@pages.get("/learners", Action.TRAINING_POST)
async def learners_page(visit: Visit) -> Response:
    return await visit.page(
        "papers/learners.html",
        title="岗位",
        people=await visit.application.training.posts.everybody(visit.actor),
        posts={post: post for post in POSTS},
    )


@pages.post("/learners", Action.TRAINING_POST)
async def put_learner(visit: Visit) -> Response:
    form = await visit.form()
    await visit.application.training.posts.put(
        visit.actor, form.value("person"), form.value("post")
    )
    return await visit.done("/learners", "存好了")


def _blueprints(visit: Visit) -> tuple[dict[str, Blueprint], list[Fault]]:
    settings = visit.application.settings
    return blueprints.load([settings.knowledge_dir, settings.overlay_dir])


async def _paper(visit: Visit) -> Paper:
    return await visit.application.training.papers.paper(int(visit.part("number")))


def _how(visit: Visit, paper: Paper) -> str:
    if paper.state is not State.APPROVED:
        return STATES[paper.state]
    if paper.sitting(visit.now):
        return "正在考"
    return "还没开始" if visit.now < paper.first.opens else (
        "等补考" if visit.now < paper.ends else "已结束"
    )  # fmt: skip


def _read(visit: Visit, form: Form) -> tuple[Blueprint, Window, Window | None] | None:
    """None where something is at fault, which the form says."""
    given = {name: form.value(name) for name in form.values}
    audience = tuple(form.chosen("audience", STAFF_AUDIENCES))
    opens, closes = (_moment(visit, form, name, need=True) for name in ("opens", "closes"))
    again, until = (_moment(visit, form, name) for name in ("makeup_from", "makeup_to"))
    if bool(again) is not bool(until):
        form.fault("makeup_from", "补考的开始和截止一起写，或者都不写")
    try:
        blueprint = paper_fields.to_blueprint(given, audience, visit.library.register)
    except Flawed as flawed:
        form.take(flawed)
        return None
    if form.faults or not opens or not closes:
        return None
    makeup = Window(again, until) if again and until else None
    return blueprint, Window(opens, closes), makeup


def _moment(visit: Visit, form: Form, name: str, *, need: bool = False) -> datetime | None:
    """2026-12-01T09:00 as a date field sends it, where the bureau is."""
    given = form.value(name).strip()
    if not given and not need:
        return None
    try:
        return datetime.fromisoformat(given).replace(tzinfo=visit.application.settings.zone)
    except ValueError:
        form.fault(name, "时间写成 2026-12-01T09:00 这样")
        return None


def _shown(visit: Visit, paper: Paper) -> dict[str, str]:
    zone = visit.application.settings.zone
    times = {"opens": paper.first.opens, "closes": paper.first.closes}
    if paper.makeup:
        times |= {"makeup_from": paper.makeup.opens, "makeup_to": paper.makeup.closes}
    return {name: f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" for name, at in times.items()}


async def _form_page(visit: Visit, paper: Paper | None, form: Form) -> Response:
    known, faults = _blueprints(visit)
    return await visit.page(
        "papers/form.html",
        title="改试卷" if paper else "出卷",
        paper=paper,
        known=known,
        faults=[] if paper else faults,
        audiences={one: one for one in STAFF_AUDIENCES},
        multiple=MULTIPLE,
        form=form,
    )


async def _paper_page(visit: Visit, form: Form) -> Response:
    training, paper = visit.application.training, await _paper(visit)
    is_draft = paper.state is State.DRAFT
    results = None if is_draft else await training.results.of(visit.actor, paper.id)
    return await visit.page(
        "papers/paper.html",
        title=paper.title,
        paper=paper,
        how=_how(visit, paper),
        blueprint=Blueprint.model_validate_json(paper.blueprint),
        preview=await training.papers.preview(visit.actor, paper.id) if is_draft else None,
        results=results,
        item_of=frozen,
        points=points,
        is_own=visit.actor.member.name in paper.hands,
        reasons=EXEMPT,
        is_over=visit.now >= paper.ends,
        form=form,
    )


async def _regrade_page(visit: Visit, form: Form, doubt: Doubtful | None) -> Response:
    sitting, n = int(visit.part("sitting")), int(visit.part("n"))
    question = await visit.application.training.regrading.question(
        visit.actor, int(visit.part("number")), sitting, n
    )
    item = frozen(question)
    options = {option.id: f"{option.id}. {option.text}" for option in item.options}
    if item.form is ItemForm.TRUE_FALSE:
        options = {RIGHT: RIGHT, WRONG: WRONG}
    return await visit.page(
        "papers/regrade.html",
        title=f"更正第{n}题的答案",
        question=question,
        item=item,
        options=options,
        doubt=doubt,
        form=form,
    )
