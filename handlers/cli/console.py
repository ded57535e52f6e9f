"""`pufa console …`: links into the console, for whoever is at the server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.config import Settings
from bot.store import Database
from handlers.cli.common import acting, fail, run

app = typer.Typer(help="工作台：给自己或同事一个登录链接。", no_args_is_help=True)
FIRST = "还没有管理员。打开下面的链接，设第一位管理员。链接 30 分钟内有效，只能用一次："
NEXT = "过期了：停下再启动，或者运行 pufa console link"


@app.callback()
def _group() -> None:
    """A group with one command would else swallow its name."""


@app.command()
def link(
    name: Annotated[
        str, typer.Option(help="Whose: 李雯, or the account as `pufa staff list` shows it")
    ] = "",
) -> None:
    """一个登录链接，10 分钟内有效，只能用一次；还没有管理员时不写 --name，设第一位管理员。"""
    typer.echo(run(lambda settings, database: _link(settings, database, name)))


async def _link(settings: Settings, database: Database, name: str) -> str:
    from bot.staff.accounts import Accounts
    from bot.staff.links import Links
    from bot.staff.sessions import Sessions

    def clock() -> datetime:
        return datetime.now(UTC)

    accounts = Accounts(settings, database, clock)
    links = Links(database, accounts, Sessions(database, accounts, clock), clock)
    if not name:
        if token := await links.first():
            return settings.console_link("/first", token)
        fail("there is an administrator: say whose link it is, --name 李雯")
    you = await acting(settings, database, "")
    return settings.console_link("/in/link", await links.to_colleague(you, name))
