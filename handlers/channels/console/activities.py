"""Offline activities: registered, corrected, deleted, and added up for the report."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from bot.publicity.activities import CHANGES, COUNTS, KINDS, MOST, as_line, day_name
from bot.staff.permissions import Action
from bot.staff.refusals import Flawed
from bot.store.activities import Activity
from handlers.channels.console.forms import Form
from handlers.channels.console.lists import Asked, having
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit

pages = Pages()
ONE = "/activities/{number:number}"
YEARS_BACK = 5


@pages.get("/activities", Action.PUBLICITY_SEE)
async def activities_page(visit: Visit) -> Response:
    asked = Asked(visit, "/activities", {"q": "搜索", "year": "年份", "kind": "种类"})
    this = visit.console.today.year
    years = {str(year): f"{year}年" for year in range(this, this - YEARS_BACK, -1)}
    year, kind = asked.choice("year", years), asked.choice("kind", KINDS)
    first, last = int(year or this - YEARS_BACK), int(year or this)
    found = await visit.application.activities.between(date(first, 1, 1), date(last, 12, 31))
    found = [one for one in reversed(found) if kind in ("", one.kind)]
    found = having(found, asked.word("q"), lambda one: as_line(one, visit.library))
    return await visit.page(
        "activities/list.html",
        title="线下活动",
        asked=asked,
        listing=asked.paged(found),
        chips=asked.chips(year=years),
        years=years,
        kinds={one: one for one in KINDS},
        totals=[
            (name, sum(getattr(one, field) for one in found), unit)
            for field, (name, unit) in COUNTS.items()
        ],
        about=lambda one: _about(visit, one),
        form=Form.of(q=visit.asked("q"), year=year, kind=kind),
    )


@pages.get("/activities/new", Action.ACTIVITY_ADD)
async def new_page(visit: Visit) -> Response:
    form = Form.of(held_on=visit.console.today.isoformat(), kind=KINDS[0])
    return await _form_page(visit, None, await visit.typed(form))


@pages.post("/activities/new", Action.ACTIVITY_ADD)
async def new(visit: Visit) -> Response:
    form = await visit.form()
    activity = _read(form)
    if activity is None:
        return await _form_page(visit, None, form)
    try:
        added = await visit.application.activities.add(visit.actor, activity)
    except Flawed as flawed:
        form.take(flawed)
        return await _form_page(visit, None, form)
    return await visit.done("/activities", f"登记好了：{as_line(added, visit.library)}")


@pages.get(ONE, Action.PUBLICITY_SEE)
async def activity_page(visit: Visit) -> Response:
    """With its record, also where it is deleted."""
    activities, number = visit.application.activities, int(visit.part("number"))
    record = await activities.record(number)
    last = record[-1] if record else None
    activity = (last and (last.after or last.before)) or await activities.get(number)
    staff = await visit.application.accounts.staff()
    return await visit.page(
        "activities/activity.html",
        title=f"{number} 号活动",
        activity=activity,
        is_deleted=bool(last and last.after is None),
        line=as_line(activity, visit.library),
        record=[
            (change, staff.called(change.who), CHANGES[change.change],
             as_line(shown, visit.library) if (shown := change.after or change.before) else "")
            for change in record
        ],
    )  # fmt: skip


@pages.get(f"{ONE}/edit", Action.ACTIVITY_CORRECT)
async def edit_page(visit: Visit) -> Response:
    activity = await visit.application.activities.get(int(visit.part("number")))
    form = Form.of(
        version=str(activity.version),
        held_on=activity.held_on.isoformat(),
        kind=activity.kind,
        day=day_name(visit.library, activity.day),
        law=activity.law,
        note=activity.note,
        **{field: str(getattr(activity, field)) for field in COUNTS},
    )
    return await _form_page(visit, activity, await visit.typed(form))


@pages.post(f"{ONE}/edit", Action.ACTIVITY_CORRECT)
async def edit(visit: Visit) -> Response:
    form, activities = await visit.form(), visit.application.activities
    before = await activities.get(int(visit.part("number")))
    version = form.number("version", need="重新打开这个活动")
    after = _read(form)
    if after is None:
        return await _form_page(visit, before, form)
    values = {field: getattr(after, field) for field in ("held_on", "kind", "law", "note", *COUNTS)}
    is_same_day = before.day and after.day == day_name(visit.library, before.day)
    values["day"] = before.day.partition("/")[0] if is_same_day else after.day
    try:
        await activities.correct(visit.actor, before.id, version=version, **values)
    except Flawed as flawed:
        form.take(flawed)
        return await _form_page(visit, before, form)
    return await visit.done(f"/activities/{before.id}", "改好了，原来的记录还在")


@pages.get(f"{ONE}/delete", Action.ACTIVITY_DELETE)
async def delete_page(visit: Visit) -> Response:
    activity = await visit.application.activities.get(int(visit.part("number")))
    return await _delete_page(visit, activity, Form())


@pages.post(f"{ONE}/delete", Action.ACTIVITY_DELETE)
async def delete(visit: Visit) -> Response:
    form, activities = await visit.form(), visit.application.activities
    activity = await activities.get(int(visit.part("number")))
    reason = form.text("reason", need="写一句为什么删")
    if form.faults:
        return await _delete_page(visit, activity, form)
    await activities.delete(visit.actor, activity.id, reason)
    return await visit.done("/activities", f"{activity.id} 号活动删了，不再计入数字，记录保留")


def _read(form: Form) -> Activity | None:
    """None where something is at fault, which the form says."""
    held_on = form.day("held_on", need="填写哪一天办的")
    kind = form.choice("kind", KINDS, need="选一种活动")
    counts = {
        field: form.number(field, need="", most=MOST) if form.value(field).strip() else 0
        for field in COUNTS
    }
    day, law, note = form.text("day"), form.text("law").strip("《》"), form.words("note")
    if form.faults or held_on is None:
        return None
    return Activity(held_on, kind, day, law, note=note, **counts)


def _about(visit: Visit, activity: Activity) -> str:
    day = day_name(visit.library, activity.day)
    return "，".join(filter(None, [day, f"《{activity.law}》" if activity.law else ""]))


async def _form_page(visit: Visit, activity: Activity | None, form: Form) -> Response:
    return await visit.page(
        "activities/form.html",
        title=f"更正 {activity.id} 号活动" if activity else "登记活动",
        activity=activity,
        kinds={one: one for one in KINDS},
        counts=COUNTS,
        days=sorted({day.name for day in visit.library.days.values()}),
        laws=sorted(visit.library.register.statutes),
        form=form,
    )


async def _delete_page(visit: Visit, activity: Activity, form: Form) -> Response:
    return await visit.page(
        "activities/delete.html",
        title="删除活动",
        activity=activity,
        line=as_line(activity, visit.library),
        form=form,
    )
