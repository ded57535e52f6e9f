"""Commands on the knowledge base: check, stats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot import check as checking
from bot.config import Settings
from bot.entries import Entry
from bot.statutes import Texts
from handlers.cli.common import load_library, settings_or_exit

console = Console()
errors = Console(stderr=True)


def register(app: typer.Typer) -> None:
    app.command()(check)
    app.command()(stats)


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Report only on files below these paths")
    ] = None,
    laws: Annotated[
        Path | None,
        typer.Option(help="Folder of full texts to hold figures against"),
    ] = None,
) -> None:
    """检查知识库：每一处错误一行，file:line: 是什么、怎么改；有错误则以 1 退出。"""
    settings = settings_or_exit()
    library = load_library(settings)
    today = datetime.now(settings.zone).date()
    evidence = (
        _evidence(laws or settings.statutes_dir, settings) if laws or _has_texts(settings) else None
    )
    findings = checking.check(
        library, today=today, evidence=evidence, only=paths or (), progress=_with_bar
    )
    for warning in findings.warnings:
        errors.print(f"warning: {warning}", highlight=False, markup=False, soft_wrap=True)
    for fault in findings.faults:
        console.print(str(fault), highlight=False, markup=False, soft_wrap=True)
    noted = sum(bool(entry.note) for entry in library.entries.values())
    errors.print(
        f"{len(library.entries)} entries, {noted} with a note: "
        f"{len(findings.faults)} faults, {len(findings.warnings)} warnings",
        highlight=False,
    )
    raise typer.Exit(1 if findings.faults else 0)


def stats() -> None:
    """知识库有多少：按主题的条目数、问法数、引用的法规数、带说明的条目数。"""
    library = load_library(settings_or_exit())
    table = Table("主题", "条目", "问法", "法规", "带说明")
    for topic, entries in library.topics.items():
        table.add_row(topic, *map(str, _counts(entries)))
    table.add_section()
    table.add_row("合计", *map(str, _counts(library.entries.values())))
    console.print(table)


def _counts(entries: Iterable[Entry]) -> tuple[int, int, int, int]:
    entries = tuple(entries)
    phrases = sum(1 + len(entry.ask) for entry in entries)
    laws = {citation.law for entry in entries for citation in entry.basis}
    return len(entries), phrases, len(laws), sum(bool(entry.note) for entry in entries)


def _evidence(folder: Path, settings: Settings) -> checking.Evidence:
    if not folder.is_dir():
        errors.print(f"--laws {folder}: no such folder", highlight=False)
        raise typer.Exit(1)
    today = datetime.now(settings.zone).date()
    return checking.Evidence(Texts(folder, today=today), checking.VerifiedFacts.from_folder(folder))


def _has_texts(settings: Settings) -> bool:
    return settings.statutes_dir.is_dir() and any(settings.statutes_dir.rglob("*.md"))


def _with_bar(entries: Iterable[Entry]) -> Iterator[Entry]:
    yield from track(list(entries), "checking", console=errors, transient=True)
