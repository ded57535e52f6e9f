from itertools import pairwise

import pytest

from bot.answering.matching.hearing import Hearing

PHRASES = [
    "货车超载怎么罚", "驾驶证丢了怎么办", "登记证书", "这笔钱谁赔", "签1合同", "行路人", "好啊"
] * 10  # fmt: skip


@pytest.fixture
def hearing():
    counts = {}
    for phrase in PHRASES:
        pairs = {a + b for a, b in pairwise(phrase)}
        for gram in {*phrase, *pairs}:
            counts[gram] = counts.get(gram, 0) + 1
    return Hearing(counts.items, lambda gram: counts.get(gram, 0))


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("huochechaozai", "货车超载"),
        ("huo che chao zai zen me fa", "货车超载怎么罚"),
        ("chaozai怎么罚", "超载 怎么罚"),
        ("zhebiqian shei pei", "这笔钱谁赔"),
        ("货车超栽怎么罚", "货车超载怎么罚"),
        ("驾驶政丢了", "驾驶证丢了"),
        ("huo ce cao zai zen me fa", "货车超载怎么罚"),
        ("qian yi he tong", "签1合同"),
        ("huo che chao zai a", "货车超载啊"),
    ],
)
def test_what_was_written_by_its_sound_is_put_right(hearing, heard, meant):
    assert hearing.restored(heard).replace(" ", "") == meant.replace(" ", "")


@pytest.mark.parametrize("text", ["etc", "hello there", "货车超载怎么罚", "麻涌镇", "b7县", "c1"])
def test_what_sounds_like_nothing_known_stays(hearing, text):
    assert hearing.restored(text) == text


@pytest.mark.parametrize("text", ["c1和c2", "金星路口"])
def test_what_fits_no_better_than_what_was_written_stays(hearing, text):
    assert hearing.restored(text) == text
