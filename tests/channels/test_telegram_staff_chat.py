"""Staff on Telegram: their chat can be worked in, their menu is their own, their files are read."""

from __future__ import annotations

import io

import docx
import pytest

from tests.fakes.forms import SCHOOL_BUS
from tests.waiting import until


@pytest.fixture
def room(botapi):
    return botapi.group("交通局工作群")


@pytest.fixture
async def live(on_telegram, li, zhang, room):
    """The whole application, of which 张三 is editor and 李四 administrator."""
    staff = f"telegram:{zhang.id}:editor,telegram:{li.id}:administrator"
    return await on_telegram(staff=staff, staff_chat=f"telegram:{room.id}", flood_per_minute=3)


async def test_in_the_staffs_chat_commands_need_no_name(live, zhang, room):
    for command, said in (("/inbox", "没答上来的问题"), ("/letters", "留言"), ("/work", "工作台")):
        await zhang.says(command, to=room)
        await room.hears(said)


async def test_elsewhere_they_are_not_heard_without_one(live, zhang, botapi):
    neighbours = botapi.group("邻居")
    await zhang.says("/letters", to=neighbours)
    await neighbours.hears_nothing()


async def test_there_a_question_opens_the_field_for_the_answer(live, zhang, room, botapi):
    await zhang.says("/add", to=room)
    asked = await room.hears("请回复这条消息")
    sent = botapi.calls("sendMessage")
    (call,) = [one for one in sent if "请照下面的样子" in one.given["text"]]
    assert call.given["reply_markup"]["force_reply"] is True
    await zhang.says("问题：校车超员怎么处罚？", to=room, reply_to=asked)
    await room.hears("草稿存好了")


async def test_each_of_staff_has_a_menu_of_their_own(live, zhang, li, botapi):
    for person in (zhang, li):
        await person.says("/help")
        await person.hears("怎么用")
    await until(
        "both have a menu", lambda: set(botapi.world.menus), lambda seen: {zhang.id, li.id} <= seen
    )
    of_zhang = [one["command"] for one in botapi.world.menus[zhang.id]]
    assert of_zhang[0] == "work"
    assert {"inbox", "letters", "add", "help"} <= set(of_zhang)
    assert "staff" not in of_zhang
    assert "staff" in [one["command"] for one in botapi.world.menus[li.id]]
    assert "inbox" not in [one["command"] for one in botapi.world.commands]


async def test_a_word_file_is_a_draft(live, zhang):
    document = docx.Document()
    for line in SCHOOL_BUS.splitlines():
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    await zhang.says("/add")
    await zhang.hears("问题：群众会怎么问")
    await zhang.sends_file("校车.docx", file.getvalue())
    page = await zhang.hears("草稿存好了")
    assert "还要改" not in page.text


async def test_a_citizens_file_is_left_alone(live, botapi):
    wang = botapi.person("王五")
    await wang.sends_file("举报.docx", b"...")
    await wang.hears("我只看得懂文字")
    assert botapi.calls("getFile") == []


async def test_words_below_a_picture_are_a_question(live, botapi):
    wang = botapi.person("王五")
    await wang.sends("photo", caption="货车超载怎么处罚？")
    await wang.hears("核定载质量")


async def test_staff_are_not_told_to_slow_down(live, zhang):
    for _ in range(8):
        await zhang.says("/work")
        await zhang.hears("工作台")


async def test_a_tap_too_many_is_acknowledged_all_the_same(live, botapi):
    wang = botapi.person("王五")
    await wang.says("/help")
    await wang.hears("怎么用")
    taps = [await wang.taps("按主题看问题") for _ in range(6)]
    for tap in taps:
        await tap.notice()


async def test_a_tap_that_takes_long_is_acknowledged_before_its_answer(channel, zhang, dialogue):
    await zhang.says("慢慢来")
    await zhang.hears("答：慢慢来")
    thought = dialogue.holds_up("up")
    tap = await zhang.taps("👍")
    assert await tap.notice() == "正在办……"
    thought.set()
    await zhang.hears("答：up")
