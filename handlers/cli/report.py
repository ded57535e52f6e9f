"""`pufa report` and `pufa plan`: the year's numbers, and the plan for a year."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.config import Settings
from bot.files import refuse_special, write_atomically
from bot.knowledge.calendar.rules import YEARS
from bot.knowledge.library import Library
from bot.publicity.report import markdown, word
from bot.publicity.report.as_json import as_record
from bot.publicity.report.charts import MissingFont
from bot.publicity.report.document import Document
from bot.publicity.report.figures import number_of
from bot.publicity.report.gathering import Report, gather
from bot.publicity.report.period import Period
from bot.publicity.report.plan import plan as make_plan
from bot.publicity.report.writing import write
from bot.store import Database, knowledge_changes
from handlers.cli.common import fail, load_library, load_texts, print_json, run, settings_or_exit
from handlers.cli.tables import columns, print_table

errors = Console(stderr=True)

Year = Annotated[int, typer.Option(min=YEARS[0], max=YEARS[-1], help="Which year")]
Docx = Annotated[Path | None, typer.Option(help="Write a Word file there")]
InMarkdown = Annotated[
    Path | None, typer.Option("--markdown", help="Write Markdown there, charts in a folder beside")
]


def register(app: typer.Typer) -> None:
    app.command()(report)
    app.command()(plan)


def report(
    year: Year,
    month: Annotated[int, typer.Option(min=0, max=12, help="Only this month, 1 to 12")] = 0,
    docx: Docx = None,
    in_markdown: InMarkdown = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print every figure with the query that made it")
    ] = False,
    charts: Annotated[bool, typer.Option(help="Draw charts")] = True,
) -> None:
    """年度（或某月）普法工作数据报告：可直接引用的段落、责任清单、全部数字和各自的查询。"""
    gathered = _gathered(Period(year, month))
    if docx or in_markdown:
        try:
            document = write(gathered, with_charts=charts)
        except MissingFont as error:
            fail(f"{error} (or say --no-charts)")
        _save(document, docx, in_markdown)
    if as_json:
        print_json(as_record(gathered))
    elif not (docx or in_markdown):
        _print_figures(gathered)


def plan(year: Year, docx: Docx = None, in_markdown: InMarkdown = None) -> None:
    """年度普法宣传计划表：从普法日历生成，写明时间、内容、法规、对象和形式。"""
    document = make_plan(load_library(settings_or_exit()), year)
    if docx or in_markdown:
        _save(document, docx, in_markdown)
    else:
        typer.echo(markdown.render(document), nl=False)


def _gathered(period: Period) -> Report:
    now = datetime.now(UTC)

    def on(settings: Settings, database: Database) -> Awaitable[Report]:
        return _counted(database, load_library(settings), settings, period, now)

    return run(on)


async def _counted(
    database: Database, library: Library, settings: Settings, period: Period, now: datetime
) -> Report:
    """With the knowledge as it is now taken note of: the service may not have looked yet."""
    await database.write(
        knowledge_changes.notice,
        entries=list(library.entries.values()),
        now=now,
        is_whole=not library.faults,
    )
    today = now.astimezone(settings.zone).date()
    texts = load_texts(settings, library.register, today)
    return await gather(database, library, texts, period, settings.zone, today)


def _save(document: Document, docx: Path | None, in_markdown: Path | None) -> None:
    for path in filter(None, (docx, in_markdown)):
        refuse_special(path)
    if docx:
        write_atomically(docx, word.render(document))
        errors.print(f"{docx}", highlight=False)
    if in_markdown:
        pictures = in_markdown.with_suffix("")
        for picture in document.pictures:
            write_atomically(pictures / f"{picture.name}.png", picture.png)
        write_atomically(in_markdown, markdown.render(document, pictures=pictures.name))
        errors.print(f"{in_markdown}", highlight=False)


def _print_figures(gathered: Report) -> None:
    table = columns("指标", "数值", "出处", title=f"{gathered.period.name}普法工作数据")
    for figure in gathered.figures.values():
        unit = "" if figure.unit == "%" or figure.value is None else f" {figure.unit}"
        origin = f"查询 {number_of(figure.query)}" if figure.query else "知识库和登记表"
        table.add_row(figure.label, f"{figure.text}{unit}", origin)
    print_table(table)
