"""Answers are kept for who asks the same, and nobody's words with them."""

import gc
from datetime import date

import pytest

from bot.answering import answered
from bot.answering.answerer import Answerer
from bot.answering.deciding import Decision

MINE = "我叫李小明，货车超载怎么处罚"


@pytest.fixture
def answerer(load):
    return Answerer(load(), today=lambda: date(2026, 11, 28))


def strings_within(thing):
    """Every text that can be reached from it."""
    seen, waiting = set(), [thing]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type):
            continue
        seen.add(id(one))
        if isinstance(one, str | bytes):
            yield one if isinstance(one, str) else one.decode(errors="replace")
        waiting += gc.get_referents(one)


def test_what_was_asked_is_answered_once_a_day(answerer, monkeypatch):
    first = answerer.answer(MINE)
    monkeypatch.setattr(answerer, "_explained", None)
    assert answerer.answer(MINE) is first
    monkeypatch.setattr(answerer, "_today", lambda: date(2026, 11, 29))
    with pytest.raises(TypeError):
        answerer.answer(MINE)


@pytest.mark.parametrize(
    "asked",
    [MINE, "李小明省道路运输条例第三条", "今天天气怎么样李小明", "李小明罚款200元晚交了40天"],
)
def test_nobodys_words_stay_in_memory(answerer, asked):
    answerer.answer(asked)
    answerer.answer("那李小明呢", before=asked)
    held = [text for text in strings_within(answerer._answered) if "李小明" in text]
    assert held == []


def test_only_so_many_are_kept(answerer, monkeypatch):
    monkeypatch.setattr(answered, "KEPT", 3)
    for number in range(9):
        answerer.answer(f"货车超载{number}吨怎么罚")
    assert len(answerer._answered._kept) == 3


def test_an_explanation_says_what_it_was_decided_on(answerer):
    answer = answerer.explained(MINE)
    assert answer.ranking.matches
    assert answer.decision is Decision.ANSWER or answer.choices
    assert answerer.answer(MINE).ranking is None
