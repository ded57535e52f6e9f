"""Golden questions: what must find its entry first, and whether it does."""

from __future__ import annotations

from starlette.responses import Response

from bot import sheets
from bot.editing.golden import Fate
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from handlers.channels.console.forms import Form
from handlers.channels.console.lists import Asked, having
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit

pages = Pages()
SHOWN = {"wrong": "不在第一位"}
_COLUMNS = {"问题": "问题", "条目": "条目", "条目名": "条目"}


@pages.get("/golden", Action.KNOWLEDGE_SEE)
async def golden_page(visit: Visit) -> Response:
    return await _golden_page(visit, Form.of(q=visit.asked("q"), state=visit.asked("state")))


@pages.post("/golden", Action.GOLDEN_EDIT)
async def add(visit: Visit) -> Response:
    form = await visit.form()
    question = form.text("question", need="填写问题")
    entry = form.text("entry", need="填写条目名，或者条目的问题")
    if not form.faults:
        try:
            slug = await visit.application.golden.add(visit.actor, question, entry)
        except Refused as refusal:
            form.fault("entry" if "条目" in str(refusal) else "question", str(refusal))
        else:
            return await visit.done("/golden", f"记下了：“{question}”要先找到 {slug}")
    return await _golden_page(visit, form)


@pages.get("/golden/{number:number}/remove", Action.GOLDEN_EDIT)
async def removing_page(visit: Visit) -> Response:
    number = int(visit.part("number"))
    found = [one for one in await visit.application.golden.listing(visit.actor) if one.id == number]
    if not found:
        raise Unknown(f"没有 {number} 号必答问题")
    return await visit.page("golden/remove.html", title="要删除这个必答问题吗？", golden=found[0])


@pages.post("/golden/{number:number}/remove", Action.GOLDEN_EDIT)
async def remove(visit: Visit) -> Response:
    gone = await visit.application.golden.remove(visit.actor, int(visit.part("number")))
    return await visit.done("/golden", f"已删除必答问题“{gone.question}”")


@pages.get("/golden/import", Action.GOLDEN_EDIT)
async def import_page(visit: Visit) -> Response:
    return await visit.page("golden/import.html", title="从表格导入必答问题", fates=())


@pages.post("/golden/import", Action.GOLDEN_EDIT, long=True)
async def import_golden(visit: Visit) -> Response:
    """All rows or, where one is flawed, none."""
    form = await visit.form()
    papers = form.papers("file", (".xlsx", ".csv"), need="选一个 .xlsx 或 .csv 文件", most=1)
    fates: list[Fate] = []
    if not form.faults:
        try:
            rows = sheets.read_bytes(
                await papers[0].read(), needed=("问题", "条目"), known=_COLUMNS
            )
        except sheets.BadSheet as error:
            form.fault("file", str(error))
        else:
            asked = [(number, cells["问题"], cells.get("条目", "")) for number, cells in rows]
            fates = await visit.application.golden.put_all(visit.actor, asked)
    flawed = [one for one in fates if one.flaw]
    if flawed:
        form.fault("file", f"有 {len(flawed)} 行有错，一行也没有导入：改好下面这些行再传")
    if form.faults or not fates:
        form.fault("file", "表里没有内容")
        return await visit.page(
            "golden/import.html", title="从表格导入必答问题", form=form, fates=flawed
        )
    return await visit.done("/golden", f"导入了 {len(fates)} 个必答问题")


async def _golden_page(visit: Visit, form: Form) -> Response:
    asked = Asked(visit, "/golden", {"q": "搜索", "state": "状况"})
    standings = await visit.application.golden.report(visit.actor)
    wrong = sum(not one.is_first for one in standings)
    if asked.choice("state", SHOWN):
        standings = [one for one in standings if not one.is_first]
    found = having(
        standings, asked.word("q"), lambda one: f"{one.golden.question} {one.golden.slug}"
    )
    return await visit.page(
        "golden/list.html",
        title="必答问题",
        form=form,
        asked=asked,
        listing=asked.paged(found),
        chips=asked.chips(state=SHOWN),
        shown=SHOWN,
        wrong=wrong,
    )
