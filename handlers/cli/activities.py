"""`pufa activity …`: offline activities for the report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from bot.config import Settings
from bot.members import WAYS, Actor
from bot.publicity.activities import CHANGES, KINDS, Activities, as_line, as_record, day_name
from bot.store import Database
from bot.store.activities import Activity
from handlers.cli.common import (
    AsJson,
    Who,
    acting,
    fail,
    load_library,
    print_json,
    run,
    settings_or_exit,
    staff,
)
from handlers.cli.tables import columns, print_table

app = typer.Typer(help="线下普法活动：登记、查看、更正、删除。", no_args_is_help=True)
console = Console()
T = TypeVar("T")

On = Annotated[
    datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Day it was held")
]
Kind = Annotated[str | None, typer.Option(help="、".join(KINDS))]
Day = Annotated[str | None, typer.Option(help="Publicity day, by key or name")]
Law = Annotated[str | None, typer.Option(help="Law, by any of its names")]
People = Annotated[int | None, typer.Option(min=0, help="People reached")]
Materials = Annotated[int | None, typer.Option(min=0, help="Materials handed out")]
Consultations = Annotated[int | None, typer.Option(min=0, help="Questions answered there")]
Note = Annotated[str | None, typer.Option(help="Place, partners, anything else")]


@app.command()
def add(
    kind: Annotated[str, typer.Option(help="、".join(KINDS))],
    held_on: On = None,
    day: Day = None,
    law: Law = None,
    people: People = None,
    materials: Materials = None,
    consultations: Consultations = None,
    note: Note = None,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """登记一次活动；不写日期就是今天。"""
    given = _given(None, held_on, day, law, people, materials, consultations, note)

    async def work(activities: Activities) -> Activity:
        values = {"held_on": activities.today, **given}
        return await activities.add(await _actor(activities, who), Activity(kind=kind, **values))

    _print([_run(work)], as_json=as_json)


@app.command("list")
def list_activities(
    year: Annotated[int | None, typer.Option(help="Only this year's")] = None,
    as_json: AsJson = False,
) -> None:
    """登记过的活动，早的在前。"""
    first = date(year or 1, 1, 1)
    last = date(year or 9999, 12, 31)
    _print(_run(lambda activities: activities.between(first, last)), as_json=as_json)


@app.command()
def correct(
    number: Annotated[int, typer.Argument(help="The activity's number")],
    kind: Kind = None,
    held_on: On = None,
    day: Day = None,
    law: Law = None,
    people: People = None,
    materials: Materials = None,
    consultations: Consultations = None,
    note: Note = None,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """更正写明的各项，其余不变；原来的内容留在记录里。"""
    values = _given(kind, held_on, day, law, people, materials, consultations, note)
    if not values:
        fail("say what to correct, for example --people 130")

    async def work(activities: Activities) -> Activity:
        return await activities.correct(await _actor(activities, who), number, **values)

    _print([_run(work)], as_json=as_json)


@app.command()
def delete(
    number: Annotated[int, typer.Argument(help="The activity's number")],
    reason: Annotated[str, typer.Option(help="Why, for the record")] = "",
    who: Who = "",
) -> None:
    """删除一次活动；它的内容和原因留在记录里。"""

    async def work(activities: Activities) -> Activity:
        return await activities.delete(await _actor(activities, who), number, reason)

    console.print(f"deleted activity {_run(work).id}; its record is kept", highlight=False)


@app.command()
def record(
    number: Annotated[int, typer.Argument(help="The activity's number")], as_json: AsJson = False
) -> None:
    """一次活动的登记、更正和删除记录。"""
    changes = _run(lambda activities: activities.record(number))
    if not changes:
        fail(f"no activity {number}")
    if as_json:
        lines = [
            {
                "at": change.at.isoformat(),
                "who": change.who,
                "via": change.via,
                "change": change.change,
                "before": as_record(change.before) if change.before else None,
                "after": as_record(change.after) if change.after else None,
                "reason": change.reason,
            }
            for change in changes
        ]
        print_json(lines)
        return
    settings, people = settings_or_exit(), staff()
    library = load_library(settings)
    table = columns("时间", "谁", "经由", "做了什么", "之后", "原因")
    for change in changes:
        at = f"{change.at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
        after = as_line(change.after, library) if change.after else ""
        table.add_row(
            at, people.called(change.who), WAYS.get(change.via, change.via),
            CHANGES[change.change], after, change.reason,
        )  # fmt: skip
    print_table(table)


def _given(
    kind: str | None,
    held_on: datetime | None,
    day: str | None,
    law: str | None,
    people: int | None,
    materials: int | None,
    consultations: int | None,
    note: str | None,
) -> dict[str, Any]:
    """The fields that were named."""
    values = {
        "kind": kind,
        "held_on": held_on.date() if held_on else None,
        "day": day,
        "law": law,
        "people": people,
        "materials": materials,
        "consultations": consultations,
        "note": note,
    }
    return {field: value for field, value in values.items() if value is not None}


async def _actor(activities: Activities, who: str) -> Actor:
    return await acting(activities.settings, activities.database, who)


def _run(work: Callable[[Activities], Awaitable[T]]) -> T:
    def on(settings: Settings, database: Database) -> Awaitable[T]:
        library = cache(lambda: load_library(settings))
        return work(Activities(settings, database, library, lambda: datetime.now(UTC)))

    return run(on)


def _print(activities: list[Activity], *, as_json: bool) -> None:
    if as_json:
        records = [as_record(activity) for activity in activities]
        print_json(records)
        return
    library = load_library(settings_or_exit())
    table = columns("号", "日期", "种类", "宣传日", "法规", "人数", "资料", "咨询", "备注")
    for it in activities:
        table.add_row(
            str(it.id), str(it.held_on), it.kind, day_name(library, it.day), it.law,
            str(it.people), str(it.materials), str(it.consultations), it.note,
        )  # fmt: skip
    print_table(table)
