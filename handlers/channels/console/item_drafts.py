"""Items on their way into the bank: written in a form, and decided on one after the other."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.knowledge.items import AUDIENCES, Aim, Item
from bot.staff.permissions import Action
from bot.store.drafts import State
from bot.store.file_drafts import FileDraft, Proposal
from bot.training import bulk, fields
from bot.training.editing import ITEMS
from bot.training.file_editing import Look
from bot.training.naming import slug_for
from handlers.channels.console import file_drafts
from handlers.channels.console.file_drafts import number_of, version_of
from handlers.channels.console.forms import Form
from handlers.channels.console.items import FORMS
from handlers.channels.console.lists import Asked
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit
from handlers.channels.web.bases import basis_of
from handlers.dialogues.turns import number_or_none

pages = Pages()


@pages.get("/items/drafts", Action.ITEM_SEE)
async def drafts_page(visit: Visit) -> Response:
    asked = Asked(visit, "/items/drafts", {"state": "状况"})
    found = await visit.application.training.editing.drafts(visit.actor)
    shown = {State.DRAFT.value: "草稿", State.IN_REVIEW.value: "待审核"}
    state = asked.choice("state", shown)
    return await visit.page(
        "items/drafts.html",
        title="题目草稿",
        asked=asked,
        listing=asked.paged([one for one in found if state in ("", one.state)]),
        chips=asked.chips(state=shown),
        shown=shown,
        states=ITEMS.states,
        stem_of=stem_of,
        many=bulk.MOST if state == State.IN_REVIEW and visit.may(Action.ITEM_APPROVE) else 0,
        form=Form.of(state=state),
    )


@pages.get("/items/drafts/approve", Action.ITEM_APPROVE)
async def approving_page(visit: Visit) -> Response:
    """Those that were ticked: which can be approved together, which can't, and why."""
    numbers = [number for number in map(number_or_none, visit.ticked()) if number]
    picked = await bulk.pick(visit.application.training.editing, visit.actor, numbers)
    return await visit.page(
        "items/approve.html",
        title="一起批准题目",
        ready=[it.one for it in picked if not it.why_not],
        left=[it for it in picked if it.why_not],
        stem_of=stem_of,
    )


@pages.post("/items/drafts/approve", Action.ITEM_APPROVE)
async def approve_many(visit: Visit) -> Response:
    pairs = [one.partition(":") for one in (await visit.form()).chosen("seen")]
    read = [(number_or_none(number), number_or_none(version)) for number, _, version in pairs]
    seen = {number: version for number, version in read if number and version}
    done, refused = await bulk.approve(visit.application.training.editing, visit.actor, seen)
    told = f"{len(done)} 道已入库"
    if refused:
        told += "；没有批的：" + "；".join(f"#{number} {why}" for number, why in refused.items())
    return await visit.done("/items/drafts?state=in_review", told)


@pages.get("/items/drafts/{number:number}", Action.ITEM_SEE)
async def draft_page(visit: Visit) -> Response:
    return await _draft_page(visit, Form())


@pages.get("/items/drafts/{number:number}/edit", Action.ITEM_WRITE)
async def edit_page(visit: Visit) -> Response:
    look = await _look(visit)
    form = Form.of(version=str(look.draft.version), **fields.of_text(look.draft.text))
    return await _edit_page(visit, look, await visit.typed(form))


@pages.post("/items/drafts/{number:number}/edit", Action.ITEM_WRITE)
async def edit(visit: Visit) -> Response:
    form, number = await visit.form(), number_of(visit)
    editing = visit.application.training.editing
    before = await editing.draft(number)
    text = fields.to_text(form.values, before.text, visit.console.today)
    version = version_of(form)
    await editing.change(visit.actor, number, version, text)
    return await visit.done(f"/items/drafts/{number}", "存好了")


@pages.get("/items/new", Action.ITEM_WRITE)
async def new_page(visit: Visit) -> Response:
    return await _new_page(visit, await visit.typed(Form.of(form="单选", audience=["执法"])))


@pages.post("/items/new", Action.ITEM_WRITE)
async def new(visit: Visit) -> Response:
    form = await visit.form()
    text = fields.to_text(form.values, "", visit.console.today)
    editing = visit.application.training.editing
    drafts = await editing.drafts(visit.actor)
    taken = {*visit.library.items, *(draft.slug for draft in drafts)}
    cited = visit.library.register.find_citation(form.value("basis").partition("\n")[0])
    slug = slug_for(cited, taken)
    topic = form.text("topic", need="选一个主题")
    if form.faults:
        return await _new_page(visit, form)
    (number,) = await editing.write(visit.actor, [Proposal(slug, topic, text)])
    return await visit.done(f"/items/drafts/{number}", "存成草稿了")


@pages.post("/items/drafts/{number:number}/submit", Action.ITEM_SUBMIT)
async def submit(visit: Visit) -> Response:
    number, version = number_of(visit), version_of(await visit.form())
    await visit.application.training.editing.submit(visit.actor, number, version)
    return await _next(visit, State.DRAFT, number, "已提交审核")


@pages.post("/items/drafts/{number:number}/discard", Action.ITEM_DISCARD)
async def discard(visit: Visit) -> Response:
    editing, number = visit.application.training.editing, number_of(visit)
    state = (await editing.draft(number)).state
    await file_drafts.discarded(visit, editing)
    return await _next(visit, state, number, "已放弃")


@pages.post("/items/drafts/{number:number}/approve", Action.ITEM_APPROVE)
async def approve(visit: Visit) -> Response:
    number, version = number_of(visit), version_of(await visit.form())
    await visit.application.training.editing.approve(visit.actor, number, version)
    return await _next(visit, State.IN_REVIEW, number, "已入库")


@pages.post("/items/drafts/{number:number}/return", Action.ITEM_RETURN)
async def send_back(visit: Visit) -> Response:
    if faulty := await file_drafts.sent_back(visit, visit.application.training.editing):
        return await _draft_page(visit, faulty)
    return await _next(visit, State.IN_REVIEW, number_of(visit), "已退回")


def stem_of(draft: FileDraft) -> str:
    return str(fields.of_text(draft.text).get("stem", draft.slug))


async def _look(visit: Visit) -> Look[Item]:
    return await file_drafts.look(visit, visit.application.training.editing)


async def _next(visit: Visit, state: State, number: int, done: str) -> Response:
    """The next one of this state: many are read at a sitting."""
    found = await visit.application.training.editing.drafts(visit.actor)
    left = [one for one in found if one.state is state and _is_mine_to_do(visit, one)]
    later = [one for one in left if one.id > number] or left
    path = f"/items/drafts/{later[0].id}" if later else "/items/drafts"
    return await visit.done(path, f"#{number} {done}" + (f"，还有 {len(left)} 道" if left else ""))


def _is_mine_to_do(visit: Visit, draft: FileDraft) -> bool:
    return draft.state is State.DRAFT or visit.actor.member.name not in draft.hands


async def _draft_page(visit: Visit, form: Form) -> Response:
    look = await _look(visit)
    item = look.read
    return await visit.page(
        "items/draft.html",
        title=f"题目草稿 #{look.draft.id}",
        look=look,
        item=item,
        states=ITEMS.states,
        bases=[basis_of(visit.edition, one) for one in item.basis] if item else [],
        raw=fields.of_text(look.draft.text),
        labels=fields.LABELS,
        is_own=visit.actor.member.name in look.draft.hands,
        form=form,
    )


async def _edit_page(visit: Visit, look: Look[Item], form: Form) -> Response:
    return await visit.page(
        "items/edit.html",
        title=f"修改题目草稿 #{look.draft.id}",
        look=look,
        action=f"/items/drafts/{look.draft.id}/edit",
        form=form,
        **_choices(visit),
    )


async def _new_page(visit: Visit, form: Form) -> Response:
    return await visit.page(
        "items/edit.html", title="写新题", look=None, action="/items/new", form=form,
        **_choices(visit),
    )  # fmt: skip


def _choices(visit: Visit) -> dict[str, Any]:
    topics = sorted({*visit.library.topics, *(one.topic for one in visit.library.items.values())})
    return {
        "topics": {one: one for one in topics},
        "forms": FORMS,
        "aims": {aim.value: aim.value for aim in Aim},
        "audiences": {one: one for one in AUDIENCES},
        "labels": fields.LABELS,
    }
