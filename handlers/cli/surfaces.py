"""`pufa campaign export` and `pufa campaign places`: a campaign on signs, posters and pages."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from bot.config import Settings
from bot.publicity.surfaces.composition import Design
from bot.publicity.surfaces.export import POSTER, Order, Surface, write
from bot.publicity.surfaces.exporting import Exported, Exporting, Words
from bot.store import Database
from bot.store import places as store
from handlers.cli.common import AsJson, fail, load_library, print_json, run
from handlers.cli.tables import columns, print_table


def register(app: typer.Typer) -> None:
    app.command("export")(export_surfaces)
    app.command("places")(list_places)


def export_surfaces(
    number: Annotated[int, typer.Argument(metavar="ID", min=1, help="The campaign's number")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go")],
    place: Annotated[
        list[str] | None, typer.Option(help="A poster for this place, with a QR code of its own")
    ] = None,
    design: Annotated[
        Design, typer.Option(help="a: a dark sign; b: black on white, little toner")
    ] = Design.BOLD,
    only: Annotated[list[Surface] | None, typer.Option(help="Only these surfaces")] = None,
    telegram: Annotated[
        str, typer.Option(metavar="BOT", help="QR codes open this Telegram bot, not the page")
    ] = "",
    headline: Annotated[str, typer.Option(help="In place of the campaign's")] = "",
    led: Annotated[str, typer.Option(help="LED text in place of the campaign's")] = "",
    bus: Annotated[str, typer.Option(help="Bus text in place of the campaign's")] = "",
    as_json: AsJson = False,
) -> None:
    """把一次推送做成 LED 屏和公交屏文字、海报、公众号文章和网页横幅。"""
    order = Order(
        surfaces=frozenset(only or Surface), design=design, places=tuple(place or [POSTER])
    )
    made = _export(number, order, Words(headline, led, bus), telegram)
    try:
        written = write(folder, made.export.files)
    except OSError as error:
        fail(f"cannot write to {folder}: {error.strerror}")
    if as_json:
        print_json(_record(made, written))
        return
    for path in written:
        typer.echo(path)
    for at, link in made.links.items():
        typer.echo(f"{at.name}（{at.code}）：{link}")
    for warning in made.export.warnings:
        typer.echo(f"pufa: warning: {warning}", err=True)


def list_places(as_json: AsJson = False) -> None:
    """张贴过的地点、它们的代码，和从那里来了多少人。"""
    found = run(lambda _, database: database.read(store.everywhere))
    if as_json:
        records = [
            {"code": it.code, "name": it.name, "arrivals": it.count, "last_day": it.last_day}
            for it in found
        ]
        print_json(records)
        return
    table = columns("地点", "代码", "来了", "最近一次", whole={"代码"})
    for it in found:
        table.add_row(it.name, it.code, str(it.count), it.last_day or "还没有")
    print_table(table)


def _export(number: int, order: Order, words: Words, telegram: str) -> Exported:
    def on(settings: Settings, database: Database) -> Awaitable[Exported]:
        library = cache(lambda: load_library(settings))
        exporting = Exporting(settings, database, library, lambda: datetime.now(UTC), apart=False)
        return exporting.export(number, order, words, bot=telegram)

    return run(on)


def _record(made: Exported, written: list[Path]) -> dict[str, object]:
    return {
        "files": [str(path) for path in written],
        "places": [
            {"name": it.name, "code": it.code, "link": link} for it, link in made.links.items()
        ],
        "warnings": list(made.export.warnings),
    }
