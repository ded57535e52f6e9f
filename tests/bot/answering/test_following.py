import pytest

from bot.answering.following import Leaning, joined, leaning
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
        "电动自行车可以载人吗",
        "公交车晚点找谁投诉",
        "大件运输",
        "那条路上的路灯坏了很久都没有人来修请领导过问一下",
        "",
    ],
)
def test_what_names_its_subject_is_a_question_of_its_own(facets, message):
    assert leaning(message, BEFORE, facets) is Leaning.NONE


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
