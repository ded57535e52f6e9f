"""`pufa statutes …`: the register of laws and their imported texts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.editing import papers
from bot.editing.local_laws import LocalLaws, Wanted
from bot.knowledge.statutes import (
    LawText,
    Register,
    Statute,
    Texts,
    batch,
    comparing,
    holdings,
    importing,
)
from bot.knowledge.statutes.batch import Outcome
from bot.knowledge.statutes.comparing import Change, Difference
from bot.staff.refusals import Refused
from bot.store import Database
from handlers.cli.common import (
    Who,
    acting,
    fail,
    load_library,
    load_texts,
    run,
    settings_or_exit,
)
from handlers.cli.tables import columns, print_table

app = typer.Typer(help="法规登记表和导入的全文。", no_args_is_help=True)
console = Console()
errors = Console(stderr=True)

_STYLES = {" ": "", "-": "red strike", "+": "green underline"}


@app.command("import")
def import_texts(
    paths: Annotated[list[Path], typer.Argument(help=".docx, .md or .txt files, or folders")],
    law: Annotated[str, typer.Option(help="Which law it is, where the file doesn't tell")] = "",
    version: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of this version")
    ] = None,
    effective: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day from which it is in force")
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Take a text with gaps in its numbering (an extract)")
    ] = False,
) -> None:
    """导入法规全文：核对条号后存入数据目录。"""
    settings = settings_or_exit()
    register = load_library(settings).register
    files = batch.files_of(paths)
    if not any(path.suffix.lower() in importing.SUFFIXES for path, _ in files):
        fail("no .docx, .md or .txt file there")
    options = batch.Options(
        law,
        version.date() if version else None,
        effective.date() if effective else None,
        partial,
    )
    outcomes = []
    told = batch.import_all(files, register, settings.statutes_dir, options)
    for outcome in track(told, "importing", len(files), console=errors, transient=True):
        outcomes.append(outcome)
        _tell(outcome, register)
    _sum_up(outcomes)


@app.command()
def register(
    path: Annotated[Path, typer.Argument(help="Its full text: .docx, .md or .txt")],
    title: Annotated[str, typer.Option(help="Its name, where the first line isn't it")] = "",
    level: Annotated[str, typer.Option(help="地方性法规, 地方政府规章 or 规范性文件")] = "",
    issuer: Annotated[str, typer.Option(help="Who made it")] = "",
    aka: Annotated[list[str] | None, typer.Option(help="What people call it")] = None,
    version: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of this version")
    ] = None,
    who: Who = "",
) -> None:
    """登记本省、本市的法规，连同全文：之后条目可以引用，群众可以查。"""
    wanted = Wanted(title, level, issuer, tuple(aka or ()), version.date() if version else None)

    async def work(settings: Settings, database: Database) -> LawText:
        laws = LocalLaws(settings, database, KnowledgeBase(settings), lambda: datetime.now(UTC))
        you = await acting(settings, database, who)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Refused(f"{path}: {error.strerror}") from error
        read = papers.read(path.name, content)
        for warning in read.warnings:
            _print(errors, f"pufa: {path}: warning: {warning}")
        return await laws.register(you, read.text, wanted)

    law = run(work)
    _print(console, f"{law.short}: {len(law.articles)} articles, from {law.in_force_from}")


def _tell(outcome: Outcome, register: Register) -> None:
    """What became of one file, on a line of its own."""
    text = outcome.law
    if text is None:
        _print(errors, f"pufa: {outcome.refused or f'skipped: {outcome.skipped}'}")
        return
    begins = f"in force from {text.in_force_from}"
    _print(console, f"{text.short}: {len(text.articles)} articles, {begins} ({outcome.path.name})")
    if text.annex:
        _print(console, f"  and annexes of {len(text.annex)} characters")
    if line := holdings.version_line(register.statutes[text.short], text):
        _print(console, f"  {line}")
    for warning in outcome.warnings:
        _print(errors, f"pufa: {outcome.path}: warning: {warning}")


def _print(where: Console, line: str) -> None:
    """As it is: names of files have brackets, and lines are read by programs."""
    where.print(line, markup=False, highlight=False, soft_wrap=True)


def _sum_up(outcomes: list[Outcome]) -> None:
    """How many files there were, and how many of each fate; status 1 if one was refused."""
    taken = [outcome.law for outcome in outcomes if outcome.law]
    skipped = sum(1 for outcome in outcomes if outcome.skipped)
    refused = sum(1 for outcome in outcomes if outcome.refused)
    articles, laws = sum(len(law.articles) for law in taken), len({law.short for law in taken})
    console.print(
        f"{len(outcomes)} files: {len(taken)} taken in ({articles} articles of {laws} laws), "
        f"{skipped} skipped, {refused} refused",
        highlight=False,
    )
    if refused:
        fail(f"{refused} of {len(outcomes)} files not imported")


@app.command("list")
def list_statutes(
    missing: Annotated[
        bool, typer.Option("--missing", help="Only laws without a text here, and where it is")
    ] = False,
) -> None:
    """登记表里的法规，和各自是否有全文、从哪里来。"""
    settings = settings_or_exit()
    register = load_library(settings).register
    texts = load_texts(settings, register)
    if not missing:
        print_table(_table(register, texts))
    for level, place, statutes in holdings.missing(register, texts):
        where = f"官方文本见{place.name} {place.url}，或制定机关网站"
        _print(console, f"没有全文的{level} {len(statutes)} 件，{where}")
        for statute in statutes if missing else ():
            _print(console, f"  {statute.title}")


def _table(register: Register, texts: Texts) -> Table:
    names = ("法规", "级别", "施行", "修正", "状态", "条数", "全文", "来源")
    table = columns(*names)
    for statute in register.statutes.values():
        held = texts.law(statute.short)
        table.add_row(
            statute.short,
            statute.level,
            statute.effective,
            statute.amended,
            statute.status.value,
            str(len(statute.articles) or ""),
            f"{len(held.articles)} 条" if held else "",
            (held.origin or "导入") if held else "",
        )
    return table


@app.command()
def show(name: Annotated[str, typer.Argument(help="A law by any of its names")]) -> None:
    """一部法规：登记的内容、版本、章节。"""
    statute, texts = _find(name)
    for label, value in (
        ("名称", statute.title),
        ("简称", "、".join(statute.aka)),
        ("级别", statute.level),
        ("制定机关", statute.issuer),
        ("公布", statute.promulgated),
        ("施行", statute.effective),
        ("修正", statute.amended),
        ("状态", statute.status.value),
        ("说明", statute.note),
    ):
        if value:
            console.print(f"[bold]{label}[/bold]  {value}", highlight=False)
    law = texts.law(statute.short)
    for version in texts.versions(statute.short):
        told = [f"版本 {version.in_force_from}：{len(version.articles)} 条"]
        told += ["现在用的"] if law and version.in_force_from == law.in_force_from else []
        told += [holdings.origin_line(version.origin)] if version.origin else []
        _print(console, "，".join(told))
    if law and (line := holdings.version_line(statute, law)):
        _print(console, line)
    if law is None:
        place = holdings.official(statute)
        _print(console, f"没有全文，官方文本见{place.name} {place.url}")
    headings = (heading for above in law.headings.values() for heading in above) if law else ()
    for heading in dict.fromkeys(headings):
        console.print(f"  {heading}", highlight=False)


@app.command()
def diff(name: Annotated[str, typer.Argument(help="A law with two imported versions")]) -> None:
    """新旧两个版本逐条逐字比较：增加、删去、改号、修改的条文。"""
    statute, texts = _find(name)
    versions = texts.versions(statute.short)
    if len(versions) < 2:
        fail(f"{statute.short} has {len(versions)} imported version; two are needed")
    old, new = versions[-2:]
    console.print(f"{statute.short}：{old.in_force_from} → {new.in_force_from}", highlight=False)
    differences = comparing.compare(old, new)
    for difference in differences:
        _print_difference(difference)
    if not differences:
        console.print("没有差异")


def _print_difference(difference: Difference) -> None:
    names = {
        Change.ADDED: f"+ 新增 {difference.after}",
        Change.DROPPED: f"- 删去 {difference.before}",
        Change.RENUMBERED: f"→ {difference.before} 改为 {difference.after}",
        Change.CHANGED: f"* 修改 {difference.after}",
    }
    console.print(names[difference.change], style="bold", highlight=False)
    line = Text()
    for kind, words in difference.words():
        line.append(words, style=_STYLES[kind])
    console.print(line)


def _find(name: str) -> tuple[Statute, Texts]:
    """The law of that name, and the texts."""
    settings = settings_or_exit()
    register = load_library(settings).register
    statute = register.find(name)
    if statute is None:
        fail(f"no law called {name}; `pufa statutes list` shows them")
    return statute, load_texts(settings, register)
