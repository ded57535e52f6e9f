import numpy as np
import pytest

from bot.answering.matching.kinds import COLUMNS, Kind, Kinds, hashed, learned
from bot.text.grams import grams
from bot.text.normalise import normalise


def likeliest(message):
    chances = learned().of(normalise(message))
    return max(chances, key=chances.__getitem__)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("我的车翻到沟里了，人还压在下面", Kind.URGENT),
        ("翻车压伤了人，车主要赔多少", Kind.ENTRY),
        ("火从车头冒出来了，快来人", Kind.URGENT),
        ("电瓶车自燃烧了旁边的车由谁来赔", Kind.ENTRY),
        ("你们那个大厅在哪条路上", Kind.ITSELF),
        ("养老金断交了三年怎么补", Kind.APART),
        ("货车过磅超了三吨怎么处理", Kind.ENTRY),
        ("咱们县去市里的末班车几点", Kind.LOCAL),
    ],
)
def test_what_a_message_says_tells_its_kind(message, kind):
    assert likeliest(message) is kind


def test_chances_add_up_to_one_for_words_that_nobody_has_written_too():
    for message in ("", "zzz qqq", "货车超载怎么罚"):
        chances = learned().of(normalise(message))
        assert list(chances) == list(Kind)
        assert sum(chances.values()) == pytest.approx(1)


def test_bytes_keep_what_was_learned():
    directions = np.zeros((COLUMNS, len(Kind)), np.float32)
    directions[hashed(grams("起火了")), list(Kind).index(Kind.URGENT)] = 3.0
    told = Kinds.rounded(directions, np.zeros(len(Kind), np.float32))
    assert told.of("起火了")[Kind.URGENT] > 0.9
    assert told.of("罚款")[Kind.URGENT] == pytest.approx(1 / len(Kind))
