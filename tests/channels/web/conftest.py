"""The web application over a small knowledge base, spoken to without a socket."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.config import Settings
from bot.members import Role
from bot.store import accounts
from bot.store.accounts import Account
from handlers.application import Application, build
from handlers.channels.web.app import create_app
from tests.fakes import FAKES

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def make_application(tmp_path: Path) -> Iterator[Callable[..., Application]]:
    """Builds an application with the settings given; the law's text is imported."""
    built: list[Application] = []

    def make(**settings: object) -> Application:
        data = tmp_path / f"data{len(built)}"
        shutil.copytree(FAKES / "statutes", data / "statutes")
        application = build(
            Settings(**{"data_dir": data, "knowledge_dir": FAKES / "knowledge", **settings}),
            clock=lambda: NOW,
        )
        built.append(application)
        return application

    yield make
    for application in built:
        application.close()


@pytest.fixture
def application(make_application) -> Application:
    return make_application(public_url="https://pufa.example.gov.cn")


@pytest.fixture
async def visitor(application) -> AsyncIterator[httpx.AsyncClient]:
    async with visiting(application) as client:
        yield client


def visiting(application: Application, **options: object) -> httpx.AsyncClient:
    """A client of the application; what it can't handle comes back as a page, as in service."""
    app = create_app(application, **options)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("192.0.2.7", 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://pufa.test")


@pytest.fixture
async def staffed(application) -> Application:
    """The application, with somebody who reads letters in the console."""
    return await with_staff(application)


async def with_staff(application: Application) -> Application:
    reader = Account("console:李雯", "李雯", frozenset({Role.REVIEWER}))
    await application.database.write(accounts.save, account=reader, now=NOW)
    return application


@pytest.fixture
def visit() -> Callable[..., httpx.AsyncClient]:
    return visiting
