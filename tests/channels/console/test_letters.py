"""Letters in the browser: who has them, what is answered, and what a citizen reads."""

import asyncio
from datetime import timedelta

import pytest

from bot.messages import Chat
from bot.store import letters as store
from bot.store.audit import lines
from tests.channels.console.conftest import hidden, words


@pytest.fixture
def write(application, clock):
    async def write(text="驾校不退学费怎么办？", category="咨询", **more):
        return await application.database.write(
            store.write,
            chat=Chat("web", ""),
            asker=text,
            question="",
            text=text,
            written_at=clock().astimezone(application.settings.zone),
            kept=timedelta(days=365),
            category=category,
            **more,
        )

    return write


async def read(application, letter):
    return await application.database.read(store.get, receipt=letter.receipt)


async def test_home_counts_letters_and_leads_to_them(staff, write):
    await write()
    editor = await staff("王敏")
    assert "1 封来信待答复" in words(await editor.open(""))
    assert (await editor.get("/staff/waiting")).json() == {"count": 1}
    assert "驾校不退学费" in await editor.open("/letters?state=open")


async def test_home_says_which_letters_are_late_or_soon_due_and_counts_none_twice(
    application, staff, write
):
    today = application.clock().date()
    for days in (-1, 0, 1, 9):
        await write(f"第{days}天", due_on=today + timedelta(days=days))
    editor = await staff("王敏")
    page = await editor.open("")
    assert "1 封来信过了期限 2 封来信今明两天到期 4 封来信待答复" in words(page)
    assert page.count('class="urgent"') == 2
    assert (await editor.get("/staff/waiting")).json() == {"count": 4}


async def test_who_else_is_answering_a_letter_is_said(application, staff, write, clock):
    letter = await write()
    one, other, path = await staff("王敏"), await staff("赵强"), f"/letters/{letter.receipt}"
    assert "也打开着" not in await one.open(f"{path}/answer")
    assert "王敏，（11月23日" in words(await other.open(path))
    assert "也打开着这封来信在改" in words(await other.open(f"{path}/answer"))
    assert "赵强" in words(await one.open(path))
    clock.passes(minutes=16)
    assert "也打开着" not in await other.open(path)


async def test_the_list_is_filtered_by_state_category_day_and_person(application, staff, write):
    editor, today = await staff("王敏"), application.clock().date()
    late = await write("学费问题", due_on=today - timedelta(days=1))
    soon = await write("客车不让带行李", "投诉", due_on=today)
    none = await write("公交站牌")
    await editor.does(f"/letters/{soon.receipt}/take")
    for query, expected in {
        "due=late": [late],
        "due=soon": [soon],
        "due=none": [none],
        "category=投诉": [soon],
        "who=mine": [soon],
        "who=nobody": [late, none],
        f"q={late.receipt[-6:].lower()}": [late],
        "state=closed": [],
    }.items():
        page = await editor.open(f"/letters?{query}")
        shown = {one.receipt for one in (late, soon, none) if f"/letters/{one.receipt}" in page}
        assert shown == {one.receipt for one in expected}, query


async def test_a_list_keeps_a_complaint_closed_and_the_record_says_who_read_what(
    application, staff, write
):
    plain, secret = await write(), await write("司机宰客，请保密", "投诉")
    editor = await staff("王敏")
    page = await editor.open("/letters")
    assert "驾校不退学费" in page
    assert "宰客" not in page
    assert "宰客" in await editor.open(f"/letters/{secret.receipt}")
    asked = {"who": "", "since": "", "limit": 9}
    read = await application.database.read(lines, subject="letters", **asked)
    assert plain.receipt in read[0].after
    assert secret.receipt not in read[0].after
    opened = await application.database.read(lines, subject=f"letter:{secret.receipt}", **asked)
    assert [(one.who, one.action) for one in opened] == [("console:王敏", "letter.read")]
    record = words(await (await staff("李雯")).open("/record"))
    assert "阅读留言：留言一览" in record
    assert f"阅读留言：留言 {secret.receipt}" in record


async def test_a_letter_gets_a_person_a_category_and_a_day(application, staff, write):
    editor, letter = await staff("王敏"), await write()
    await staff("赵强")
    plan = {"assigned": "console:赵强", "category": "投诉", "due": "2026-11-30"}
    late = await editor.fills(f"/letters/{letter.receipt}/assign", **{**plan, "due": "2026-11-01"})
    assert late.status_code == 422
    assert "期限要在今天或今天以后" in late.text
    assert (await read(application, letter)).assigned == ""
    assert "存好了" in await editor.does(f"/letters/{letter.receipt}/assign", **plan)
    kept = await read(application, letter)
    assert (kept.assigned, kept.category, kept.due_on.isoformat()) == tuple(plan.values())


async def test_an_answer_is_seen_as_the_citizen_will_before_it_goes(
    application, staff, browser, write
):
    editor, letter = await staff("王敏"), await write()
    path = f"/letters/{letter.receipt}/answer"
    assert "写下答复" in (await editor.fills(path, words="", seen="x")).text
    page = await editor.open(path)
    shown = await editor.fills(path, words="**可以退**，按合同。", seen=hidden(page, "seen"))
    assert "<strong>可以退</strong>" in shown.text
    assert (await read(application, letter)).reply is None
    done = await editor.does(
        f"{path}/send", words=hidden(shown.text, "words"), seen=hidden(shown.text, "seen")
    )
    assert "答复好了" in done
    receipt = await browser().get(f"/receipts/{letter.token}")
    assert "<strong>可以退</strong>" in receipt.text
    assert "已答复" in receipt.text


async def test_two_answers_to_one_letter_are_a_conflict_that_loses_nothing(
    application, staff, write
):
    one, other, letter = await staff("王敏"), await staff("赵强"), await write()
    path = f"/letters/{letter.receipt}/answer"
    seen = hidden(await one.open(path), "seen")
    await other.does(f"{path}/send", words="赵强的答复", seen=seen)
    late = await one.fills(f"{path}/send", words="王敏的答复", seen=seen)
    assert late.status_code == 409
    assert "赵强已经答复过" in words(late.text)
    assert "赵强的答复" in late.text
    assert "王敏的答复" in late.text
    assert (await read(application, letter)).reply == "赵强的答复"
    await one.does(f"{path}/send", words="王敏的答复", seen=hidden(late.text, "seen"))
    assert (await read(application, letter)).reply == "王敏的答复"
    await other.does(f"/letters/{letter.receipt}/close/yes")
    closed = await one.fills(f"{path}/send", words="再补一句", seen="x")
    assert closed.status_code == 409
    assert "再补一句" in closed.text


async def test_what_its_writer_adds_meanwhile_is_read_before_it_is_answered_or_closed(
    application, staff, write
):
    editor, letter = await staff("王敏"), await write()
    path = f"/letters/{letter.receipt}"
    seen = hidden(await editor.open(f"{path}/answer"), "seen")
    await application.letterbox.add(letter.token, "昨天又扣了一次")
    late = await editor.fills(f"{path}/answer/send", words="请带合同来。", seen=seen)
    assert late.status_code == 409
    for told in ("写信的人补充了话", "昨天又扣了一次", "请带合同来。"):
        assert told in late.text
    assert (
        await editor.fills(f"{path}/answer", words="请带合同来。", seen=seen)
    ).status_code == 409
    again = hidden(late.text, "seen")
    await editor.does(f"{path}/answer/send", words="请带合同来。", seen=again)

    seen = hidden(await editor.open(f"{path}/close"), "seen")
    await application.letterbox.add(letter.token, "合同丢了")
    refused = await editor.fills(f"{path}/close/yes", seen=seen)
    assert "写的人补充了话" in refused.text
    assert (await read(application, letter)).closed_at is None
    await editor.does(f"{path}/close/yes", seen=hidden(await editor.open(f"{path}/close"), "seen"))
    assert (await read(application, letter)).closed_at


async def test_who_takes_a_letter_that_another_has_taken_since_is_told(application, staff, write):
    one, other, letter = await staff("王敏"), await staff("赵强"), await write()
    path = f"/letters/{letter.receipt}"
    seen = hidden(await one.open(path), "seen")
    await other.does(f"{path}/take", seen=seen)
    refused = await one.fills(f"{path}/take", seen=seen)
    assert "刚刚由别人接办" in refused.text
    assert (await read(application, letter)).assigned == "console:赵强"
    await one.does(f"{path}/take", seen=hidden(await one.open(path), "seen"))
    assert (await read(application, letter)).assigned == "console:王敏"


async def test_of_an_answer_and_a_closing_at_once_only_one_is_done(application, staff, write):
    one, other, letter = await staff("王敏"), await staff("赵强"), await write()
    path = f"/letters/{letter.receipt}"
    seen = hidden(await one.open(f"{path}/answer"), "seen")
    await asyncio.gather(
        one.fills(f"{path}/answer/send", words="可以退。", seen=seen),
        other.fills(f"{path}/close/yes", why="重复来信", seen=seen),
    )
    found = await read(application, letter)
    assert (found.reply is None) != (found.closed_at is None)


async def test_a_letter_is_closed_with_a_reason_and_opened_again(
    application, staff, browser, write
):
    editor, letter = await staff("王敏"), await write()
    path = f"/letters/{letter.receipt}"
    assert "写明原因" in (await editor.fills(f"{path}/close", why="")).text
    shown = await editor.fills(f"{path}/close", why="没有写明是哪家驾校，请补充后再留言")
    assert "没有另外答复。原因：没有写明是哪家驾校" in words(shown.text)
    assert "已办结" in await editor.does(f"{path}/close/yes", why=hidden(shown.text, "why"))
    assert "没有写明是哪家驾校" in (await browser().get(f"/receipts/{letter.token}")).text
    assert "重新打开了" in await editor.does(f"{path}/reopen")
    assert (await read(application, letter)).closed_at is None


async def test_a_letter_is_handed_over_and_its_writer_told_to_whom(
    application, staff, browser, write
):
    editor, letter = await staff("王敏"), await write("交警扣分不对")
    path = f"/letters/{letter.receipt}"
    assert "122" in await editor.open(f"{path}/hand-over")
    assert "写转给哪个部门" in (await editor.fills(f"{path}/close", handed="1", office="")).text
    given = {"office": "县公安局交通管理大队", "why": "电话 122。"}
    shown = await editor.fills(f"{path}/close", handed="1", **given)
    told = "这件事由县公安局交通管理大队办理，已转给他们。电话 122。"
    assert told in shown.text
    assert "已转县公安局交通管理大队办理" in await editor.does(f"{path}/close/yes", **given)
    receipt = (await browser().get(f"/receipts/{letter.token}")).text
    assert told in receipt
    assert "已转出" in receipt
    assert letter.receipt in await editor.open("/letters?state=handed")


async def test_a_letter_becomes_a_draft(staff, write):
    editor, letter = await staff("王敏"), await write()
    assert "驾校不退学费怎么办" in await editor.does(f"/letters/{letter.receipt}/entry")
    reviewer = await staff("赵强")
    assert "写成新条目" not in await reviewer.open(f"/letters/{letter.receipt}")
    assert (await reviewer.fills(f"/letters/{letter.receipt}/entry")).status_code == 403
