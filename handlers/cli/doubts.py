"""`pufa purge`, `pufa resend`: a person's word where the service holds back: that the date is
right, and what becomes of replies on a database that was put back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.config import Settings
from bot.desk.doubting import Doubting
from bot.desk.purging import Purging
from bot.store import Database, signs
from handlers.cli.common import Who, acting, fail, run


def register(app: typer.Typer) -> None:
    app.command()(purge)
    app.command()(resend)


def purge(
    yes: Annotated[bool, typer.Option("--yes", help="The date is right: delete")] = False,
    who: Who = "",
) -> None:
    """按今天的日期删除到期的记录；平时每小时自动做，日期跳得太远时要人确认。"""

    async def work(settings: Settings, database: Database) -> str:
        now = datetime.now(UTC).astimezone(settings.zone)
        if not yes:
            last = await database.read(signs.clock)
            when = f"{last.astimezone(settings.zone):%Y-%m-%d}" if last else "从未"
            fail(f"今天是 {now:%Y-%m-%d}，上一次清理是 {when}；日期没错请加 --yes")
        purging = Purging(settings, database, lambda: datetime.now(UTC))
        await purging.believe(await acting(settings, database, who))
        return f"已按 {now:%Y-%m-%d} 删除到期的记录"

    typer.echo(run(work))


def resend(
    yes: Annotated[bool, typer.Option("--yes", help="They were not sent: send them")] = False,
    no: Annotated[bool, typer.Option("--no", help="They count as sent")] = False,
    who: Who = "",
) -> None:
    """恢复数据库以后，等着发给群众的答复发不发：--yes 照常发出，--no 算发过了。"""

    async def work(settings: Settings, database: Database) -> str:
        doubting = Doubting(database, lambda: datetime.now(UTC))
        if yes == no:
            fail(f"{await doubting.held()} 条答复等着确认；请写 --yes（发出）或 --no（算发过了）")
        count = await doubting.settle(await acting(settings, database, who), send=yes)
        return f"{count} 条答复{'将会发出' if yes else '算作已经发过'}"

    typer.echo(run(work))
