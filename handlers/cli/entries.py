"""`pufa entries …`: entries in and out of Excel, CSV and Markdown; the golden questions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot import sheets
from bot.editing.golden import Fate, Standing
from bot.editing.import_export import CHANGED, FLAWED, NEW, SAME, Exchange, Plan
from bot.frontmatter import FaultyFile
from bot.knowledge.entries import Entry
from bot.members import Actor
from bot.sheets import BadSheet
from bot.staff.refusals import Refused
from handlers.application import Application
from handlers.cli.common import Who, acting, build_or_exit, fail, load_library, settings_or_exit
from handlers.cli.tables import columns, print_table

app = typer.Typer(help="条目：导入、导出、必答问题。", no_args_is_help=True)
T = TypeVar("T")

_COLUMNS = ("问题", "条目")
_REPORT = ("问题", "条目", "名次", "把握", "第一位", "原因")
_KNOWN = {"问题": "问题", "条目": "条目", "条目名": "条目"}


@app.command("import")
def import_entries(
    file: Annotated[Path, typer.Argument(help="Excel or CSV: 问题 相似问法 答案 依据 主题 受众")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would become of each row")
    ] = False,
    skip_flawed: Annotated[
        bool, typer.Option("--skip-flawed", help="Leave flawed rows out, take the others in")
    ] = False,
    who: Who = "",
) -> None:
    """把 Excel 或 CSV 的每一行存成草稿，之后照常审核；先用 --dry-run 看每行的结果。"""

    async def work(application: Application, you: Actor) -> Plan:
        exchange = Exchange(application.drafts.writing)
        plan = await exchange.take_in(you, file, dry_run=True)
        if not dry_run and (skip_flawed or not plan.count(FLAWED)):
            plan = await exchange.take_in(you, file, skip_flawed=skip_flawed)
        return plan

    plan = _run(work, who)
    table = columns("行", "问题", "结果", "说明")
    for one in plan.fates:
        table.add_row(str(one.row), one.question, one.fate, one.slug or "；".join(one.flaws))
    print_table(table)
    counts = "，".join(f"{fate} {plan.count(fate)}" for fate in (NEW, CHANGED, SAME, FLAWED))
    typer.echo(counts)
    if plan.count(FLAWED):
        for one in plan.fates:
            for flaw in one.flaws:
                typer.echo(f"第 {one.row} 行：{flaw}", err=True)
    if plan.unread:
        typer.echo(f"这些列没有用上，里面的内容没有导入：{'、'.join(plan.unread)}", err=True)
    if plan.drafts:
        first, last = plan.drafts[0], plan.drafts[-1]
        typer.echo(f"存成 {len(plan.drafts)} 个草稿：#{first} 到 #{last}，请在对话里提交审核")
    elif plan.count(FLAWED) and not dry_run:
        fail("nothing was imported; mend those rows, or say --skip-flawed")


@app.command("export")
def export_entries(
    file: Annotated[Path, typer.Argument(help="Ends in .xlsx, .csv or .zip (of Markdown)")],
    who: Who = "",
) -> None:
    """把现行的条目全部导出。"""
    count = _run(lambda app, you: Exchange(app.drafts.writing).give_out(you, file), who)
    typer.echo(f"{count} 个条目写进了 {file}")


@app.command()
def golden(
    add: Annotated[
        Path | None, typer.Option("--import", help="Excel or CSV with the columns 问题 and 条目")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write the report there too, .xlsx or .csv")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Take nothing in")] = False,
    who: Who = "",
) -> None:
    """必答问题：名次、把握和原因，不在第一位的在前；有不在第一位的则以 1 退出。"""

    async def work(application: Application, you: Actor) -> tuple[list[Fate], list[Standing]]:
        fates: list[Fate] = []
        if add:
            rows = sheets.read(add, needed=_COLUMNS, known=_KNOWN)
            asked = [(number, cells["问题"], cells.get("条目", "")) for number, cells in rows]
            fates = await application.golden.put_all(you, asked, dry_run=dry_run)
        return fates, await application.golden.report(you)

    fates, standings = _run(work, who)
    flawed = [one for one in fates if one.flaw]
    for one in flawed:
        typer.echo(f"第 {one.row} 行：{one.flaw}", err=True)
    if flawed:
        fail("nothing was imported; mend those rows")
    table = columns(*_REPORT)
    entries = load_library(settings_or_exit()).entries
    rows = [
        (
            one.golden.question, _called(entries, one.golden.slug), one.rank, one.score,
            _called(entries, one.first), one.reason,
        )
        for one in standings
    ]  # fmt: skip
    for question, entry, rank, score, first, reason in rows:
        table.add_row(question, entry, str(rank or "—"), f"{score:.2f}", first, reason)
    print_table(table)
    if report:
        sheets.write(report, _REPORT, rows)
    wrong = sum(not one.is_first for one in standings)
    typer.echo(f"{len(standings)} 个必答问题，{wrong} 个不在第一位")
    raise typer.Exit(1 if wrong else 0)


def _called(entries: Mapping[str, Entry], slug: str) -> str:
    """The entry's question, by which the import knows it too; of one that is gone its name."""
    return entries[slug].question if slug in entries else slug


def _run(work: Callable[[Application, Actor], Awaitable[T]], who: str) -> T:
    settings = settings_or_exit()
    application = build_or_exit(settings)

    async def done() -> T:
        try:
            you = await acting(settings, application.database, who)
            return await work(application, you)
        finally:
            application.close()

    try:
        return asyncio.run(done())
    except (Refused, BadSheet, FaultyFile) as error:
        fail(str(error))
