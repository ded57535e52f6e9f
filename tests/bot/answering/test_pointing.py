from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.matching.reading import Reader
from bot.answering.pointing import Pointer, lifted, shortened
from bot.knowledge.library import Block

BODY = """超载由交警罚款，并扣车到违法状态消除。

- 驾驶人另外记分：超过核载20%的记3分，超过50%的记6分。
- 运输单位指使超载的，直接负责的主管人员也要罚款。

## 怎么办

1. 卸下多装的货，凭处罚决定书取车。
"""


@pytest.fixture
def entry(read):
    return read(body=("超载由交警罚款，并扣车到违法状态消除。\n", BODY))


@pytest.fixture
def reading(load):
    library = load()
    return Reader(library.lexicon, library.facets).read


@pytest.fixture
def pointer():
    return Pointer({}, lambda gram: 1.0)


def test_the_bullet_that_tells_what_is_asked_comes_first(entry, reading, pointer):
    assert pointer.pointed(entry, reading("货车超载驾驶人记几分"))[0].startswith("驾驶人另外记分")
    asked = reading("运输单位指使超载的主管人员罚不罚")
    assert pointer.pointed(entry, asked)[0].startswith("运输单位")


def test_where_the_first_paragraph_says_it_nothing_comes_before_it(entry, reading, pointer):
    assert pointer.pointed(entry, reading("超载由交警罚款吗"))[0] == ""


def test_where_a_case_is_told_nothing_comes_before_the_first_paragraph(entry, reading, pointer):
    asked = "货车超载驾驶人记几分"
    case = reading("昨天夜里我们几个人出车去送一批急用的材料，路过检查站被拦下来过了磅，" + asked)
    assert pointer.pointed(entry, reading(asked))[0].startswith("驾驶人另外记分")
    point, near = pointer.pointed(entry, case)
    assert point == ""
    assert near[0].startswith("驾驶人另外记分")


def test_a_passage_that_many_entries_share_may_be_the_point(entry, reading):
    body = "- 罚款十五日内到银行缴，也可以分期缴纳，要书面申请分期。"
    block = Block("怎么缴", body, (), {}, Path())
    sharing = replace(entry, blocks=("怎么缴",))
    pointer = Pointer({"怎么缴": block}, lambda gram: 1.0)
    point, _ = pointer.pointed(sharing, reading("能申请分期缴纳吗"))
    assert "分期" in point


def test_what_comes_near_besides_the_point_follows_the_first_paragraph(entry, reading, pointer):
    asked = reading("运输单位指使超载的主管人员罚不罚")
    point, near = pointer.pointed(entry, asked)
    assert point.startswith("运输单位")
    assert near[0].startswith("驾驶人另外记分")
    assert point not in near


def test_steps_stand_in_their_own_place(entry, reading, pointer):
    steps = [one.text for one in pointer.passages(entry) if one.is_step]
    assert steps
    assert not set(steps) & set(pointer.pointed(entry, reading(steps[0]))[1])


def test_a_line_is_cut_at_a_pause():
    text = "超载由交警罚款，并扣车到违法状态消除，消除以后才放车。"
    assert shortened(text, 20) == "超载由交警罚款，并扣车到违法状态消除……"
    assert shortened("很短。", 20) == "很短。"


def test_a_title_is_shown_with_the_short_answer(entry, reading, pointer):
    line = pointer.line(entry, reading("记几分"), 60)
    assert line == "超载由交警罚款，并扣车到违法状态消除。"


def test_of_a_long_first_paragraph_the_sentence_that_matches_is_shown(read, reading, pointer):
    lead = "超载由交警罚款，并扣车到违法状态消除。驾驶人还要记分，超得越多记得越多。"
    entry = read(body=("超载由交警罚款，并扣车到违法状态消除。", lead))
    assert pointer.line(entry, reading("驾驶人记分吗"), 24).startswith("驾驶人")


def test_the_point_is_taken_out_of_the_answer_that_it_stands_above(entry):
    point = "运输单位指使超载的，直接负责的主管人员也要罚款。"
    told, rest = lifted(BODY.replace("直接负责的", "[直接负责的](entry:x)"), point)
    assert told == "运输单位指使超载的，[直接负责的](entry:x)主管人员也要罚款。"
    assert "运输单位" not in rest
    assert "- 驾驶人另外记分" in rest


@pytest.mark.parametrize(
    ("answer", "point"),
    [
        (BODY, "卸下多装的货，凭处罚决定书取车。"),  # a step of several
        (
            "罚款。\n\n## 怎么缴\n\n- 到银行缴。\n\n不去的要加罚。",
            "到银行缴。",
        ),  # else a bare heading
        ("罚款。\n\n- 这样：\n  - 扣车\n- 那样", "这样："),  # what stands below it
    ],
)
def test_what_it_cannot_be_taken_out_of_stays_whole(answer, point):
    assert lifted(answer, point) == (point, answer)


def test_who_tells_a_case_gets_more_of_what_comes_near(read, reading, pointer):
    bullets = "\n".join(f"- 超载第{number}点：货车超载怎样罚款。" for number in "一二三四五六七八")
    entry = read(
        body=("超载由交警罚款，并扣车到违法状态消除。\n", f"超载由交警罚款。\n\n{bullets}\n")
    )
    short = "货车超载怎么罚款"
    long = f"我家住在村口，每天半夜都有十几辆车经过，砂石撒了一路，孩子上学很不安全，请问{short}"
    counts = [len(pointer.pointed(entry, reading(one))[1]) for one in (short, long)]
    assert counts == [3, 6]
