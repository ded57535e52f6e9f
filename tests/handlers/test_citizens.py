"""The citizens' dialogue, from the first word to /forget: one conversation for every channel."""

import re
import shutil

import pytest

from bot.members import SYSTEM
from bot.messages import ACTION_BYTES, Attachment
from handlers.dialogues import actions, replies
from tests.fakes import FAKES
from tests.handlers.conftest import Person

ANSWERED = "货车超载怎么处罚"
SUGGESTED = "怎么罚"
UNKNOWN = "今天天气怎么样"
QUESTION = "货车超载怎么处罚？"


async def test_start_says_who_it_is_what_it_can_do_and_what_it_keeps(zhang):
    said = await zhang.says("/start")
    assert "青山县交通运输局" in said
    assert "6 条审核过的条目" in said
    assert "隐私说明" in said
    assert zhang.choices[-4:] == ["网约车出租车", "货运超限", "电动车非机动车", "驾驶证记分"]


@pytest.mark.parametrize("text", ["/help", "/HELP", "/whatever", "", "  "])
async def test_help_is_given_when_asked_for_and_when_nothing_else_fits(zhang, text):
    said = await zhang.says(text)
    assert "怎么用" in said
    assert all(words in said for words in ("计算器", "日历", "隐私说明", "删除我的全部记录"))
    assert "/" not in said  # no citizen learns commands
    assert "12328" in said


async def test_privacy_tells_how_long_what_is_kept(start):
    zhang = Person(start(retention_days=90, letter_days=30), "1")
    said = await zhang.says("/privacy")
    assert "90 天" in said
    assert "30 天" in said
    assert zhang.choices == ["删除我的记录"]
    assert "Telegram" not in said


async def test_privacy_tells_of_telegram_where_there_is_a_bot(start):
    zhang = Person(start(telegram_token="123:abc"), "1")
    assert "Telegram" in await zhang.says("隐私说明")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("主题", "请选一个主题"),
        ("隐私说明", "我们存什么"),
        ("删除我的全部记录", "要删除这里存的"),
        ("日历", "普法日历"),
    ],
)
async def test_words_do_what_commands_do(zhang, words, said):
    assert said in await zhang.says(words)


async def test_topics_lead_to_their_questions_and_those_to_answers(zhang):
    await zhang.says("/topics")
    assert "货运超限" in await zhang.presses("货运超限")
    assert zhang.choices == [QUESTION, "运送大件货物要办什么手续？", "按主题看问题"]
    assert "由交警罚款" in await zhang.presses(QUESTION)


async def test_turning_to_topics_replaces_the_list_that_was_turned(zhang):
    await zhang.says("/topics")
    assert not zhang.heard.replaces
    await zhang.presses("货运超限")
    assert zhang.heard.replaces
    await zhang.presses("按主题看问题")
    assert zhang.heard.replaces


async def test_a_long_topic_has_pages(zhang, monkeypatch):
    monkeypatch.setattr(replies, "PAGE", 1)
    await zhang.says("/topics")
    assert "第 1/2 页" in await zhang.presses("货运超限")
    assert zhang.choices == [QUESTION, "下一页", "按主题看问题"]
    assert "第 2/2 页" in await zhang.presses("下一页")
    assert zhang.choices == ["运送大件货物要办什么手续？", "上一页", "按主题看问题"]
    assert "第 1/2 页" in await zhang.presses("上一页")


@pytest.mark.parametrize("page", ["99", "-1", "x", ""])
async def test_a_page_that_does_not_exist_is_the_nearest(zhang, page):
    assert "货运超限" in await zhang.sends(action=f"t:货运超限:{page}")


async def test_a_topic_that_is_gone_is_empty_not_an_error(zhang):
    assert "共 0 问" in await zhang.sends(action="t:没有了:0")


async def test_a_known_question_is_answered_with_all_that_belongs_to_it(zhang):
    said = await zhang.says(ANSWERED)
    assert said.startswith(f"**{QUESTION}**\n\n超过核定载质量的，由交警罚款")
    assert "《道路交通安全法》第九十二条（2004年5月1日起施行，2021年4月29日修正）" in said
    assert "对处罚不服怎么办" in said
    assert "最近核对：2026年11月23日。仅供参考" in said
    assert "咨询青山县交通运输局：12328" in said
    assert zhang.choices[0] == "看《道路交通安全法》第九十二条原文"
    assert zhang.choices[-2:] == ["👍 有用", "👎 没用"]
    assert len(zhang.choices[1:-2]) <= 3


async def test_a_button_shows_the_cited_articles_text(zhang):
    await zhang.says(ANSWERED)
    said = await zhang.presses("看《道路交通安全法》第九十二条原文")
    assert "第七章 法律责任" in said
    assert "这是测试用的第九十二条，不是法律原文。\n\n第二款。" in said


async def test_an_entry_of_which_something_is_unsure_says_so(zhang):
    assert "**说明**：省里的网上办理入口未核实。" in await zhang.says("运送大件货物要办什么手续")


async def test_where_it_is_unsure_it_offers_what_could_be_meant(zhang):
    said = await zhang.says(SUGGESTED)
    assert said.startswith(f"您问的可能是：**{QUESTION}**\n\n")
    *offered, none = zhang.choices
    assert 1 <= len(offered) <= 4
    assert none == "都不是"
    _, _, listed = said.partition("接着可以选：")
    titles = [line for line in listed.splitlines() if line[:1].isdecimal()]
    assert [f"{n}. **{label}**" for n, label in enumerate(offered, 1)] == titles
    assert "由交警罚款" in said


async def test_none_of_these_leads_to_a_person(zhang):
    await zhang.says(SUGGESTED)
    said = await zhang.presses("都不是")
    assert "12328" in said
    assert "给工作人员留言" in zhang.choices


async def test_a_choice_is_kept_with_the_question_it_answers(zhang, stored):
    await zhang.says(SUGGESTED)
    await zhang.presses(f"看全：{QUESTION}")
    (question,) = stored()["questions"]
    assert (question["decision"], question["chosen"]) == ("suggest", "chaozai-fakuan")
    assert "👍 有用" in zhang.choices


async def test_what_it_does_not_know_it_says_and_leads_to_a_person(zhang):
    said = await zhang.says(UNKNOWN)
    assert said.startswith("这个问题我答不上来")
    assert "**12328**（青山县交通运输局，工作日 8:30–17:30）" in said
    assert zhang.choices[-2:] == ["给工作人员留言", "按主题看问题"]


async def test_an_unknown_question_shows_articles_that_are_no_answer(zhang):
    said = await zhang.says("法律原文测试")
    assert "**可能相关的条文**（按字面找到的，不是答案）" in said
    assert "《道路交通安全法》第九十二条" in said
    await zhang.presses("看《道路交通安全法》第九十二条原文")
    assert "第二款。" in zhang.heard.body


async def test_a_cited_article_comes_at_once_with_the_questions_about_it(zhang):
    said = await zhang.says("道交法92条怎么说")
    assert "第二款。" in said
    assert zhang.choices == ["在全文里看这一条", QUESTION]


async def test_an_article_of_a_place_is_not_the_nation_s(zhang):
    said = await zhang.says("道交法92条 河南省的")
    assert "没有收录《道交法（河南省）》" in said
    assert "第二款。" not in said


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/law 道交法 92", "第二款。"),
        ("/law 道路交通安全法 第九十二条", "第二款。"),
        ("/law 道交法第92条", "第二款。"),
        ("/law 道交法", "《中华人民共和国道路交通安全法》**"),
        ("/law 危化品条例 3", "这里没有收录它的全文"),
        ("/law 道交法 200", "它到第124条为止"),
        ("/law 道交法 0", "《中华人民共和国道路交通安全法》"),
        ("/law 道交法 99999", "《中华人民共和国道路交通安全法》"),
        ("/law 道交法实施办法 3", "没有收录《道交法实施办法》"),
        ("/law 道交法 92 河南省的", "没有收录《道交法（河南省）》"),
        ("/law 道交法 第92条，我们省的", "没有收录《道交法（我们省）》"),
        ("/law 火星法 3", "请写法规名和条号"),
        ("/law", "请写法规名和条号"),
        ("/search 测试", "1. 《道路交通安全法》第九十"),
        ("/search 火星", "没有找到这些词"),
        ("/search", "请在 /search 后面写上"),
    ],
)
async def test_laws_and_words_in_them_can_be_looked_up(zhang, command, said):
    assert said in await zhang.says(command)


async def test_what_a_search_found_can_be_opened_by_its_number(zhang):
    await zhang.says("/search 第二款")
    assert "第二款。" in await zhang.says("1")


async def test_without_imported_texts_a_search_says_why(start, tmp_path):
    zhang = Person(start(data_dir=tmp_path / "empty"), "1")
    assert "还没有导入法规全文" in await zhang.says("/search 超载")


@pytest.mark.parametrize("number", ["1", " 1 ", "１"])
async def test_a_number_alone_picks_from_the_last_list(zhang, number):
    await zhang.says(SUGGESTED)
    assert zhang.choices[0] == f"看全：{QUESTION}"
    assert (await zhang.says(number)).startswith(f"**{QUESTION}**")


async def test_a_number_picks_from_the_last_list_and_no_other(zhang):
    await zhang.says("/topics")
    await zhang.says("怎么办理")
    second = zhang.choices[1]
    assert (await zhang.says("2")).startswith(f"**{second}**")


@pytest.mark.parametrize("number", ["0", "99", "12328"])
async def test_a_number_outside_the_list_is_a_question(zhang, stored, number):
    await zhang.says(SUGGESTED)
    await zhang.says(number)
    assert [row["text"] for row in stored()["questions"]] == [SUGGESTED, number]


async def test_lists_are_each_persons_own(zhang, li, stored):
    await zhang.says("/topics")
    await li.says("1")
    assert stored()["questions"][0]["text"] == "1"


async def test_a_list_is_forgotten_after_a_day(zhang, clock, stored):
    await zhang.says("/topics")
    clock.passes(hours=25)
    await zhang.says("1")
    assert len(stored()["questions"]) == 1


async def test_thumbs_up_is_thanked_for_and_kept(zhang, stored):
    await zhang.says(ANSWERED)
    await zhang.presses("👍")
    assert zhang.heard.notice == "谢谢您的评价！"
    (vote,) = stored()["votes"]
    assert (vote["helpful"], vote["reason"]) == (1, None)


async def test_thumbs_down_asks_what_was_wrong_and_keeps_the_reason_masked(zhang, stored):
    await zhang.says(ANSWERED)
    assert "哪里不对" in await zhang.presses("👎")
    assert zhang.choices[-2:] == ["自己写一句", "给工作人员留言"]
    await zhang.presses("自己写一句")
    assert "记下了" in await zhang.says("没说扣几分，打13800138000告诉我")
    (vote,) = stored()["votes"]
    assert (vote["helpful"], vote["reason"]) == (0, "没说扣几分，打〔电话〕告诉我")


async def test_a_reason_is_given_at_a_tap(zhang, stored):
    await zhang.says(ANSWERED)
    await zhang.presses("👎")
    assert zhang.choices[:3] == ["不是我问的", "看不懂", "内容不对"]
    assert "记下了" in await zhang.presses("看不懂")
    assert stored()["votes"][0]["reason"] == "看不懂"


async def test_after_thumbs_down_the_question_in_other_words_is_answered(zhang, stored):
    await zhang.says(ANSWERED)
    await zhang.presses("👎")
    assert (await zhang.says(ANSWERED)).startswith(f"**{QUESTION}**")
    assert stored()["votes"][0]["reason"] is None


async def test_where_nobody_can_read_letters_none_is_offered(start):
    zhang = Person(start(), "1")
    await zhang.says(UNKNOWN)
    assert "给工作人员留言" not in zhang.choices
    await zhang.sends(action="letter")
    assert "12328" in zhang.heard.body
    assert not zhang.choices or "给工作人员留言" not in zhang.choices


FILING = """
tells: [投诉]
asks: []
not: []
calls: {}
last: []
officers: {whom: [], what: []}
notes: {否则: 时间}
filing: {says: 不算递交, unread: 没人看, opens: [记一下], words: [], unless: []}
"""


@pytest.mark.parametrize(
    ("settings", "said", "is_offered"),
    [({"staff_chat": "telegram:-100500"}, "不算递交", True), ({}, "没人看", False)],
)
async def test_who_wants_something_handed_in_is_told_how_where_letters_are_read(
    start, tmp_path, settings, said, is_offered
):
    knowledge = shutil.copytree(FAKES / "knowledge", tmp_path / "known")
    (knowledge / "complaints.yaml").write_text(FILING, encoding="utf-8")
    zhang = Person(start(knowledge_dir=knowledge, **settings), "1")
    assert said in await zhang.says(f"记一下：{ANSWERED}")
    assert ("给工作人员留言" in zhang.choices) is is_offered


async def test_a_second_thought_replaces_the_first_vote(zhang, stored):
    await zhang.says(ANSWERED)
    buttons = zhang.button("👍"), zhang.button("👎")
    for button in buttons:
        await zhang.sends(action=button.action)
    assert [vote["helpful"] for vote in stored()["votes"]] == [0]


async def test_nobody_votes_on_anothers_answer(zhang, li, stored):
    await zhang.says(ANSWERED)
    said = await li.sends(action=zhang.button("👎").action)
    assert "不在记录里" in said
    assert stored()["votes"] == []


async def test_a_letter_reaches_the_staff_and_its_writer_gets_a_receipt(
    zhang, application, telegram, stored
):
    await zhang.says(UNKNOWN)
    assert "请把想对工作人员说的话发给我" in await zhang.presses("给工作人员留言")
    said = await zhang.says("我的车被扣了，电话13800138000")
    receipt = re.search(r"编号 \*\*(\d{6}-[2-9A-Z]{6})\*\*", said)[1]
    (letter,) = stored()["letters"]
    assert letter["receipt"] == receipt
    assert letter["text"] == "我的车被扣了，电话13800138000"
    assert letter["question"] == UNKNOWN
    link = zhang.button("查看回复").url
    assert link == f"https://pufa.example.gov.cn/receipts/{letter['token']}"
    assert telegram.sent == []  # the writer waits for nobody
    await application.inbox_news.letters()
    ((chat, told),) = telegram.sent
    assert (chat.channel, chat.id) == ("telegram", "-100500")
    assert told.body.startswith(f"**新留言 {receipt}**（11-23 12:00）")
    assert "13800138000" in told.body
    assert UNKNOWN in told.body


async def test_a_receipt_is_given_for_a_letter_that_is_on_the_disk(zhang, application):
    """SQLite waits for the disk at the end of a transaction that is begun so."""
    statements = []
    await application.database.write(lambda db: db.conn.set_trace_callback(statements.append))
    await zhang.says("/help")
    await zhang.presses("给工作人员留言")
    await zhang.says("请回电")
    written = next(n for n, told in enumerate(statements) if "INTO" in told and "letters" in told)
    modes = [told for told in statements[:written] if "synchronous" in told]
    assert modes[-1] == "PRAGMA synchronous=FULL"


async def test_after_a_letter_the_next_words_are_a_question_again(zhang, stored):
    await zhang.says(UNKNOWN)
    await zhang.presses("给工作人员留言")
    await zhang.says("请回电")
    assert (await zhang.says(ANSWERED)).startswith(f"**{QUESTION}**")
    assert len(stored()["letters"]) == 1


async def test_who_has_written_too_many_letters_today_is_told_and_others_write(start, clock):
    application = start(letters_per_day=2, staff_chat="telegram:-100500")
    zhang, li = (Person(application, number) for number in ("5550001", "5550002"))
    for person, said in ((zhang, "收到了"), (zhang, "收到了"), (zhang, "没有收下"), (li, "收到了")):
        await person.says("/help")
        await person.presses("给工作人员留言")
        assert said in await person.says("请回电")


async def test_a_letter_can_be_given_up(zhang, stored):
    await zhang.says(UNKNOWN)
    await zhang.presses("给工作人员留言")
    await zhang.presses("不留言了")
    await zhang.says(ANSWERED)
    assert stored()["letters"] == []


async def test_a_command_ends_the_wait_for_a_letter(zhang, stored):
    await zhang.says("/help")
    await zhang.presses("给工作人员留言")
    await zhang.says("/topics")
    await zhang.says(ANSWERED)
    assert stored()["letters"] == []


async def test_a_picture_does_not_end_the_wait_for_a_letter(zhang, stored):
    await zhang.says("/help")
    await zhang.presses("给工作人员留言")
    await zhang.sends(attachment=Attachment.PHOTO)
    await zhang.says("照片发不了，请回电")
    assert [letter["text"] for letter in stored()["letters"]] == ["照片发不了，请回电"]


async def test_who_sends_a_picture_with_a_letters_words_is_told_that_the_words_alone_arrive(
    zhang, stored
):
    await zhang.says("/help")
    await zhang.presses("给工作人员留言")
    receipt = await zhang.sends(text="井盖没了，看图", attachment=Attachment.PHOTO)
    assert "留言收到了" in receipt
    assert "工作人员只看得到文字" in receipt
    assert [letter["text"] for letter in stored()["letters"]] == ["井盖没了，看图"]


async def test_a_letter_that_is_too_long_may_be_sent_again_shorter(zhang, stored):
    await zhang.says("/help")
    await zhang.presses("给工作人员留言")
    assert "您写了 1001 字" in await zhang.says("路" * 1001)
    assert "留言收到了" in await zhang.says("路" * 1000)
    assert len(stored()["letters"]) == 1


async def test_without_a_staff_chat_a_letter_is_kept_all_the_same(start, telegram):
    zhang = Person(start(staff="telegram:7:reviewer"), "1")
    await zhang.says("/help")
    await zhang.presses("给工作人员留言")
    assert "留言收到了" in await zhang.says("请回电")
    assert telegram.sent == []


@pytest.mark.parametrize("attachment", Attachment)
async def test_what_is_not_words_gets_a_kind_line_on_what_works(zhang, stored, attachment):
    assert "我只看得懂文字" in await zhang.sends(attachment=attachment)
    assert stored()["questions"] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("你好", "您好！"),
        ("您好啊！", "您好！"),
        ("Hello", "您好！"),
        ("在吗？", "您好！"),
        ("谢谢", "不客气！"),
        ("好的，谢谢你！", "不客气！"),
        ("知道了", "不客气！"),
        ("你是谁", "我是青山县交通运输局的普法问答机器人"),
        ("你是机器人吗？", "我是青山县交通运输局的普法问答机器人"),
        ("你能做什么", "我是青山县交通运输局的普法问答机器人"),
        ("再见", "再见"),
    ],
)
async def test_small_talk_gets_a_fitting_line_and_is_not_kept(zhang, stored, text, line):
    assert (await zhang.says(text)).startswith(line)
    assert stored()["questions"] == []


@pytest.mark.parametrize("text", ["你好，货车超载怎么处罚", "谢谢，那货车超载怎么处罚"])
async def test_a_greeting_before_a_question_does_not_hide_it(zhang, text):
    assert (await zhang.says(text)).startswith(f"**{QUESTION}**")


async def test_small_talk_does_not_lose_the_list(zhang):
    await zhang.says(SUGGESTED)
    await zhang.says("谢谢")
    assert (await zhang.says("1")).startswith(f"**{QUESTION}**")


@pytest.mark.parametrize(
    "action",
    ["e:retired-entry", "a:0123456789ab", "x", "e", "v", "v:", "v:x:1", "v:²:1", "v:999:0"],
)
async def test_an_expired_button_says_so(zhang, action):
    assert re.search("已经过期|不在记录里", await zhang.sends(action=action))


async def test_forget_asks_first(zhang, stored):
    await zhang.says(ANSWERED)
    assert "一切" in await zhang.says("/forget")
    assert zhang.choices == ["全部删除", "不删"]
    await zhang.presses("不删")
    assert len(stored()["questions"]) == 1


async def test_forget_deletes_all_that_is_stored_about_this_chat(zhang, li, stored, application):
    for person in (zhang, li):
        await person.says(UNKNOWN)
        await person.presses("给工作人员留言")
        await person.says("请回电")
        await person.says(ANSWERED)
        await person.presses("👎")
        await person.presses("自己写一句")
        await person.says("没说扣几分")
    await zhang.says("/forget")
    assert "2 个问题、1 条留言" in await zhang.presses("全部删除")
    mine, theirs = (application.hasher.asker(person.chat).question for person in (zhang, li))
    after = stored()
    for table, rows in after.items():
        assert all(mine not in map(str, row.values()) for row in rows), table
        assert all(zhang.chat.id not in map(str, row.values()) for row in rows), table
    assert len(after["votes"]) == len(after["letters"]) == len(after["conversations"]) == 1
    assert {row["asker"] for row in after["questions"]} == {theirs}


async def test_what_was_forgotten_is_in_no_file(zhang, application):
    words = ["车辆年检过期半个月", "客运站厕所没有灯"]
    await zhang.says(words[0])
    await zhang.says("/help")
    await zhang.presses("给工作人员留言")
    await zhang.says(words[1])
    await zhang.says("/forget")
    await zhang.presses("全部删除")
    assert found_in_files(application, words) == []


async def test_what_has_expired_is_in_no_file(zhang, application, clock):
    words = ["车辆年检过期半个月", "客运站厕所没有灯"]
    await zhang.says(words[0])
    await zhang.says("/help")
    await zhang.presses("给工作人员留言")
    await zhang.says(words[1])
    assert len(found_in_files(application, words)) >= 2
    clock.passes(days=400)
    await application.purging.believe(SYSTEM)  # keeps a letter without an answer longer, once
    clock.passes(days=31)
    await application.purging.believe(SYSTEM)
    assert found_in_files(application, words) == []


def found_in_files(application, words):
    """Which of the words stand in which file of the database."""
    files = application.settings.data_dir.glob("pufa.db*")
    contents = {file.name: file.read_bytes() for file in files}
    return [
        (word, name) for word in words for name, held in contents.items() if word.encode() in held
    ]


async def test_after_forgetting_a_number_picks_nothing(zhang, stored):
    await zhang.says(SUGGESTED)
    await zhang.says("/forget")
    await zhang.presses("全部删除")
    await zhang.says("1")
    assert [row["text"] for row in stored()["questions"]] == ["1"]


async def test_questions_are_stored_masked(zhang, stored, logged):
    await zhang.says("我的车浙A12345超载，身份证110101199003071234，打13800138000")
    (question,) = stored()["questions"]
    assert question["text"] == "我的车〔车牌〕超载，身份证〔身份证号〕，打〔电话〕"
    assert question["asked_at"] == "2026-11-23T04:00:00+00:00"
    everything = str(stored()) + str(logged)
    assert not re.search("13800138000|12345|19900307", everything)


async def test_a_chats_id_is_nowhere_but_in_its_letters(zhang, stored, logged):
    await zhang.says(SUGGESTED)
    await zhang.presses(f"看全：{QUESTION}")
    await zhang.presses("👎")
    await zhang.says("没说扣几分")
    await zhang.says("/help")
    await zhang.presses("给工作人员留言")
    await zhang.says("请回电")
    holding = {
        table
        for table, rows in stored().items()
        if any(zhang.chat.id in str(value) for row in rows for value in row.values())
    }
    assert holding == {"letters"}
    assert zhang.chat.id not in str(logged)


@pytest.mark.parametrize(
    "text",
    [
        "道交法10000条",
        "道交法第零条",
        "第九十二条",
        "/" * 50,
        "/law " + "法" * 500,
        "\x00\x01",
        "😀" * 300,
        "a" * 5000,
        "<b>超载</b> *_`[x](y)",
        "٣",
        "²",
        "'; DROP TABLE questions; --",
        "万" * 60,
        "9" * 400 + "条",
    ],
)
async def test_no_words_fail(zhang, text):
    assert await zhang.says(text)


async def test_every_button_fits_what_channels_carry(application):
    library = application.library
    carried = [actions.entry(slug) for slug in library.entries]
    carried += [actions.topic(topic, 99) for topic in library.topics]
    carried += [actions.article(citation) for citation in library.by_citation]
    carried += [actions.vote(10**12, helpful=True)]
    assert max(len(action.encode()) for action in carried) <= ACTION_BYTES


async def test_a_number_presses_nothing_where_nothing_has_a_number(zhang, stored):
    await zhang.says(UNKNOWN)
    await zhang.says("1")
    assert stored()["promises"] == []


async def test_who_told_of_a_danger_goes_on_about_that(zhang):
    assert "120" in await zhang.says("超载的货车撞伤人了")
    assert "按上一个问题理解：超载的货车撞伤人了" in await zhang.says("那扣几分呢")


async def test_a_word_on_the_bot_leaves_what_was_asked_as_it_is(zhang):
    await zhang.says(ANSWERED)
    await zhang.says("你是谁")
    assert f"按上一个问题理解：{ANSWERED}" in await zhang.says("那扣几分呢")


async def test_two_words_of_thanks_are_thanks_and_do_not_go_on(zhang):
    first = await zhang.says(QUESTION)
    assert (await zhang.says("嗯嗯，知道了")) == (await zhang.says("谢谢")) != first
