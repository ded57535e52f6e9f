"""`pufa purge`: says that the date is right where the service holds back from deleting by it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.config import Settings
from bot.desk.purging import Purging
from bot.store import Database, signs
from handlers.cli.common import Who, acting, fail, run


def register(app: typer.Typer) -> None:
    app.command()(purge)


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
