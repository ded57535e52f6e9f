"""Commands that serve and keep: run, chat, config, backup, restore."""

from __future__ import annotations

import logging
import signal
import socket
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import structlog
import typer

from bot import backup as backups
from bot import config
from bot.config import Settings, SettingsError, name_of
from bot.instance import AlreadyRunning, only_instance
from bot.keyring import rotate
from bot.knowledge.statutes import holdings
from bot.privacy import BadKey
from handlers import log_lines
from handlers.cli.common import build_or_exit, fail, open_database, settings_or_exit
from handlers.cli.drilling import drill
from handlers.cli.failing import told
from handlers.floods import Floods

if TYPE_CHECKING:
    from handlers.application import Application


def register(app: typer.Typer) -> None:
    app.command()(run)
    app.command()(chat)
    app.command("config")(show_config)
    app.command()(backup)
    app.command()(restore)
    app.command("rotate-key")(rotate_key)


def run() -> None:
    """启动服务：网页；设了令牌的，同时上 Telegram、公众号。Ctrl-C 停止。"""
    settings = settings_or_exit()
    _log_to_stdout(settings)
    try:
        with only_instance(settings.data_dir):
            _serve(settings)
    except AlreadyRunning as error:
        fail(str(error))


def chat() -> None:
    """在终端里和机器人对话。"""
    settings = settings_or_exit()
    from handlers.channels.terminal import Terminal

    application = build_or_exit(settings)
    try:
        Terminal(application.dialogue, page_url=settings.page_url).converse()
    finally:
        application.close()


def show_config() -> None:
    """现在生效的设置，和每个设置从哪里来（密钥不显示）。"""
    try:
        configuration = config.load()
    except SettingsError as error:
        fail(str(error))
    shown = {field: _shown(value) for field, value in configuration.settings}
    wide, wider = (max(map(len, column)) for column in (map(name_of, shown), shown.values()))
    for field, value in shown.items():
        source = configuration.sources.get(field, "default")
        typer.echo(f"{name_of(field):<{wide}}  {value:<{wider}}  {source}")
    for warning in configuration.warnings:
        typer.echo(f"pufa: warning: {warning}", err=True)


def _shown(value: object) -> str:
    """As one writes it in the environment; a secret as stars, nothing as a dash."""
    return str(int(value) if isinstance(value, bool) else value) or "-"


def backup(
    file: Annotated[Path, typer.Argument(help="Archive to write, for example pufa.tar.gz")],
    verify: Annotated[
        bool, typer.Option("--verify", help="Look whether this archive could be put back")
    ] = False,
) -> None:
    """把要保存的一切写进一个归档文件；运行中也可以。--verify 只演练恢复，不动现有数据。"""
    if verify:
        drill(file)
        return
    settings = settings_or_exit()
    if not settings.data_dir.is_dir():
        fail(f"nothing to back up: {settings.data_dir} doesn't exist")
    if not any(settings.data_dir.iterdir()):
        fail(f"nothing to back up: {settings.data_dir} is empty")
    count = backups.create(settings.data_dir, file)
    typer.echo(f"{count} files in {file}")


def restore(
    file: Annotated[Path, typer.Argument(help="Archive that `pufa backup` wrote")],
) -> None:
    """从归档恢复：先核对，不覆盖正在运行的实例，原有数据移到一边。"""
    settings = settings_or_exit()
    try:
        aside = backups.restore(file, settings.data_dir, datetime.now(UTC))
    except (backups.BadArchive, AlreadyRunning) as error:
        fail(str(error))
    typer.echo(f"restored into {settings.data_dir}")
    if aside:
        typer.echo(f"what was there is in {aside}")


def rotate_key() -> None:
    """换一把新的代号密钥：库里的代号全部换成新的，旧密钥从此对不上。先停服务，再做一次备份。"""
    settings = settings_or_exit()
    try:
        with only_instance(settings.data_dir):
            database = open_database(settings)
            try:
                rows = rotate(settings.data_dir, database)
            finally:
                database.close()
    except (AlreadyRunning, BadKey) as error:
        fail(str(error))
    typer.echo(f"{rows} names made anew; earlier backups hold the names and keys of before")


def _serve(settings: Settings) -> None:
    # The web framework and Telegram's library are only needed to serve.
    import asyncio

    from handlers.channels import telegram

    with_telegram = bool(settings.telegram_token.get_secret_value())
    if with_telegram:
        try:
            asyncio.run(telegram.check_token(settings))
        except SettingsError as error:
            fail(str(error))
    with _bound(settings) as listening:  # before anything is done that can't be undone
        _serve_on(listening, settings, with_telegram=with_telegram)


def _serve_on(listening: socket.socket, settings: Settings, *, with_telegram: bool) -> None:
    import uvicorn

    from handlers.channels import mail, telegram, wechat, wecom
    from handlers.channels.web.app import create_app
    from handlers.channels.web.connections import AT_ONCE, IDLE_SECONDS, Connections

    application = build_or_exit(settings)
    try:
        channel = telegram.connect(application) if with_telegram else None
        application.heralds += wecom.heralds(settings, application.clock)
        application.mailers += mail.mailers(settings, application.clock)
        _count_errors(application)
        on_wechat = bool(settings.wechat_token.get_secret_value())
        other = wechat.connect(application) if on_wechat else None
        more = [(other, wechat.routes(other.callback))] if other else []
        web = create_app(application, telegram=channel, more=more)
        names = [*(["Telegram"] if channel else []), *(["WeChat"] if other else [])]
        channels = " and ".join(["page", *names]) if names else "page only"
        listening.listen()  # whoever opens what is named here waits, and isn't turned away
        typer.echo(f"pufa: {channels}, on {settings.page_url} — Ctrl-C stops it")
        _tell_address(settings)
        _tell_missing(application)
        _tell_first(application)
        connections = Connections(config.networks(settings.trusted_proxies)).settle()
        server = uvicorn.Config(
            web,
            http=connections.protocol(),
            ws="none",
            proxy_headers=False,  # TrustedProxies reads them
            timeout_keep_alive=IDLE_SECONDS,
            backlog=AT_ONCE,
            log_config=None,
            access_log=False,  # paths hold receipts' tokens
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        # Uvicorn stops in order and then raises the signal again: without a handler that ends the
        # process before the database is closed.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        uvicorn.Server(server).run(sockets=[listening])
    finally:
        application.close()


def _bound(settings: Settings) -> socket.socket:
    """The page's port, taken for us."""
    from handlers.channels.web.connections import Listening

    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio turns Nagle's delays off only where the protocol is named.
    listening = Listening(family, proto=socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        names = f"{name_of('host')} and {name_of('port')}"
        fail(f"can't listen on {settings.host}:{settings.port}: {told(error)} ({names})")
    return listening


def _tell_address(settings: Settings) -> None:
    """Others reach the page, and don't know it as this machine does."""
    if not settings.public_url and settings.host not in ("127.0.0.1", "::1", "localhost"):
        typer.echo(
            f"pufa: warning: {name_of('public_url')} is not set: feeds, the sitemap and the code "
            f"to embed the page name {settings.page_url}, which only this machine reaches"
        )


def _tell_first(application: Application) -> None:
    """The way into the console while nobody can give another one; and what a proxy shuts out."""
    from handlers.cli.console import FIRST, NEXT

    settings = application.settings
    try:
        token = application.database.write_now(application.links.first_in, now=application.clock())
    except sqlite3.DatabaseError as error:  # people are answered also where nothing can be kept
        typer.echo(f"pufa: warning: no link into the console now: {told(error)}", err=True)
        token = ""
    if token:
        typer.echo(f"pufa: {FIRST}")
        typer.echo(settings.console_link("/first", token))
        typer.echo(f"pufa: {NEXT}")
    if (settings.public_url or settings.trusted_proxies) and not settings.console:
        typer.echo(
            f"pufa: the console (/staff) opens by this machine's own address only; "
            f"{name_of('console')}=1 opens it through the proxy and under the public address too"
        )


def _tell_missing(application: Application) -> None:
    """How many laws there is no text of, and where to find which ones."""
    edition = application.edition
    register = edition.library.register
    missing = holdings.missing(register, edition.texts)
    if not missing:
        return
    lacking = ", ".join(f"{level} {len(statutes)}" for level, _, statutes in missing)
    places = dict.fromkeys(place.url for _, place, _ in missing)
    typer.echo(
        f"pufa: texts of laws: {len(register.statutes)} registered, missing: {lacking} — "
        f"`pufa statutes list --missing` names them; official texts: {' '.join(places)}"
    )


def _count_errors(application: Application) -> None:
    """Every error that is logged from now on is also a number for Prometheus."""
    from handlers.metrics import ErrorCounter

    counting = [application.metrics.count_error, *structlog.get_config()["processors"]]
    structlog.configure(processors=counting)
    logging.getLogger().addHandler(ErrorCounter(application.metrics))


def _log_to_stdout(settings: Settings) -> None:
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    # structlog's own traceback shows local variables: people's words, and addresses with the token.
    renderer = structlog.dev.ConsoleRenderer(
        colors=sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[Floods(), *structlog.get_config()["processors"][:-1], renderer],
        logger_factory=log_lines.on_stdout,
    )
    logging.basicConfig(
        level=max(level, logging.WARNING), format="%(levelname)s %(name)s %(message)s"
    )
    for handler in logging.getLogger().handlers:
        handler.addFilter(Floods().filter)
