"""What training suggests of itself: papers of the year and of changed laws, weak topics, and
questions from which an item could be written."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.training.rhythm import SHORT_PAPER
from bot.training.statistics import FEWEST
from bot.training.suggesting import KINDS
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit

pages = Pages()


@pages.get("/suggestions", Action.PAPER_RESULTS)
async def suggestions_page(visit: Visit) -> Response:
    return await _page(visit, Form())


@pages.post("/suggestions/plan", Action.PAPER_WRITE)
async def make_planned(visit: Visit) -> Response:
    form, suggesting = await visit.form(), visit.application.training.suggesting
    number = await suggesting.make_planned(visit.actor, form.value("key"))
    return await visit.done(f"/papers/{number}", "出好了草稿：看看时间和题目，再请另一位审核人批准")


@pages.post("/suggestions/law", Action.PAPER_WRITE)
async def make_revised(visit: Visit) -> Response:
    form, suggesting = await visit.form(), visit.application.training.suggesting
    try:
        number = await suggesting.make_revised(visit.actor, form.value("key"))
    except Refused as refusal:
        form.fault("law", str(refusal))
        return await _page(visit, form)
    return await visit.done(f"/papers/{number}", "出好了草稿：看看时间和题目，再请另一位审核人批准")


@pages.post("/suggestions/question", Action.ITEM_WRITE)
async def make_scenario(visit: Visit) -> Response:
    form, suggesting = await visit.form(), visit.application.training.suggesting
    number = await suggesting.make_scenario(visit.actor, form.value("key"))
    return await visit.done(f"/items/drafts/{number}/edit", "案情先放在这里，改写成题目")


@pages.get("/suggestions/settle", Action.PAPER_RESULTS)
async def settle_page(visit: Visit) -> Response:
    form = Form.of(kind=visit.asked("kind"), subject=visit.asked("subject"))
    return await _settle_page(visit, form)


@pages.post("/suggestions/settle", Action.PAPER_RESULTS)
async def settle(visit: Visit) -> Response:
    form, suggesting = await visit.form(), visit.application.training.suggesting
    kind, subject = form.value("kind"), form.value("subject")
    if not form.value("reason").strip():
        form.fault("reason", "写一句怎么处理的：已在例会讲过、今年不办、不适合出题")
        return await _settle_page(visit, form)
    await suggesting.dismiss(visit.actor, kind, subject, form.value("reason"))
    return await visit.done("/suggestions", "记下了，不再提醒")


async def _page(visit: Visit, form: Form) -> Response:
    suggesting = visit.application.training.suggesting
    found = await suggesting.every(visit.actor)
    return await visit.page(
        "suggestions/list.html",
        title="培训建议",
        found=found,
        subject_of=suggesting.subject_of,
        short=SHORT_PAPER,
        fewest=FEWEST,
        entry_of=lambda one: visit.library.current(one.entry) if one.entry else None,
        form=form,
    )


async def _settle_page(visit: Visit, form: Form) -> Response:
    kind, subject = form.value("kind"), form.value("subject")
    name = subject.partition("@")[0] if kind != "question" else ""
    return await visit.page(
        "suggestions/settle.html",
        title="不用再提醒",
        called=" ".join(filter(None, (KINDS.get(kind, ""), name))),
        form=form,
    )
