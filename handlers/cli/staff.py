"""`pufa staff …`: who may do what, and the invitations by which they come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer

from bot.config import Settings
from bot.members import ROLES, Actor, Member, Role
from bot.staff.accounts import LINK, Accounts, role_names
from bot.store import Database
from bot.store.accounts import Invitation
from handlers.cli.common import AsJson, Who, acting, print_json, run, settings_or_exit
from handlers.cli.tables import columns, print_table

app = typer.Typer(help="工作人员：邀请、角色、结束账号。", no_args_is_help=True)
T = TypeVar("T")

Roles = Annotated[
    list[Role],
    typer.Option("--role", help="、".join(f"{role} {name}" for role, name in ROLES.items())),
]
Name = Annotated[str, typer.Argument(help="As `pufa staff list` shows it, telegram:123")]


@app.command()
def invite(
    role: Roles,
    name: Annotated[str, typer.Option(help="What to call the person: 张三")] = "",
    who: Who = "",
) -> None:
    """邀请一位同事：给出只能用一次、24 小时内有效的链接。"""
    invited = _run(lambda accounts, you: accounts.invite(you, role, name), who)
    settings = settings_or_exit()
    link = _link(settings, LINK + invited.token)
    until = invited.invitation.expires_at.astimezone(settings.zone)
    typer.echo(
        f"邀请 {invited.invitation.id} 号：{_shown(invited.invitation)}，只能用一次，"
        f"{until:%Y-%m-%d %H:%M} 前有效。请转给本人："
    )
    typer.echo(f"浏览器里：{settings.console_link('/join', invited.token)}")
    if link:
        typer.echo(f"Telegram 里：{link}")
    typer.echo(f"或者在和机器人的私聊里发：/join {invited.token}")


@app.command("list")
def list_staff(as_json: AsJson = False) -> None:
    """有角色的人，和还没有接受的邀请。"""

    async def work(accounts: Accounts, you: Actor) -> tuple[list[Member], list[Invitation]]:
        return await accounts.everybody(you), await accounts.invitations(you)

    members, invitations = _run(work)
    if as_json:
        print_json(_record(members, invitations))
        return
    zone = settings_or_exit().zone
    table = columns("账号", "称呼", "角色", whole={"账号"})
    for member in members:
        table.add_row(member.name, member.label, role_names(member.roles))
    for one in invitations:
        until = f"{one.expires_at.astimezone(zone):%m-%d %H:%M}"
        table.add_row(f"邀请 {one.id} 号，{until} 前有效", one.label, role_names(one.roles))
    print_table(table)


@app.command()
def change(name: Name, role: Roles, who: Who = "") -> None:
    """换成写明的这些角色，立即生效。"""
    member = _run(lambda accounts, you: accounts.change(you, name, role), who)
    typer.echo(f"{member.shown}：{role_names(member.roles)}")


@app.command()
def end(name: Name, who: Who = "") -> None:
    """结束账号，收回全部角色，立即生效；记录保留。"""
    member = _run(lambda accounts, you: accounts.end(you, name), who)
    typer.echo(f"{member.shown}的账号已经结束")


@app.command()
def revoke(
    number: Annotated[int, typer.Argument(help="The invitation's number")], who: Who = ""
) -> None:
    """撤回一个还没有接受的邀请。"""
    invitation = _run(lambda accounts, you: accounts.revoke(you, number), who)
    typer.echo(f"邀请 {invitation.id} 号（{_shown(invitation)}）已经撤回")


def _run(work: Callable[[Accounts, Actor], Awaitable[T]], who: str = "") -> T:
    async def on(settings: Settings, database: Database) -> T:
        accounts = Accounts(settings, database, lambda: datetime.now(UTC))
        return await work(accounts, await acting(settings, database, who))

    return run(on)


def _link(settings: Settings, word: str) -> str:
    # Telegram's library takes longer to import than all the rest.
    from handlers.channels.telegram import addresses

    return asyncio.run(addresses.link(settings, word))


def _shown(invitation: Invitation) -> str:
    return f"{invitation.label} {role_names(invitation.roles)}".strip()


def _record(members: list[Member], invitations: list[Invitation]) -> dict[str, object]:
    return {
        "staff": [
            {"name": one.name, "label": one.label, "roles": sorted(one.roles)} for one in members
        ],
        "invitations": [
            {
                "id": one.id,
                "label": one.label,
                "roles": sorted(one.roles),
                "expires_at": one.expires_at.isoformat(),
            }
            for one in invitations
        ],
    }
