"""`pufa subscribers …`: in from another system, out to one, and how many there are."""

from __future__ import annotations

import asyncio
import getpass
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer
from sqlite_utils import Database as Connection

from bot.files import written_privately
from bot.keyring import hasher_of
from bot.members import operator
from bot.privacy import BadKey
from bot.publicity import subscribers
from bot.publicity.subscribers import File
from bot.store import subscribers as store
from handlers.cli.common import (
    AsJson,
    fail,
    load_library,
    open_database,
    print_json,
    run,
    settings_or_exit,
)
from handlers.cli.tables import columns, print_table

app = typer.Typer(help="订阅者：导入、导出、计数。", no_args_is_help=True)
SHOWN = 20
"""Faults that are printed; a wrong column makes one in every line."""

_GROUPS = {
    "state": "状态",
    "channel": "渠道",
    "kind": "种类",
    "audience": "对象",
    "topic": "主题",
    "place": "来处",
}


@app.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(help="CSV or Excel: channel,chat_id,audiences,topics,consented")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check the file")] = False,
    as_json: AsJson = False,
) -> None:
    """从别的系统导入订阅者；没有同意日期的不导入，这里已有的不改动。有一行错就一行都不导入。"""
    settings = settings_or_exit()
    try:
        content = file.read_bytes()
    except OSError as error:
        fail(f"cannot read {file}: {error.strerror}")
    now = datetime.now(UTC)
    found = subscribers.read(content, load_library(settings), settings.zone, now)
    if found.faults:
        _fail_with(file, found)
    added = 0
    if not dry_run:
        database = open_database(settings)
        try:
            hasher = hasher_of(settings.data_dir, database)
            added = asyncio.run(subscribers.take_in(found.rows, database, hasher, now))
        except BadKey as error:
            fail(str(error))
        finally:
            database.close()
    numbers = {
        "rows": len(found.rows),
        "added": added,
        "known": 0 if dry_run else len(found.rows) - added,
        "without_consent": found.without_consent,
        "dry_run": dry_run,
    }
    if as_json:
        typer.echo(json.dumps(numbers))
    elif dry_run:
        typer.echo(f"{len(found.rows)} to import, {found.without_consent} without consent")
    else:
        typer.echo(
            f"{added} imported, {numbers['known']} known already,"
            f" {found.without_consent} without consent"
        )


@app.command("export")
def export_file(
    file: Annotated[
        Path | None, typer.Argument(help="CSV to write; standard output if left out")
    ] = None,
) -> None:
    """导出全部订阅者（CSV，可以再导入）；里面有会话号，请妥善保管。"""
    database = open_database(settings_or_exit())
    who, now = operator(getpass.getuser()), datetime.now(UTC)
    try:
        if file is None:
            asyncio.run(subscribers.note_export(who, database, now))
            asyncio.run(database.read(_write, out=sys.stdout))
            return
        with written_privately(file) as out:  # nothing is noted where nothing can be written
            asyncio.run(subscribers.note_export(who, database, now))
            count = asyncio.run(database.read(_write, out=out))
    finally:
        database.close()
    typer.echo(f"{count} subscribers in {file}")


@app.command()
def count(as_json: AsJson = False) -> None:
    """有多少订阅者：按状态；有效的再按渠道、种类、对象、主题、来处。"""
    counts = run(lambda _, database: database.read(store.counts))
    if as_json:
        print_json(counts)
        return
    table = columns("", "", "人数")
    for group, label in _GROUPS.items():
        for name, number in counts[group].items():
            table.add_row(label, name or "（全部或未记）", str(number))
    print_table(table)


def _write(db: Connection, *, out: TextIO) -> int:
    """Line by line, however many they are; returns how many."""
    count = -1  # the heading is no subscriber
    for line in subscribers.as_csv(store.everyone(db)):
        out.write(line)
        count += 1
    return count


def _fail_with(file: Path, found: File) -> None:
    for fault in found.faults[:SHOWN]:
        typer.echo(f"{file}:{fault.line}: {fault.message}", err=True)
    if len(found.faults) > SHOWN:
        typer.echo(f"… and {len(found.faults) - SHOWN} more", err=True)
    fail(f"nothing imported: {len(found.faults)} of the lines are wrong")
