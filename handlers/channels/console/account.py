"""The bureau's WeChat account: what it can do, its numbers, its last errors, and its menu."""

from __future__ import annotations

from starlette.responses import Response

from bot.publicity.account import Account
from bot.publicity.account.broadcasts import STATES, WAYS
from bot.publicity.account.menus import Menus
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store import broadcasts, contacts, signs, wechat
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit

pages = Pages()
LISTED = 10


@pages.get("/wechat", Action.ACCOUNT_SEE)
async def account_page(visit: Visit) -> Response:
    application = visit.application
    account, database = application.account, application.database
    faults = await database.read(wechat.faults)
    return await visit.page(
        "account/account.html",
        title="公众号",
        is_there=account is not None,
        functions=account.functions() if account else [],
        people=await database.read(contacts.counts, now=visit.now),
        grants=await database.read(contacts.granted),
        codes=await database.read(wechat.scenes),
        broadcasts=await database.read(broadcasts.recent, limit=LISTED),
        faults=[(one, account.called(one.api), account.advice(one.code)) for one in faults]
        if account
        else [],
        crowded=await database.read(signs.seen, name=signs.CROWDED),
        states=STATES,
        ways=WAYS,
    )


@pages.get("/wechat/menu", Action.ACCOUNT_MENU)
async def menu_page(visit: Visit) -> Response:
    """What publishing would change."""
    change = await _menus(visit).see(visit.actor)
    last = await visit.application.database.read(wechat.last_menu)
    return await visit.page("account/menu.html", title="公众号的菜单", change=change, last=last)


@pages.post("/wechat/menu", Action.ACCOUNT_MENU)
async def publish_menu(visit: Visit) -> Response:
    await _menus(visit).publish(visit.actor)
    return await visit.done("/wechat/menu", "菜单发布好了，手机上最多 5 分钟后看到")


@pages.get("/wechat/menu/undo", Action.ACCOUNT_MENU)
async def undoing_page(visit: Visit) -> Response:
    change = await _menus(visit).undo(visit.actor, dry_run=True)
    return await visit.page("account/undo.html", title="恢复上一次的菜单？", change=change)


@pages.post("/wechat/menu/undo", Action.ACCOUNT_MENU)
async def undo_menu(visit: Visit) -> Response:
    await _menus(visit).undo(visit.actor)
    return await visit.done("/wechat/menu", "恢复了发布之前的菜单")


def _menus(visit: Visit) -> Menus:
    application = visit.application
    return Menus(application.settings, application.database, account_of(visit), application.clock)


def account_of(visit: Visit) -> Account:
    """Raises: Refused: there is none."""
    if visit.application.account is None:
        raise Refused("没有接通公众号，请在服务器上设 PUFA_WECHAT_TOKEN 等，见部署文档")
    return visit.application.account
