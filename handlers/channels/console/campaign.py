"""One campaign: how it stands, and each step of its life."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from bot.publicity import results
from bot.publicity.activities import day_name
from bot.publicity.returned import changed_since
from bot.publicity.running import Grown, Late
from bot.publicity.steps import STATES, STEPS
from bot.publicity.surfaces.banner import SHOWN
from bot.publicity.times import when
from bot.staff.permissions import Action
from bot.staff.refusals import Doubtful, Refused
from bot.store import outbox
from bot.store.campaigns import Campaign, State
from handlers.channels.console import answers
from handlers.channels.console.campaigns import surfaces
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit
from handlers.channels.web.site import is_fragment
from handlers.dialogues.campaign_pages import change_line, lasting, turned_away

pages = Pages()
ONE = "/campaigns/{number:number}"
NOW = "now"
MANY = 1000
"""Recipients from which whoever sends shows again who they are."""
_SOON = timedelta(minutes=1)
_PREPARED = (State.DRAFT, State.IN_REVIEW, State.APPROVED)


@pages.get(ONE, Action.PUBLICITY_SEE)
async def campaign_page(visit: Visit) -> Response:
    return await _page(visit, Form())


@pages.get(f"{ONE}/progress", Action.PUBLICITY_SEE)
async def progress(visit: Visit) -> Response:
    """How far the sending is: for our script, or a page of its own where there is none. The script
    says in what state its page was made, and is told where that is over."""
    campaign = await _campaign(visit)
    template = "progress.html" if is_fragment(visit.request) else "progressed.html"
    page = await visit.page(
        f"campaigns/{template}", title="发送进度", **await _progress(visit, campaign)
    )
    if campaign.state.value != visit.asked("state", State.SENDING.value):
        page.headers["X-Over"] = "1"
    return page


@pages.get(f"{ONE}/numbers.csv", Action.PUBLICITY_SEE)
async def numbers(visit: Visit) -> Response:
    campaign = await _campaign(visit)
    found = await results.of_campaign(visit.application.database, campaign, visit.now)
    # With a mark before it, without which Excel takes UTF-8 for another encoding.
    return visit.file(f"推送{campaign.id}数字.csv", results.as_csv(found).encode("utf-8-sig"))


@pages.post(f"{ONE}/submit", Action.CAMPAIGN_SUBMIT)
async def submit(visit: Visit) -> Response:
    campaign = await visit.application.campaigns.preparing.submit(visit.actor, _number(visit))
    return await visit.done(f"/campaigns/{campaign.id}", "已提交审核，等另一位同事批准")


@pages.post(f"{ONE}/approve", Action.CAMPAIGN_APPROVE)
async def approve(visit: Visit) -> Response:
    form = await visit.form()
    version = form.number("version", need="重新打开这个推送")
    try:
        campaign = await visit.application.campaigns.preparing.approve(
            visit.actor, _number(visit), version=version, yes=form.value("yes")
        )
    except Doubtful as doubt:
        return await visit.page(
            "campaigns/needs_yes.html",
            status=422,
            title="批准前请核对",
            campaign=await _campaign(visit),
            refusal=doubt,
        )
    return await visit.done(f"/campaigns/{campaign.id}", "已批准，可以定时了")


@pages.post(f"{ONE}/return", Action.CAMPAIGN_RETURN)
async def send_back(visit: Visit) -> Response:
    form = await visit.form()
    reason = form.words("reason", need="写一句要改什么")
    if form.faults:
        return await _page(visit, form)
    campaign = await visit.application.campaigns.preparing.send_back(
        visit.actor, _number(visit), reason
    )
    return await visit.done(f"/campaigns/{campaign.id}", "已退回")


@pages.get(f"{ONE}/schedule", Action.CAMPAIGN_SCHEDULE)
async def schedule_page(visit: Visit) -> Response:
    """When; what it comes to is on the page behind it."""
    campaign = await _campaign(visit)
    local = visit.now.astimezone(visit.application.settings.zone)
    proposed = campaign.send_at if campaign.send_at and campaign.send_at > visit.now else None
    tomorrow = local.replace(hour=9, minute=0) + timedelta(days=1)
    at = proposed.astimezone(local.tzinfo) if proposed else tomorrow
    form = Form.of(when="at", at=f"{at:%Y-%m-%dT%H:%M}")
    return await _schedule_page(visit, campaign, form)


@pages.get(f"{ONE}/send", Action.CAMPAIGN_SCHEDULE)
async def send_page(visit: Visit) -> Response:
    """Who is about to get it: the last look before it goes."""
    form = Form.of(when=visit.asked("when"), at=visit.asked("at"))
    return await _send_page(visit, form, None)


@pages.post(f"{ONE}/send", Action.CAMPAIGN_SCHEDULE)
async def send(visit: Visit) -> Response:
    form, number = await visit.form(), _number(visit)
    people = form.number("people", need="重新打开这个推送")
    version = form.number("version", need="重新打开这个推送")
    if people > MANY and not visit.is_sure:
        return visit.to(f"/campaigns/{number}/send", when=form.value("when"), at=form.value("at"))
    try:
        campaign = await visit.application.campaigns.running.schedule(
            visit.actor, number, _time(visit, form), version=version, expected=people,
            nobody=True,
        )  # fmt: skip
    except Grown as grown:
        return await _send_page(visit, form, grown)
    at = visit.application.campaigns.seeing.local(campaign.send_at or visit.now)
    told = "马上开始发送" if form.value("when") == NOW else f"定于 {at} 发送"
    return await visit.done(f"/campaigns/{number}", told)


@pages.post(f"{ONE}/pause", Action.CAMPAIGN_PAUSE)
async def pause(visit: Visit) -> Response:
    reason = (await visit.form()).text("reason")
    await visit.application.campaigns.running.pause(visit.actor, _number(visit), reason)
    return await visit.done(f"/campaigns/{_number(visit)}", "已暂停，没有发出的都停在这里")


@pages.post(f"{ONE}/resume", Action.CAMPAIGN_RESUME)
async def resume(visit: Visit) -> Response:
    is_late = bool((await visit.form()).value("late"))
    running = visit.application.campaigns.running
    try:
        await running.resume(visit.actor, _number(visit), late=is_late)
    except Late as refusal:
        return await _late_page(visit, "resume", "过期也要继续发", refusal)
    return await visit.done(f"/campaigns/{_number(visit)}", "继续了")


@pages.post(f"{ONE}/retry", Action.CAMPAIGN_RETRY)
async def retry(visit: Visit) -> Response:
    is_late = bool((await visit.form()).value("late"))
    running = visit.application.campaigns.running
    try:
        count = await running.retry(visit.actor, _number(visit), late=is_late)
    except Late as refusal:
        return await _late_page(visit, "retry", "过期也要重发", refusal)
    return await visit.done(f"/campaigns/{_number(visit)}", f"给失败的 {count} 个再发一次")


@pages.get(f"{ONE}/cancel", Action.CAMPAIGN_CANCEL)
async def cancel_page(visit: Visit) -> Response:
    campaign = await _campaign(visit)
    counts = await visit.application.campaigns.seeing.counts(campaign.id)
    return await visit.page(
        "campaigns/cancel.html",
        title="取消推送",
        campaign=campaign,
        sent=counts[outbox.State.SENT],
        form=Form(),
    )


@pages.post(f"{ONE}/cancel", Action.CAMPAIGN_CANCEL)
async def cancel(visit: Visit) -> Response:
    reason = (await visit.form()).text("reason")
    await visit.application.campaigns.running.cancel(visit.actor, _number(visit), reason)
    return await visit.done(f"/campaigns/{_number(visit)}", "推送已取消")


def _number(visit: Visit) -> int:
    return int(visit.part("number"))


async def _campaign(visit: Visit) -> Campaign:
    return await visit.application.campaigns.seeing.get(_number(visit))


async def _page(visit: Visit, form: Form) -> Response:
    seeing, campaign = visit.application.campaigns.seeing, await _campaign(visit)
    zone = visit.application.settings.zone
    staff = await visit.application.accounts.staff()
    changes = await seeing.record(campaign.id)
    last = changes[-1]
    steps = await seeing.steps(visit.actor, campaign)
    is_own = visit.actor.member.name in await seeing.hands(campaign)
    return await visit.page(
        "campaigns/campaign.html",
        title=campaign.notice.title,
        steps=steps,
        labels={name: step.label for name, step in STEPS.items()},
        is_own=is_own and campaign.state is State.IN_REVIEW and "approve" not in steps,
        returned=last.reason if last.change == "return" else "",
        since_return=(
            await changed_since(visit.application.database, campaign)
            if campaign.state is State.IN_REVIEW
            else None
        ),
        estimate=await seeing.estimate(campaign.notice),
        lasting=lasting,
        author=staff.called(campaign.author),
        day=day_name(visit.library, campaign.day),
        doubts=seeing.doubts(campaign) if campaign.state in _PREPARED else (),
        record=[change_line(change, zone, staff.called) for change in changes],
        **surfaces(visit, campaign),
        **await _progress(visit, campaign),
        has_account=visit.application.account is not None and campaign.state in SHOWN,
        form=form,
    )


async def _progress(visit: Visit, campaign: Campaign) -> dict[str, Any]:
    found = await results.of_campaign(visit.application.database, campaign, visit.now)
    counts = found.counts.states
    waiting = counts[outbox.State.PENDING] + counts[outbox.State.SENDING]
    return {
        "campaign": campaign,
        "state": STATES[campaign.state],
        "results": found,
        "spoken": results.spoken,
        "handled": found.counts.frozen - waiting,
        "deliveries": {
            label: counts[one] for one, label in results.DELIVERY_STATES.items() if counts[one]
        },
        "numbers": [line for line in found.lines() if line[2] and not line[0].startswith("用时")],
        "is_live": campaign.state is State.SENDING or _is_due(visit, campaign),
    }


def _is_due(visit: Visit, campaign: Campaign) -> bool:
    """Whether it begins within the minute, while whoever set its time looks on."""
    is_set = campaign.state is State.SCHEDULED and campaign.send_at is not None
    return is_set and (campaign.send_at or visit.now) <= visit.now + _SOON


def _time(visit: Visit, form: Form) -> datetime:
    """Raises: Refused: it can't be read."""
    zone = visit.application.settings.zone
    return when(NOW if form.value("when") == NOW else form.value("at"), zone, visit.now)


async def _schedule_page(visit: Visit, campaign: Campaign, form: Form) -> Response:
    return await visit.page(
        "campaigns/schedule.html",
        title="定时发送",
        campaign=campaign,
        choices={"at": "到这个时间发", NOW: "现在就发"},
        form=form,
    )


async def _send_page(visit: Visit, form: Form, grown: Grown | None) -> Response:
    seeing, running = visit.application.campaigns.seeing, visit.application.campaigns.running
    try:
        at = _time(visit, form)
        campaign = await running.schedule(
            visit.actor, _number(visit), at, nobody=True, dry_run=True
        )
    except Refused as refusal:
        form.fault("at", str(refusal))
        return await _schedule_page(visit, await _campaign(visit), form)
    estimate = await seeing.estimate(campaign.notice)
    if estimate.recipients > MANY and not visit.is_sure and visit.request.method == "GET":
        return await answers.confirm_first(visit)
    is_now = form.value("when") == NOW
    return await visit.page(
        "campaigns/send.html",
        status=422 if grown else 200,
        title="现在发送" if is_now else "定时发送",
        campaign=campaign,
        grown=grown,
        at=at,
        is_now=is_now,
        estimate=estimate,
        lasting=lasting(estimate.duration),
        turned_away=turned_away(await seeing.turned_away(campaign, at)).replace("**", ""),
        **surfaces(visit, campaign),
        form=form,
    )


async def _late_page(visit: Visit, step: str, button: str, refusal: Late) -> Response:
    return await visit.page(
        "campaigns/late.html",
        status=422,
        title="最后有效日期已过",
        campaign=await _campaign(visit),
        step=step,
        button=button,
        message=str(refusal),
    )
