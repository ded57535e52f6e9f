"""Codes on posters that lead to the bureau's WeChat account: made, counted, and printed."""

from __future__ import annotations

from starlette.responses import Response

from bot.publicity.account.codes import Codes
from bot.publicity.surfaces import qr
from bot.publicity.surfaces.banner import SHOWN
from bot.publicity.surfaces.composition import Design
from bot.publicity.surfaces.export import archive
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store import campaigns
from handlers.channels.console.account import account_of
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit
from handlers.dialogues.surfaces import MOST_PLACES

pages = Pages()
NO_CAMPAIGN = "0"
OFFERED = 50


@pages.get("/wechat/codes", Action.ACCOUNT_CODES)
async def codes_page(visit: Visit) -> Response:
    return await _page(visit, Form.of(campaign=visit.asked("campaign", NO_CAMPAIGN)))


@pages.post("/wechat/codes", Action.ACCOUNT_CODES)
async def make(visit: Visit) -> Response:
    form = await visit.form()
    places = form.lines("places", need="至少写一个地点")
    chosen = form.choice("campaign", await _campaigns(visit), need="选一次推送，或者不指定")
    if len(places) > MOST_PLACES:
        form.fault("places", f"一次最多 {MOST_PLACES} 个地点，分几次做")
    if form.faults:
        return await _page(visit, form)
    try:
        made = await _codes(visit).make(visit.actor, places, int(chosen))
    except Refused as refusal:
        form.fault("places", str(refusal))
        return await _page(visit, form)
    return await visit.done("/wechat/codes", f"做好了 {len(made)} 个码，可以下载、打印了")


@pages.get("/wechat/codes/{scene}.png", Action.ACCOUNT_CODES)
async def picture(visit: Visit) -> Response:
    """The code alone."""
    made = await _codes(visit).get(visit.actor, visit.part("scene"))
    return visit.file(f"{made.place}.png", qr.png(made.scene.url))


@pages.get("/wechat/codes/{scene}.zip", Action.ACCOUNT_CODES)
async def poster(visit: Visit) -> Response:
    """The campaign's poster with this code, as A3, A4 and a picture."""
    made = await _codes(visit).get(visit.actor, visit.part("scene"))
    if not made.campaign_id:
        raise Refused("这个码不属于哪一次推送，没有海报；请下载码，放进自己的海报")
    design = Design.NOTICE if visit.asked("design") == Design.NOTICE.value else Design.BOLD
    exporting = visit.application.exporting
    files = (await exporting.poster(made.campaign_id, design, made.place, made.scene.url)).files
    packed = archive(f"海报-{made.place}-推送{made.campaign_id}.zip", files)
    return visit.file(packed.name, packed.content)


async def _page(visit: Visit, form: Form) -> Response:
    titles = await _campaigns(visit)
    return await visit.page(
        "account/codes.html",
        title="海报上的码",
        form=form,
        codes=await _codes(visit).listing(visit.actor),
        campaigns=titles,
    )


async def _campaigns(visit: Visit) -> dict[str, str]:
    """Those that somebody has approved: a scan shows them to people."""
    found = await visit.application.database.read(campaigns.recent, states=SHOWN, limit=OFFERED)
    return {NO_CAMPAIGN: "不指定（只欢迎，按地点数人）"} | {
        str(one.id): f"#{one.id} {one.notice.title}" for one in found
    }


def _codes(visit: Visit) -> Codes:
    application = visit.application
    return Codes(application.database, account_of(visit), application.clock)
