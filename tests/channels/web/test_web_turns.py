"""A turn in its parts: what stands in the card, what below it, and whom to call."""

import pytest

from bot.messages import Button, Layout, Reply
from handlers.channels.web.turns import Turn


async def test_a_list_that_the_buttons_repeat_is_shown_once():
    buttons = ((Button("甲？", "e:a"),), (Button("乙？", "e:b"),), (Button("都不是", "none"),))
    turn = Turn("问", Reply("您是不是想问：\n\n1. 甲？\n2. 乙？", buttons))
    assert turn.body == "您是不是想问：\n\n"
    assert turn.numbers == {"甲？": "1", "乙？": "2"}


async def test_a_list_without_buttons_stays():
    assert Turn("问", Reply("1. 第一步\n2. 第二步")).body == "1. 第一步\n2. 第二步"


async def test_danger_names_all_whom_to_call():
    layout = Layout(alarm="**落水请打 12395 或 110、119、120。** 抛救生圈，不要超过 120 公里。")
    assert Turn("", Reply("", layout=layout)).calls == ("12395", "110", "119", "120")


@pytest.mark.parametrize(
    ("body", "calls"),
    [
        ("请拨打 **12328**（某县交通运输局，全天）。", ("12328",)),
        ("罚 **120** 元，网上办用“交管12123”", ("120",)),
        ("限速 **120公里**", ()),
        ("没有号码", ()),
    ],
)
async def test_words_in_bold_are_called(body, calls):
    assert Turn("", Reply(body)).calls == calls


async def test_what_has_a_page_of_its_own_leads_there():
    turn = Turn("", Reply(""))
    assert turn.page_of(Button("留言", "letter")) == "/letter"
    assert turn.page_of(Button("算一算", "calc:start:speeding")) == "/calc/speeding"
    assert turn.page_of(Button("别的", "calc:list")) == "/calc"
    assert turn.page_of(Button("甲？", "e:a")) == ""


async def test_what_a_place_settles_itself_names_whom_to_call_beside_an_answer():
    layout = Layout(local="**限行**由各地自己定。请问：**公安交警 122、“交管12123”**。")
    assert Turn("", Reply("", layout=layout)).local_calls == ("122",)


async def test_nothing_below_what_is_urgent_is_no_empty_card():
    alarm = Layout(alarm="**有人被困请打 119。**")
    alone = Turn("孩子锁在车里了", Reply("**有人被困请打 119。**", layout=alarm))
    more = ((Button("按主题看问题", "topics"),),)
    followed = Turn("孩子锁在车里了", Reply("", more, layout=alarm))
    assert alone.is_alarm_alone
    assert not followed.is_alarm_alone
