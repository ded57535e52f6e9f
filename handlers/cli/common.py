"""What several commands need: settings or a one-line error, the library, the database while they
work, one way to fail; the options that mean the same everywhere."""

from __future__ import annotations

import asyncio
import getpass
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from bot import config
from bot.answering.editions import Edition, KnowledgeBase
from bot.config import Settings, SettingsError
from bot.frontmatter import FaultyFile
from bot.knowledge import library as libraries
from bot.knowledge.library import Library
from bot.knowledge.statutes import Register, Texts
from bot.staff.refusals import Refused
from bot.store import law_package

if TYPE_CHECKING:
    from bot.members import Actor, Staff
    from bot.store import Database
    from handlers.application import Application

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]
Who = Annotated[
    str, typer.Option("--as", metavar="STAFF", help="Who of staff does it: telegram:123")
]


def fail(message: str) -> NoReturn:
    """One line on standard error, exit status 1."""
    typer.echo(f"pufa: {message}", err=True)
    raise typer.Exit(1)


def settings_or_exit() -> Settings:
    try:
        configuration = config.load()
    except SettingsError as error:
        fail(str(error))
    for warning in configuration.warnings:
        typer.echo(f"pufa: warning: {warning}", err=True)
    return configuration.settings


def load_library(settings: Settings) -> Library:
    """The shipped knowledge with the bureau's own over it; a faulty basic file ends the command."""
    try:
        return libraries.load(
            [settings.knowledge_dir, settings.overlay_dir],
            kept=settings.kept_dir,
            recalled=settings.yaml_file,
        )
    except FaultyFile as error:
        fail(str(error))


def load_texts(settings: Settings, register: Register, today: date | None = None) -> Texts:
    """The texts as the service has them, those of an installed package among them."""
    _take_in(settings, register)
    return Texts(settings.statutes_dir, today=today or datetime.now(settings.zone).date())


def texts_of(laws: Path | None, settings: Settings, register: Register) -> Texts:
    """The texts of the folder that was named, filled up with those of an installed package; as the
    service has them where none was named. A folder without any ends the command."""
    today = datetime.now(settings.zone).date()
    if laws is None:
        return load_texts(settings, register, today)
    if not Texts(laws, today=today).laws:
        fail(f"--laws {laws}: no full texts there")
    _take_in(settings, register)
    return Texts(laws, today=today, beside=settings.statutes_dir)


def _take_in(settings: Settings, register: Register) -> None:
    taken = law_package.take_in(register, settings.statutes_dir)
    if taken and not taken.laws:
        for problem in taken.problems:
            typer.echo(f"pufa: warning: {problem}", err=True)


def open_database(settings: Settings) -> Database:
    """The store, brought up to date; one that can't be opened ends the command."""
    from bot.store import Database, StoreError

    try:
        return Database(settings.database_file)
    except StoreError as error:
        fail(str(error))


def build_or_exit(settings: Settings) -> Application:
    """Everything; what is in the way ends the command."""
    from bot.privacy import BadKey
    from bot.store import StoreError
    from handlers.application import build

    try:
        return build(settings)
    except (FaultyFile, StoreError, BadKey) as error:
        fail(str(error))


def run(work: Callable[[Settings, Database], Awaitable[T]]) -> T:
    """On the database beside a running service; what is refused ends with its reason."""
    settings = settings_or_exit()
    database = open_database(settings)

    async def done() -> T:
        return await work(settings, database)

    try:
        return asyncio.run(done())
    except Refused as refusal:
        fail(str(refusal))
    finally:
        database.close()


def staff() -> Staff:
    """Everybody who has a role, by whose labels lists call people."""
    from bot.staff.accounts import Accounts

    return run(lambda settings, db: Accounts(settings, db, lambda: datetime.now(UTC)).staff())


async def acting(settings: Settings, database: Database, name: str) -> Actor:
    """Whoever of staff `--as` names; without it, the person at this keyboard."""
    from bot.members import Actor, operator
    from bot.staff.accounts import Accounts

    if not name:
        return operator(getpass.getuser())
    member = (await Accounts(settings, database, lambda: datetime.now(UTC)).staff()).named(name)
    if member is None:
        fail(f"{name} is not one of staff; `pufa staff list` shows them")
    return Actor(member, "cli")


def load_edition(settings: Settings) -> Edition:
    """Knowledge, texts and answerer as the service has them."""
    try:
        return KnowledgeBase(settings).edition
    except FaultyFile as error:
        fail(str(error))


def print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
