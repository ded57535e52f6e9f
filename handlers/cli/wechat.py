"""`pufa wechat …`: what the bureau's WeChat account can do, its menu, its codes, and broadcasts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.config import Settings
from bot.files import write_atomically
from bot.members import Actor
from bot.publicity.account.broadcasts import A_DAY, A_MONTH, STATES, WAYS, Broadcasts, Prepared
from bot.publicity.account.codes import Codes
from bot.publicity.account.menus import Change, Menus
from bot.publicity.surfaces import qr
from bot.publicity.surfaces.exporting import Exporting
from bot.store import Database
from bot.store.broadcasts import Broadcast, Way
from handlers.cli import common, wechat_check
from handlers.cli.common import AsJson, Who, acting, fail, load_library, print_json

if TYPE_CHECKING:
    from handlers.channels.wechat.account import WeChatAccount

app = typer.Typer(help="公众号：检查、菜单、海报的码、群发。", no_args_is_help=True)
wechat_check.register(app)
T = TypeVar("T")
R = TypeVar("R")
now = partial(datetime.now, UTC)


@app.command()
def menu(
    publish: Annotated[bool, typer.Option("--publish", help="Publish the bureau's menu")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Put the one before it back")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --undo: only say what would change")
    ] = False,
    who: Who = "",
) -> None:
    """现在的菜单和要发布的有什么不同；--publish 发布，--undo 恢复上一次的。"""
    if publish and undo:
        fail("--publish or --undo, not both")

    async def work(menus: Menus, actor: Actor) -> Change:
        if undo:
            return await menus.undo(actor, dry_run=dry_run)
        return await (menus.publish(actor) if publish else menus.see(actor))

    def on(settings: Settings, database: Database, account: WeChatAccount) -> Menus:
        return Menus(settings, database, account, now)

    change = _run(on, work, who)
    for line in change.lines or ["（没有菜单）"]:
        typer.echo(line)
    if publish:
        typer.echo("发布好了。手机上最多 5 分钟后看到，或者取消关注再关注马上看到。")
    elif undo and not dry_run:
        typer.echo("恢复好了。")


@app.command()
def codes(
    place: Annotated[list[str], typer.Argument(help="Where each hangs: 汽车站")],
    campaign: Annotated[int, typer.Option(min=0, help="The campaign that a scan shows")] = 0,
    folder: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Write each as a picture")
    ] = None,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """给每个地点做一个扫了就关注公众号的二维码；同一地点只做一次。"""

    def on(_: Settings, database: Database, account: WeChatAccount) -> Codes:
        return Codes(database, account, now)

    made = _run(on, lambda it, actor: it.make(actor, place, campaign), who)
    for name, scene in made.items():
        if folder:
            write_atomically(folder / f"{name}.png", qr.png(scene.url))
        if not as_json:
            typer.echo(f"{name}（{scene.scene}）：{scene.url}")
    if as_json:
        print_json([{"place": name, "scene": it.scene, "url": it.url} for name, it in made.items()])


@app.command()
def broadcast(
    number: Annotated[int, typer.Argument(metavar="ID", min=1, help="The campaign's number")],
    preview: Annotated[
        str, typer.Option(metavar="WECHAT", help="Send it to this one person alone")
    ] = "",
    send: Annotated[
        str, typer.Option(metavar="CODE", help="Push it to all, by the code that is shown")
    ] = "",
    publish: Annotated[
        str, typer.Option(metavar="CODE", help="Only give it an address, by the same code")
    ] = "",
    folder: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Write the article as it would be")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would go out; so without options too")
    ] = False,
    who: Who = "",
) -> None:
    """一次推送作为公众号文章：先看会发什么；--preview 发给自己看；--send 群发。"""
    if dry_run:
        preview = send = publish = ""
    if sum(map(bool, (preview, send, publish))) > 1:
        fail("one of --preview, --send and --publish")

    async def work(broadcasts: Broadcasts, actor: Actor) -> Prepared | Broadcast:
        if preview:
            return await broadcasts.preview(actor, number, preview)
        if code := send or publish:
            way = Way.MASS if send else Way.PUBLISH
            return await broadcasts.send(actor, number, way, code)
        return await broadcasts.prepare(actor, number)

    def on(settings: Settings, database: Database, account: WeChatAccount) -> Broadcasts:
        library = cache(lambda: load_library(settings))
        exporting = Exporting(settings, database, library, now, apart=False)
        return Broadcasts(database, exporting, account, now)

    done = _run(on, work, who)
    if isinstance(done, Broadcast):
        typer.echo(f"#{number} {WAYS[done.way]}：{STATES[done.state]}")
        return
    if folder:
        write_atomically(folder / "文章.html", done.article.content)
    _show(done)
    if preview:
        typer.echo(f"已发给 {preview} 预览。")


def _show(prepared: Prepared) -> None:
    article = prepared.article
    for name, value in (
        ("标题", article.title),
        ("作者", article.author),
        ("摘要", article.digest),
        ("正文", f"{len(article.content)} 个字符（--to DIR 写成文件看）"),
        ("阅读原文", article.link or "没有（没设 PUFA_PUBLIC_URL）"),
        ("发给", "所有关注公众号的人"),
        ("已经群发", f"今天 {prepared.today} 次（订阅号每天 {A_DAY} 次），"
                 f"本月 {prepared.this_month} 次（服务号每人每月 {A_MONTH} 次）"),
    ):  # fmt: skip
        typer.echo(f"{name}：{value}")
    for one in prepared.before:
        counted = "" if one.sent is None else f"，送达 {one.sent}，失败 {one.failed}"
        why = f"，{one.reason}" if one.reason else ""
        typer.echo(f"以前：{WAYS[one.way]}，{STATES[one.state]}{counted}{why}")
    code = prepared.code
    typer.echo(f"确认码：{code}（群发 --send {code}，发布 --publish {code}）")


def _run(
    on: Callable[[Settings, Database, WeChatAccount], T],
    work: Callable[[T, Actor], Awaitable[R]],
    who: str,
) -> R:
    """Do it with the account's API, which is closed after it."""
    from handlers.channels.wechat.account import WeChatAccount
    from handlers.channels.wechat.api import api_of

    async def done(settings: Settings, database: Database) -> R:
        api = api_of(settings, database, now)
        if api:
            await api.load()
        try:
            actor = await acting(settings, database, who)
            return await work(on(settings, database, WeChatAccount(api)), actor)
        finally:
            if api:
                await api.aclose()

    return common.run(done)
