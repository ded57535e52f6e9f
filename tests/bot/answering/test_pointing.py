import pytest

from bot.answering import pointing
from bot.answering.matching.reading import Reader

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


def point(entry, read):
    return pointing.point(entry, read, lambda gram: 1.0)


def test_the_bullet_that_tells_what_is_asked_comes_first(entry, reading):
    assert point(entry, reading("货车超载驾驶人记几分")).startswith("驾驶人另外记分")
    assert point(entry, reading("运输单位指使超载的主管人员罚不罚")).startswith("运输单位")


def test_where_the_first_paragraph_says_it_nothing_comes_before_it(entry, reading):
    assert point(entry, reading("超载由交警罚款吗")) == ""


def test_a_line_is_cut_at_a_pause():
    text = "超载由交警罚款，并扣车到违法状态消除，消除以后才放车。"
    assert pointing.shortened(text, 20) == "超载由交警罚款，并扣车到违法状态消除……"
    assert pointing.shortened("很短。", 20) == "很短。"


def test_a_title_is_shown_with_the_short_answer(entry, reading):
    line = pointing.line(entry, reading("记几分"), lambda gram: 1.0, 60)
    assert line == "超载由交警罚款，并扣车到违法状态消除。"


def test_of_a_long_first_paragraph_the_sentence_that_matches_is_shown(read, reading):
    lead = "超载由交警罚款，并扣车到违法状态消除。驾驶人还要记分，超得越多记得越多。"
    entry = read(body=("超载由交警罚款，并扣车到违法状态消除。", lead))
    assert pointing.line(entry, reading("驾驶人记分吗"), lambda gram: 1.0, 24).startswith("驾驶人")
