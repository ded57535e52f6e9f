"""My account: how I sign in, where I am signed in, and the chat that is mine."""

from __future__ import annotations

import re

from starlette.responses import Response

from bot.staff.accounts import LINK, role_names
from bot.staff.permissions import RULES
from bot.staff.refusals import Flawed
from handlers.channels.console import signing
from handlers.channels.console.forms import Form
from handlers.channels.console.guard import KEYS_COOKIE
from handlers.channels.console.routing import Open, Pages
from handlers.channels.console.visits import Visit
from handlers.channels.web.files import YEAR

pages = Pages()
_BROWSER = re.compile(r"(MicroMessenger|Edg|Firefox|Chrome|Safari)/(\d+)")
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "HarmonyOS", "Macintosh", "Linux")


@pages.get("/me", Open.TO_STAFF)
async def my_account(visit: Visit) -> Response:
    application, who = visit.application, visit.actor
    return await visit.page(
        "me/account.html",
        title="我的账号",
        member=who.member,
        roles=role_names(who.member.roles),
        may_do=[rule.label for action, rule in RULES.items() if visit.may(action)],
        browser=browser_of,
        sign_in=await application.signing_in.has_sign_in(who),
        codes_left=await application.signing_in.recovery_codes_left(who),
        sessions=await application.sessions.mine(who),
        has_chats=bool(application.channels),
        feed_at=await application.feeds.made_at(who),
    )


@pages.get("/me/password", Open.TO_STAFF, surely=True)
async def password_page(visit: Visit) -> Response:
    found = await visit.application.signing_in.has_sign_in(visit.actor)
    name = found.login if found else visit.actor.member.label
    return await _password_page(visit, signing.new_form_for(name))


@pages.post("/me/password", Open.TO_STAFF, surely=True)
async def set_password(visit: Visit) -> Response:
    form = await visit.form()
    try:
        done = await visit.application.signing_in.set(visit.actor, signing.new_sign_in(form))
    except Flawed as flawed:
        form.take(flawed)
        return await _password_page(visit, form)
    await visit.application.sessions.end_others(visit.actor, visit.session)
    return await signing.welcome(visit, done)


@pages.post("/me/sessions/end", Open.TO_STAFF)
async def end_other_sessions(visit: Visit) -> Response:
    count = await visit.application.sessions.end_others(visit.actor, visit.session)
    return await visit.done("/me", f"已在另外 {count} 处退出" if count else "没有别处登录着")


@pages.post("/me/keys", Open.TO_STAFF)
async def switch_keys(visit: Visit) -> Response:
    """Keys that do something without Ctrl must be a choice (WCAG 2.1.4)."""
    turned = "" if visit.has_keys else "on"
    response = await visit.done("/me", "快捷键打开了" if turned else "快捷键关掉了")
    response.set_cookie(
        KEYS_COOKIE, turned, max_age=YEAR, httponly=True, samesite="lax", path=visit.link("")
    )
    return response


@pages.post("/me/chat", Open.TO_STAFF, surely=True)
async def bind_chat(visit: Visit) -> Response:
    token = await visit.application.links.to_chat(visit.actor)
    return await visit.page(
        "me/chat.html",
        title="绑定聊天",
        token=token,
        address=visit.application.link(LINK + token),
    )


def browser_of(agent: str) -> str:
    """Chrome 156，Windows: enough to know one's own again."""
    browser = _BROWSER.search(agent)
    system = next((name for name in _SYSTEMS if name in agent), "")
    named = " ".join(filter(None, browser.groups())) if browser else "浏览器"
    return f"{named}，{system}" if system else named


async def _password_page(visit: Visit, form: Form) -> Response:
    return await visit.page(
        "me/password.html", title="设密码和验证器", form=form, qr=signing.qr(visit, form)
    )
