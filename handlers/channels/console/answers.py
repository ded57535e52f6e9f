"""How the console answers where a page doesn't: sign in first, confirm first, refused."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.staff.refusals import NotAllowed, Outdated, Refused, Unknown
from bot.store import console_forms
from bot.store.console_forms import KeptForm, Outcome
from handlers.channels.console.visits import Visit

MOST_KEPT = 256 * 1024
"""Bytes of a form that are kept while its writer signs in again."""
STATUSES: tuple[tuple[type[Refused], int, str], ...] = (
    (NotAllowed, 403, "这一页不归您的角色"),
    (Unknown, 404, "没有找到"),
    (Outdated, 409, "已经有人改过"),
    (Refused, 422, "没有办成"),
)


async def sign_in_first(visit: Visit) -> Response:
    """What was written isn't lost, but for files: it is shown again once its writer is back."""
    is_kept = await _kept(visit)
    why = "over" if visit.seen else ""
    back = visit.path if visit.request.method == "GET" else ""
    return visit.to("/in", to=back, why="kept" if is_kept else why)


async def confirm_first(visit: Visit) -> Response:
    """Before what can do much harm the person shows again who they are."""
    await _kept(visit)
    back = visit.path if visit.request.method == "GET" else ""
    return visit.to("/confirm", to=back)


async def refused(visit: Visit, refusal: Refused) -> Response:
    status, title = next((s, t) for kind, s, t in STATUSES if isinstance(refusal, kind))
    template = "refused.html" if visit.is_signed_in else "refused_outside.html"
    colleagues = await _administrators(visit) if isinstance(refusal, NotAllowed) else ""
    return await visit.page(
        template, status=status, title=title, message=str(refusal), colleagues=colleagues
    )


async def sent_before(visit: Visit) -> Response:
    message = "这份表单已经提交过一次，还没有办完，也可能中途断了。先看看结果，再决定要不要重做。"
    return await _sent_already(visit, message)


async def as_the_first_time(visit: Visit, outcome: Outcome) -> Response:
    """Where a form led, or what it showed to this account: but for a link or a code, which is told
    once."""
    if outcome.leads_to:
        return RedirectResponse(outcome.leads_to, 303)
    if outcome.shown and outcome.account == visit.account:
        return HTMLResponse(outcome.shown)
    message = "这份表单已经办过，没有再办一次。当时显示的链接、号码只显示一次，没记下的请重新取。"
    return await _sent_already(visit, message)


async def _sent_already(visit: Visit, message: str) -> Response:
    template = "refused.html" if visit.is_signed_in else "refused_outside.html"
    return await visit.page(
        template, status=409, title="已经提交过", message=message, colleagues=""
    )


async def _administrators(visit: Visit) -> str:
    """Whom to ask: 李雯、王敏."""
    from bot.members import Role

    staff = await visit.application.accounts.staff()
    asked = [one for one in staff.members.values() if Role.ADMINISTRATOR in one.roles]
    return "、".join(one.called for one in asked if one.name != visit.actor.member.name)


async def _kept(visit: Visit) -> bool:
    """Keep a form whose writer is known, though their session is over."""
    request = visit.request
    if request.method != "POST" or visit.seen is None:
        return False
    form = await visit.form()
    sent = [(name, value) for name, values in form.values.items() for value in values]
    body = urlencode(sent)
    if not sent or len(body) > MOST_KEPT or "password" in form.values:
        return False  # nobody's password is kept
    await visit.application.database.write(
        console_forms.keep,
        account=visit.seen.session.account,
        form=KeptForm(visit.path, body),
        now=visit.now,
    )
    return True
