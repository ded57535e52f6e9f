"""A campaign as an article of the bureau's WeChat account: looked at, tried on oneself, sent."""

from __future__ import annotations

import asyncio
import re
from functools import partial

from starlette.responses import HTMLResponse, Response

from bot.printing import CannotPrint
from bot.publicity.account.broadcasts import A_DAY, A_MONTH, STATES, WAYS, Broadcasts, Prepared
from bot.publicity.surfaces import cover
from bot.staff.permissions import Action
from bot.staff.refusals import NotAllowed, Refused, Unknown
from bot.store.broadcasts import Way
from handlers.channels.console.account import account_of
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit

pages = Pages()
ONE = "/campaigns/{number:number}/broadcast"
_WECHAT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}|o[A-Za-z0-9_-]{27}")
"""A WeChat name or an OpenID."""
_BUTTONS = {Way.MASS: "群发给所有关注的人", Way.PUBLISH: "只发布链接"}


@pages.get(ONE, Action.BROADCAST_SEE)
async def broadcast_page(visit: Visit) -> Response:
    """Exactly what would go out; nothing is sent."""
    return await _page(visit, Form())


@pages.get(f"{ONE}/article", Action.BROADCAST_SEE)
async def article(visit: Visit) -> Response:
    """The article as it goes out, which has its styles inline: alone, and without any rights."""
    prepared = await _prepared(visit)
    policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: https:"
    head = '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
    head += '<meta name="viewport" content="width=device-width"><title>文章</title>'
    return HTMLResponse(
        f"{head}{prepared.article.content}", headers={"Content-Security-Policy": policy}
    )


@pages.get(f"{ONE}/cover.png", Action.BROADCAST_SEE)
async def cover_picture(visit: Visit) -> Response:
    await _prepared(visit)
    material = await visit.application.exporting.material(_number(visit))
    try:
        drawn = await asyncio.to_thread(partial(cover.picture, material))
    except CannotPrint as error:
        raise Refused(str(error)) from error
    return Response(drawn, media_type="image/png")


@pages.post(f"{ONE}/preview", Action.BROADCAST_PREVIEW)
async def preview(visit: Visit) -> Response:
    form = await visit.form()
    to = form.text("to", need="写自己的微信号")
    if to and not _WECHAT_NAME.fullmatch(to):
        form.fault("to", "微信号是 6 到 20 个字母、数字、下划线，以字母开头")
    if form.faults:
        return await _page(visit, form)
    try:
        await _broadcasts(visit).preview(visit.actor, _number(visit), to)
    except (NotAllowed, Unknown):
        raise
    except Refused as refusal:
        form.fault("to", str(refusal))
        return await _page(visit, form)
    return await visit.done(f"/campaigns/{_number(visit)}/broadcast", f"已发给 {to}，请在手机上看")


@pages.get(f"{ONE}/send", Action.BROADCAST_SEND)
async def sending_page(visit: Visit) -> Response:
    way = _way(visit.asked("way"))
    return await visit.page(
        "account/sending.html",
        title="群发这篇文章？" if way is Way.MASS else "发布这篇文章？",
        prepared=await _prepared(visit),
        way=way.value,
        words=_BUTTONS[way],
        **_quota(),
    )


@pages.post(f"{ONE}/send", Action.BROADCAST_SEND, surely=True)
async def send(visit: Visit) -> Response:
    form = await visit.form()
    way = _way(form.value("way"))
    sent = await _broadcasts(visit).send(visit.actor, _number(visit), way, form.value("code"))
    return await visit.done(f"/campaigns/{_number(visit)}/broadcast", f"{STATES[sent.state]}")


async def _page(visit: Visit, form: Form) -> Response:
    prepared = await _prepared(visit)
    return await visit.page(
        "account/broadcast.html",
        title="公众号群发",
        form=form,
        prepared=prepared,
        functions=[(name, why) for name, why in account_of(visit).functions() if why],
        states=STATES,
        ways=WAYS,
        called=(await visit.application.accounts.staff()).called,
        **_quota(),
    )


def _quota() -> dict[str, int]:
    return {"a_day": A_DAY, "a_month": A_MONTH}


async def _prepared(visit: Visit) -> Prepared:
    return await _broadcasts(visit).prepare(visit.actor, _number(visit))


def _way(name: str) -> Way:
    if name not in {way.value for way in Way}:
        raise Refused("没有这种发法，请返回重新选")
    return Way(name)


def _number(visit: Visit) -> int:
    return int(visit.part("number"))


def _broadcasts(visit: Visit) -> Broadcasts:
    application = visit.application
    return Broadcasts(
        application.database, application.exporting, account_of(visit), application.clock
    )
