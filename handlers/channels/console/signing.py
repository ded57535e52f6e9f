"""Coming in: by password and code, by a link, as the first administrator, by an invitation."""

from __future__ import annotations

import math
from urllib.parse import parse_qsl

import segno
from markupsafe import Markup
from starlette.responses import Response

from bot.staff import codes
from bot.staff.accounts import role_names
from bot.staff.refusals import Flawed, Refused
from bot.staff.sessions import KEPT
from bot.staff.signing_in import NewSignIn, SetUp, folded
from bot.store import console_forms
from handlers.buckets import TokenBuckets
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Again, Open, Pages
from handlers.channels.console.visits import Visit
from handlers.channels.web.limits import address_of

pages = Pages()
WHY = {
    "over": "您有一段时间没有操作，已经自动退出。登录后回到刚才的页面。",
    "kept": "您有一段时间没有操作，已经自动退出。您写的内容还在，登录后接着办。",
    "out": "您已退出。",
}
_NOT_WRITTEN = {
    *("version", "base", "seen", "token", "secret", "password", "code"),
    *("typed", "handed", "yes", "people"),
}
"""Fields that nobody has written: no use to show them."""
_TRIES, _MINUTES = 10, 10
_BY_ACCOUNT = TokenBuckets(_TRIES, _MINUTES * 60)
_BY_ADDRESS = TokenBuckets(3 * _TRIES, _MINUTES * 60)
"""Several of staff may share an address."""


@pages.get("/in", Open.TO_ANYBODY)
async def sign_in_page(visit: Visit) -> Response:
    if visit.is_signed_in:
        return visit.to("")
    return await _sign_in_page(visit, Form.of(to=visit.asked("to")))


@pages.post("/in", Open.TO_ANYBODY)
async def sign_in(visit: Visit) -> Response:
    form = await visit.form()
    login = form.text("login", need="填写登录名")
    password = form.secret("password", need="填写密码")
    code = form.text("code", need="填写验证码，或者一个备用码")
    if not form.faults and (wait := _wait(visit, login)):
        form.fault("login", f"试得太多了，请等 {wait} 分钟再试")
        return await _sign_in_page(visit, form, status=429)
    if form.faults:
        return await _sign_in_page(visit, form)
    try:
        token = await visit.application.signing_in.sign_in(login, password, code, agent=visit.agent)
    except Refused as refusal:
        form.fault("login", str(refusal))
        return await _sign_in_page(visit, form)
    return visit.remember(await _onward(visit, token, form.value("to")), token)


@pages.get("/in/link", Open.TO_ANYBODY)
async def link_page(visit: Visit) -> Response:
    return await visit.page("signing/link.html", title="用链接登录")


@pages.post("/in/link", Open.TO_ANYBODY, again=Again.LOOKS)
async def look_at_link(visit: Visit) -> Response:
    """Whose it is; nothing is used up."""
    form = await visit.form()
    token = token_in(form.text("token", need="粘贴登录链接"))
    if form.faults:
        return await visit.page("signing/link.html", title="用链接登录", form=form)
    if wait := _wait(visit, ""):
        raise Refused(f"试得太多了，请等 {wait} 分钟再试")
    member = await visit.application.links.whose(token)
    return await visit.page("signing/link_whose.html", title="登录", member=member, token=token)


@pages.post("/in/by-link", Open.TO_ANYBODY)
async def sign_in_by_link(visit: Visit) -> Response:
    token = token_in((await visit.form()).text("token"))
    session = await visit.application.links.sign_in(token, agent=visit.agent)
    return visit.remember(await _onward(visit, session, ""), session)


@pages.get("/first", Open.TO_ANYBODY)
async def first_page(visit: Visit) -> Response:
    return await visit.page("signing/token.html", title="第一次使用", kind="first")


@pages.post("/first", Open.TO_ANYBODY, again=Again.LOOKS)
async def begin_first(visit: Visit) -> Response:
    form = await visit.form()
    token = token_in(form.text("token", need="粘贴启动时显示的链接"))
    if form.faults:
        return await visit.page("signing/token.html", title="第一次使用", kind="first", form=form)
    await visit.application.links.is_first(token)
    return await _set_up_page(visit, _new_form(token), "first")


@pages.post("/first/set-up", Open.TO_ANYBODY)
async def set_up_first(visit: Visit) -> Response:
    form = await visit.form()
    new = _new(form)
    try:
        done = await visit.application.signing_in.set_up_first(
            form.value("token"), new, agent=visit.agent
        )
    except Flawed as flawed:
        form.take(flawed)
        return await _set_up_page(visit, form, "first")
    return await welcome(visit, done)


@pages.get("/join", Open.TO_ANYBODY)
async def join_page(visit: Visit) -> Response:
    return await visit.page("signing/token.html", title="接受邀请", kind="join")


@pages.post("/join", Open.TO_ANYBODY, again=Again.LOOKS)
async def begin_join(visit: Visit) -> Response:
    form = await visit.form()
    token = token_in(form.text("token", need="粘贴邀请链接"))
    if form.faults:
        return await visit.page("signing/token.html", title="接受邀请", kind="join", form=form)
    invitation = await visit.application.signing_in.invitation(token)
    return await _set_up_page(visit, _new_form(token, invitation.label), "join")


@pages.post("/join/set-up", Open.TO_ANYBODY)
async def set_up_joined(visit: Visit) -> Response:
    form = await visit.form()
    new = _new(form)
    try:
        done = await visit.application.signing_in.join(form.value("token"), new, agent=visit.agent)
    except Flawed as flawed:
        form.take(flawed)
        return await _set_up_page(visit, form, "join")
    return await welcome(visit, done)


@pages.post("/out", Open.TO_STAFF)
async def sign_out(visit: Visit) -> Response:
    await visit.application.sessions.end(visit.session)
    return visit.forget(visit.to("/in", why="out"))


@pages.get("/confirm", Open.TO_STAFF)
async def confirm_page(visit: Visit) -> Response:
    if visit.is_sure:
        return visit.to("")
    return await _confirm_page(visit, Form.of(to=visit.asked("to")))


@pages.post("/confirm", Open.TO_STAFF)
async def confirm(visit: Visit) -> Response:
    form = await visit.form()
    code, password = form.text("code"), form.secret("password")
    if not code and not password:
        form.fault("code", "填写验证码，或者密码")
    elif wait := _wait(visit, visit.actor.member.name):
        form.fault("code", f"试得太多了，请等 {wait} 分钟再试")
    if form.faults:
        return await _confirm_page(visit, form)
    try:
        token = await visit.application.signing_in.confirm(
            visit.actor, visit.session, password=password, code=code
        )
    except Refused as refusal:
        form.fault("code" if code else "password", str(refusal))
        return await _confirm_page(visit, form)
    return visit.remember(await _onward(visit, token, form.value("to")), token)


@pages.get("/kept", Open.TO_STAFF)
async def kept_page(visit: Visit) -> Response:
    """What was sent too late, to be sent again by its writer: there until it was."""
    kept = await visit.application.database.read(
        console_forms.kept, account=visit.actor.member.name, since=visit.now - KEPT
    )
    if kept is None:
        return visit.to("")
    sent = parse_qsl(kept.body, keep_blank_values=True)
    fields = [(name, value) for name, value in sent if name not in ("once", "kept")]
    return await visit.page(
        "signing/kept.html",
        title="您写的内容还在",
        kept=kept,
        fields=fields,
        hidden=_NOT_WRITTEN,
    )


@pages.post("/kept/drop", Open.TO_STAFF)
async def drop_kept(visit: Visit) -> Response:
    await visit.application.database.write(console_forms.drop, account=visit.actor.member.name)
    return await visit.done("", "没有提交，也不再留着")


async def welcome(visit: Visit, done: SetUp) -> Response:
    """The recovery codes, this once; a new account's browser is signed in."""
    page = await visit.page("signing/codes.html", title="请收好备用码", codes=done.codes)
    return visit.remember(page, done.session) if done.session else page


def new_form_for(name: str) -> Form:
    return _new_form("", name)


def qr(visit: Visit, form: Form) -> Markup:
    """What an authenticator's camera reads."""
    name = folded(form.value("name")) or "staff"
    bureau = visit.library.bureau.name
    address = codes.address(form.value("secret"), login=name, bureau=bureau)
    drawn = segno.make(address, error="m")
    svg = drawn.svg_inline(omitsize=True, border=4, light="#fff", dark="#000")
    return Markup(svg)  # noqa: S704 - segno's own drawing


def token_in(text: str) -> str:
    """Of a whole link, or as it stands alone."""
    return text.rpartition("#t=")[2].strip()


def new_sign_in(form: Form) -> NewSignIn:
    """What was filled in on the set-up page."""
    return _new(form)


def _new(form: Form) -> NewSignIn:
    return NewSignIn(
        form.text("name"), form.secret("password"), form.value("secret"), form.text("code")
    )


def _new_form(token: str, name: str = "") -> Form:
    return Form.of(token=token, name=name, secret=codes.new_secret())


async def _set_up_page(visit: Visit, form: Form, kind: str) -> Response:
    invited = ""
    if kind == "join":
        invitation = await visit.application.signing_in.invitation(form.value("token"))
        invited = role_names(invitation.roles)
    return await visit.page(
        "signing/set_up.html",
        title="第一次使用：设第一位管理员" if kind == "first" else "接受邀请",
        kind=kind,
        form=form,
        invited=invited,
        qr=qr(visit, form),
    )


async def _sign_in_page(visit: Visit, form: Form, *, status: int = 200) -> Response:
    is_new = not await visit.application.database.read(visit.application.links.has_administrator)
    return await visit.page(
        "signing/in.html",
        status=status,
        title="登录",
        form=form,
        why=WHY.get(visit.asked("why"), ""),
        is_new=is_new,
    )


async def _confirm_page(visit: Visit, form: Form) -> Response:
    found = await visit.application.signing_in.has_sign_in(visit.actor)
    return await visit.page(
        "signing/confirm.html", title="再确认一次是您本人", form=form, has_sign_in=bool(found)
    )


async def _onward(visit: Visit, token: str, to: str) -> Response:
    """To where the person was going: what they had written comes first."""
    seen = await visit.application.sessions.look(token)
    if seen and seen.actor:
        kept = await visit.application.database.read(
            console_forms.kept, account=seen.actor.member.name, since=visit.now - KEPT
        )
        if kept:
            return visit.to("/kept")
    is_ours = to.startswith("/") and not to.startswith(("//", "/\\")) and "\\" not in to
    return visit.to(to if is_ours else "")


def _wait(visit: Visit, account: str) -> int:
    """Minutes until another try; 0: now."""
    by_address = _BY_ADDRESS.wait(address_of(visit.request.scope))
    by_account = _BY_ACCOUNT.wait(folded(account)) if account else 0.0
    return math.ceil(max(by_address, by_account) / 60)
