"""The bank of items: looked through, suspended, imported, exported, proposed from a law."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from starlette.responses import Response

from bot.editing import differing
from bot.knowledge.items import Form as ItemForm
from bot.knowledge.items import Item
from bot.sheets import BadSheet
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from bot.store import practice
from bot.store.file_drafts import Proposal
from bot.training.bank import STATES, bank_of, changed
from bot.training.exchange import Plan
from bot.training.generating import GENERATORS
from handlers.channels.console.forms import Form
from handlers.channels.console.lists import Asked, having
from handlers.channels.console.routing import Again, Pages
from handlers.channels.console.visits import Visit
from handlers.channels.web.bases import basis_of

pages = Pages()
ENDINGS = (".xlsx", ".csv", ".gift", ".txt")
FORMS = {form.value: form.value for form in ItemForm}


@pages.get("/items", Action.ITEM_SEE)
async def items_page(visit: Visit) -> Response:
    names = {"q": "搜索", "topic": "主题", "form": "题型", "state": "状况"}
    asked = Asked(visit, "/items", names)
    bank = bank_of(visit.edition)
    found = sorted(visit.library.items.values(), key=lambda one: (one.topic, one.slug))
    topics = sorted({one.topic for one in found})
    topic, form = asked.choice("topic", topics), asked.choice("form", FORMS)
    state = asked.choice("state", STATES)
    found = [
        one
        for one in found
        if topic in ("", one.topic) and form in ("", one.form)
        and (not state or bank.state(one) == state)
    ]  # fmt: skip
    found = having(found, asked.word("q"), lambda one: f"{one.slug} {one.case} {one.stem}")
    drafts = await visit.application.training.editing.drafts(visit.actor)
    return await visit.page(
        "items/list.html",
        title="题库",
        asked=asked,
        listing=asked.paged(found),
        chips=asked.chips(state={key.value: words for key, words in STATES.items()}),
        topics={one: one for one in topics},
        forms=FORMS,
        states={key.value: words for key, words in STATES.items()},
        state_of=lambda one: STATES[bank.state(one)],
        why_not=bank.why_not,
        drafts=len(drafts),
        reports=await visit.application.database.read(practice.open_reports),
        form=Form.of(q=visit.asked("q"), topic=topic, form=form, state=state),
    )


@pages.get("/items/import", Action.ITEM_WRITE)
async def import_page(visit: Visit) -> Response:
    return await _import_page(visit, Form(), None)


@pages.post("/items/import", Action.ITEM_WRITE, again=Again.SHOWS, long=True)
async def take_in(visit: Visit) -> Response:
    form = await visit.form()
    papers = form.papers("file", ENDINGS, need="选一个文件", most=1)
    if form.faults:
        return await _import_page(visit, form, None)
    name = Path(papers[0].filename or "file").name
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(await papers[0].read())
        try:
            plan = await visit.application.training.exchange.take_in(visit.actor, path)
        except BadSheet as error:
            form.fault("file", str(error))
            return await _import_page(visit, form, None)
    return await _import_page(visit, form, plan)


@pages.get("/items/propose", Action.ITEM_WRITE)
async def propose_page(visit: Visit) -> Response:
    return await _propose_page(visit, Form.of(kind=list(GENERATORS)))


@pages.post("/items/propose", Action.ITEM_WRITE)
async def propose(visit: Visit) -> Response:
    form = await visit.form()
    kinds = form.chosen("kind", GENERATORS, need="至少选一种")
    law = form.text("law", need="选一部法")
    if form.faults:
        return await _propose_page(visit, form)
    try:
        made = await visit.application.training.proposing.propose(visit.actor, law, kinds)
    except Refused as refusal:
        form.fault("law", str(refusal))
        return await _propose_page(visit, form)
    words = f"出了 {len(made)} 道草稿，逐道取舍" if made else "没有新的题可出：都已经有了"
    return await visit.done(f"/items/drafts/{made[0]}" if made else "/items/propose", words)


@pages.get("/items/export.xlsx", Action.ITEM_EXPORT)
async def export(visit: Visit) -> Response:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "题库.xlsx"
        await visit.application.training.exchange.give_out(visit.actor, path)
        return visit.file(f"题库 {visit.console.today}.xlsx", path.read_bytes())


@pages.post("/items/reports/{number:number}/settle", Action.ITEM_SUSPEND)
async def settle(visit: Visit) -> Response:
    await visit.application.training.editing.settle_report(visit.actor, int(visit.part("number")))
    return await visit.done("/items", "报错已处理")


@pages.get("/items/{slug}", Action.ITEM_SEE)
async def item_page(visit: Visit) -> Response:
    return await _item_page(visit, Form())


@pages.post("/items/{slug}/revise", Action.ITEM_WRITE)
async def revise(visit: Visit) -> Response:
    item = _item(visit)
    proposal = Proposal(item.slug, item.topic, item.source, item.source)
    (number,) = await visit.application.training.editing.write(visit.actor, [proposal])
    return visit.to(f"/items/drafts/{number}/edit")


@pages.post("/items/{slug}/suspend", Action.ITEM_SUSPEND)
async def suspend(visit: Visit) -> Response:
    form, item = await visit.form(), _item(visit)
    reason = form.words("reason", need="写明为什么停考")
    if form.faults:
        return await _item_page(visit, form)
    await visit.application.training.editing.suspend(
        visit.actor, item.slug, reason, for_good=bool(form.value("for_good"))
    )
    return await visit.done(f"/items/{item.slug}", "已停考，不再出现在练习、试卷和答题里")


def _item(visit: Visit) -> Item:
    item = visit.library.items.get(visit.part("slug"))
    if item is None:
        raise Unknown("没有这道题")
    return item


async def _import_page(visit: Visit, form: Form, plan: Plan | None) -> Response:
    return await visit.page(
        "items/import.html", title="导入题目", form=form, plan=plan, endings=",".join(ENDINGS)
    )


async def _propose_page(visit: Visit, form: Form) -> Response:
    laws: Sequence[str] = [
        short for short in visit.library.register.statutes if short in visit.edition.texts.laws
    ]
    return await visit.page(
        "items/propose.html",
        title="从条文出题",
        form=form,
        laws={short: f"《{short}》" for short in laws},
        kinds={kind: kind for kind in GENERATORS},
    )


async def _item_page(visit: Visit, form: Form) -> Response:
    item = _item(visit)
    bank = bank_of(visit.edition)
    return await visit.page(
        "items/item.html",
        title="题目",
        item=item,
        state=STATES[bank.state(item)],
        why_not=bank.why_not(item),
        changed=[
            (one, list(differing.lines(one.before, one.now)))
            for one in changed(item, visit.edition.texts)
        ],
        bases=[basis_of(visit.edition, one) for one in item.basis],
        form=form,
    )
