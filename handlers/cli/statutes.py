"""`pufa statutes …`: the register of laws and their imported texts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from bot.knowledge.statutes import Statute, Texts, comparing, importing
from bot.knowledge.statutes.comparing import Change, Difference
from bot.knowledge.statutes.importing import ImportFailed
from handlers.cli.common import fail, load_library, settings_or_exit

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
    files = _files(paths)
    if not files:
        fail("no .docx, .md or .txt file there")
    failed = 0
    for path in track(files, "importing", console=errors, transient=True):
        try:
            found = importing.read(
                path,
                register,
                law=law,
                version=version.date() if version else None,
                effective=effective.date() if effective else None,
            )
        except ImportFailed as error:
            failed += 1
            errors.print(f"pufa: {error}", markup=False, highlight=False, soft_wrap=True)
            continue
        if found.problems and not partial:
            failed += 1
            problems = "; ".join(found.problems[:3])
            errors.print(
                f"pufa: {path}: {problems}. Correct the file, or say --partial",
                markup=False, highlight=False, soft_wrap=True,
            )  # fmt: skip
            continue
        importing.save(found.law, settings.statutes_dir)
        text = found.law
        console.print(
            f"{text.short}: {len(text.articles)} articles, in force from {text.in_force_from}",
            highlight=False,
        )
    if failed:
        fail(f"{failed} of {len(files)} files not imported")


@app.command("list")
def list_statutes() -> None:
    """登记表里的法规，和各自是否有全文。"""
    settings = settings_or_exit()
    register = load_library(settings).register
    texts = Texts(settings.statutes_dir)
    table = Table("法规", "级别", "施行", "修正", "状态", "条数", "全文")
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
        )
    console.print(table)


@app.command()
def show(name: Annotated[str, typer.Argument(help="A law by any of its names")]) -> None:
    """一部法规：登记的内容、版本、章节。"""
    settings = settings_or_exit()
    statute = _find(name)
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
    texts = Texts(settings.statutes_dir)
    for version in texts.versions(statute.short):
        console.print(f"版本 {version.in_force_from}：{len(version.articles)} 条", highlight=False)
    law = texts.law(statute.short)
    headings = (heading for above in law.headings.values() for heading in above) if law else ()
    for heading in dict.fromkeys(headings):
        console.print(f"  {heading}", highlight=False)


@app.command()
def diff(name: Annotated[str, typer.Argument(help="A law with two imported versions")]) -> None:
    """新旧两个版本逐条逐字比较：增加、删去、改号、修改的条文。"""
    settings = settings_or_exit()
    statute = _find(name)
    versions = Texts(settings.statutes_dir).versions(statute.short)
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


def _find(name: str) -> Statute:
    statute = load_library(settings_or_exit()).register.find(name)
    if statute is None:
        fail(f"no law called {name}; `pufa statutes list` shows them")
    return statute


def _files(paths: list[Path]) -> list[Path]:
    """The files named, and those in the folders named that have articles' suffixes."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(p for p in path.rglob("*") if _is_text(p))
        else:
            files.append(path)
    return files


def _is_text(path: Path) -> bool:
    return path.suffix in importing.SUFFIXES and not path.name.lower().startswith("readme")
