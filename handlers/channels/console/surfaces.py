"""A campaign on posters, signs, in the account's article and on the bureau's site: looked at, and
taken along as files."""

from __future__ import annotations

from starlette.responses import Response

from bot.publicity.surfaces.composition import Design
from bot.publicity.surfaces.export import POSTER, Order, Surface, archive
from bot.publicity.surfaces.exporting import Exported
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from handlers.channels.console import campaigns
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Again, Pages
from handlers.channels.console.visits import Visit
from handlers.dialogues.surfaces import MOST_PLACES

pages = Pages()
DESIGNS = {Design.BOLD.value: "深底大字", Design.NOTICE.value: "白底省墨"}
SURFACES = {
    Surface.POSTER.value: "海报",
    Surface.SIGNS.value: "屏幕文字",
    Surface.WECHAT.value: "公众号文章",
    Surface.BANNER.value: "网页横幅",
}


@pages.get("/campaigns/{number:number}/surfaces", Action.PUBLICITY_SEE)
async def surfaces_page(visit: Visit) -> Response:
    form = Form.of(design=Design.BOLD.value, surface=list(SURFACES))
    return await _page(visit, form)


@pages.post(
    "/campaigns/{number:number}/surfaces", Action.PUBLICITY_SEE, again=Again.LOOKS, long=True
)
async def export(visit: Visit) -> Response:
    """Everything as one archive; what nobody has approved says so in its name."""
    form, number = await visit.form(), int(visit.part("number"))
    design = form.choice("design", DESIGNS, need="选一种海报")
    wanted = form.chosen("surface", SURFACES, need="至少选一样")
    places = tuple(form.lines("places")) or (POSTER,)
    if len(places) > MOST_PLACES:
        form.fault("places", f"一次最多 {MOST_PLACES} 个地点，分几次做")
    if form.faults:
        return await _page(visit, form)
    order = Order(frozenset(map(Surface, wanted)), Design(design), places)
    try:
        made = await _made(visit, order)
    except Unknown:
        raise
    except Refused as refusal:
        form.fault("surface", str(refusal))
        return await _page(visit, form)
    packed = archive(f"推送{number}.zip", made.export.files)
    return visit.file(packed.name, packed.content)


@pages.get("/campaigns/{number:number}/posters/{design}.png", Action.PUBLICITY_SEE)
async def poster(visit: Visit) -> Response:
    """The poster that hangs nowhere in particular."""
    design = visit.part("design")
    if design not in DESIGNS:
        raise Unknown("没有这种海报")
    made = await _made(visit, Order(frozenset({Surface.POSTER}), Design(design)))
    picture = next(file for file in made.export.files if file.name.endswith(".png"))
    return Response(picture.content, media_type="image/png")


async def _made(visit: Visit, order: Order) -> Exported:
    application = visit.application
    bot = "" if application.settings.public_url else application.link("").partition("?")[0]
    return await application.exporting.export(int(visit.part("number")), order, bot=bot)


async def _page(visit: Visit, form: Form) -> Response:
    application = visit.application
    material = await application.exporting.material(int(visit.part("number")))
    campaign = await application.campaigns.seeing.get(material.campaign_id)
    return await visit.page(
        "campaigns/surfaces.html",
        title="海报和屏幕文字",
        campaign=campaign,
        designs=DESIGNS,
        choices=SURFACES,
        has_address=bool(application.settings.public_url or application.link("")),
        form=form,
        **campaigns.surfaces(visit, campaign),
    )
