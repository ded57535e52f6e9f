"""The console spoken to without a socket: one client for each of the cast, signed in."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pyotp
import pytest

from bot.members import CONSOLE, ROLES, Actor, Member, Role
from bot.staff import accounts as saving
from handlers.channels.console.guard import COOKIE
from handlers.channels.web.app import create_app
from tests.channels.web.conftest import NOW, make_application  # noqa: F401 - a fixture
from tests.fakes.clock import Clock

OURS = {"sec-fetch-site": "same-origin"}
CAST = {
    "李雯": Role.ADMINISTRATOR,
    "王敏": Role.EDITOR,
    "赵强": Role.REVIEWER,
    "陈静": Role.CAMPAIGNER,
    "孙丽": Role.LEARNER,
}
PASSWORD = "truck ferry 8 willow"


class Browser(httpx.AsyncClient):
    """Sends forms as a browser does from one of our pages; knows how to read them."""

    async def open(self, path: str) -> str:
        """The page's HTML; anything but a page fails."""
        response = await self.get(f"/staff{path}", follow_redirects=True)
        assert response.status_code == 200, (path, response.status_code, response.text)
        return response.text

    async def fills(self, path: str, /, **fields: object) -> httpx.Response:
        """A form, as filled in on its page."""
        return await self.post(f"/staff{path}", data=fields)

    async def does(self, path: str, /, **fields: object) -> str:
        """A form that is taken; the page that it leads to."""
        response = await self.fills(path, **fields)
        assert response.status_code == 303, (response.status_code, words(response.text))
        return (await self.get(response.headers["location"], follow_redirects=True)).text


def words(html: str) -> str:
    """What a person reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def hidden(html: str, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', html)
    assert found, f"no hidden field {name}"
    return found[1]


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def application(make_application, clock):  # noqa: F811
    application = make_application(requests_per_minute=100_000)
    _set_clock(application, clock)
    return application


def _set_clock(application, clock):
    for part in (application, application.accounts, application.sessions, application.links,
                 application.signing_in):  # fmt: skip
        object.__setattr__(part, "clock", clock)


@pytest.fixture
async def browser(application):
    """A browser that nobody is signed in with."""
    browsers = []

    def browser(**headers: str) -> Browser:
        transport = httpx.ASGITransport(
            create_app(application), raise_app_exceptions=False, client=("192.0.2.7", 4711)
        )
        opened = Browser(
            transport=transport, base_url="http://pufa.test", headers={**OURS, **headers}
        )
        browsers.append(opened)
        return opened

    yield browser
    for one in browsers:
        await one.aclose()


@pytest.fixture
async def staff(application, browser):
    """One of the cast, or a member, signed in: `await staff("王敏")`."""

    async def staff(who: str | Member) -> Browser:
        member = await (hired(application, who, CAST[who]) if isinstance(who, str) else kept(who))
        token = await application.database.write(
            application.sessions.begin_in, member=member, how="link", agent="test"
        )
        opened = browser()
        opened.cookies.set(COOKIE, token, domain="pufa.test", path="/staff")
        return opened

    async def kept(member: Member) -> Member:
        await save(application, member)
        return member

    return staff


async def hired(application, name, *roles):
    """The account of one of the cast."""
    member = Member(f"{CONSOLE}:{name}", frozenset(roles), name)
    if not (await application.accounts.staff()).named(member.name):
        await save(application, member)
    return member


async def save(application, member):
    who = Actor(member, "test")
    await application.database.write(
        saving.save, who=who, before=None, after=member, now=application.clock()
    )


def code(secret: str, clock: Clock, *, later: int = 0) -> str:
    """What the authenticator shows, so many steps later."""
    return pyotp.TOTP(secret).at(clock() + timedelta(seconds=30 * later))


assert set(CAST.values()) == set(ROLES)
