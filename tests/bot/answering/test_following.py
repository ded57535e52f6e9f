import pytest

from bot.answering.following import Leaning, instead, joined, leaning, wants_more
from bot.answering.matching.reading import Reader

BEFORE = "货车超载怎么罚"


@pytest.fixture
def facets(load):
    return load().facets


@pytest.mark.parametrize("message", ["那摩托车呢", "三个人呢？", "那如果是第二次呢", "客车"])
def test_what_says_that_it_goes_on_surely_leans_on_the_question_before(facets, message):
    assert leaning(message, BEFORE, facets) is Leaning.SURELY


@pytest.mark.parametrize(
    "message",
    ["要多少钱", "扣几分", "去哪办", "需要什么材料", "多久", "没超多少", "是下大雨"],
)
def test_what_names_no_subject_of_its_own_perhaps_does(facets, message):
    assert leaning(message, BEFORE, facets) is Leaning.PERHAPS


@pytest.mark.parametrize(
    "message",
    [
        "驾驶证丢了怎么补",
        "公交车晚点找谁投诉",
        "大件运输",
        "那条路上的路灯坏了很久都没有人来修请领导过问一下",
        "",
    ],
)
def test_what_names_its_subject_is_a_question_of_its_own(facets, message):
    assert leaning(message, BEFORE, facets) is Leaning.NONE


def test_another_vehicle_alone_hardly_makes_a_question_lean(facets):
    assert leaning("电动自行车可以载人吗", BEFORE, facets) is Leaning.HARDLY


@pytest.mark.parametrize("message", ["保险给出吗", "没保价赔多少"])
def test_a_few_words_that_name_a_subject_hardly_lean_on_it(facets, message):
    assert leaning(message, "倒车撞了墙", facets) in (Leaning.HARDLY, Leaning.PERHAPS)


def test_the_same_question_again_goes_on_from_nothing(facets):
    assert leaning("货车超载怎么罚？", BEFORE, facets) is Leaning.NONE


def test_another_vehicle_takes_the_place_of_the_vehicle(facets, load):
    reader = Reader(load().lexicon, facets)
    read = joined("电动自行车可以带人吗", "那摩托车呢", reader)
    assert "摩托车" in read
    assert "电动自行车" not in read
    assert "带人" in read


def test_what_is_wanted_now_is_added_to_the_subject(facets, load):
    reader = Reader(load().lexicon, facets)
    assert joined("货车超载怎么罚？", "扣几分", reader) == "货车超载，扣几分"


@pytest.mark.parametrize("message", ["你确定？没听说过", "以前都让的", "可人家都没罚", "凭什么"])
def test_who_doubts_the_answer_surely_goes_on_from_it(facets, message):
    assert leaning(message, BEFORE, facets) is Leaning.SURELY


def test_what_somebody_says_to_it_hardly_is_a_question_of_its_own(facets):
    told = "上牌那人说必须买"
    assert leaning(told, "电动自行车要买保险吗", facets) is Leaning.HARDLY


@pytest.mark.parametrize(
    ("before", "message", "read"),
    [
        ("驾照被水泡了还能用吗", "要是丢了呢", "驾照丢了"),
        ("摩托车没年检上路怎么罚", "要是没保险呢", "摩托没保险怎么罚"),
    ],
)
def test_what_else_may_happen_happens_to_the_same_thing(facets, load, before, message, read):
    told = instead(before, message, Reader(load().lexicon, facets))
    assert told == read


@pytest.mark.parametrize("message", ["三个人呢", "要多少钱", "以前都让的", "那客车呢"])
def test_nothing_else_happens_in_an_amount_a_wish_a_doubt_or_another_vehicle(facets, load, message):
    assert instead(BEFORE, message, Reader(load().lexicon, facets)) == ""


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("第二点说细些", 2),
        ("第3条", 3),
        ("能解释一下第一点吗", 1),
        ("再详细说说", 0),
        ("没看懂", 0),
        ("你说的什么意思啊", 0),
    ],
)
def test_a_wish_to_hear_more_names_the_point_or_none(message, number):
    assert wants_more(message) == number


@pytest.mark.parametrize(
    "message", ["超速什么意思", "具体罚多少", "详细地址", "怎么办", "那三点呢"]
)
def test_what_asks_something_else_is_no_wish_to_hear_more(message):
    assert wants_more(message) is None


@pytest.mark.parametrize("message", ["正好5.3吨", "三个人", "第二次"])
def test_how_much_there_is_of_it_leans_on_the_question_before(facets, message):
    assert leaning(message, BEFORE, facets) is Leaning.PERHAPS
