"""Debian's Chromium on a phone-sized and a desktop window, against a real server on loopback."""

import asyncio
import shutil
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn

from bot.config import Settings
from handlers.application import build
from handlers.channels.web.app import create_app
from tests.browser.serving import CHROMIUM, another_site
from tests.channels.web.conftest import with_staff
from tests.fakes import FAKES
from tests.waiting import LONGEST, blocking_until

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
LONGEST_MS = LONGEST * 1000
WINDOWS = {
    "phone": {"viewport": {"width": 412, "height": 915}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}


def pytest_collection_modifyitems(items):
    """All on one loop, the one that the browser was started on."""
    here = {path for path in {item.path for item in items} if FOLDER in path.parents}
    for item in items:
        if item.path in here:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Path:
    """The running server's data."""
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(FAKES / "statutes", data / "statutes")
    local = Path("local") / "yunjia.md"  # what fares are: each place settles that by itself
    (data / "knowledge" / local).parent.mkdir(parents=True)
    shutil.copy(ROOT / "knowledge" / local, data / "knowledge" / local)
    return data


@pytest.fixture(scope="session")
def site(data) -> Iterator[str]:
    """The address of a running server."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings = Settings(
        data_dir=data,
        knowledge_dir=FAKES / "knowledge",
        port=listener.getsockname()[1],
        requests_per_minute=100_000,
    )
    application = build(settings)
    asyncio.run(with_staff(application))
    config = uvicorn.Config(create_app(application), log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    blocking_until("the server has started", lambda: server.started)
    yield settings.page_url
    server.should_exit = True
    thread.join()
    listener.close()
    application.close()


@pytest.fixture
def bureau_site(site) -> Iterator[str]:
    """The address of another site, whose page has ours in a frame."""
    frame = f'<iframe title="问答" src="{site}/embed" width="380" height="700"></iframe>'
    with another_site(f"<!doctype html>{frame}") as address:
        yield address


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator:
    playwright_api = pytest.importorskip("playwright.async_api")
    if shutil.which(CHROMIUM) is None:
        pytest.skip(f"{CHROMIUM} is not installed: run tests/install-browser")
    async with playwright_api.async_playwright() as playwright:
        playwright_api.expect.set_options(timeout=LONGEST_MS)
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            timeout=LONGEST_MS,
            # Nothing but this machine can be reached.
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        yield browser
        await browser.close()


@pytest.fixture
def window(request) -> dict:
    """A phone's, unless the test asks for another by name."""
    return WINDOWS[getattr(request, "param", "phone")]


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser, window, site) -> AsyncIterator:
    # Each context is a new visitor, whose worker would fetch all files again.
    context = await browser.new_context(
        base_url=site, locale="zh-CN", service_workers="block", **window
    )
    context.set_default_timeout(LONGEST_MS)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context) -> AsyncIterator:
    """A page that fails the test on a script's error or a broken policy."""
    page = await context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    yield page
    troubles = [trouble for trouble in troubles if "ERR_INTERNET_DISCONNECTED" not in trouble]
    assert troubles == []
