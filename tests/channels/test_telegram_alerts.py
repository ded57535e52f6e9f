"""What staff were told says later what became of it: one who sees to it sees to it for all."""

from __future__ import annotations

import asyncio
import contextlib
import re

import pytest

from bot.desk.forgetting import forget
from bot.members import Actor
from bot.messages import Chat, Message
from bot.store import letters
from tests.fakes import botapi as double
from tests.waiting import until

QUESTION = "渡口几点停航"
LETTER = "一号车站没有无障碍通道"


@pytest.fixture
def desk(botapi):
    return botapi.group("普法值班群")


@pytest.fixture
async def on_desk(on_telegram, zhang, li, desk):
    """Starts the whole application, of which 张三 is editor and 李四 administrator, with what tells
    and what changes what was told."""
    stop = asyncio.Event()
    async with contextlib.AsyncExitStack() as stack:

        async def on_desk(**changes):
            staff = f"telegram:{zhang.id}:editor,telegram:{li.id}:administrator"
            live = await on_telegram(staff=staff, **changes)
            news = [live.inbox_news.run(stop), live.alert_news.run(stop)]
            stack.push_async_callback(asyncio.gather, *map(asyncio.create_task, news))
            stack.callback(stop.set)
            return live

        yield on_desk


@pytest.fixture
async def live(on_desk, desk):
    return await on_desk(staff_chat=f"telegram:{desk.id}")


async def writes(live, words=LETTER):
    """Somebody writes a letter on the page; returns its number."""
    page = Chat("web", "a" * 32)
    await live.dialogue.respond(Message(page, action="letter"))
    reply = await live.dialogue.respond(Message(page, text=words))
    return re.search(r"\d{6}-[0-9A-Z]{6}", reply.body)[0]


async def acting(live, person):
    staff = await live.accounts.staff()
    return Actor(staff.named(f"telegram:{person.id}"), "telegram")


async def kept(live):
    """The alerts that can change still."""
    return await live.database.read(lambda db: list(db.query("SELECT * FROM alerts")))


async def stands(chat, *words):
    """Wait until the only message but the day's digest has these words; returns it."""

    def fits(seen):
        return len(seen) == 1 and all(one in seen[0].text for one in words)

    def alerts():
        return [one for one in chat.sees if "今天要办的" not in one.text]

    (alert,) = await until(f"it says {words}", alerts, fits)
    return alert


async def test_a_letters_alert_says_who_has_it_who_answered_and_that_it_is_done(
    live, zhang, li, desk
):
    receipt = await writes(live)
    first = await desk.hears(f"新留言 {receipt}")
    who = (await live.accounts.staff()).named(f"telegram:{zhang.id}")
    named = who.called
    await zhang.says(f"/letter {receipt}")
    await zhang.hears(LETTER)
    await zhang.taps("我来办")
    alert = await stands(desk, f"留言 {receipt}：{named}在办", LETTER)
    assert (alert.id, alert.labels) == (first.id, ["打开"])

    await zhang.taps("答复")
    await zhang.hears("请写对留言")
    await zhang.says("已报主管单位，月底前装好坡道。")
    await zhang.hears("将答复")
    await zhang.taps("发出")
    await stands(desk, f"{named}已答复")
    await li.says(f"/letter {receipt}")
    await li.hears(LETTER)
    await li.taps("办结")
    await stands(desk, "已办结")
    await li.hears("已办结")
    await li.taps("重新打开")
    await stands(desk, f"{named}已答复")


async def test_what_its_writer_deletes_stands_in_no_chat(live, desk):
    receipt = await writes(live)
    await desk.hears(LETTER)
    letter = await live.database.read(letters.get, receipt=receipt)
    await live.letterbox.take_back(letter.token)
    alert = await stands(desk, "写的人删除了")
    assert LETTER not in alert.text
    assert alert.labels == []
    await until("it is done with", lambda: kept(live), lambda rows: rows == [])


async def test_a_letter_that_becomes_a_matter_of_discretion_is_shown_no_longer(live, li, desk):
    receipt = await writes(live)
    await desk.hears(LETTER)
    await li.says(f"/letter {receipt}")
    await li.hears(LETTER)
    await li.taps("举报")
    alert = await stands(desk, "举报")
    assert LETTER not in alert.text


async def test_of_several_letters_each_says_how_it_stands(live, zhang, desk, clock):
    await writes(live)
    await desk.hears("新留言")
    clock.passes(seconds=1)
    second, third = await writes(live, "二号车站的电梯坏了"), await writes(live, "站牌看不清")
    clock.passes(minutes=2)
    both = await desk.hears("新留言 2 条")
    await zhang.says(f"/letter {third}")
    await zhang.hears("站牌")
    await zhang.taps("我来办")
    alert = await desk.hears("在办")
    assert alert.id == both.id
    lines = alert.text.split("\n")
    (of_second,) = [line for line in lines if second in line]
    (of_third,) = [line for line in lines if third in line]
    assert "在办" not in of_second
    assert of_third.endswith("在办")


async def test_a_questions_alert_says_that_it_is_drafted(live, zhang, desk):
    await live.dialogue.respond(Message(Chat("web", "b" * 32), text=QUESTION))
    alert = await desk.hears("没答上来的新问题")
    await zhang.says("/inbox")
    await zhang.hears(QUESTION)
    await zhang.taps(f"1. {QUESTION}")
    await zhang.hears("1 人问了")
    await zhang.taps("写成新条目")
    changed = await stands(desk, "已起草，等发布")
    assert changed.id == alert.id


async def test_the_words_of_a_question_that_is_forgotten_go_from_the_alert(live, desk):
    page = Chat("web", "b" * 32)
    await live.dialogue.respond(Message(page, text=QUESTION))
    await desk.hears("没答上来的新问题")
    await live.database.write(forget, asker=live.hasher.asker(page))
    alert = await stands(desk, "问题已删除")
    assert QUESTION not in alert.text


async def test_without_a_staffs_chat_everybodys_own_alert_is_changed(on_desk, zhang, li):
    live = await on_desk()
    receipt = await writes(live)
    for person in (zhang, li):
        await person.hears(f"新留言 {receipt}")
    await zhang.says(f"/letter {receipt}")
    await zhang.hears("写于")
    await zhang.taps("我来办")
    await li.hears(f"留言 {receipt}：")


async def test_to_whom_it_was_given_is_told_when_it_is_given_to_another(live, zhang, li, desk):
    receipt = await writes(live)
    await desk.hears("新留言")
    who = await acting(live, li)
    await live.letters.assign(who, receipt, f"telegram:{zhang.id}")
    given = await zhang.hears("分派给您了")
    assert "请办理" in given.text
    await live.letters.assign(who, receipt, f"telegram:{li.id}")
    changed = await zhang.hears("在办")
    assert (changed.id, "请办理" in changed.text) == (given.id, False)


async def test_who_is_no_longer_of_staff_reads_no_more_of_it(on_desk, zhang, li):
    live = await on_desk()
    receipt = await writes(live)
    await zhang.hears(LETTER)
    who = await acting(live, li)
    await live.accounts.end(who, f"telegram:{zhang.id}")
    await live.letters.assign(who, receipt, who.member.name)
    alert = await stands(zhang, "不再更新")
    assert LETTER not in alert.text


async def test_an_alert_that_somebody_deleted_stays_deleted(live, zhang, desk):
    receipt = await writes(live)
    alert = await desk.hears("新留言")
    del desk.room.messages[alert.id]
    await zhang.says(f"/letter {receipt}")
    await zhang.hears(LETTER)
    await zhang.taps("我来办")
    await until("it is given up", lambda: kept(live), lambda rows: rows == [])
    await desk.hears_nothing()


async def test_while_telegram_is_away_it_waits_and_then_says_how_it_is_now(
    live, zhang, desk, botapi, clock
):
    receipt = await writes(live)
    await desk.hears("新留言")
    botapi.fails("editMessageText", double.server_error(), times=None)
    who = await acting(live, zhang)
    await live.letters.assign(who, receipt, who.member.name)
    tried = await until("tried", lambda: len(botapi.calls("editMessageText")))
    await live.letters.answer(who, receipt, "已报主管单位。")
    botapi.recovers()

    def fits(seen):
        clock.passes(seconds=30)
        return any("已答复" in one.text for one in seen)

    await until("it says so", lambda: desk.sees, fits)
    assert tried
