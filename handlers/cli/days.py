"""`pufa days`: the calendar of a year, and the words for one day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.knowledge.calendar.rules import YEARS
from bot.knowledge.library import Library
from bot.publicity import days as calendar
from bot.publicity.days import Occurrence
from handlers.cli.common import AsJson, fail, load_library, print_json, settings_or_exit
from handlers.cli.tables import columns, print_table

console = Console()


def register(app: typer.Typer) -> None:
    app.command()(days)


def days(
    key: Annotated[
        str | None,
        typer.Argument(help="One day, for its words: constitution-day or constitution-day/2027"),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(min=YEARS[0], max=YEARS[-1], help="Which year; this one if left out"),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every anniversary, not the round")] = False,
    as_json: AsJson = False,
) -> None:
    """一年的普法日历：宣传日、周、月和法规的逢五逢十周年；写上名称看那一天的用语。"""
    settings = settings_or_exit()
    library = load_library(settings)
    today = datetime.now(settings.zone).date()
    if key:
        _show(library, _named(library, key, year, today), as_json=as_json)
        return
    found = calendar.occurrences(library, year or today.year, every=every)
    if as_json:
        print_json([_as_record(occurrence) for occurrence in found])
    else:
        print_table(_table(found))


def _named(library: Library, key: str, year: int | None, today: date) -> Occurrence:
    wanted = f"{key}/{year}" if year and "/" not in key else key
    occurrence = calendar.find(library, wanted, today)
    if occurrence is None:
        fail(f"no day {wanted}: `pufa days --all --json` lists the keys")
    return occurrence


def _show(library: Library, occurrence: Occurrence, *, as_json: bool) -> None:
    notice = calendar.notice(library, occurrence)
    if as_json:
        words = {"body": notice.body, "led": notice.led, "bus": notice.bus}
        poster = {"headline": notice.headline, "points": list(notice.points)}
        print_json({**_as_record(occurrence), **words, **poster, "entries": list(notice.entries)})
        return
    caution = f"（{occurrence.caution}）" if occurrence.caution else ""
    points = "\n".join(f"- {point}" for point in notice.points)
    for text in (
        f"{notice.title}  {occurrence.year}年{occurrence.when}{caution}",
        f"由来：{occurrence.day.basis}",
        f"通知：\n{notice.body}",
        f"LED 屏：{notice.led}",
        f"车载屏：{notice.bus}",
        f"海报：{notice.headline}\n{points}",
    ):
        console.print(text + "\n", highlight=False, markup=False, soft_wrap=True)


def _table(found: tuple[Occurrence, ...]) -> Table:
    table = columns("日期", "名称", "种类", "说明", "标识", whole={"标识"})
    for occurrence in found:
        relevance = "自动拟稿" if occurrence.is_proposed else ""
        note = "，".join(filter(None, (occurrence.caution, relevance)))
        day = occurrence.day
        table.add_row(occurrence.when, occurrence.title, day.kind, note, day.key)
    return table


def _as_record(occurrence: Occurrence) -> dict[str, Any]:
    """`first` and `last` are null where only the `month` is known."""
    day, known = occurrence.day, not occurrence.is_announced
    return {
        "key": day.key,
        "name": day.name,
        "title": occurrence.title,
        "kind": day.kind,
        "year": occurrence.year,
        "first": occurrence.first.isoformat() if known else None,
        "last": occurrence.last.isoformat() if known else None,
        "month": occurrence.first.month,
        "when": day.when.text,
        "since": day.since,
        "relevance": day.relevance,
        "proposed": occurrence.is_proposed,
        "confirm": occurrence.needs_confirmation,
        "audience": list(day.audience),
        "basis": day.basis,
    }
