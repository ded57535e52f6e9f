"""In a group the bot speaks only when it is spoken to, and keeps people apart."""

from __future__ import annotations

import pytest

from bot.messages import Chat, Reply
from tests.fakes.botapi.world import BOT


async def test_it_keeps_silent_when_people_talk_to_one_another(channel, zhang, neighbours):
    await zhang.says("今天堵车", to=neighbours)
    await zhang.says("/ban@other_bot 李四", to=neighbours)
    await zhang.says("/unknown", to=neighbours)
    await zhang.sends("photo", to=neighbours)

    await neighbours.hears_nothing()


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("@pufa_bot 货车超载", "货车超载"),
        ("货车超载怎么罚 @Pufa_Bot", "货车超载怎么罚"),
        ("😀😀 @pufa_bot 超载", "😀😀   超载"),
        ("/topics", "/topics"),
        ("/law@pufa_bot 公路法 50", "/law 公路法 50"),
        ("/start@PUFA_BOT", "/start"),
        ("@pufa_bot", "/help"),
    ],
)
async def test_it_answers_when_addressed(channel, zhang, neighbours, dialogue, said, understood):
    question = await zhang.says(said, to=neighbours)

    answer = await neighbours.hears()

    assert answer.reply_to == question["message_id"]
    assert dialogue.heard[0].text == understood


async def test_it_answers_a_reply_to_itself(channel, zhang, neighbours):
    await zhang.says("@pufa_bot 货车超载", to=neighbours)
    answer = await neighbours.hears()

    await zhang.says("那拖拉机呢", to=neighbours, reply_to=answer)

    await neighbours.hears("答：那拖拉机呢")


async def test_it_is_named_under_somebody_elses_question(channel, zhang, li, neighbours):
    question = await zhang.says("货车超载怎么罚", to=neighbours)

    await li.says("@pufa_bot", to=neighbours, reply_to=question)

    await neighbours.hears("答：货车超载怎么罚")


async def test_it_is_named_in_a_caption(channel, zhang, neighbours, dialogue):
    await zhang.sends("photo", "@pufa_bot 这是什么标志", to=neighbours)
    await neighbours.hears()

    assert dialogue.heard[0].text == "这是什么标志"


async def test_it_is_named_without_its_username(channel, zhang, neighbours, dialogue):
    named = {"type": "text_mention", "offset": 0, "length": 2, "user": BOT}
    await zhang.says("普法 超载", to=neighbours, entities=[named])
    await neighbours.hears()

    assert dialogue.heard[0].text == "超载"


async def test_people_in_a_group_have_conversations_of_their_own(
    channel, zhang, li, neighbours, dialogue
):
    await zhang.says("@pufa_bot 甲", to=neighbours)
    await neighbours.hears()
    await li.taps("👍", to=neighbours)
    await neighbours.hears("up")

    ids = [message.chat.id for message in dialogue.heard]
    assert ids == [f"{neighbours.id}:{zhang.id}", f"{neighbours.id}:{li.id}"]


async def test_it_reaches_the_group_of_such_a_conversation(channel, zhang, neighbours):
    await channel.send(Chat("telegram", f"{neighbours.id}:{zhang.id}"), Reply("有回复了"))

    await neighbours.hears("有回复了")


async def test_an_anonymous_administrator_is_answered(channel, zhang, neighbours, dialogue):
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    await zhang.says(
        "@pufa_bot 超载", to=neighbours, sender_chat=neighbours.room.chat, **{"from": anonymous}
    )
    await neighbours.hears()

    assert dialogue.heard[0].chat.id == f"{neighbours.id}:{neighbours.id}"


async def test_other_bots_are_not_answered(channel, zhang, neighbours):
    robot = {"id": 99, "is_bot": True, "first_name": "Robot"}
    await zhang.says("@pufa_bot 超载", to=neighbours, **{"from": robot})

    await neighbours.hears_nothing()


AUTOMATIC = {
    "from": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
    "sender_chat": {"id": -1002222, "type": "channel", "title": "某县交通普法"},
    "is_automatic_forward": True,
}


async def test_a_channels_own_post_in_its_group_is_no_question(channel, zhang, neighbours):
    post = await zhang.says("货车超载怎么处罚？可以问 @pufa_bot", to=neighbours, **AUTOMATIC)
    await zhang.edits(post, "货车超载怎么处罚？有问题问 @pufa_bot")
    await neighbours.hears_nothing()


async def test_a_comment_below_it_is_one(channel, zhang, neighbours):
    post = await zhang.says("【通知】可以问 @pufa_bot", to=neighbours, **AUTOMATIC)
    await zhang.says("@pufa_bot 货车超载怎么罚", to=neighbours, reply_to=post)
    await neighbours.hears()


async def test_a_forum_topic_is_answered_in_the_topic(channel, zhang, neighbours, botapi):
    await zhang.says("@pufa_bot 超载", to=neighbours, message_thread_id=7, is_topic_message=True)
    await neighbours.hears()

    assert botapi.calls("sendMessage")[0].given["message_thread_id"] == 7


async def test_an_edit_that_stops_addressing_it_changes_nothing(channel, zhang, neighbours):
    question = await zhang.says("@pufa_bot 超载", to=neighbours)
    await neighbours.hears()

    await zhang.edits(question, "算了")

    await neighbours.hears_nothing()


async def test_a_group_that_migrates_is_followed(channel, zhang, neighbours, logged):
    old = Chat("telegram", str(neighbours.id))
    await channel.send(old, Reply("之前"))
    supergroup = await neighbours.becomes_a_supergroup()

    await channel.send(old, Reply("之后"))
    await supergroup.hears("之后")
    await zhang.says("@pufa_bot 超载", to=supergroup)
    await supergroup.hears("答：超载")

    assert not [line for line in logged if line["log_level"] == "error"]


async def test_a_migration_while_it_was_away_is_followed(start, neighbours):
    supergroup = await neighbours.becomes_a_supergroup()
    neighbours.world.updates.clear()
    channel = await start()

    await channel.send(Chat("telegram", str(neighbours.id)), Reply("一"))
    await channel.send(Chat("telegram", str(neighbours.id)), Reply("二"))

    await supergroup.hears("一")
    await supergroup.hears("二")


async def test_who_floods_a_group_silences_nobody_else(start, zhang, li, neighbours):
    await start(flood_per_minute=3)
    for number in range(6):
        await zhang.says(f"@pufa_bot 第{number}问", to=neighbours)
    heard = [(await neighbours.hears()).text for _ in range(4)]
    assert "太快" in heard[3]

    await li.says("@pufa_bot 别人照常", to=neighbours)
    await neighbours.hears("答：别人照常")


async def test_nobody_uses_up_what_telegram_lets_all_of_a_group_have(start, zhang, li, neighbours):
    await start()  # by default one may send 20 messages a minute, as many as a group is answered
    for number in range(20):
        await zhang.says(f"@pufa_bot 第{number}问", to=neighbours)
    await neighbours.hears("太快")
    await li.says("@pufa_bot 别人照常", to=neighbours)
    await neighbours.hears("答：别人照常", within=5)


async def test_a_group_that_lets_it_in_hears_what_it_can_do(on_telegram, zhang, neighbours):
    await on_telegram()
    neighbours.takes_the_bot_in(zhang)

    welcome = await neighbours.hears("普法问答")
    assert "管理员发 /subscribe" in welcome.text
