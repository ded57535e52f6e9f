"""What every test stands under: no address but this machine's own is ever reached."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from bot.answering.answerer import Answerer
from bot.config import ROOT
from bot.knowledge import library as libraries
from bot.store import Database, law_package
from tests.fakes import laws
from tests.once import made_once

# How long an example takes says how busy the machine is.
anyhow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The suite says the same of the same code every time; `make soak` looks for what it has not seen.
settings.register_profile("suite", anyhow, derandomize=True, max_examples=30)
settings.register_profile("search", anyhow, max_examples=1000)
settings.load_profile("suite")

LONG = (
    "test_citizens_page",
    "test_collection",
    "browser",
    "test_answering",
    "test_matrix",
    "test_writing",
    "test_poster",
    "test_cli_failing",
    "test_same_words",
)
"""Folders and files, what takes longest first; behind them what waits for another process."""


def pytest_sessionstart():
    """While thousands of tests are collected, nearly all that is made stays."""
    gc.disable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Two more than there are cores: while some wait for a browser or another process, the others
    have work."""
    return (os.cpu_count() or 1) + 2


def pytest_collection_modifyitems(items):
    """What takes long comes first: of what is left in the end each worker gets an equal share."""
    waiting = {item.path for item in items if item.get_closest_marker("real_time")}
    places = {path: _place(path, path in waiting) for path in {item.path for item in items}}
    items.sort(key=lambda item: places[item.path])


def _place(path: Path, is_waiting: bool) -> int:
    """Where the file comes in the run."""
    names = {path.stem, path.parent.name}
    behind = len(LONG) + (not is_waiting)
    return next((place for place, name in enumerate(LONG) if name in names), behind)


def pytest_collection_finish():
    gc.freeze()
    gc.enable()


def _is_local(family: int, address) -> bool:
    if family == socket.AF_UNIX:
        return True
    host = address[0]
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch):
    """A test that would leave this machine fails, and says where it wanted to go."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(original):
        def connecting(self, address):
            if not _is_local(self.family, address):
                raise AssertionError(f"a test wanted to connect to {address}")
            return original(self, address)

        return connecting

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True, scope="session")
def _made_once(tmp_path_factory):
    with made_once(tmp_path_factory.getbasetemp().parent):
        yield


@pytest.fixture(autouse=True, scope="session")
def _without_law_package():
    """What a test knows of laws doesn't depend on whether the package is installed here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(law_package, "installed", lambda: None)
        yield


@pytest.fixture
def law_package_installed(tmp_path, monkeypatch):
    """Puts a package with these laws in its place: `(title, effective, version, articles)`."""

    def install(*delivered, version="9.9"):
        package = law_package.LawPackage(version, laws.write(tmp_path / "laws.db", delivered))
        monkeypatch.setattr(law_package, "installed", lambda: package)
        return package

    return install


@pytest.fixture(scope="session")
def shipped():
    """The knowledge that ships, as a library."""
    return libraries.load([ROOT / "knowledge"])


@pytest.fixture(scope="session")
def shipped_answerer(shipped, tmp_path_factory):
    """Its indexes take ten seconds, and are made once for all processes."""
    return Answerer(shipped, cache=tmp_path_factory.mktemp("answerer") / "matching.index")


@pytest.fixture(scope="session")
def _pango():
    from tests import printing  # takes a second to import, and few tests print

    if missing := printing.missing():
        pytest.skip(missing)


@pytest.fixture
def database(tmp_path):
    """One real SQLite file for each test."""
    database = Database(tmp_path / "pufa.db")
    yield database
    database.close()


@pytest.fixture(autouse=True, scope="session")
def _plain_tracebacks():
    """Nobody reads what is logged of faults that tests are about; with every variable's value in a
    frame it takes a tenth of a second each."""
    (console,) = [
        one
        for one in structlog.get_config()["processors"]
        if isinstance(one, structlog.dev.ConsoleRenderer)
    ]
    console.exception_formatter = structlog.dev.plain_traceback


@pytest.fixture(autouse=True)
def _logs_as_before():
    """A command that was run here sets what is logged for its own process."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def logged():
    with structlog.testing.capture_logs() as lines:
        yield lines
