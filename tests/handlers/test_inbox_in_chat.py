"""What the bot could not answer: from the citizen's question to the answer that reaches them."""

import asyncio
import shutil
import sqlite3
from datetime import timedelta

import pytest

from bot.members import SYSTEM
from bot.messages import Chat, DeliveryError, Failure
from bot.store import inbox, letters
from handlers.dialogues import replies
from tests.fakes.forms import FERRY, SCHOOL_BUS
from tests.handlers.conftest import EDITOR, REVIEWER, STAFF, Person

UNKNOWN = "渡口几点停航"
SAME = "请问一下渡口是几点停航呀"
OTHER = "无人机送外卖要审批吗"
STAFF_CHAT = "-100500"


@pytest.fixture
def application(start):
    return start(staff=STAFF, staff_chat=f"telegram:{STAFF_CHAT}")


@pytest.fixture
def goes_round(application):
    async def goes_round():
        await application.citizen_news.go_round()
        await application.inbox_news.go_round()

    return goes_round


@pytest.fixture
def told(telegram):
    """What this chat was sent unasked, in its order."""

    def told(chat_id):
        return [reply.body for chat, reply in telegram.sent if chat == Chat("telegram", chat_id)]

    return told


async def asks_to_be_told(person, question=UNKNOWN):
    await person.says(question)
    return await person.presses("有答案时告诉我")


async def test_staffs_day_a_question_becomes_an_entry_and_the_asker_is_told_once(
    zhang, li, application, editor, reviewer, goes_round, told, telegram, stored
):
    assert "90 天内有了答案就在这里告诉您一次" in await asks_to_be_told(zhang)
    await li.says(SAME)
    await goes_round()
    (alert,) = [body for body in told(STAFF_CHAT) if "新问题" in body]
    assert f"{UNKNOWN}（2 人，1 人等答案）" in alert

    assert f"{UNKNOWN}（2 人，2 次，1 人等答案）" in await editor.says("/inbox")
    page = await editor.presses("1. ")
    assert UNKNOWN in page
    assert SAME in page
    assert "草稿 #1 建好了" in await editor.presses("写成新条目")
    form = await editor.presses("补写答案")
    assert f"问题：{UNKNOWN}" in form
    assert f"- {SAME}" in form
    await editor.says(FERRY)
    await editor.presses("提交审核")
    await reviewer.says("/drafts")
    await reviewer.presses("#1")
    await reviewer.presses("批准并发布")

    await goes_round()
    await goes_round()
    (answer,) = told(zhang.chat.id)
    assert answer.startswith(f"您问过“{UNKNOWN}”，现在有答案了")
    assert "码头有公示牌" in answer
    assert told(li.chat.id) == []
    (sent,) = [reply for chat, reply in telegram.sent if chat == zhang.chat]
    (useful,) = [one for row in sent.buttons for one in row if one.label == "👍 有用"]
    assert "谢谢您的评价" in await zhang.sends(action=useful.action)
    assert stored()["votes"][0]["helpful"] == 1
    assert (await li.says(SAME)).startswith("**渡口几点停航？**")
    assert "没有。" in await editor.says("/inbox")


async def test_nothing_of_the_asker_is_kept_once_they_are_told(zhang, editor, goes_round, stored):
    await asks_to_be_told(zhang)
    assert [row["chat_id"] for row in stored()["promises"]] == [zhang.chat.id]
    await editor.says("/inbox")
    await editor.presses("1. ")
    await editor.presses("回复等答案的人")
    assert "将发给等这个问题答案的 1 人" in await editor.says("校车的事请拨打 12328。")
    assert "告诉 1 人" in await editor.presses("发出（1 人）")
    await goes_round()
    assert stored()["promises"] == []


async def test_attaching_goes_through_review_and_then_answers(
    zhang, editor, reviewer, application, goes_round, told
):
    question = "磅单往哪搁哩"
    await asks_to_be_told(zhang, question)
    await editor.says("/inbox")
    await editor.presses("1. ")
    await editor.presses("归入已有条目")
    await editor.says("chaozai-fakuan")
    assert "已加上这个问法并提交审核" in editor.heard.body
    assert "我答不上来" in await zhang.says(question)
    await reviewer.says("/drafts")
    await reviewer.presses("#1")
    assert "批准" in str(reviewer.choices)
    await reviewer.presses("批准并发布")
    await goes_round()
    (answer,) = told(zhang.chat.id)
    assert question in answer
    assert question in application.library.entries["chaozai-fakuan"].ask
    assert not (await zhang.says(question)).startswith("这个问题我答不上来")


async def test_what_an_entry_that_came_by_another_way_answers_is_settled_by_one_tap(
    zhang, editor, reviewer, goes_round, told
):
    await asks_to_be_told(zhang)
    await editor.says("/add " + FERRY)
    await editor.presses("提交审核")
    await reviewer.says("/drafts")
    await reviewer.presses("#1")
    await reviewer.presses("批准并发布")
    await goes_round()
    assert told(zhang.chat.id) == []
    await editor.says("/inbox")
    assert "现在问会答：渡口几点停航" in await editor.presses("1. ")
    assert "告诉 1 人" in await editor.presses("就是它")
    await goes_round()
    assert len(told(zhang.chat.id)) == 1


async def test_a_draft_that_is_given_up_opens_the_question_again(zhang, editor, goes_round):
    await zhang.says(UNKNOWN)
    await editor.says("/inbox")
    await editor.presses("1. ")
    await editor.presses("写成新条目")
    assert "没有。" in await editor.says("/inbox")
    await editor.says("/drafts 1")
    await editor.presses("放弃")
    await editor.presses("放弃")
    await goes_round()
    assert UNKNOWN in await editor.says("/inbox")


async def test_a_dismissed_question_stays_away_until_somebody_wants_to_know(
    zhang, li, editor, goes_round, told
):
    await zhang.says(OTHER)
    await editor.says("/inbox")
    await editor.presses("1. ")
    assert "1 人问过，0 人在等答案" in await editor.presses("忽略")
    assert "已忽略" in await editor.presses("不是法规问题")
    await li.says(OTHER)
    assert "没有。" in await editor.says("/inbox")
    await li.says(OTHER)
    await li.presses("有答案时告诉我")
    assert OTHER in await editor.says("/inbox")


async def test_different_questions_are_different_clusters(zhang, li, editor):
    await zhang.says(UNKNOWN)
    await li.says(OTHER)
    body = await editor.says("/inbox")
    assert f"1. {UNKNOWN}" in body
    assert f"2. {OTHER}" in body


async def test_a_useless_answer_comes_to_the_inbox(zhang, editor):
    await zhang.says("货车超载罚款多少")
    await zhang.presses("👎")
    assert "货车超载罚款多少" in await editor.says("/inbox")


async def test_so_does_a_question_of_which_none_of_the_offered_was_it(
    zhang, editor, goes_round, told
):
    question = "证件过期罚款"
    assert "您是不是想问" in await zhang.says(question)
    await zhang.presses("都不是")
    assert "告诉您一次" in await zhang.presses("有答案时告诉我")
    assert f"{question}（1 人，1 次，1 人等答案）" in await editor.says("/inbox")


async def test_whoever_is_forgotten_is_not_told_and_their_words_are_gone(
    zhang, editor, stored, goes_round
):
    await asks_to_be_told(zhang)
    await zhang.says("/forget")
    await zhang.presses("全部删除")
    tables = stored()
    assert tables["promises"] == tables["clusters"] == tables["cluster_questions"] == []
    assert "没有。" in await editor.says("/inbox")


async def test_a_promise_expires(zhang, application, clock, stored):
    await asks_to_be_told(zhang)
    clock.passes(days=91)
    await application.purging.believe(SYSTEM)
    assert stored()["promises"] == []


async def test_nobody_is_told_outside_the_hours_in_which_notices_go_out(
    zhang, editor, goes_round, clock, told
):
    await asks_to_be_told(zhang)
    await editor.says("/inbox")
    await editor.presses("1. ")
    await editor.presses("回复等答案的人")
    await editor.says("请拨打 12328。")
    await editor.presses("发出")
    clock.passes(hours=10)  # 22:00
    await goes_round()
    assert told(zhang.chat.id) == []
    clock.passes(hours=11)
    await goes_round()
    assert len(told(zhang.chat.id)) == 1


async def test_whoever_cannot_be_reached_now_is_told_later(
    zhang, editor, goes_round, telegram, told
):
    await asks_to_be_told(zhang)
    await editor.says("/inbox")
    await editor.presses("1. ")
    await editor.presses("回复等答案的人")
    await editor.says("请拨打 12328。")
    await editor.presses("发出")
    telegram.failure = DeliveryError("no network", kind=Failure.UNREACHABLE)
    for _ in range(5):
        await goes_round()
    telegram.failure = None
    await goes_round()
    assert len(told(zhang.chat.id)) == 1


async def test_what_may_have_arrived_is_told_a_few_times_more_further_and_further_apart(
    zhang, editor, goes_round, telegram, stored, told, clock
):
    await asks_to_be_told(zhang)
    await editor.says("/inbox")
    await editor.presses("1. ")
    await editor.presses("回复等答案的人")
    await editor.says("请拨打 12328。")
    await editor.presses("发出")
    telegram.failure = DeliveryError("timed out", kind=Failure.UNCERTAIN)
    for minutes, attempts in ((0, 1), (0.5, 1), (1, 2), (5, 2), (6, 3), (61, 4)):
        clock.passes(minutes=minutes)
        await goes_round()
        assert [row["attempts"] for row in stored()["promises"]] == [attempts]
    clock.passes(hours=22)
    await goes_round()
    assert stored()["promises"] == []


async def test_after_a_crash_in_the_middle_of_telling_it_is_told_once_more(
    zhang, editor, application, goes_round, told, clock
):
    await asks_to_be_told(zhang)
    await editor.says("/inbox")
    await editor.presses("1. ")
    await editor.presses("回复等答案的人")
    await editor.says("请拨打 12328。")
    await editor.presses("发出")
    await application.database.write_durably(
        inbox.begin, promise_id=1, now=clock()
    )  # and then killed
    await goes_round()
    clock.passes(minutes=1)
    await goes_round()
    await goes_round()
    assert len(told(zhang.chat.id)) == 1


async def test_whose_question_is_only_near_it_is_told_so(application):
    edition = application.edition
    entry = edition.library.entries["chaozai-fakuan"]
    sure = replies.promised_entry(edition, entry, entry.question)
    assert "现在有答案了：" in sure.body
    near = replies.promised_entry(edition, entry, OTHER)
    assert "请看是不是您要的：" in near.body


async def test_only_a_private_chat_that_can_be_reached_is_offered_it(application):
    page = Person(application, "visitor", channel="web")
    await page.says(UNKNOWN)
    assert "有答案时告诉我" not in page.choices
    group = Person(application, "-100777:5550001")
    await group.says(UNKNOWN)
    assert "有答案时告诉我" not in group.choices


async def test_nobody_but_staff_sees_the_inbox(zhang):
    assert "怎么用" in await zhang.says("/inbox")
    said = await zhang.sends(action="in:show:1")
    assert "过期" in said


async def test_two_of_staff_do_not_both_take_one_question(zhang, editor, application):
    second = Person(application, "103")
    await zhang.says(UNKNOWN)
    for one in (editor, second):
        await one.says("/inbox")
        await one.presses("1. ")
    await editor.presses("写成新条目")
    assert "没有办成：这个问题已起草" in await second.presses("写成新条目")


# -- letters -------------------------------------------------------------------------------------


def alerts(told):
    """What the staff's chat was told of letters."""
    return [body for body in told(STAFF_CHAT) if "新留言" in body]


async def writes(person, words, category=None):
    await person.says("/help")
    await person.presses("给工作人员留言")
    if category:
        await person.presses(category)
    return await person.says(words)


async def test_a_letter_is_taken_answered_and_closed_and_its_writer_gets_the_answer(
    zhang, editor, reviewer, goes_round, told, stored, clock
):
    said = await writes(zhang, "客运站的卫生间坏了", "建议")
    assert "我会在这个聊天里告诉您" in said
    assert "页面" not in said  # there is no public one
    assert zhang.choices == []
    await goes_round()
    (alert,) = alerts(told)
    assert "建议" in alert
    assert "客运站的卫生间坏了" in alert

    await editor.says("/letters")
    assert "待答复" in editor.heard.body
    (letter,) = stored()["letters"]
    await editor.presses(letter["receipt"])
    assert "分派给您了" in await editor.presses("我来办")
    clock.passes(hours=2)
    await editor.presses("答复")
    assert "将答复留言" in await editor.says("谢谢您，明天就修好。")
    page = await editor.presses("发出")
    assert "答复用时 2 小时" in page
    await goes_round()
    await goes_round()
    (answer,) = told(zhang.chat.id)
    assert f"您的留言 {letter['receipt']} 有回复了" in answer
    assert "明天就修好" in answer
    assert "办结用时 2 小时" in await editor.presses("办结")
    assert "没有要办的留言" in await editor.says("/letters")
    (record,) = [row for row in stored()["audit"] if row["action"] == "letter.answer"]
    assert "修好" not in str(record)


async def test_an_answer_waits_for_telegram(zhang, editor, goes_round, telegram, told, stored):
    await writes(zhang, "请回电")
    await editor.sends(action=f"in:answer:{stored()['letters'][0]['receipt']}")
    await editor.says("好的。")
    await editor.presses("发出")
    telegram.failure = DeliveryError("no network", kind=Failure.UNREACHABLE)
    await goes_round()
    telegram.failure = None
    await goes_round()
    assert len(told(zhang.chat.id)) == 1


async def test_a_letter_can_be_given_to_a_colleague_and_sorted(zhang, editor, reviewer, stored):
    await writes(zhang, "请回电")
    receipt = stored()["letters"][0]["receipt"]
    await editor.sends(action=f"in:l:{receipt}")
    await editor.presses("分派")
    assert f"分派给Telegram {REVIEWER}了" in await editor.presses(f"Telegram {REVIEWER}")
    assert "类别：投诉" in await editor.presses("投诉")


async def test_a_letter_can_start_an_entry_without_anybodys_number(zhang, editor, stored):
    await writes(zhang, "驾校不退学费怎么办，我的电话13800138000")
    await editor.sends(action=f"in:l:{stored()['letters'][0]['receipt']}")
    await editor.presses("写成新条目")
    form = await editor.presses("补写答案")
    assert "驾校不退学费怎么办" in form
    assert "13800138000" not in form


@pytest.mark.parametrize(
    ("words", "category", "number"),
    [
        ("前面有人酒驾撞了人", None, "122"),
        ("我的驾驶证记分不对", None, "122"),
        ("出租车绕道多收钱", "投诉", "12328"),
        ("公交车司机一边开车一边打电话，车牌浙A" + "12345", None, "12328"),
        ("有一辆出租车套牌", None, "122"),
        ("楼下夜里施工噪音扰民", "举报", "12345"),
    ],
)
async def test_the_citizen_is_told_whose_matter_it_is(zhang, words, category, number):
    assert f"**{number}**" in await writes(zhang, words, category)


async def test_out_of_hours_the_citizen_is_told_when_staff_work(zhang, clock):
    assert "下班时间" not in await writes(zhang, "请回电")  # Monday 12:00
    clock.passes(hours=8)
    assert "工作人员 11月24日（周二）8:30 上班后处理" in await writes(zhang, "请回电")


async def test_an_answer_that_may_have_arrived_is_sent_again_after_a_while(
    zhang, editor, goes_round, telegram, told, stored, clock
):
    await writes(zhang, "请回电")
    await editor.sends(action=f"in:answer:{stored()['letters'][0]['receipt']}")
    await editor.says("好的。")
    await editor.presses("发出")
    telegram.failure = DeliveryError("timed out", kind=Failure.UNCERTAIN)
    await goes_round()
    telegram.failure = None
    await goes_round()
    assert told(zhang.chat.id) == []
    clock.passes(minutes=1)
    await goes_round()
    await goes_round()
    assert len(told(zhang.chat.id)) == 1


async def test_on_a_database_that_was_put_back_what_may_have_been_sent_waits_for_a_person(
    start, tmp_path, told, telegram, clock
):
    settings = {"staff": f"{STAFF},telegram:7:administrator", "data_dir": tmp_path / "kept"}
    application = start(**settings)
    zhang, editor = Person(application, "1"), Person(application, EDITOR)
    await writes(zhang, "请回电")
    (letter,) = await application.database.read(letters.untold)
    await editor.sends(action=f"in:answer:{letter.receipt}")
    await editor.says("好的。")
    await editor.presses("发出")
    file = application.settings.database_file
    copied = sqlite3.connect(tmp_path / "backup.db")
    original = sqlite3.connect(file)
    original.backup(copied)
    original.close()
    copied.close()
    await application.citizen_news.go_round()
    assert len(told("1")) == 1
    application.close()

    shutil.copyfile(tmp_path / "backup.db", file)
    again = start(**settings)
    for _ in range(2):
        await again.citizen_news.go_round()
        await again.doubt_news.go_round()
    assert len(told("1")) == 1
    (asked,) = [reply for chat, reply in telegram.sent if "恢复或复制" in reply.body]
    administrator, editor = Person(again, "7"), Person(again, EDITOR)
    administrator.heard = editor.heard = asked
    assert "需要“管理员”角色" in await editor.presses("算发过了")
    assert "1 条答复算作已经发过" in await administrator.presses("算发过了")
    await again.citizen_news.go_round()
    assert len(told("1")) == 1
    await Person(again, EDITOR).sends(action=f"in:answer:{letter.receipt}")


# -- what goes round -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Failure.UNREACHABLE, Failure.UNCERTAIN, Failure.BROKEN])
async def test_staff_are_told_of_letters_until_they_have_been(
    zhang, goes_round, telegram, told, clock, stored, kind
):
    telegram.failure = DeliveryError("away", kind=kind)
    await writes(zhang, "请回电")
    await goes_round()
    assert stored()["letters"][0]["told_at"] is None
    telegram.failure = None
    clock.passes(minutes=1)
    await goes_round()
    await goes_round()
    (alert,) = alerts(told)
    assert "请回电" in alert


async def test_letters_of_one_minute_are_one_message(zhang, li, goes_round, told, clock, stored):
    await writes(zhang, "一")
    await goes_round()
    for number in range(12):
        await writes(li, f"第{number}封")
    await goes_round()
    assert len(alerts(told)) == 1
    clock.passes(minutes=1)
    await goes_round()
    alert = alerts(told)[1]
    assert "新留言 12 条" in alert
    assert "另有 4 条" in alert
    assert all(letter["told_at"] for letter in stored()["letters"])


async def test_a_report_on_somebody_is_not_posted_but_opened(zhang, goes_round, told):
    await writes(zhang, "我邻居老王黑车拉客", "举报")
    await goes_round()
    (alert,) = alerts(told)
    assert "举报" in alert
    assert "老王" not in alert


async def test_without_a_staffs_chat_those_who_may_see_letters_are_told(start, telegram, told):
    application = start(staff=STAFF)
    await writes(Person(application, "1"), "请回电")
    await application.inbox_news.letters()
    assert "请回电" in told(EDITOR)[0]
    assert "请回电" in told(REVIEWER)[0]


async def test_where_the_staffs_chat_put_the_bot_out_they_are_told_too(
    zhang, application, telegram, told, clock
):
    await writes(zhang, "请回电")
    send = telegram.send

    async def put_out(chat, reply):
        if chat.id == STAFF_CHAT:
            raise DeliveryError("kicked", kind=Failure.BLOCKED)
        await send(chat, reply)

    telegram.send = put_out
    await application.inbox_news.letters()
    assert "请回电" in told(EDITOR)[0]


async def test_a_failure_nobody_foresaw_keeps_nothing_else_back(
    zhang, application, telegram, goes_round, told, clock
):
    await writes(zhang, "请回电")
    telegram.failure = RuntimeError("no such thing")
    await goes_round()
    telegram.failure = None
    clock.passes(minutes=1)
    await goes_round()
    assert "请回电" in alerts(told)[0]


async def test_what_is_older_than_a_working_day_raises_one_alarm(
    zhang, li, goes_round, clock, told
):
    await zhang.says(OTHER)
    await writes(li, "请回电")
    await goes_round()
    clock.passes(hours=20)  # Tuesday 8:00
    await goes_round()
    assert not [body for body in told(STAFF_CHAT) if "超过一个工作日" in body]
    clock.passes(hours=5)
    await goes_round()
    await goes_round()
    (alarm,) = [body for body in told(STAFF_CHAT) if "超过一个工作日" in body]
    assert OTHER in alarm
    assert "留言 1 条" in alarm


async def test_each_working_day_begins_with_what_is_to_be_done(zhang, goes_round, clock, told):
    await zhang.says(OTHER)
    clock.passes(hours=20)  # before work
    await goes_round()
    clock.passes(hours=1)
    await goes_round()
    await goes_round()
    (digest,) = [body for body in told(STAFF_CHAT) if "今天要办的" in body]
    assert "没答上来的问题：1 个" in digest


async def test_what_a_clock_ahead_told_too_early_is_told_again_when_it_is_due(
    application, zhang, li, goes_round, clock, told
):
    def count(words):
        return len(
            [body for chat in (STAFF_CHAT, REVIEWER) for body in told(chat) if words in body]
        )

    began = clock()
    await zhang.says(OTHER)
    await writes(li, "请回电")
    for days in (0, 8, 0, 7, 15):  # ahead, then set right
        clock.now = began + timedelta(days=days)
        await application.purging.purge()
        await goes_round()
    counts = {words: count(words) for words in ("超过一个工作日", "今天要办的", "本周要看的")}
    assert counts == {"超过一个工作日": 2, "今天要办的": 4, "本周要看的": 4}


async def test_reviewers_get_a_digest_each_week(zhang, goes_round, clock, told):
    await zhang.says(OTHER)
    for _ in range(8):
        await goes_round()
        clock.passes(days=1)
    digests = [body for body in told(REVIEWER) if "本周要看的" in body]
    assert len(digests) == 2
    assert OTHER in digests[0]
    assert told(EDITOR) == []


async def test_many_new_questions_are_one_alert(application, goes_round, clock, told):
    questions = [OTHER, UNKNOWN, "离婚了孩子归谁", "今天天气怎么样"]
    await Person(application, "1").says(questions[0])
    await goes_round()
    for number, question in enumerate(questions[1:]):
        await Person(application, f"2{number}").says(question)
        await goes_round()
    clock.passes(minutes=1)
    await goes_round()
    alerts = [body for body in told(STAFF_CHAT) if "新问题" in body]
    assert len(alerts) == 2
    assert "（3 个）" in alerts[1]


# -- words that must not go out ------------------------------------------------------------------


@pytest.fixture
def forbidden(application):
    path = application.settings.overlay_dir / "forbidden.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# 样例\n内部资料\n绝密\n", encoding="utf-8")
    return path


async def test_forbidden_words_stop_a_reply_and_may_be_written_again(
    zhang, editor, forbidden, stored, goes_round, told
):
    await writes(zhang, "请回电")
    await editor.sends(action=f"in:answer:{stored()['letters'][0]['receipt']}")
    assert "有不能发布的词：内部资料" in await editor.says("这是內部 資料，不能给您")
    await goes_round()
    assert told(zhang.chat.id) == []
    await editor.says("这份材料不公开。")
    assert "答复好了" in await editor.presses("发出")


async def test_forbidden_words_stop_an_entry(editor, forbidden):
    await editor.says("/add " + SCHOOL_BUS.replace("依法处罚", "按绝密文件处罚"))
    assert "有不能发布的词：绝密" in await editor.presses("提交审核")
    forbidden.unlink()
    await editor.says("/drafts 1")
    assert "已提交审核" in await editor.presses("提交审核")


async def test_who_read_a_letter_is_in_the_record(zhang, editor, stored):
    await zhang.sends(action="letter")
    await zhang.says("路灯坏了")
    await editor.says("/letters")
    (letter,) = stored()["letters"]
    await editor.says(f"/letter {letter['receipt']}")
    read = [row for row in stored()["audit"] if row["action"] == "letter.read"]
    assert [row["subject"] for row in read] == ["letters", f"letter:{letter['receipt']}"]
    assert letter["receipt"] in read[0]["after"]
    assert {row["who"] for row in read} == {"telegram:101"}
    assert "路灯" not in str(read)


async def test_words_after_an_answer_was_asked_for_are_shown_before_they_reach_anybody(
    zhang, editor, goes_round, told, stored
):
    await writes(zhang, "请回电")
    await editor.sends(action=f"in:l:{stored()['letters'][0]['receipt']}")
    await editor.presses("答复")
    assert "超限运输许可几天办好" in await editor.says("超限运输许可几天办好")
    assert editor.choices == ["发出", "算了"]
    await editor.presses("算了")
    await goes_round()
    assert told(zhang.chat.id) == []
    assert stored()["letters"][0]["reply"] is None


async def test_two_answers_to_one_letter_cannot_happen(
    zhang, editor, reviewer, goes_round, told, stored
):
    await writes(zhang, "请回电")
    receipt = stored()["letters"][0]["receipt"]
    for one, words in ((editor, "请到市场监管局检定。"), (reviewer, "请打12345。")):
        await one.sends(action=f"in:l:{receipt}")
        await one.presses("答复")
        await one.says(words)
    assert "答复好了" in await editor.presses("发出")
    assert "刚刚有人答复过" in await reviewer.presses("发出")
    assert reviewer.choices == ["打开看看"]
    await goes_round()
    (answer,) = told(zhang.chat.id)
    assert "市场监管局" in answer
    await reviewer.presses("打开看看")
    assert "已经答复过，您写的会取代它" in await reviewer.presses("改答复")


async def test_a_letter_without_an_answer_is_closed_with_a_reason_that_its_writer_hears(
    zhang, editor, goes_round, told, stored
):
    await writes(zhang, "邻居无证营运，请保密", "举报")
    receipt = stored()["letters"][0]["receipt"]
    await editor.sends(action=f"in:l:{receipt}")
    assert "还没有答复，确定不答复就办结" in await editor.presses("办结")
    assert stored()["letters"][0]["closed_at"] is None
    assert "留言的人会看到原因" in await editor.says("已转运管所核查。")
    assert "会告诉留言的人" in await editor.presses("办结")
    await goes_round()
    (news,) = told(zhang.chat.id)
    assert "已办结**，没有另外答复。原因：已转运管所核查" in news
    assert stored()["letters"][0]["replied_at"] is None


async def adds(application, receipt, words):
    """Its writer, on the receipt's page."""
    letter = await application.database.read(letters.get, receipt=receipt)
    await application.letterbox.add(letter.token, words)


async def test_of_two_who_take_a_letter_one_has_it_and_the_other_knows(
    zhang, editor, reviewer, stored
):
    await writes(zhang, "请回电")
    receipt = stored()["letters"][0]["receipt"]
    for one in (editor, reviewer):
        await one.sends(action=f"in:l:{receipt}")
    said = await asyncio.gather(editor.presses("我来办"), reviewer.presses("我来办"))
    assert sorted("分派给您了" in words for words in said) == [False, True]
    assert any("刚刚由别人接办" in words for words in said)
    late = next(one for one, words in zip((editor, reviewer), said, strict=True) if "没有" in words)
    await late.presses("打开看看")
    assert "分派给您了" in await late.presses("我来办")  # who knows may


async def test_a_letter_that_was_added_to_is_not_closed_unread(application, zhang, editor, stored):
    await writes(zhang, "请回电")
    receipt = stored()["letters"][0]["receipt"]
    await editor.sends(action=f"in:l:{receipt}")
    await editor.presses("答复")
    await editor.says("请到市场监管局检定。")
    await editor.presses("发出")
    await adds(application, receipt, "检定过了，还是不对")
    said = await editor.presses("办结")
    assert "没有办结" in said
    assert "检定过了，还是不对" in said
    assert stored()["letters"][0]["closed_at"] is None
    assert "已办结" in await editor.presses("办结")


async def test_nor_with_a_reason_or_answered_while_it_is_added_to(
    application, zhang, editor, reviewer, stored
):
    await writes(zhang, "请回电")
    receipt = stored()["letters"][0]["receipt"]
    for one, button, words in ((editor, "办结", "重复。"), (reviewer, "答复", "请打12345。")):
        await one.sends(action=f"in:l:{receipt}")
        await one.presses(button)
        await one.says(words)
    await adds(application, receipt, "是另一件事")
    assert "写的人补充了话" in await editor.presses("办结")
    assert "写的人补充了话" in await reviewer.presses("发出")
    assert stored()["letters"][0]["closed_at"] is None
    assert "是另一件事" in await reviewer.presses("打开看看")


async def test_a_closed_letter_is_found_and_opened_again(zhang, editor, stored):
    await writes(zhang, "请回电")
    receipt = stored()["letters"][0]["receipt"]
    await editor.sends(action=f"in:close:{receipt}")
    await editor.says("重复。")
    await editor.presses("办结")
    await editor.says("/letters")
    assert receipt in await editor.presses("已办结的")
    await editor.presses(receipt)
    assert "重新打开了" in await editor.presses("重新打开")
    assert receipt in await editor.says("/letters")


async def test_whoever_is_given_a_letter_is_told(zhang, editor, goes_round, told, stored):
    await writes(zhang, "请回电")
    receipt = stored()["letters"][0]["receipt"]
    await editor.sends(action=f"in:l:{receipt}")
    await editor.presses("分派")
    await editor.presses(f"Telegram {REVIEWER}")
    await goes_round()
    await goes_round()
    (news,) = [body for body in told(REVIEWER) if "分派给您了" in body]
    assert receipt in news


async def test_a_dismissed_question_and_a_draft_given_up_can_be_taken_up_again(
    zhang, editor, stored
):
    await zhang.says(OTHER)
    await editor.says("/inbox")
    await editor.presses("1. ")
    await editor.presses("忽略")
    await editor.presses("不归本单位管")
    assert "待处理" in await editor.presses("重新打开")
    await editor.says("/add 问题：校车超员怎么处罚？")
    assert f"它是Telegram {EDITOR}起草的" in await editor.presses("放弃")
    await editor.presses("放弃")
    assert "草稿恢复了" in await editor.presses("恢复")
