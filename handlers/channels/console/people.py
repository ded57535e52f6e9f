"""Staff: who may do what, invitations, links for colleagues, and the end of an account."""

from __future__ import annotations

from starlette.responses import Response

from bot.members import ROLES, Member, Role
from bot.staff.accounts import LINK, role_names
from bot.staff.permissions import RULES, Action
from bot.staff.refusals import Refused, Unknown
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit

pages = Pages()
_CHOICES = {role.value: name for role, name in ROLES.items()}


@pages.get("/people", Action.STAFF_SEE)
async def people_page(visit: Visit) -> Response:
    accounts = visit.application.accounts
    return await visit.page(
        "people/list.html",
        title="人员",
        members=await accounts.everybody(visit.actor),
        invitations=await accounts.invitations(visit.actor),
        role_names=role_names,
        rules=[
            (rule.label, "、".join(ROLES[role] for role in rule.roles) or ROLES[Role.ADMINISTRATOR])
            for rule in RULES.values()
        ],
    )


@pages.get("/people/invite", Action.STAFF_INVITE, surely=True)
async def invite_page(visit: Visit) -> Response:
    return await visit.page("people/invite.html", title="邀请同事", form=Form(), roles=_CHOICES)


@pages.post("/people/invite", Action.STAFF_INVITE, surely=True)
async def invite(visit: Visit) -> Response:
    """The link is shown this once."""
    form = await visit.form()
    label = form.text("label", need="填写姓名")
    chosen = form.chosen("roles", _CHOICES, need="至少选一个角色")
    if not form.faults:
        try:
            invited = await visit.application.accounts.invite(
                visit.actor, [Role(one) for one in chosen], label
            )
        except Refused as refusal:
            form.fault("label", str(refusal))
    if form.faults:
        return await visit.page("people/invite.html", title="邀请同事", form=form, roles=_CHOICES)
    return await visit.page(
        "people/invited.html",
        title=f"把链接转给{label}",
        label=label,
        invited=invited,
        roles=role_names(invited.invitation.roles),
        address=visit.reached(f"/join#t={invited.token}"),
        chat=visit.application.link(LINK + invited.token),
    )


@pages.post("/people/invitations/{number:number}/revoke", Action.STAFF_INVITE)
async def revoke(visit: Visit) -> Response:
    gone = await visit.application.accounts.revoke(visit.actor, int(visit.part("number")))
    return await visit.done("/people", f"给{gone.label or '同事'}的邀请已撤回")


@pages.get("/people/{name}", Action.STAFF_SEE)
async def person_page(visit: Visit) -> Response:
    member = await _member(visit)
    return await _person_page(visit, member, Form.of(roles=[role.value for role in member.roles]))


@pages.post("/people/{name}/roles", Action.STAFF_CHANGE, surely=True)
async def change(visit: Visit) -> Response:
    form, member = await visit.form(), await _member(visit)
    chosen = form.chosen("roles", _CHOICES, need="至少选一个角色；不再是工作人员的，请结束账号")
    if not form.faults:
        try:
            await visit.application.accounts.change(
                visit.actor, member.name, [Role(one) for one in chosen]
            )
        except Refused as refusal:
            form.fault("roles", str(refusal))
    if form.faults:
        return await _person_page(visit, member, form)
    return await visit.done("/people", f"{member.called}的角色改好了，立即生效")


@pages.post("/people/{name}/link", Action.CONSOLE_LINK, surely=True)
async def link(visit: Visit) -> Response:
    member = await _member(visit)
    token = await visit.application.links.to_colleague(visit.actor, member.name)
    return await visit.page(
        "people/link.html",
        title=f"把链接转给{member.called}",
        member=member,
        address=visit.reached(f"/in/link#t={token}"),
    )


@pages.get("/people/{name}/end", Action.STAFF_END, surely=True)
async def ending_page(visit: Visit) -> Response:
    member = await _member(visit)
    return await visit.page(
        "people/end.html", title=f"要结束{member.called}的账号吗？", member=member
    )


@pages.post("/people/{name}/end", Action.STAFF_END, surely=True)
async def end(visit: Visit) -> Response:
    member = await _member(visit)
    await visit.application.accounts.end(visit.actor, member.name)
    return await visit.done("/people", f"{member.called}的账号已结束，已在各处退出")


async def _member(visit: Visit) -> Member:
    for member in await visit.application.accounts.everybody(visit.actor):
        if member.name == visit.part("name"):
            return member
    raise Unknown(f"没有 {visit.part('name')} 这位工作人员")


async def _person_page(visit: Visit, member: Member, form: Form) -> Response:
    return await visit.page(
        "people/person.html", title=member.called, member=member, form=form, roles=_CHOICES
    )
