"""`pufa wechat check` and `pufa wechat show`: whether all is well with the account, in numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from bot.config import Settings
from bot.publicity.account.broadcasts import STATES
from bot.store import Database, broadcasts, contacts, signs, wechat
from bot.store.broadcasts import State
from handlers.cli.common import AsJson, print_json, run

if TYPE_CHECKING:
    from handlers.channels.wechat.checking import Line

LISTED = 5
now = partial(datetime.now, UTC)


def register(app: typer.Typer) -> None:
    app.command()(check)
    app.command()(show)


def check(as_json: AsJson = False) -> None:
    """逐项检查公众号：设置、网址、时间、接口权限、菜单；不发任何消息。有错就以 1 结束。"""
    from handlers.channels.wechat import checking
    from handlers.channels.wechat.api import api_of

    async def work(settings: Settings, database: Database) -> list[Line]:
        api = api_of(settings, database, now)
        lines = []
        async for line in checking.check(settings, database, api, now):
            lines.append(line)
            if not as_json:
                typer.echo(f"{line.mark} {line.words}")
        if api:
            await api.aclose()
        return lines

    lines = run(work)
    if as_json:
        print_json([{"mark": line.mark.name.lower(), "words": line.words} for line in lines])
    if any(line.mark is checking.Mark.WRONG for line in lines):
        raise typer.Exit(1)


def show(as_json: AsJson = False) -> None:
    """公众号的数字：联系得上多少人、多少答复等着、通知授权、二维码、群发、最近的错误。"""

    from handlers.channels.wechat.account import WeChatAccount

    async def work(settings: Settings, database: Database) -> tuple[dict[str, Any], ZoneInfo]:
        return await numbers(database, now()), settings.zone

    found, zone = run(work)
    if as_json:
        print_json(found)
        return
    account = WeChatAccount(None)
    people = found["people"]
    typer.echo(f"来过且还关注着的：{people['following']} 人")
    typer.echo(f"现在可以主动发客服消息的：{people['reachable']} 人")
    typer.echo(f"等对方下次来再给的答复：{people['waiting']} 条")
    for template, count in found["grants"].items():
        typer.echo(f"订阅通知 {template}：{count} 人还有授权")
    typer.echo(f"海报的码：{found['codes']} 个")
    for one in found["broadcasts"]:
        state = STATES[State(one["state"])]
        typer.echo(f"{one['campaign']} 号推送的群发：{state}，送达 {one['sent']} 人")
    for one in found["faults"]:
        until = f"，停用到 {_read(one['off_until'], zone)}" if one["off_until"] else ""
        code = f"（{one['code']}）" if one["code"] else ""
        where = f"{account.called(one['api'])}{code}，{_read(one['at'], zone)}{until}"
        typer.echo(f"最近的错误：{where}：{account.advice(one['code'])}")
    if found["crowded_at"]:
        at = _read(found["crowded_at"], zone)
        typer.echo(f"问的人太多、请人过一会儿再发：最近一次 {at}")


def _read(at: str, zone: ZoneInfo) -> str:
    """A moment as staff read it."""
    return datetime.fromisoformat(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")


async def numbers(database: Database, at: datetime) -> dict[str, Any]:
    """How many of everything; nobody's name."""
    crowded = await database.read(signs.seen, name=signs.CROWDED)
    return {
        "people": await database.read(contacts.counts, now=at),
        "grants": await database.read(contacts.granted),
        "codes": len(await database.read(wechat.scenes)),
        "broadcasts": [
            {"campaign": it.campaign_id, "state": it.state.value, "sent": it.sent}
            for it in await database.read(broadcasts.recent, limit=LISTED)
        ],
        "faults": [
            {
                "api": it.api,
                "code": it.code,
                "at": it.at.isoformat(timespec="seconds"),
                "off_until": it.off_until.isoformat(timespec="seconds") if it.off_until else "",
            }
            for it in await database.read(wechat.faults)
        ],
        "crowded_at": crowded.isoformat(timespec="seconds") if crowded else "",
    }
