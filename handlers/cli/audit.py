"""`pufa audit …`: the record of what staff changed, and whether it is whole."""

from __future__ import annotations

import getpass
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer

from bot.members import WAYS, Staff, operator
from bot.staff.audit import Audit, label_of, told_subject
from bot.store.audit import Head, Line
from handlers.cli.common import AsJson, fail, print_json, run, settings_or_exit, staff

app = typer.Typer(help="审计记录：谁在什么时候改了什么。", no_args_is_help=True)
T = TypeVar("T")


@app.command()
def verify(
    expect: Annotated[
        str, typer.Option(help="A head noted down earlier, COUNT:HASH, that must still be there")
    ] = "",
) -> None:
    """沿着哈希链核对一遍：少了一行、改了一行、截掉了末尾都查得出来。"""
    verdict = _run(lambda audit: audit.verify(expected=_head(expect)))
    for fault in verdict.faults:
        typer.echo(f"line {fault.number}: {fault.reason}", err=True)
    if verdict.faults:
        fail("the audit record is not what was written")
    typer.echo(f"lines: {verdict.lines}, all as they were written")
    if verdict.lines:
        typer.echo(f"head: {verdict.head.count}:{verdict.head.hash}")


@app.command()
def show(
    who: Annotated[str, typer.Option(help="Only by this one: telegram:123, cli:li, system")] = "",
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only since this day")
    ] = None,
    subject: Annotated[
        str, typer.Option(help="Only about this: campaign:12, or all below campaign")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the latest")] = 100,
    as_json: AsJson = False,
) -> None:
    """工作人员做过的更改，最新的在最后。"""
    zone = settings_or_exit().zone
    first = since.replace(tzinfo=zone) if since else None
    you = operator(getpass.getuser())
    lines = _run(lambda audit: audit.lines(you, by=who, since=first, subject=subject, limit=limit))
    if as_json:
        print_json([_record(line) for line in lines])
        return
    people = staff()
    for line in lines:
        typer.echo(_shown(line, zone, people))


def _shown(line: Line, zone: ZoneInfo, people: Staff) -> str:
    """Each name with what `--who` and `--subject` take: 命令行 li（cli:li）."""
    at = datetime.fromisoformat(line.at).astimezone(zone)
    via = "" if line.who.startswith(line.via) else f" ({WAYS.get(line.via, line.via)})"
    contents = " → ".join(text or "-" for text in (line.before, line.after))
    told = (
        f"{people.told(line.who)}{via}  {label_of(line.action)}（{line.action}）  "
        f"{told_subject(line)}（{line.subject}）  {contents}"
    )
    return f"{line.number:>5}  {at:%Y-%m-%d %H:%M}  {told}"


def _record(line: Line) -> dict[str, object]:
    before, after = (json.loads(text) if text else None for text in (line.before, line.after))
    return asdict(line) | {"before": before, "after": after}


def _head(text: str) -> Head | None:
    if not text:
        return None
    if not re.fullmatch(r"[1-9][0-9]*:[0-9a-f]{64}", text):
        fail(f"--expect {text}: it must be COUNT:HASH, as `pufa audit verify` prints it")
    count, _, digest = text.partition(":")
    return Head(int(count), digest)


def _run(work: Callable[[Audit], Awaitable[T]]) -> T:
    return run(lambda _, database: work(Audit(database)))
