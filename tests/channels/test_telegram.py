"""Conversations over Telegram, with a stand-in for the dialogue."""

from __future__ import annotations

import pytest

from bot.messages import Attachment, Button, Chat, Message, Reply
from tests.fakes.botapi import formatting


async def test_it_answers_a_question_in_a_private_chat(channel, zhang, dialogue):
    await zhang.says("货车超载")

    answer = await zhang.hears("答：货车超载")

    assert answer.labels == ["👍", "👎"]
    assert answer.reply_to is None
    assert dialogue.heard == [Message(Chat("telegram", str(zhang.id)), "货车超载")]


async def test_it_passes_commands_on(channel, zhang, dialogue):
    await zhang.says("/law 道路运输条例 64")
    await zhang.says("/help@pufa_bot")
    await zhang.hears("/help")

    assert [message.text for message in dialogue.heard] == ["/law 道路运输条例 64", "/help"]


async def test_it_answers_one_chat_in_the_order_it_asked(channel, zhang):
    for number in range(10):
        await zhang.says(f"第{number}问")

    heard = [(await zhang.hears()).text for _ in range(10)]

    assert heard == [f"答：第{number}问" for number in range(10)]


async def test_a_slow_answer_holds_up_nobody_else(channel, zhang, li, dialogue):
    thought = dialogue.holds_up("慢")
    await zhang.says("慢")
    await zhang.says("之后")

    await li.says("快")
    await li.hears("答：快")
    await zhang.hears_nothing()
    thought.set()

    assert (await zhang.hears()).text == "答：慢"
    assert (await zhang.hears()).text == "答：之后"


async def test_it_shows_our_markdown(channel, zhang, dialogue):
    dialogue.answers("问", "**罚款**，见[公路法](https://flk.npc.gov.cn)\n\n- 一")
    await zhang.says("问")

    answer = await zhang.hears()

    assert answer.text == "罚款，见公路法\n\n• 一"
    assert [entity["type"] for entity in answer.entities] == ["bold", "text_link"]


async def test_it_links_entries_to_their_pages(channel, zhang, dialogue):
    dialogue.answers("问", "[超载](entry:chaozai)")
    await zhang.says("问")

    (link,) = (await zhang.hears()).entities

    assert link["url"] == "https://pufa.example.cn/entries/chaozai"


async def test_a_long_answer_comes_in_parts_with_the_buttons_on_the_last(channel, zhang, dialogue):
    body = "\n\n".join(f"**{n}** " + "条" * 1000 for n in range(9))
    dialogue.answers("长", Reply(body, ((Button("👍", "up"),),)))
    await zhang.says("长")

    parts = [await zhang.hears() for _ in range(3)]

    assert [part.labels for part in parts] == [[], [], ["👍"]]
    assert "".join(part.text for part in parts).count("条") == 9000


async def test_buttons_bring_their_action_back(channel, zhang, dialogue):
    await zhang.says("问")
    await zhang.hears()

    tap = await zhang.taps("👎")

    assert await tap.notice() == ""
    assert (await zhang.hears()).text == "答：down"
    assert dialogue.heard[-1] == Message(Chat("telegram", str(zhang.id)), action="down")


async def test_a_button_may_replace_its_message(channel, zhang, dialogue):
    page = ((Button("下一页", "t:2"),),)
    dialogue.answers("问", Reply("第一页", page))
    dialogue.answers("t:2", Reply("第二页", ((Button("上一页", "t:1"),),), replaces=True))
    await zhang.says("问")
    first = await zhang.hears("第一页")

    await zhang.taps("下一页")
    second = await zhang.hears("第二页")

    assert (second.id, second.is_edit, second.labels) == (first.id, True, ["上一页"])


async def test_paging_forth_and_back_and_forth_works(channel, zhang, dialogue):
    dialogue.answers("问", Reply("第一页", ((Button("下一页", "t:2"),),)))
    dialogue.answers("t:1", Reply("第一页", ((Button("下一页", "t:2"),),), replaces=True))
    dialogue.answers("t:2", Reply("第二页", ((Button("上一页", "t:1"),),), replaces=True))
    await zhang.says("问")
    await zhang.hears("第一页")

    for label, page in [("下一页", "第二页"), ("上一页", "第一页"), ("下一页", "第二页")]:
        await zhang.taps(label)
        assert (await zhang.hears()).text == page


async def test_a_notice_shows_on_the_button(channel, zhang, dialogue):
    dialogue.answers("up", Reply("", notice="谢谢您的评价"))
    await zhang.says("问")
    await zhang.hears()

    tap = await zhang.taps("👍")

    assert await tap.notice() == "谢谢您的评价"
    await zhang.hears_nothing()


async def test_a_notice_that_repeats_the_body_is_said_once(channel, zhang, dialogue):
    dialogue.answers("up", Reply("谢谢！", notice="谢谢！"))
    await zhang.says("问")
    await zhang.hears()

    tap = await zhang.taps("👍")

    assert await tap.notice() == "谢谢！"
    await zhang.hears_nothing()


async def test_a_notice_too_long_for_a_button_is_a_message(channel, zhang, dialogue):
    dialogue.answers("up", Reply("", notice="谢" * 201))
    await zhang.says("问")
    await zhang.hears()

    tap = await zhang.taps("👍")

    assert await tap.notice() == ""
    assert (await zhang.hears()).text == "谢" * 201


async def test_two_taps_on_one_button_act_once(channel, zhang, dialogue):
    await zhang.says("货车超载")
    await zhang.hears("答")

    first, second = await zhang.taps("👍"), await zhang.taps("👍")

    assert await first.notice() == await second.notice() == ""
    await zhang.hears("答：up")
    await zhang.hears_nothing()
    assert [message.action for message in dialogue.heard] == ["", "up"]


async def test_a_tap_after_a_while_is_a_new_wish(channel, zhang, clock):
    await zhang.says("货车超载")
    await zhang.hears("答")
    await zhang.taps("👍")
    await zhang.hears("答：up")

    clock.passes(minutes=1)
    await zhang.taps("👍", on=zhang.sees[0])

    await zhang.hears("答：up")


async def test_a_tap_after_other_words_is_a_new_wish(channel, zhang, dialogue):
    await zhang.says("货车超载")
    await zhang.hears("答")
    await zhang.taps("👍", on=zhang.sees[0])
    await zhang.hears("答：up")
    await zhang.says("算了")
    await zhang.hears("答")

    await zhang.taps("👍", on=zhang.sees[0])

    await zhang.hears("答：up")


async def test_a_tap_after_one_on_another_message_is_a_new_wish(channel, zhang, dialogue):
    for words in ("货车超载", "客车超员"):
        await zhang.says(words)
        await zhang.hears("答")
    first, second = zhang.sees

    for pressed in (first, second, first):
        await zhang.taps("👍", on=pressed)
        await zhang.hears("答：up")


async def test_a_tap_on_a_message_from_before_the_last_start_works(start, zhang, dialogue):
    first = await start()
    await zhang.says("问")
    await zhang.hears()
    await first.stop()

    await start()
    await zhang.taps("👍")

    await zhang.hears("答：up")


async def test_an_edited_question_edits_the_answer(channel, zhang):
    question = await zhang.says("货车抄载")
    first = await zhang.hears("货车抄载")

    await zhang.edits(question, "货车超载")
    second = await zhang.hears("货车超载")

    assert (second.id, second.is_edit) == (first.id, True)
    assert len(zhang.sees) == 1


async def test_an_edit_makes_as_many_messages_as_it_needs(channel, zhang, dialogue):
    dialogue.answers("长", "一" * 4096 + "二" * 10)
    dialogue.answers("更长", "三" * 4096 * 3)
    question = await zhang.says("短")
    await zhang.hears()

    for words, count in [("长", 2), ("更长", 3), ("短了", 1)]:
        question = await zhang.edits(question, words)
        await zhang.sees_in_all(count)

    assert zhang.sees[0].text == "答：短了"


async def test_an_edit_that_changes_no_words_is_not_answered(channel, zhang, dialogue):
    question = await zhang.says("货车超载")
    await zhang.hears()

    await zhang.edits(question, "货车超载")

    await zhang.hears_nothing()
    assert len(dialogue.heard) == 1


async def test_an_edit_of_an_unknown_question_is_answered_anew(start, zhang):
    first = await start()
    question = await zhang.says("货车抄载")
    await zhang.hears()
    await first.stop()

    await start()
    await zhang.edits(question, "货车超载")
    answer = await zhang.hears("货车超载")

    assert not answer.is_edit


async def test_an_edit_of_a_deleted_answer_is_sent_anew(channel, zhang):
    question = await zhang.says("货车抄载")
    answer = await zhang.hears()
    del zhang.room.messages[answer.id]

    await zhang.edits(question, "货车超载")

    assert not (await zhang.hears("货车超载")).is_edit


@pytest.mark.parametrize(
    ("kind", "attachment"),
    [
        ("photo", Attachment.PHOTO),
        ("voice", Attachment.VOICE),
        ("sticker", Attachment.STICKER),
        ("location", Attachment.LOCATION),
        ("document", Attachment.OTHER),
    ],
)
async def test_it_says_what_was_sent_in_place_of_words(channel, zhang, dialogue, kind, attachment):
    await zhang.sends(kind)
    await zhang.hears(attachment.value)

    assert dialogue.heard[0].attachment is attachment


async def test_a_caption_comes_with_its_photo(channel, zhang, dialogue):
    await zhang.sends("photo", "这个标志什么意思")
    await zhang.hears()

    assert dialogue.heard[0].text == "这个标志什么意思"


async def test_an_album_is_answered_once(channel, zhang):
    for _ in range(3):
        await zhang.sends("photo", media_group_id="77")

    await zhang.hears("photo")
    await zhang.hears_nothing()


async def test_it_does_not_answer_what_was_shared_from_itself(channel, zhang, botapi):
    me = botapi.world.rooms and {"id": 7_000_000_001, "is_bot": True, "first_name": "普法"}
    await zhang.says("货车超载怎么罚？分档处罚。", via_bot=me)

    await zhang.hears_nothing()


async def test_an_address_of_this_machine_alone_makes_no_button(channel, zhang, dialogue):
    local = Button("查看", url="http://127.0.0.1:8080/receipts/x")
    public = Button("公开", url="https://pufa.example.cn/receipts/x")
    dialogue.answers("问", Reply("收到", ((local,), (public,))))
    await zhang.says("问")

    assert (await zhang.hears("收到")).labels == ["公开"]


async def test_buttons_without_words_get_some(channel, zhang, dialogue):
    dialogue.answers("问", Reply("", ((Button("一", "1"),),)))
    await zhang.says("问")

    assert (await zhang.hears()).text == "请选择："


async def test_it_shows_its_commands_in_chinese(channel, botapi):
    shown = {command["command"]: command["description"] for command in botapi.world.commands}

    assert {"start", "help", "topics", "today", "calendar", "forget"} <= shown.keys()
    assert all(any("一" <= letter <= "鿿" for letter in words) for words in shown.values())


async def test_it_reaches_a_chat_without_being_asked(channel, zhang):
    await channel.send(Chat("telegram", str(zhang.id)), Reply("**新留言**"))

    assert (await zhang.hears()).text == "新留言"


async def test_it_asks_a_flooding_chat_once_to_slow_down(start, zhang, li, clock, dialogue):
    await start(flood_per_minute=3)
    for number in range(6):
        await zhang.says(f"第{number}问")

    heard = [(await zhang.hears()).text for _ in range(4)]
    assert heard[:3] == ["答：第0问", "答：第1问", "答：第2问"]
    assert "太快" in heard[3]
    await zhang.hears_nothing()

    await li.says("别人照常")
    await li.hears("别人照常")
    clock.passes(seconds=59)
    await zhang.says("还早")
    await zhang.hears_nothing()
    clock.passes(seconds=2)
    await zhang.says("够久了")
    await zhang.hears("答：够久了")


async def test_a_steady_asker_is_not_flooding(start, zhang, clock):
    await start(flood_per_minute=3)

    for number in range(8):
        await zhang.says(f"第{number}问")
        await zhang.hears(f"答：第{number}问")
        clock.passes(seconds=21)


async def test_nothing_that_telegram_would_refuse_is_ever_sent(channel, zhang, dialogue):
    dialogue.answers("乱", "**没关 <b> `x [a](b\n\n> > - # \n\n|a|\n|-|\n")
    await zhang.says("乱")

    answer = await zhang.hears()

    assert formatting.units(answer.text) > 0
