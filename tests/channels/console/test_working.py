"""Work that takes its time: it tells how far it is, survives a reload, shows what came of it."""

from __future__ import annotations

import asyncio
import re
import threading

import pytest

from bot.editing.hit_tests import HitTests
from bot.publicity.surfaces.exporting import Exporting
from handlers.channels.console import jobs
from tests.channels.console.conftest import hidden, words
from tests.channels.console.test_campaigns import NOTICE
from tests.waiting import LONGEST, until

FRAGMENT = {"x-fragment": "1"}
QUESTIONS = "货车超载\n摩托车能上高速吗\n校车要不要年检"


@pytest.fixture
def held(monkeypatch):
    """The list of questions goes on after its second one when this is set."""
    event = threading.Event()
    hits = HitTests._hits

    def slowly(self, asked, tell):
        def told(done, total):
            tell(done, total)
            if done == 2:
                assert event.wait(LONGEST)

        return hits(self, asked, told)

    monkeypatch.setattr(HitTests, "_hits", slowly)
    monkeypatch.setattr(jobs, "PATIENCE", 0.2)
    yield event
    event.set()


async def begun(editor):
    """The path of the page that tells how far it is, and what the form was sent with."""
    fields = {"once": hidden(await editor.open("/try/list"), "once"), "questions": QUESTIONS}
    led = await editor.fills("/try/list", **fields)
    assert led.status_code == 303
    return led.headers["location"].removeprefix("/staff"), fields


async def until_over(editor, at):
    async def asked():
        return (await editor.get(f"/staff{at}", headers=FRAGMENT)).headers

    await until("it is over", asked, lambda headers: "x-over" in headers)


@pytest.mark.real_time
async def test_it_tells_how_far_it_is_and_then_what_came_of_it(staff, held):
    editor = await staff("王敏")
    at, _ = await begun(editor)
    for _ in range(2):  # loaded anew it goes on
        page = await until(
            "two are tried", lambda: editor.open(at), lambda html: "2 / 3" in words(html)
        )
        assert "还没有办完" in page
    assert "2 / 3 个办完" in words((await editor.get(f"/staff{at}", headers=FRAGMENT)).text)
    held.set()
    await until_over(editor, at)
    for _ in range(2):
        assert "共 3 个问题" in words(await editor.open(at))


@pytest.mark.real_time
async def test_sent_again_meanwhile_it_leads_to_the_first_one(staff, held):
    editor = await staff("王敏")
    at, fields = await begun(editor)
    again = await editor.fills("/try/list", **fields)
    assert again.headers["location"] == f"/staff{at}"
    held.set()
    await until_over(editor, at)
    assert "没有试过" in await editor.open(at)  # it was tried once


@pytest.mark.real_time
async def test_nobody_else_sees_it_and_after_a_restart_its_end_is_there(
    staff, held, application, browser
):
    editor, reviewer = await staff("王敏"), await staff("赵强")
    at, _ = await begun(editor)
    assert (await reviewer.get(f"/staff{at}")).status_code == 404
    held.set()
    await until_over(editor, at)
    later = browser()  # of a service that was started anew
    later.cookies = editor.cookies
    assert "共 3 个问题" in words(await later.open(at))
    assert (await reviewer.get(f"/staff{at}")).status_code == 404


@pytest.mark.real_time
async def test_a_file_that_takes_its_time_is_there_by_a_link(staff, monkeypatch):
    goes_on, export = asyncio.Event(), Exporting.export

    async def slowly(self, *order, **how):
        await goes_on.wait()
        return await export(self, *order, **how)

    monkeypatch.setattr(Exporting, "export", slowly)
    monkeypatch.setattr(jobs, "PATIENCE", 0.2)
    clerk = await staff("陈静")
    await clerk.does("/campaigns/new", **NOTICE)
    at = "/campaigns/1/surfaces"
    order = {"once": hidden(await clerk.open(at), "once"), "surface": "signs", "design": "a"}
    at = (await clerk.fills(at, **order)).headers["location"].removeprefix("/staff")
    assert "还没有办完" in await clerk.open(at)
    goes_on.set()
    await until_over(clerk, at)
    for _ in range(2):
        link = re.search(r'href="/staff(/working/[^"]+)">下载', await clerk.open(at))[1]
        file = await clerk.get(f"/staff{link}")
        assert file.headers["content-type"] == "application/zip"
        assert file.content.startswith(b"PK")


async def test_what_is_done_soon_answers_at_once(staff):
    editor = await staff("王敏")
    fields = {"once": hidden(await editor.open("/try/list"), "once"), "questions": QUESTIONS}
    assert "共 3 个问题" in words((await editor.fills("/try/list", **fields)).text)
