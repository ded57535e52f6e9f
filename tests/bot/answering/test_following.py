import pytest

from bot.answering.following import is_elliptic, joined
from bot.answering.reading import Reader


@pytest.fixture
def facets(load):
    return load().facets


@pytest.mark.parametrize(
    "message",
    [
        "那摩托车呢",
        "要多少钱",
        "三个人呢？",
        "扣几分",
        "那如果是第二次呢",
        "去哪办",
        "需要什么材料",
        "多久",
    ],
)
def test_what_leaves_out_its_subject_needs_the_question_before(facets, message):
    assert is_elliptic(message, facets)


@pytest.mark.parametrize(
    "message",
    [
        "货车超载怎么罚",
        "驾驶证丢了怎么补",
        "电动自行车可以载人吗",
        "公交车晚点找谁投诉",
        "那条路上的路灯坏了很久都没有人来修请领导过问一下",
        "",
    ],
)
def test_what_names_its_subject_is_a_question_of_its_own(facets, message):
    assert not is_elliptic(message, facets)


def test_another_vehicle_takes_the_place_of_the_vehicle(facets, load):
    reader = Reader(load().lexicon, facets)
    read = joined("电动自行车可以带人吗", "那摩托车呢", reader)
    assert "摩托车" in read
    assert "电动自行车" not in read
    assert "带人" in read


def test_what_is_wanted_now_is_added_to_the_subject(facets, load):
    reader = Reader(load().lexicon, facets)
    assert joined("货车超载怎么罚？", "扣几分", reader) == "货车超载，扣几分"
