from dataclasses import replace

import pytest

from bot.answering import deciding
from bot.answering.answerer import Answerer
from bot.answering.deciding import Decision, decide, labels


@pytest.fixture
def named(load):
    """What tells apart entries that ask so."""
    library = load()
    entry = library.entries["chaozai-fakuan"]

    def named(*questions):
        return labels([replace(entry, question=one) for one in questions], library.facets)

    return named


def test_vehicles_tell_entries_apart(named):
    assert named("货车超载怎么处罚？", "电动自行车可以带人吗？") == ["货车", "电动自行车"]


def test_what_is_wanted_tells_nothing_apart(named):
    questions = ["驾驶证怎么办理？", "驾驶证多少钱？"]
    assert named(*questions) == questions


def test_a_word_alone_is_asked_back_however_sure_it_looks(load, monkeypatch):
    monkeypatch.setattr(deciding, "confidence", lambda ranking: 0.95)
    monkeypatch.setattr(deciding, "likelihood", lambda match: 0.9)
    ranking = Answerer(load()).matcher.rank("超载")
    first, second, *_ = ranking.matches
    told = replace(ranking, matches=(replace(first, score=5.0), replace(second, score=4.0)))
    assert decide(told).decision is Decision.CLARIFY
    asked = Answerer(load()).matcher.rank("货车司机超载了会被怎么罚款处理")
    assert decide(replace(told, reading=asked.reading)).decision is Decision.ANSWER


@pytest.mark.parametrize(
    ("question", "is_answered"), [("天气罚多少钱", False), ("天气超载罚多少钱", True)]
)
def test_words_of_another_field_alone_are_nothing_known(load, question, is_answered):
    ranking = replace(Answerer(load()).matcher.rank(question), elsewhere=0.5)
    assert ranking.matches
    assert ranking.reading.outside
    assert (decide(ranking).decision is not Decision.UNKNOWN) is is_answered


def test_what_an_entry_is_sure_of_is_no_other_fields_matter(load, monkeypatch):
    ranking = replace(Answerer(load()).matcher.rank("天气罚多少钱"), elsewhere=0.5)
    monkeypatch.setattr(deciding, "confidence", lambda ranking: deciding.ANSWER_AT)
    assert decide(ranking).decision is not Decision.UNKNOWN


@pytest.mark.parametrize(
    ("question", "elsewhere", "is_offered"),
    [
        ("明年会不会怎么处罚的", 0.6, False),
        ("明年会不会怎么处罚的", 0.3, True),
        ("明年货车怎么处罚", 0.6, True),
    ],
    ids=["names nothing and is likely another matter", "names nothing", "names what moves"],
)
def test_what_names_nothing_and_is_likely_another_matter_must_be_surer_to_get_a_list(
    load, monkeypatch, question, elsewhere, is_offered
):
    monkeypatch.setattr(deciding, "confidence", lambda ranking: 0.2)
    ranking = replace(Answerer(load()).matcher.rank(question), elsewhere=elsewhere)
    assert ranking.matches
    assert (decide(ranking).decision is not Decision.UNKNOWN) is is_offered


def test_a_few_words_on_another_vehicle_are_not_answered_as_its_own(load, monkeypatch):
    monkeypatch.setattr(deciding, "confidence", lambda ranking: 0.95)

    def decided(question):
        ranking = Answerer(load()).matcher.rank(question)
        first = ranking.matches[0]
        contradicting = replace(first, measures={**first.measures, "moves_contradict": 1.0})
        return decide(replace(ranking, matches=(contradicting,))).decision

    assert decided("公交车超载罚款吗") is Decision.SUGGEST
    assert decided("公交车司机超载了会被交警怎么罚款扣几分") is Decision.ANSWER
