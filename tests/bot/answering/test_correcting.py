import pytest

from bot.answering.correcting import Correction, corrected, correction
from bot.answering.matching.reading import Reader


@pytest.fixture
def reader(load):
    library = load()
    return Reader(library.lexicon, library.facets)


@pytest.mark.parametrize(
    ("message", "right", "wrong"),
    [
        ("不是，我开的摩托车", "开的摩托车", ""),
        ("不对 我问的是年检", "年检", ""),
        ("打错了，是52吨", "52吨", ""),
        ("说岔了 是自行车 不是电瓶车", "自行车", "电瓶车"),
        ("写错字了，那是过户不是抵押", "过户", "抵押"),
        ("我说的是半挂车", "半挂车", ""),
        ("不是小车，是客车", "客车", "小车"),
        ("我是货车不是小车", "货车", "小车"),
        ("哦，是外地的车", "外地的车", ""),
    ],
)
def test_what_a_message_puts_right_is_told_from_what_was_wrong(message, right, wrong):
    assert correction(message) == Correction(right, wrong)


@pytest.mark.parametrize(
    "message",
    [
        "不是本地人能上牌吗",
        "不是我撞的怎么办",
        "不是说免费吗",
        "写错车牌怎么办",
        "是酒驾不是醉驾要判刑吗",
        "不对吧",
        "哦",
        "那摩托车呢",
    ],
)
def test_what_only_looks_so_puts_nothing_right(message):
    assert correction(message) is None


@pytest.mark.parametrize(
    ("before", "message", "read"),
    [
        ("小车超速20%扣几分", "不是，我是货车", "货车超速20%扣几分"),
        ("驾照被扣了怎么拿", "写错了 是吊销不是扣", "驾照被吊销了怎么拿"),
        ("六轴车拉了49吨怎么罚？", "打错了，是52吨", "6轴车拉了52吨怎么罚"),
        ("货车超载怎么罚", "我说的是超速", "货车超速怎么罚"),
        ("我酒驾被查了", "不是我，是我爸", "我酒驾被查了，我爸"),
    ],
)
def test_the_question_before_is_read_with_what_was_meant(reader, before, message, read):
    told = correction(message)
    assert corrected(before, told, reader) == read
