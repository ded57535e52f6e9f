"""Campaigns: the list, the calendar with what it proposes, and the form that a notice is written in
with its look on every surface beside it."""

from __future__ import annotations

from calendar import Calendar, monthrange
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from starlette.responses import Response

from bot.editing import differing
from bot.knowledge.calendar.rules import YEARS
from bot.knowledge.entries import AUDIENCES
from bot.publicity import days
from bot.publicity.notices import ASK, MOST_BUTTONS, compose, parse_button, shortened, words
from bot.publicity.steps import EDIT, STATES
from bot.publicity.surfaces import signs
from bot.publicity.surfaces.material import Material, gather
from bot.publicity.times import end_of_day
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated, Refused, Unknown
from bot.store import campaigns as store
from bot.store.campaigns import ButtonKind, Campaign, Notice, NoticeButton, State
from bot.store.subscribers import Kind
from handlers.channels.console.forms import Form
from handlers.channels.console.lists import Asked, having
from handlers.channels.console.routing import Again, Pages
from handlers.channels.console.visits import Visit
from handlers.channels.web.site import is_fragment
from handlers.dialogues.turns import number_or_none

pages = Pages()
SHOWN = {state.value: label for state, label in STATES.items()}
EVERY = -1
"""No limit, as SQLite says it."""


@pages.get("/campaigns", Action.PUBLICITY_SEE)
async def campaigns_page(visit: Visit) -> Response:
    asked = Asked(visit, "/campaigns", {"q": "搜索", "state": "状况"})
    state = asked.choice("state", SHOWN)
    states = [State(state)] if state else []
    found = await visit.application.database.read(store.recent, states=states, limit=EVERY)
    found = having(found, asked.word("q"), lambda one: f"#{one.id} {one.notice.title}")
    return await visit.page(
        "campaigns/list.html",
        title="推送",
        asked=asked,
        listing=asked.paged(found),
        chips=asked.chips(state=SHOWN),
        shown=SHOWN,
        form=Form.of(q=visit.asked("q"), state=state),
    )


@pages.get("/campaigns/calendar", Action.PUBLICITY_SEE)
async def calendar_page(visit: Visit) -> Response:
    first = _month(visit)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    found = days.between(visit.library, first, last)
    made = await visit.application.database.read(store.of_days, days=[one.id for one in found])
    zone = visit.application.settings.zone
    since, until = (
        datetime.combine(day, time(), zone).astimezone(UTC)
        for day in (first, last + timedelta(days=1))
    )
    sent = await visit.application.database.read(store.sent_between, first=since, last=until)
    return await visit.page(
        "campaigns/calendar.html",
        title="普法日历",
        first=first,
        weeks=Calendar().monthdatescalendar(first.year, first.month),
        found=found,
        short=[one for one in found if one.last - one.first < timedelta(days=3)],
        made={
            one.id: [c for c in made if c.day == one.id and c.state is not State.CANCELLED]
            for one in found
        },
        sent=sent,
        day_of=lambda one: one.send_at.astimezone(zone).date(),
        today=visit.console.today,
        before=_link(visit, first - timedelta(days=1)),
        after=_link(visit, last + timedelta(days=1)),
        states=STATES,
    )


@pages.post("/campaigns/calendar", Action.CAMPAIGN_NEW)
async def draft_day(visit: Visit) -> Response:
    """A draft in a day's own words."""
    occurrence = days.find(visit.library, (await visit.form()).value("day"), visit.console.today)
    if occurrence is None:
        raise Unknown("日历里没有这一天，从普法日历里重新选")
    campaign = await visit.application.proposals.draft(visit.actor, occurrence)
    return await visit.done(
        f"/campaigns/{campaign.id}", f"为“{occurrence.title}”起草好了。看过预览，再提交审核"
    )


@pages.get("/campaigns/new", Action.CAMPAIGN_NEW)
async def new_page(visit: Visit) -> Response:
    return await _form_page(visit, None, await visit.typed(Form()))


@pages.post("/campaigns/new", Action.CAMPAIGN_NEW)
async def new(visit: Visit) -> Response:
    form = await visit.form()
    notice = _read(visit, form)
    if form.faults:
        return await _form_page(visit, None, form)
    try:
        campaign = await visit.application.campaigns.preparing.draft(visit.actor, notice)
    except Refused as refusal:
        form.fault("body", str(refusal))
        return await _form_page(visit, None, form)
    return await visit.done(f"/campaigns/{campaign.id}", "存成草稿了。看过预览，再提交审核")


@pages.get("/campaigns/{number:number}/edit", Action.CAMPAIGN_EDIT)
async def edit_page(visit: Visit) -> Response:
    seeing = visit.application.campaigns.seeing
    campaign = await seeing.before(EDIT, int(visit.part("number")))
    return await _form_page(visit, campaign, await visit.typed(_filled(visit, campaign)))


@pages.post("/campaigns/{number:number}/edit", Action.CAMPAIGN_EDIT)
async def edit(visit: Visit) -> Response:
    form, number = await visit.form(), int(visit.part("number"))
    campaign = await visit.application.campaigns.seeing.get(number)
    version = form.number("version", need="重新打开这个推送")
    notice = _read(visit, form)
    if form.faults:
        return await _form_page(visit, campaign, form)
    try:
        await visit.application.campaigns.preparing.edit(
            visit.actor, number, notice, version=version
        )
    except Outdated:
        return await _conflict_page(visit, form, notice)
    except Refused as refusal:
        form.fault("body", str(refusal))
        return await _form_page(visit, campaign, form)
    return await visit.done(f"/campaigns/{number}", "改好了。改过的要重新提交审核")


@pages.post("/campaigns/preview", Action.CAMPAIGN_EDIT, again=Again.LOOKS)
async def preview(visit: Visit) -> Response:
    """What is being typed, on every surface, and how many would get it: for our script, or a page
    of its own where there is none. Nothing is stored."""
    form = await visit.form()
    notice = _read(visit, form)
    day = await _day(visit, form)
    template = "preview.html" if is_fragment(visit.request) else "previewed.html"
    form.faults.clear()  # half of it is still to be typed
    return await visit.page(
        f"campaigns/{template}",
        title="预览",
        estimate=await visit.application.campaigns.seeing.estimate(notice),
        **surfaces(visit, campaign_of(notice, day)),
    )


def surfaces(visit: Visit, campaign: Campaign) -> dict[str, Any]:
    """A campaign in the chat, in a channel, on signs and as the poster's words."""
    material = gather(campaign, visit.library, visit.console.today)
    page_url = visit.application.settings.public_url
    return {
        "notice": campaign.notice,
        "message": words(campaign.notice, visit.library),
        "buttons": campaign.notice.buttons,
        "in_channel": compose(
            campaign, visit.library, page_url=page_url, kind=Kind.CHANNEL
        ).buttons,
        "material": material,
        "signs": list(_signs(material)),
    }


def campaign_of(notice: Notice, day: str = "") -> Campaign:
    """As it would be drafted now."""
    return Campaign(0, notice, day, "", State.DRAFT, 1, datetime.now(UTC))


def _signs(material: Material) -> Iterator[tuple[str, str, str]]:
    """Each sign's name, its text, and why it can't show it; "" where it can."""
    for sign, text in zip(signs.SIGNS, (material.led, material.bus), strict=True):
        try:
            yield sign.name, signs.checked(sign, text), ""
        except signs.Unshowable as error:
            yield sign.name, text, str(error)


def _month(visit: Visit) -> date:
    """2027-05, by its first day; this month where nothing else, or none, is asked for."""
    try:
        first = date.fromisoformat(f"{visit.asked('month')}-01")
    except ValueError:
        first = visit.console.today.replace(day=1)
    return first if first.year in YEARS else visit.console.today.replace(day=1)


def _link(visit: Visit, day: date) -> str:
    return visit.link("/campaigns/calendar", month=f"{day:%Y-%m}") if day.year in YEARS else ""


def _read(visit: Visit, form: Form) -> Notice:
    """What is at fault, the form says."""
    zone, library = visit.application.settings.zone, visit.library
    buttons, until = [], None
    for line in form.lines("buttons"):
        try:
            buttons.append(parse_button(line, library))
        except ValueError as error:
            form.fault("buttons", str(error))
    if len(buttons) > MOST_BUTTONS:
        form.fault("buttons", f"按钮最多 {MOST_BUTTONS} 个，现在 {len(buttons)} 个")
    if day := form.day("useful"):
        until = end_of_day(day.isoformat(), zone)
    return Notice(
        title=form.text("title", need="填写标题"),
        body=form.words("body", need="填写正文"),
        audiences=tuple(form.chosen("audience", AUDIENCES)),
        topics=tuple(form.chosen("topic", library.topics)),
        buttons=tuple(buttons),
        useful_until=until,
    )


async def _day(visit: Visit, form: Form) -> str:
    """The publicity day of the campaign that is being edited."""
    number = number_or_none(form.value("number"))
    return (await visit.application.campaigns.seeing.get(number)).day if number else ""


def _filled(visit: Visit, campaign: Campaign) -> Form:
    notice, zone = campaign.notice, visit.application.settings.zone
    until = notice.useful_until
    return Form.of(
        version=str(campaign.version),
        title=notice.title,
        body=notice.body,
        audience=notice.audiences,
        topic=notice.topics,
        buttons="\n".join(_line(visit, button) for button in notice.buttons),
        useful=until.astimezone(zone).date().isoformat() if until else "",
    )


def _line(visit: Visit, button: NoticeButton) -> str:
    """A button as `parse_button` reads it, its entry by its question."""
    match button.kind:
        case ButtonKind.ENTRY:
            entry = visit.library.entries.get(button.target)
            asked = entry.question if entry else f"entry:{button.target}"
            return asked if button.label == shortened(asked) else f"{button.label}={asked}"
        case ButtonKind.CASE:
            case = visit.library.cases.get(button.target)
            told = case.title if case else f"case:{button.target}"
            return told if button.label == shortened(told) else f"{button.label}={told}"
        case ButtonKind.PAGE:
            return f"{button.label}={button.target}"
        case ButtonKind.QUESTION:
            return ASK if button.label == ASK else f"{button.label}={ASK}"


async def _form_page(visit: Visit, campaign: Campaign | None, form: Form) -> Response:
    seen = replace(form, faults={})
    notice = _read(visit, seen)
    return await visit.page(
        "campaigns/edit.html",
        title=f"修改推送 #{campaign.id}" if campaign else "写推送",
        campaign=campaign,
        action=f"/campaigns/{campaign.id}/edit" if campaign else "/campaigns/new",
        estimate=await visit.application.campaigns.seeing.estimate(notice),
        colleagues=await visit.beside() if campaign else [],
        **_choices(visit),
        **surfaces(visit, campaign_of(notice, campaign.day if campaign else "")),
        form=form,
    )


async def _conflict_page(visit: Visit, form: Form, notice: Notice) -> Response:
    """Both texts: nobody's words are lost, and nobody's are overwritten unseen."""
    seeing = visit.application.campaigns.seeing
    campaign = await seeing.get(int(visit.part("number")))
    last = (await seeing.record(campaign.id))[-1]
    staff = await visit.application.accounts.staff()
    now = _filled(visit, campaign)
    version = dict(form.values) | {"version": [str(campaign.version)]}
    return await visit.page(
        "campaigns/conflict.html",
        status=409,
        title="已经有人改过",
        campaign=campaign,
        who=staff.called(last.who),
        at=last.at,
        changed=_changed(now, form),
        form=Form(version),
        action=f"/campaigns/{campaign.id}/edit",
        estimate=await seeing.estimate(notice),
        **_choices(visit),
        **surfaces(visit, campaign_of(notice, campaign.day)),
    )


def _changed(now: Form, typed: Form) -> list[tuple[str, Sequence[differing.Line]]]:
    labels = {"title": "标题", "body": "正文", "audience": "对象", "topic": "主题",
              "buttons": "按钮", "useful": "最后有效日期"}  # fmt: skip
    both = {
        label: ("\n".join(now.values.get(name, ())), "\n".join(typed.values.get(name, ())))
        for name, label in labels.items()
    }
    return [(label, list(differing.lines(*texts))) for label, texts in both.items()
            if texts[0].strip() != texts[1].strip()]  # fmt: skip


def _choices(visit: Visit) -> dict[str, Any]:
    return {
        "audiences": {one: one for one in AUDIENCES},
        "topics": {one: one for one in visit.library.topics},
    }
