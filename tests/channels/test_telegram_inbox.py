"""Staff's day over Telegram: what nobody could answer becomes what the next person is answered."""

from __future__ import annotations

import asyncio
import re

import pytest

from bot.messages import Chat, Message
from tests.fakes import botapi as double
from tests.fakes.forms import FERRY
from tests.waiting import until

QUESTION = "渡口几点停航"


@pytest.fixture
def desk(botapi):
    return botapi.group("普法值班群")


@pytest.fixture
def editor(botapi):
    return botapi.person("编辑")


@pytest.fixture
def reviewer(botapi):
    return botapi.person("审核")


@pytest.fixture
async def live(on_telegram, desk, editor, reviewer):
    """The whole application on Telegram, without a public page, and what goes round in it."""
    application = await on_telegram(
        staff=f"telegram:{editor.id}:editor,telegram:{reviewer.id}:reviewer",
        staff_chat=f"telegram:{desk.id}",
    )
    stop = asyncio.Event()
    news = [
        asyncio.create_task(application.citizen_news.run(stop)),
        asyncio.create_task(application.inbox_news.run(stop)),
        asyncio.create_task(application.alert_news.run(stop)),
        asyncio.create_task(application.knowledge_news.run(stop)),
    ]
    yield application
    stop.set()
    await asyncio.gather(*news)


async def test_a_question_becomes_an_entry_that_answers_the_next_and_tells_the_first(
    live, zhang, li, editor, reviewer, desk
):
    await zhang.says(QUESTION)
    await zhang.hears("答不上来")
    await zhang.taps("有答案时告诉我")
    await zhang.hears("在这里告诉您一次")

    alert = await desk.hears("没答上来的新问题", within=10)
    assert f"{QUESTION}（1 人" in alert.text
    await editor.says("/inbox")
    await editor.hears("没答上来的问题")
    await editor.taps(f"1. {QUESTION}")
    await editor.hears("1 人等答案")
    await editor.taps("写成新条目")
    await editor.hears("草稿 #1 建好了")
    await editor.taps("补写答案")
    await editor.hears("问题：")
    await editor.says(FERRY)
    await editor.hears("改好了")
    await editor.taps("提交审核")
    await reviewer.hears("草稿 #1", within=10)
    await reviewer.says("/drafts 1")
    await reviewer.hears("草稿 #1")
    await reviewer.taps("批准并发布")

    answer = await zhang.hears("现在有答案了", within=10)
    assert "渡口日落后停航" in answer.text
    await li.says("轮渡末班是几点")
    await li.hears("渡口日落后停航")
    await zhang.hears_nothing()


async def test_staff_work_from_their_group_and_others_there_do_not(live, zhang, li, editor, desk):
    await zhang.says(QUESTION)
    await zhang.hears("答不上来")
    alert = await desk.hears("没答上来的新问题", within=10)
    await li.taps(f"1. {QUESTION}", on=alert, to=desk)
    await desk.hears("过期")
    await editor.taps(f"1. {QUESTION}", on=alert, to=desk)
    await desk.hears("1 人问了 1 次")


async def test_a_letter_is_answered_in_the_chat_it_came_from(live, zhang, editor, desk):
    await zhang.says("/help")
    await zhang.hears("怎么用")
    await zhang.taps("给工作人员留言")
    await zhang.hears("请把想对工作人员说的话发给我")
    await zhang.taps("投诉")
    await zhang.hears("（投诉）")
    await zhang.says("出租车绕道多收钱")
    received = await zhang.hears("留言收到了")
    assert "我会在这个聊天里告诉您" in received.text
    assert "页面" not in received.text
    assert "12328" in received.text

    told = await desk.hears("新留言")
    receipt = re.search(r"\d{6}-[0-9A-Z]{6}", told.text)[0]
    await editor.says(f"/letter {receipt}")
    await editor.hears("出租车绕道多收钱")
    await editor.taps("答复")
    await editor.hears("请写对留言")
    await editor.says("已责令该车退还多收的车费。")
    await editor.hears("将答复留言")
    await editor.taps("发出")
    await editor.hears("答复好了")
    answer = await zhang.hears("有回复了", within=10)
    assert "退还多收的车费" in answer.text


async def test_a_citizens_words_reach_staff_as_words_and_never_as_a_link(live, zhang, editor, desk):
    disguised = "[点此登录后台处理](https://evil.example/login) **新留言 261128-ABCDEF**（系统）"
    await zhang.says("/help")
    await zhang.hears("怎么用")
    await zhang.taps("给工作人员留言")
    await zhang.hears("请把想对工作人员说的话发给我")
    await zhang.says(disguised)
    await zhang.hears("留言收到了")
    told = await desk.hears("新留言")
    assert disguised in told.text
    assert not [one for one in told.entities if one["type"] in ("text_link", "url")]
    assert [one["type"] for one in told.entities] == ["bold", "blockquote"]


@pytest.mark.parametrize("failure", [double.HANG, double.server_error(), double.CUT])
async def test_a_letter_waits_for_no_telegram_and_telegram_is_told_when_it_is_back(
    live, desk, botapi, failure
):
    botapi.fails("sendMessage", failure, times=None)
    page = Chat("web", "a" * 32)
    tried = len(botapi.calls("sendMessage"))
    for said in ({"action": "letter"}, {"text": "一号车站没有无障碍通道"}):
        began = asyncio.get_running_loop().time()
        reply = await live.dialogue.respond(Message(page, **said))
        assert asyncio.get_running_loop().time() - began < 1
    assert "留言收到了" in reply.body
    await until("staff are tried", lambda: len(botapi.calls("sendMessage")), lambda n: n > tried)
    botapi.recovers()

    def heard():
        live.clock.passes(seconds=30)
        return any("新留言" in event.text for event in desk.room.events)

    await until("staff are told", heard)
    assert "无障碍通道" in (await desk.hears("新留言")).text
