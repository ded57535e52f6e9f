from dataclasses import replace

import numpy as np
import pytest

from bot.answering.matching import matcher as matching
from bot.answering.matching.matcher import Matcher
from bot.knowledge.lexicon import Lexicon


@pytest.fixture
def matcher(load):
    library = load()
    return Matcher(library.entries.values(), library.lexicon, library.facets, {})


def first(matcher, question):
    return matcher.rank(question).matches[0].entry.slug


def test_each_phrase_finds_its_own_entry(matcher):
    for entry in matcher.entries:
        for phrase in entry.phrases:
            assert first(matcher, phrase) == entry.slug


@pytest.mark.parametrize(
    "question",
    [
        "貨車超載怎麼罰",
        "货车超载 ,怎么  罚??",
        "请问货车超载怎么罚",
        "货车超载怎么罚，谢谢",
    ],
)
def test_it_sees_through_scripts_signs_and_fillers(matcher, question):
    assert first(matcher, question) == "chaozai-fakuan"


def test_an_everyday_word_finds_the_laws_word(load, read):
    entry = read(
        question=("货车超载怎么处罚？", "非法营运怎么处罚？"), ask=("超载罚多少钱", "无证载客")
    )
    other = read(name=("货车超载怎么处罚？", "旅客退票怎么退？"))
    facets = load().facets
    knowing = Matcher([other, entry], Lexicon({"黑车": ("非法营运",)}, ()), facets, {})
    assert knowing.rank("抓到黑车怎么办").matches[0].entry is entry


def test_phrases_that_are_only_searched_find_their_entry(load):
    library = load()
    more = {"jiazhao-huanzheng": ("本儿快到日子了咋整",)}
    matcher = Matcher(library.entries.values(), library.lexicon, library.facets, more)
    found = matcher.rank("我本儿快到日子了").matches[0]
    assert (found.entry.slug, found.nearest) == ("jiazhao-huanzheng", "本儿快到日子了咋整")


def test_a_facet_that_contradicts_is_told(matcher):
    found = matcher.rank("电动车超载带人")
    freight = next(one for one in found.matches if one.entry.slug == "chaozai-fakuan")
    assert freight.measures["moves_contradict"] == 1
    assert found.matches[0].entry.slug == "diandongche-dairen"


@pytest.mark.parametrize("question", ["", "？？！！"])
def test_nothing_asked_finds_nothing(matcher, question):
    assert matcher.rank(question).matches == ()


def test_a_phrase_word_for_word_finds_its_entry_whatever_most_people_want(matcher, monkeypatch):
    phrase, slug = "电动车带人罚多少", "diandongche-dairen"
    with monkeypatch.context() as without:
        without.setattr(matching, "EXACT", 0.0)
        one, other, *_ = matcher.rank(phrase).matches
        assert one.entry.slug == slug
        lean = one.score - other.score + 1.0
        others = [0.0 if entry is one.entry else lean for entry in matcher.entries]
        order = replace(matcher._orders[False], leanings=np.array(others, np.float32))
        matcher._orders = {False: order, True: order}
        assert first(matcher, phrase) == other.entry.slug
    assert first(matcher, phrase) == slug
