"""A form that is sent again: by a double click, by loading its answer anew, by going back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.messages import Chat
from bot.store import letters
from handlers.channels.console.answers import MOST_KEPT
from tests.channels.console.conftest import hidden
from tests.channels.console.test_knowledge import NEW

HALF = {"question": "货车超载会被扣几分？"}


@pytest.fixture
async def letter(application, clock):
    """The path of a letter's page."""
    written = await application.database.write(
        letters.write,
        chat=Chat("web", ""),
        asker="1",
        question="",
        text="驾校不退学费怎么办？",
        written_at=clock(),
        kept=timedelta(days=9),
        category="咨询",
        due_on=clock().date(),
    )
    return f"/letters/{written.receipt}"


async def test_what_only_shows_what_would_be_is_looked_at_again(staff, letter):
    editor, reviewer = await staff("王敏"), await staff("赵强")
    page = await editor.open(f"{letter}/answer")
    fields = {name: hidden(page, name) for name in ("once", "seen", "typed")}
    for _ in range(2):
        shown = await editor.fills(f"{letter}/answer", words="可以退。", **fields)
        assert "群众会看到的" in shown.text
    once = hidden(await reviewer.open("/entries/chaozai-fakuan/retire"), "once")
    for _ in range(2):
        shown = await reviewer.fills("/entries/chaozai-fakuan/retire", once=once, reason="重复")
        assert "它自己的问法会这样答" in shown.text


async def test_what_was_typed_stays_until_it_went(staff, letter):
    editor = await staff("王敏")
    page = await editor.open(f"{letter}/answer")
    fields = {name: hidden(page, name) for name in ("once", "seen", "typed")}
    await editor.fills("/typed", path=f"{letter}/answer", body="words=可以退。")
    shown = (await editor.fills(f"{letter}/answer", words="可以退。", **fields)).text
    assert "接着那时的写" in await editor.open(f"{letter}/answer")
    fields = {name: hidden(shown, name) for name in ("once", "seen", "typed")}
    await editor.does(f"{letter}/answer/send", words="可以退。", **fields)
    assert "接着那时的写" not in await editor.open(f"{letter}/answer")


async def test_what_was_sent_too_late_stays_until_it_went(application, staff, letter, clock):
    editor = await staff("王敏")
    page = await editor.open(f"{letter}/answer")
    fields = {name: hidden(page, name) for name in ("once", "seen", "typed")}
    clock.passes(hours=2)
    await editor.fills(f"{letter}/answer", words="可以退。", **fields)
    editor = await staff("王敏")
    page = await editor.open("/kept")
    assert f">{fields['seen']}<" not in page  # nobody wrote that
    fields = {name: hidden(page, name) for name in ("once", "seen", "typed", "kept")}
    shown = (await editor.fills(f"{letter}/answer", words="可以退。", **fields)).text
    assert "可以退。" in await editor.open("/kept")  # it was looked at, no more
    fields = {name: hidden(shown, name) for name in ("once", "seen", "typed", "kept")}
    await editor.does(f"{letter}/answer/send", words="可以退。", **fields)
    assert "可以退。" not in await editor.open("/kept")


async def test_what_was_done_shows_its_page_again_and_is_not_done_again(staff, clock):
    editor = await staff("王敏")
    fields = {"once": hidden(await editor.open("/try/list"), "once"), "questions": "货车超载"}
    first = await editor.fills("/try/list", **fields)
    assert "没有试过" in first.text
    clock.passes(minutes=5)
    again = await editor.fills("/try/list", **fields)
    assert again.status_code == 200
    assert again.text == first.text  # a second run would know of the first one


async def test_nobody_else_is_shown_what_somebody_did(staff):
    editor, reviewer = await staff("王敏"), await staff("赵强")
    fields = {"once": hidden(await editor.open("/try/list"), "once"), "questions": "货车超载"}
    await editor.fills("/try/list", **fields)
    other = await reviewer.fills("/try/list", **fields)
    assert other.status_code == 409
    assert "货车超载" not in other.text


async def test_a_link_that_was_shown_once_is_not_shown_again_and_no_second_one_made(staff):
    administrator = await staff("李雯")
    once = hidden(await administrator.open("/people/invite"), "once")
    fields = {"once": once, "label": "小张", "roles": "editor"}
    assert "#t=" in (await administrator.fills("/people/invite", **fields)).text
    again = await administrator.fills("/people/invite", **fields)
    assert again.status_code == 409
    assert "只显示一次" in again.text
    assert "#t=" not in again.text
    assert (await administrator.open("/people")).count("/revoke") == 1


async def test_a_draft_with_faults_that_is_loaded_anew_is_nobodys_conflict(staff):
    editor = await staff("王敏")
    await editor.does("/entries/new", **NEW)
    form = {"version": "1", **HALF}
    saved = await editor.fills("/drafts/1/edit", once="a", **form)
    assert saved.status_code == 303
    page = await editor.get(saved.headers["location"])
    assert "填写答案" in page.text
    again = await editor.fills("/drafts/1/edit", once="a", **form)
    assert again.headers["location"] == saved.headers["location"]


async def test_a_draft_that_was_emptied_stays_in_its_form(staff):
    editor = await staff("王敏")
    await editor.does("/entries/new", **NEW)
    emptied = await editor.fills("/drafts/1/edit", version="1", question=" ")
    assert emptied.status_code == 422
    assert 'href="#f-question"' in emptied.text


async def test_what_is_too_long_to_be_kept_is_not_called_kept(staff):
    editor = await staff("王敏")
    long = "body=" + "x" * MOST_KEPT
    assert (await editor.fills("/typed", path="/entries/new", body=long)).json() == {}
    assert (await editor.fills("/typed", path="/entries/new", body=5 * long)).status_code == 413
    assert "接着那时的写" not in await editor.open("/entries/new")
