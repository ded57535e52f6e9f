import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.normalise import normalise, same


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("網約車需要什麽證", "网约车需要什么证"),
        ("ＥＴＣ １２１２３", "etc 12123"),
        ("罚二百元？！", "罚200元"),
        ("一百三十三条", "133条"),
        ("4.5吨", "4点5吨"),
        ("三轮车", "3轮车"),
        ("  多  空格，和标点。", "多 空格 和标点"),
        ("早上好[玫瑰][玫瑰]", "早上好"),
        ("[货车]超载", "货车 超载"),
        ("看[换证](entry:huanzheng)", "看 换证 entry huanzheng"),
    ],
)
def test_it_writes_the_same_words_the_same_way(typed, read):
    assert normalise(typed) == read


@pytest.mark.parametrize("word", ["不", "未", "无", "没"])
def test_negations_are_not_noise(word):
    assert word in normalise(f"{word}系安全带")


@given(st.text(max_size=60))
def test_it_is_idempotent(text):
    assert normalise(normalise(text)) == normalise(text)


def test_punctuation_does_not_tell_phrases_apart():
    assert same("货车超载，怎么罚？") == same("货车超载怎么罚")
