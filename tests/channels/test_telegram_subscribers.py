"""Subscribing over Telegram: alone, for a group, for a channel; blocked, back and moved."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from bot.messages import Chat, Reply
from bot.store import subscribers
from tests.fakes import FAKES
from tests.fakes.botapi.failures import bad_request
from tests.waiting import until

NOW = datetime(2026, 12, 4, tzinfo=UTC)


@pytest.fixture
async def application(on_telegram, tmp_path, clock):
    """In service on Telegram."""
    shutil.copytree(FAKES / "statutes", tmp_path / "data" / "statutes")
    clock.now = NOW
    return await on_telegram()


@pytest.fixture
def kept(application):
    """Waits until those who are kept, by chat, have these states."""

    async def kept(**states):
        wanted = {int(chat.lstrip("_")): state for chat, state in states.items()}

        async def everyone():
            found = await application.database.read(lambda db: list(subscribers.everyone(db)))
            return {abs(int(one.chat.id)): one for one in found}

        def are_as_wanted(found):
            return {chat: one.state.value for chat, one in found.items()} == wanted

        return await until(f"these are kept: {wanted}", everyone, are_as_wanted)

    return lambda states: kept(**{f"_{abs(chat)}": state for chat, state in states.items()})


@pytest.fixture
def editors(botapi):
    return botapi.channel("交通发布")


async def test_somebody_subscribes_and_ends_it_with_one_tap(application, zhang, kept):
    await zhang.says("/start from_stn3")
    await zhang.hears("普法问答")
    await zhang.taps("订阅普法通知")
    await zhang.hears("您已订阅普法通知")
    found = await kept({zhang.id: "active"})
    assert found[zhang.id].place == "stn3"

    await zhang.taps("退订")
    await zhang.hears("您已退订")
    await kept({zhang.id: "paused"})


async def test_choices_are_made_in_one_message(application, zhang):
    await zhang.says("/subscribe")
    menu = await zhang.hears("您已订阅普法通知")
    await zhang.taps("对象")
    await zhang.hears("通知的对象")
    await zhang.taps("货运")
    await zhang.hears("通知的对象")
    await zhang.taps("✓ 货运")
    await zhang.hears("通知的对象**：全部".replace("**", ""))

    assert [message.id for message in zhang.sees] == [menu.id]


async def test_who_blocks_the_bot_is_left_alone_until_they_are_back(application, zhang, kept):
    await zhang.says("/subscribe")
    await zhang.hears("您已订阅普法通知")
    zhang.blocks_the_bot()
    await kept({zhang.id: "blocked"})
    zhang.unblocks_the_bot()
    await kept({zhang.id: "active"})


async def test_an_administrator_subscribes_the_group(application, zhang, neighbours, kept, botapi):
    neighbours.is_run_by(zhang)
    await zhang.says("/subscribe", to=neighbours)
    await neighbours.hears("本群已订阅普法通知")
    await kept({neighbours.id: "active"})

    assert [call.given["user_id"] for call in botapi.calls("getChatMember")] == [zhang.id]


async def test_a_member_neither_subscribes_the_group_nor_ends_it(
    application, zhang, li, neighbours, kept
):
    await li.says("/subscribe", to=neighbours)
    await neighbours.hears("只有管理员")
    await kept({})
    neighbours.is_run_by(zhang)
    await zhang.says("/subscribe", to=neighbours)
    await neighbours.hears("本群已订阅普法通知")

    tap = await li.taps("退订", to=neighbours)
    assert await tap.notice() == "只有管理员可以替大家订阅和退订。"
    await kept({neighbours.id: "active"})


async def test_a_number_or_an_edit_decides_no_more_than_a_button(
    application, zhang, li, neighbours, kept
):
    neighbours.is_run_by(zhang)
    said = await li.says("/topics", to=neighbours)
    await neighbours.hears("请选一个主题")
    await li.edits(said, "/subscribe")
    await neighbours.hears("只有管理员")
    await kept({})

    await li.says("/start", to=neighbours)
    welcome = await neighbours.hears("普法问答")
    await li.says("1", to=neighbours, reply_to=welcome)
    await neighbours.hears("请点按钮")
    await kept({})


async def test_an_anonymous_administrator_is_one(application, zhang, neighbours, kept):
    await zhang.says(
        "/subscribe",
        to=neighbours,
        sender_chat=neighbours.room.chat,
        **{"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}},
    )
    await neighbours.hears("本群已订阅普法通知")
    await kept({neighbours.id: "active"})


async def test_nobody_is_asked_about_for_a_question(application, zhang, neighbours, botapi):
    await zhang.says("@pufa_bot 货车超载怎么罚", to=neighbours)
    await neighbours.hears("扣车")
    assert botapi.calls("getChatMember") == []


async def test_a_group_keeps_its_subscription_when_it_gets_another_id(
    application, zhang, neighbours, kept
):
    neighbours.is_run_by(zhang)
    await zhang.says("/subscribe", to=neighbours)
    await neighbours.hears("本群已订阅普法通知")
    successor = await neighbours.becomes_a_supergroup()
    await kept({successor.id: "active"})


async def test_a_group_that_puts_the_bot_out_and_lets_it_in_again(
    application, zhang, neighbours, kept
):
    neighbours.is_run_by(zhang)
    await zhang.says("/subscribe", to=neighbours)
    await neighbours.hears("本群已订阅普法通知")
    neighbours.puts_the_bot_out(zhang)
    await kept({neighbours.id: "blocked"})
    neighbours.takes_the_bot_in(zhang)
    await kept({neighbours.id: "active"})


@pytest.mark.parametrize("command", ["/subscribe 货运", "/subscribe@pufa_bot 货运"])
async def test_a_post_subscribes_the_channel(application, editors, kept, command):
    await editors.posts(command)
    answer = await editors.hears("本频道已订阅普法通知")
    found = await kept({editors.id: "active"})

    assert answer.labels == []
    assert found[abs(editors.id)].audiences == ("货运",)
    assert found[abs(editors.id)].kind is subscribers.Kind.CHANNEL


async def test_other_posts_in_a_channel_are_for_its_readers(application, editors):
    await editors.posts("货车超载怎么罚？")
    await editors.posts("/start")
    await editors.posts("/subscribe@other_bot")
    await editors.hears_nothing()


async def test_a_topic_of_a_forum_is_subscribed_and_gets_its_notices(
    application, zhang, neighbours, kept, botapi
):
    neighbours.is_run_by(zhang)
    topic = {"message_thread_id": 42, "is_topic_message": True}
    await zhang.says("/subscribe@pufa_bot", to=neighbours, **topic)
    await neighbours.hears("本群已订阅普法通知")
    place = Chat("telegram", f"{neighbours.id}#42")
    assert (await everyone(application))[0].chat == place

    await application.channels["telegram"].send(place, Reply("今天是国家宪法日。"))
    await neighbours.hears("国家宪法日")
    assert botapi.calls("sendMessage")[-1].given["message_thread_id"] == 42


async def test_a_closed_topic_s_notices_go_to_the_group_and_say_so(application, neighbours, botapi):
    botapi.fails("sendMessage", bad_request("TOPIC_CLOSED"))
    place = Chat("telegram", f"{neighbours.id}#42")
    await application.channels["telegram"].send(place, Reply("今天是国家宪法日。"))
    await neighbours.hears("原来的话题已关闭或删除，所以发在这里")
    assert "message_thread_id" not in botapi.calls("sendMessage")[-1].given


async def test_a_group_that_puts_the_bot_out_loses_its_topics_too(application, zhang, neighbours):
    neighbours.is_run_by(zhang)
    topic = {"message_thread_id": 42, "is_topic_message": True}
    await zhang.says("/subscribe@pufa_bot", to=neighbours, **topic)
    await neighbours.hears("本群已订阅普法通知")
    neighbours.puts_the_bot_out(zhang)

    async def states():
        return [one.state.value for one in await everyone(application)]

    await until("the topic is blocked", states, lambda found: found == ["blocked"])


async def everyone(application):
    return await application.database.read(lambda db: list(subscribers.everyone(db)))
