"""What staff were told says later what became of it: one who sees to it sees to it for all."""

from __future__ import annotations

import asyncio
import contextlib
import re

import pytest

from bot.desk.forgetting import forget
from bot.members import SYSTEM, Actor
from bot.messages import Chat, Message
from bot.store import letters, watermark
from bot.store.campaigns import Notice
from tests.fakes import botapi as double
from tests.fakes.botapi.failures import bad_request
from tests.fakes.forms import SCHOOL_BUS
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
            live = await on_telegram(**{"staff": staff} | changes)
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


async def asks(live, words=QUESTION, by="b"):
    """Somebody asks on the page what nobody can answer; returns who it was."""
    page = Chat("web", by * 32)
    await live.dialogue.respond(Message(page, text=words))
    return page


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


def words_of(chat):
    return "".join(one.text for one in chat.sees)


async def test_of_a_long_letter_nothing_stays_though_somebody_deleted_its_first_message(
    live, desk, clock
):
    receipt = await writes(live)
    letter = await live.database.read(letters.get, receipt=receipt)
    for number in range(5):
        await live.letterbox.add(letter.token, f"{number}号车站也没有。" * 100)
    clock.passes(minutes=2)
    await until("it is told whole", lambda: len(desk.sees), lambda count: count >= 2)
    for one in desk.sees[:-1]:
        del desk.room.messages[one.id]
    assert "车站" in words_of(desk)
    await live.letterbox.take_back(letter.token)
    await until("nothing is left", lambda: words_of(desk), lambda words: "车站" not in words)


async def test_of_a_long_letter_nothing_stays_though_its_second_message_cant_be_deleted(
    live, desk, botapi, clock
):
    """Telegram lets no bot delete what is over 48 hours old."""
    receipt = await writes(live)
    letter = await live.database.read(letters.get, receipt=receipt)
    for number in range(5):
        await live.letterbox.add(letter.token, f"{number}号车站也没有。" * 100)
    clock.passes(minutes=2)
    await until("it is told whole", lambda: len(desk.sees), lambda count: count >= 2)
    botapi.fails("deleteMessage", bad_request("message can't be deleted"), times=None)
    await live.letterbox.take_back(letter.token)
    await until("nothing is left", lambda: words_of(desk), lambda words: "车站" not in words)


async def test_a_letter_that_becomes_a_matter_of_discretion_is_shown_no_longer(live, li, desk):
    receipt = await writes(live)
    await desk.hears(LETTER)
    await li.says(f"/letter {receipt}")
    await li.hears(LETTER)
    await li.taps("举报")
    alert = await stands(desk, "举报")
    assert LETTER not in alert.text


NOTES = {"no_signs": "INSERT ON signs", "no_marks": "UPDATE OF told_at ON letters"}


def fill_disk(db):
    for name, event in NOTES.items():
        full = "SELECT RAISE(ABORT, 'database or disk is full')"
        db.execute(f"CREATE TRIGGER {name} BEFORE {event} BEGIN {full}; END")


def make_room(db):
    for name in NOTES:
        db.execute(f"DROP TRIGGER {name}")


async def test_staff_are_not_told_over_and_over_what_cant_be_noted_as_told(live, desk, clock):
    """Every two seconds, through the night."""

    def told():
        return [one for one in desk.sees if "新留言" in one.text]

    await live.database.write(fill_disk)
    await writes(live)
    clock.passes(minutes=1)
    await asyncio.sleep(20)
    assert told() == []
    await live.database.write(make_room)
    await until("it is told", told)
    await asyncio.sleep(20)
    assert len(told()) == 1


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


async def test_of_a_days_digest_only_what_is_forgotten_goes(on_desk, desk, zhang, clock):
    live = await on_desk(staff_chat=f"telegram:{desk.id}")
    first = await asks(live)
    await asks(live, "无人机送外卖要审批吗", by="c")
    await desk.hears("没答上来的新问题")
    clock.passes(days=3)
    digest = await desk.hears("今天要办的")
    assert QUESTION in digest.text
    assert any(QUESTION in label for label in digest.labels)
    await live.database.write(forget, asker=live.hasher.asker(first))

    def is_changed(seen):
        return all(QUESTION not in one.text for one in seen)

    await until("the words are gone", lambda: desk.sees, is_changed)
    (changed,) = [one for one in desk.sees if one.id == digest.id]
    assert "没答上来的问题：2 个" in changed.text
    assert "问题已删除" in changed.text
    assert "无人机送外卖要审批吗" in changed.text
    assert [label for label in changed.labels if QUESTION in label] == []
    assert changed.labels[-1] == "看留言"


async def test_a_days_digest_says_how_things_stood_that_morning(on_desk, desk, zhang, clock):
    live = await on_desk(staff_chat=f"telegram:{desk.id}")
    await asks(live)
    await desk.hears("没答上来的新问题")
    clock.passes(days=3)
    digest = await desk.hears("今天要办的")
    await live.inbox.dismiss(await acting(live, zhang), 1, "other")
    await until("the alert says so", lambda: desk.sees, lambda s: any("忽略" in m.text for m in s))
    (same,) = [one for one in desk.sees if one.id == digest.id]
    assert same.text == digest.text


async def test_of_a_weeks_digest_what_is_purged_goes(on_desk, desk, li, clock):
    live = await on_desk(staff_chat=f"telegram:{desk.id}", retention_days=30)
    await asks(live)
    await desk.hears("没答上来的新问题")
    await li.says("/start")  # only now: the week's digest could go out before the question is there
    clock.passes(days=3)
    week = await li.hears("本周要看的")
    assert QUESTION in week.text
    await live.purging.purge()
    for _ in range(5):
        clock.passes(days=8)
        await live.purging.purge()

    def changed():
        return [one for one in li.sees if one.id == week.id and QUESTION not in one.text]

    (now,) = await until("the words are gone", changed, lambda seen: len(seen) == 1)
    assert "问了没答上来：1 个" in now.text
    assert now.labels == week.labels


@pytest.fixture
def wang(botapi):
    return botapi.person("王五")


@pytest.fixture
async def reviewing(on_desk, zhang, li, wang):
    """张三 writes entries and notices; 李四 and 王五 review both."""
    return await on_desk(
        staff=f"telegram:{zhang.id}:editor,telegram:{zhang.id}:campaigner,"
        f"telegram:{li.id}:reviewer,telegram:{wang.id}:reviewer"
    )


async def is_submitted(live, zhang):
    """A draft of 张三's, of which reviewers are told."""
    draft = await live.drafts.writing.write(await acting(live, zhang), SCHOOL_BUS)
    await live.drafts.writing.submit(await acting(live, zhang), draft.id)
    await live.knowledge_news.tell_all()
    return draft.id


async def test_who_was_asked_to_review_a_draft_reads_that_another_has_published_it(
    reviewing, zhang, li, wang
):
    await is_submitted(reviewing, zhang)
    asked = await wang.hears("请审核")
    assert "批准并发布" in asked.labels
    await li.hears("请审核")
    await li.taps("批准并发布")
    await li.hears("现在起就按它回答")
    by = (await reviewing.accounts.staff()).called(f"telegram:{li.id}")
    changed = await wang.hears(f"{by}已批准")
    assert changed.id == asked.id
    assert changed.labels == ["看条目"]
    assert "市民会看到" not in "".join(one.text for one in wang.sees)
    await until("it is done with", lambda: kept(reviewing), lambda rows: rows == [])


async def test_a_draft_that_was_returned_says_why_and_asks_again_when_it_is_submitted_again(
    reviewing, zhang, li, wang
):
    number = await is_submitted(reviewing, zhang)
    await wang.hears("请审核")
    await reviewing.drafts.deciding.send_back(
        await acting(reviewing, li), number, "罚款 *档次* 不全"
    )
    changed = await wang.hears("退回了")
    assert "原因：罚款 *档次* 不全" in changed.text
    assert changed.labels == ["打开"]
    await reviewing.drafts.writing.submit(await acting(reviewing, zhang), number)
    await reviewing.knowledge_news.tell_all()
    again = await wang.hears("请审核")
    assert "批准并发布" in again.labels


async def test_a_draft_that_is_given_up_asks_nobody_any_more(reviewing, zhang, wang):
    number = await is_submitted(reviewing, zhang)
    await wang.hears("请审核")
    await reviewing.drafts.writing.discard(await acting(reviewing, zhang), number)
    await wang.hears("放弃了")


async def test_who_reviews_no_longer_reads_no_more_of_a_draft(on_desk, zhang, li, wang):
    live = await on_desk(
        staff=f"telegram:{zhang.id}:editor,telegram:{li.id}:administrator,"
        f"telegram:{wang.id}:reviewer"
    )
    number = await is_submitted(live, zhang)
    await wang.hears("请审核")
    who = await acting(live, li)
    await live.accounts.end(who, f"telegram:{wang.id}")
    await live.drafts.deciding.send_back(who, number, "再查一遍")
    changed = await wang.hears("不再更新")
    assert "校车" not in changed.text


async def is_announced(live, zhang):
    """A notice of 张三's, of which reviewers are told."""
    who = await acting(live, zhang)
    notice = Notice("国家宪法日", "12 月 4 日是国家宪法日。")
    campaign = await live.campaigns.preparing.draft(who, notice)
    await live.campaigns.preparing.submit(who, campaign.id)
    await live.campaign_news.tell_all()
    return campaign.id


async def test_who_was_asked_to_review_a_notice_reads_what_became_of_it(reviewing, zhang, li, wang):
    number = await is_announced(reviewing, zhang)
    asked = await wang.hears("请审核上面这条通知")
    who = await acting(reviewing, li)
    by = (await reviewing.accounts.staff()).called(f"telegram:{li.id}")
    await reviewing.campaigns.preparing.approve(who, number)
    changed = await wang.hears(f"{by}批准了这条通知")
    assert changed.id == asked.id
    assert "国家宪法日（已批准）" in changed.text
    assert changed.labels == ["打开"]
    await reviewing.campaigns.preparing.send_back(who, number, "日期不对")
    assert "原因：日期不对" in (await wang.hears("退回了这条通知")).text
    await reviewing.campaigns.running.cancel(who, number)
    await wang.hears("已取消")
    await until("it is done with", lambda: kept(reviewing), lambda rows: rows == [])


async def test_campaigners_read_that_another_has_taken_up_the_calendars_draft(
    on_desk, zhang, li, desk
):
    live = await on_desk(
        staff=f"telegram:{zhang.id}:campaigner,telegram:{li.id}:campaigner",
        staff_chat=f"telegram:{desk.id}",
    )
    notice = Notice("国家宪法日", "12 月 4 日是国家宪法日。")
    campaign = await live.campaigns.preparing.draft(SYSTEM, notice)
    await live.campaign_news.tell_all()
    for one in (zhang, li, desk):
        await one.hears("已为宣传日起草")
    await live.campaigns.preparing.submit(await acting(live, zhang), campaign.id)
    for one in (li, desk):
        assert "（待审核）" in (await one.hears("提交审核了这条通知")).text


@pytest.fixture
async def with_two_administrators(on_desk, zhang, li):
    return await on_desk(staff=f"telegram:{zhang.id}:administrator,telegram:{li.id}:administrator")


async def test_whether_the_date_is_right_is_asked_of_nobody_once_one_has_said_so(
    with_two_administrators, zhang, li, clock
):
    live = with_two_administrators
    await live.purging.purge()
    clock.passes(days=30)
    await live.purging.purge()
    await live.doubt_news.go_round()
    asked = await zhang.hears("对吗")
    await li.hears("对吗")
    await li.taps("日期没错，照常清理")
    await li.hears("以后照常")
    changed = await zhang.hears("已经有人决定了")
    assert (changed.id, changed.labels) == (asked.id, [])


async def test_nor_is_what_becomes_of_replies_from_before_a_restore(
    with_two_administrators, zhang, li, botapi, clock
):
    live, citizen = with_two_administrators, botapi.person("王五")
    chat = Chat("telegram", str(citizen.id))
    await live.dialogue.respond(Message(chat, action="letter"))
    await live.dialogue.respond(Message(chat, text=LETTER))
    (letter,) = await live.database.read(letters.unfinished, limit=9)
    await live.letters.answer(await acting(live, li), letter.receipt, "月底前装好。")
    sign = [watermark.CITIZENS, clock.now.isoformat()]
    await live.database.write(lambda db: db.execute("INSERT INTO signs VALUES (?, ?)", sign))
    await live.doubt_news.go_round()
    asked = await zhang.hears("恢复或复制来的")
    await li.hears("恢复或复制来的")
    await li.taps("算发过了，不再发")
    changed = await zhang.hears("已经有人决定了")
    assert (changed.id, changed.labels) == (asked.id, [])
