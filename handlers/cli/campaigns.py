"""`pufa campaign …`: a campaign's whole life from the command line, and its progress."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from bot.config import Settings
from bot.members import Actor
from bot.publicity import days
from bot.publicity.activities import day_name
from bot.publicity.campaigns import Campaigns
from bot.publicity.notices import parse_button
from bot.publicity.proposals import Proposals
from bot.publicity.steps import STATES
from bot.publicity.times import end_of_day, when
from bot.staff.refusals import Doubtful, Refused
from bot.store import Database
from bot.store import campaigns as store
from bot.store.campaigns import Campaign, Notice, State
from handlers.cli import results as numbers_of
from handlers.cli import surfaces
from handlers.cli.campaign_records import everything, fields
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
from handlers.cli.failing import told
from handlers.cli.progress import watch as watch_progress
from handlers.cli.tables import columns, print_table
from handlers.dialogues.campaign_pages import button_line, change_line, numbers
from handlers.encodings import readable
from handlers.measuring import rendered_length

app = typer.Typer(help="推送：起草、审核、定时、暂停、继续、看进度。", no_args_is_help=True)
numbers_of.register(app)
surfaces.register(app)
console = Console()
T = TypeVar("T")

Id = Annotated[int, typer.Argument(metavar="ID", min=1, max=10**9, help="The campaign's number")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent")]
Reason = Annotated[str, typer.Option(help="Why, for the record")]
Late = Annotated[bool, typer.Option("--late", help="Send although its last useful date is past")]


@app.command("list")
def list_campaigns(
    state: Annotated[list[State] | None, typer.Option(help="Only those in this state")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many")] = 20,
    as_json: AsJson = False,
) -> None:
    """推送一览，新的在前。"""

    async def work(campaigns: Campaigns) -> list[Campaign]:
        return await campaigns.seeing.database.read(store.recent, states=state or (), limit=limit)

    found = _run(work)
    if as_json:
        print_json([fields(campaign) for campaign in found])
        return
    settings, people = settings_or_exit(), staff()
    zone, library = settings.zone, load_library(settings)
    table = columns("号", "标题", "状态", "时间", "版本", "起草", "宣传日")
    for one in found:
        at = f"{one.send_at.astimezone(zone):%Y-%m-%d %H:%M}" if one.send_at else ""
        table.add_row(
            str(one.id), one.notice.title, STATES[one.state], at, str(one.version),
            people.called(one.author), day_name(library, one.day),
        )  # fmt: skip
    print_table(table)


@app.command()
def show(campaign_id: Id, as_json: AsJson = False) -> None:
    """一个推送：通知原文、对象、时间、数字，和谁在什么时候做了什么。"""
    zone = settings_or_exit().zone
    record = _run(lambda campaigns: everything(campaigns.seeing, campaign_id))
    if as_json:
        print_json(record)
        return
    campaign, people = _run(lambda campaigns: campaigns.seeing.get(campaign_id)), staff()
    _say(f"#{campaign.id} {campaign.notice.title}（{STATES[campaign.state]}）")
    for label, value in (
        ("对象", "、".join(campaign.notice.audiences) or "全部"),
        ("主题", "、".join(campaign.notice.topics) or "全部"),
        ("按钮", "；".join(map(button_line, campaign.notice.buttons)) or "无"),
        ("时间", _local(campaign.send_at)),
        ("最后有效", _local(campaign.notice.useful_until)),
        ("宣传日", _day(campaign.day) or "无"),
        ("预计", record["estimate"]["words"]),
        ("发送", numbers(record["counts"])),
        ("点按", "、".join(f"按钮 {n}：{count} 人" for n, count in record["taps"].items()) or "无"),
        ("提问", f"{record['questions']} 个"),
    ):
        _say(f"{label}：{value}")
    _say(f"\n{campaign.notice.body}\n")
    for change in _run(lambda campaigns: campaigns.seeing.record(campaign_id)):
        _say(change_line(change, zone, people.called))


@app.command()
def new(
    who: Who,
    title: Annotated[str, typer.Option(help="Title; a day's own with --day alone")] = "",
    body: Annotated[
        Path | None, typer.Option(metavar="FILE.md", help="Markdown; - reads standard input")
    ] = None,
    audience: Annotated[list[str] | None, typer.Option(help="Only for these")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Only for these topics")] = None,
    button: Annotated[
        list[str] | None,
        typer.Option(help="文字=entry:SLUG, 文字=page:https://…, 文字=question; at most 3"),
    ] = None,
    day: Annotated[
        str, typer.Option(help="Publicity day: constitution-day or constitution-day/2027")
    ] = "",
    useful_until: Annotated[str, typer.Option(help="Last useful day: 2026-12-07")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Don't submit it for review")] = False,
    as_json: AsJson = False,
) -> None:
    """新建一个推送并提交审核，打印它的号。"""

    async def work(campaigns: Campaigns) -> Campaign:
        actor = await _actor(campaigns, who)
        try:
            campaign = await _drafted(campaigns, actor)
        except ValueError as error:  # a button that can't be read, a year without a calendar
            fail(str(error))
        return campaign if draft else await campaigns.preparing.submit(actor, campaign.id)

    async def _drafted(campaigns: Campaigns, actor: Actor) -> Campaign:
        zone, library = campaigns.seeing.settings.zone, campaigns.seeing.library()
        occurrence = days.find(library, day, campaigns.seeing.clock().astimezone(zone).date())
        if day and occurrence is None:
            fail(f"no day {day}: `pufa days --all --json` lists the keys")
        if occurrence and not title and body is None:
            return await Proposals(campaigns.preparing).draft(actor, occurrence)
        if body is None:
            fail("--body is missing: a file with the notice, or - for standard input")
        notice = Notice(
            title=title,
            body=_text(body),
            audiences=tuple(audience or ()),
            topics=tuple(topic or ()),
            buttons=tuple(parse_button(text, library) for text in button or ()),
            useful_until=end_of_day(useful_until, zone) if useful_until else None,
        )
        return await campaigns.preparing.draft(
            actor, notice, day=occurrence.id if occurrence else ""
        )

    campaign = _run(work)
    if as_json:
        print_json(fields(campaign))
    else:
        typer.echo(campaign.id)


@app.command()
def submit(campaign_id: Id, who: Who = "", as_json: AsJson = False) -> None:
    """提交审核。"""
    _step(lambda it, actor: it.preparing.submit(actor, campaign_id), who, as_json=as_json)


@app.command()
def approve(
    campaign_id: Id,
    who: Who,
    yes: Annotated[
        str, typer.Option(metavar="CODE", help="Says yes to what the refusal doubted")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """批准；起草、修改和提交的人不能自己批准。记录里写明是经命令行批准的。"""

    async def work(campaigns: Campaigns, actor: Actor) -> Campaign:
        try:
            return await campaigns.preparing.approve(actor, campaign_id, yes=yes)
        except Doubtful as refusal:
            raise Refused(f"{refusal}. If it is right, say --yes {refusal.yes}") from refusal

    _step(work, who, as_json=as_json)


@app.command("return")
def send_back(
    campaign_id: Id,
    reason: Annotated[str, typer.Option(help="Why, for its author")],
    who: Who,
    as_json: AsJson = False,
) -> None:
    """退回给起草人，写明原因。"""
    _step(
        lambda it, actor: it.preparing.send_back(actor, campaign_id, reason), who, as_json=as_json
    )


@app.command()
def schedule(
    campaign_id: Id,
    at: Annotated[
        str,
        typer.Option(metavar="now|TIME", help="2026-12-04T09:00; its proposed time if left out"),
    ] = "",
    who: Who = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """定时发送；`--at now` 马上发（在允许发送的时段内）。"""

    def work(campaigns: Campaigns, actor: Actor) -> Awaitable[Campaign]:
        time = when(at, campaigns.seeing.settings.zone, campaigns.seeing.clock()) if at else None
        return campaigns.running.schedule(actor, campaign_id, time, dry_run=dry_run)

    _step(work, who, as_json=as_json, dry_run=dry_run)


@app.command()
def pause(campaign_id: Id, reason: Reason = "", who: Who = "", as_json: AsJson = False) -> None:
    """暂停发送，一秒之内停下。"""
    _step(lambda it, actor: it.running.pause(actor, campaign_id, reason), who, as_json=as_json)


@app.command()
def resume(
    campaign_id: Id,
    late: Late = False,
    who: Who = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """继续发送。"""

    def work(campaigns: Campaigns, actor: Actor) -> Awaitable[Campaign]:
        return campaigns.running.resume(actor, campaign_id, late=late, dry_run=dry_run)

    _step(work, who, as_json=as_json, dry_run=dry_run)


@app.command()
def cancel(campaign_id: Id, reason: Reason = "", who: Who = "", as_json: AsJson = False) -> None:
    """取消，不能恢复；已经送达的收不回来。"""
    _step(lambda it, actor: it.running.cancel(actor, campaign_id, reason), who, as_json=as_json)


@app.command()
def retry(
    campaign_id: Id,
    late: Late = False,
    who: Who = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """给发送失败的人再发一次。"""

    async def work(campaigns: Campaigns) -> int:
        actor = await _actor(campaigns, who)
        return await campaigns.running.retry(actor, campaign_id, late=late, dry_run=dry_run)

    count = _run(work)
    if as_json:
        print_json({"id": campaign_id, "retried": count, "dry_run": dry_run})
    else:
        _say(f"{'would send' if dry_run else 'sending'} again to {count}")


@app.command()
def watch(campaign_id: Id, as_json: AsJson = False) -> None:
    """看进度：进度条、速度、剩余时间；`--json` 每秒一行。Ctrl-C 退出，不影响发送。"""
    try:
        final = _run(
            lambda campaigns: watch_progress(campaigns.seeing, campaign_id, as_json=as_json)
        )
    except KeyboardInterrupt:
        return
    if not as_json:
        counts = _run(lambda campaigns: campaigns.seeing.counts(campaign_id))
        _say(f"#{campaign_id} {STATES[final.state]}：{numbers(counts)}")


def _step(
    work: Callable[[Campaigns, Actor], Awaitable[Campaign]],
    who: str,
    *,
    as_json: bool,
    dry_run: bool = False,
) -> None:
    """Take a step and tell the state it led to; a dry run tells who would get it."""

    async def stepped(campaigns: Campaigns) -> dict[str, Any]:
        campaign = await work(campaigns, await _actor(campaigns, who))
        return await everything(campaigns.seeing, campaign.id) | {"dry_run": dry_run}

    record = _run(stepped)
    if as_json:
        print_json(record)
    elif dry_run:
        _say(f"#{record['id']} would go to {record['estimate']['words']}")
    else:
        _say(f"#{record['id']} {STATES[State(record['state'])]}")


def _run(work: Callable[[Campaigns], Awaitable[T]]) -> T:
    def on(settings: Settings, database: Database) -> Awaitable[T]:
        library = cache(lambda: load_library(settings))  # read only where it is needed
        now = partial(datetime.now, UTC)
        return work(Campaigns.over(settings, database, library, rendered_length, now))

    return run(on)


async def _actor(campaigns: Campaigns, who: str) -> Actor:
    return await acting(campaigns.seeing.settings, campaigns.seeing.database, who)


def _local(time: datetime | None) -> str:
    zone = settings_or_exit().zone
    return f"{time.astimezone(zone):%Y-%m-%d %H:%M}" if time else "未定"


def _text(path: Path) -> str:
    if str(path) == "-":
        return readable(sys.stdin.read()).strip()
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        fail(told(error))
    except UnicodeDecodeError:
        fail(f"{path}: not UTF-8; save it as UTF-8")


def _day(occurrence: str) -> str:
    """国家宪法日（constitution-day/2026）, as --day takes it; "" for none."""
    name = day_name(load_library(settings_or_exit()), occurrence)
    return f"{name}（{occurrence}）" if name else ""


def _say(line: str) -> None:
    console.print(line, highlight=False, markup=False, soft_wrap=True)
