"""Commands on the knowledge base: check, stats, review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.answering import proving
from bot.calculators import CALCULATORS, local
from bot.calculators.misfits import misfits
from bot.config import Settings
from bot.frontmatter import Fault
from bot.knowledge import checking, entries
from bot.knowledge.checking import Evidence, VerifiedFacts
from bot.knowledge.checking.hints import CHECKS, Hint
from bot.knowledge.checking.lines import line_of
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.knowledge.library import review as reviewing
from handlers.cli.common import fail, load_edition, load_library, settings_or_exit, texts_of
from handlers.cli.tables import columns, print_table

T = TypeVar("T")
console = Console()
errors = Console(stderr=True)


def register(app: typer.Typer) -> None:
    app.command()(check)
    app.command()(stats)
    app.command()(review)


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Report only on files below these paths")
    ] = None,
    laws: Annotated[
        Path | None, typer.Option(help="Folder of full texts to hold figures against")
    ] = None,
    phrases: Annotated[
        bool, typer.Option("--phrases", help="Also prove that each phrase finds its own entry")
    ] = False,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Also list the hints, which are only counted else")
    ] = False,
) -> None:
    """检查知识库：每一处错误一行，file:line: 是什么、怎么改；有错误则以 1 退出。"""
    if missing := [path for path in paths or () if not path.exists()]:
        fail(f"{missing[0]}: there is no such file or folder; check the path")
    settings = settings_or_exit()
    library = load_library(settings)
    today = datetime.now(settings.zone).date()
    texts = texts_of(laws, settings, library.register)
    evidence = Evidence(texts, VerifiedFacts.from_folder(texts.folder)) if texts.laws else None
    findings = checking.check(
        library, today=today, texts=texts, evidence=evidence, only=paths or (), progress=_with_bar
    )
    for warning in findings.warnings:
        errors.print(f"warning: {warning}", highlight=False, markup=False, soft_wrap=True)
    if thorough:
        for hint in findings.hints:
            errors.print(f"hint: {hint}", highlight=False, markup=False, soft_wrap=True)
    faults = [
        *findings.faults,
        *_of_calculators(settings, library, paths),
        *(_misplaced(settings, paths) if phrases else ()),
    ]
    for fault in faults:
        console.print(str(fault), highlight=False, markup=False, soft_wrap=True)
    if findings.hints:
        errors.print(_counted(findings.hints, listed=thorough))
    noted = sum(bool(entry.note) for entry in library.entries.values())
    errors.print(
        f"{len(library.entries)} entries, {noted} with a note: "
        f"{len(faults)} faults, {len(findings.warnings)} warnings, {len(findings.hints)} hints",
        highlight=False,
    )
    raise typer.Exit(1 if faults else 0)


def _counted(hints: Sequence[Hint], *, listed: bool) -> Table:
    """How many hints each check gives, so that nobody takes silence for a thorough reading."""
    table = columns("hint", "" if listed else "--thorough lists them")
    counts = Counter(hint.check for hint in hints)
    for check in (name for name in CHECKS if counts[name]):
        table.add_row(check, str(counts[check]))
    return table


def _of_calculators(
    settings: Settings, library: Library, paths: Sequence[Path] | None
) -> Iterator[Fault]:
    """Faults of the files that calculators read, and entries that name one which doesn't exist."""
    wanted = [path.resolve() for path in paths or ()]
    found = list(local.load([settings.knowledge_dir, settings.overlay_dir]).faults)
    found += [one.fault for one in misfits(library.sums)]
    for entry in library.entries.values():
        if entry.calculator and entry.calculator not in CALCULATORS:
            message = f"no calculator {entry.calculator}: use one of {' '.join(CALCULATORS)}"
            found.append(Fault(entry.path, line_of(entry.source, "calculator:"), message))
    for fault in found:
        path = fault.path.resolve()
        if not wanted or any(path.is_relative_to(one) for one in wanted):
            yield fault


def _misplaced(settings: Settings, paths: Sequence[Path] | None) -> Iterator[Fault]:
    """Faults of the phrases in files below the paths, in all files without."""
    edition = load_edition(settings)
    wanted = [path.resolve() for path in paths or ()]
    files = [
        one
        for one in edition.library.phrases.values()
        if not wanted or any(one.path.resolve().is_relative_to(path) for path in wanted)
    ]
    return proving.faults(edition.library, edition.answerer.matcher, _with_bar(files))


def stats() -> None:
    """知识库有多少：按主题的条目数、问法数、引用的法规数、带说明的条目数。"""
    library = load_library(settings_or_exit())
    table = columns("主题", "条目", "问法", "法规", "带说明")
    for topic, members in library.topics.items():
        table.add_row(topic, *map(str, _counts(members)))
    table.add_section()
    table.add_row("合计", *map(str, _counts(library.entries.values())))
    print_table(table)


def review(
    slugs: Annotated[list[str] | None, typer.Argument(help="Entries that were reviewed")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All entries")] = False,
    laws: Annotated[
        Path | None, typer.Option(help="Folder of the full texts they were reviewed against")
    ] = None,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Write the shipped files, not the bureau's own")
    ] = False,
) -> None:
    """记下条目已按现行条文复核：日期和所引条文的指纹。"""
    settings = settings_or_exit()
    library = load_library(settings)
    chosen = list(library.entries) if everything else slugs or []
    if not chosen:
        fail("name the entries, or say --all")
    if unknown := [slug for slug in chosen if slug not in library.entries]:
        fail(f"no entry {unknown[0]}")
    today = datetime.now(settings.zone).date()
    texts = texts_of(laws, settings, library.register)
    for slug in track(chosen, "reviewing", console=errors, transient=True):
        entry = library.entries[slug]
        own = settings.overlay_dir / "entries" / entry.topic / entry.path.name
        entries.write(reviewing.reviewed(entry, texts, today), entry.path if shipped else own)
    errors.print(f"{len(chosen)} entries reviewed on {today}", highlight=False)


def _counts(members: Iterable[Entry]) -> tuple[int, int, int, int]:
    members = tuple(members)
    phrases = sum(1 + len(entry.ask) for entry in members)
    laws = {citation.law for entry in members for citation in entry.cited}
    return len(members), phrases, len(laws), sum(bool(entry.note) for entry in members)


def _with_bar(members: Iterable[T]) -> Iterator[T]:
    yield from track(list(members), "checking", console=errors, transient=True)
