import random

import pytest

from bot.training import statistics
from bot.training.statistics import Row


def rows(people, items=20, *, wrong_key=None, seed=1):
    """People of different ability; where a key is wrong, the able choose another answer."""
    dice = random.Random(seed)
    found = []
    for _ in range(people):
        ability = dice.uniform(0.4, 0.95)
        right = [dice.random() < ability for _ in range(items)]
        chosen = [("A",) if one else (dice.choice("BCD"),) for one in right]
        if wrong_key is not None:
            right[wrong_key] = dice.random() > ability
            chosen[wrong_key] = ("A",) if right[wrong_key] else ("C",)
        found.append(Row(tuple(chosen), tuple(right)))
    return found


def test_shares_and_counts_are_always_there():
    (first, *_) = statistics.of_questions(rows(5))
    assert first.people == 5
    assert sum(count for _, count in first.counts) == 5
    assert first.correlation is None
    assert first.alarm == ""
    assert statistics.of_questions([]) == []


@pytest.mark.parametrize("people", [15, 40, 60])
def test_a_wrong_key_is_found(people):
    numbers = statistics.of_questions(rows(people, wrong_key=3))
    assert "核对答案" in numbers[3].alarm


@pytest.mark.parametrize("people", [15, 30, 60])
def test_sound_questions_of_few_people_raise_few_alarms(people):
    alarms = sum(
        bool(one.alarm)
        for seed in range(20)
        for one in statistics.of_questions(rows(people, 50, seed=seed))
    )
    assert alarms <= 0.06 * 20 * 50


def test_reliability_comes_with_its_range_and_only_where_enough_sat():
    assert statistics.reliability(rows(9)) is None
    few, many = statistics.reliability(rows(15)), statistics.reliability(rows(120))
    assert few.low < few.value < few.high
    assert many.high - many.low < few.high - few.low


def test_what_many_miss_is_weak():
    missed = [Row((("B",),), (False,))] * 6 + [Row((("A",),), (True,))] * 6
    assert statistics.of_questions(missed)[0].is_weak
    assert not statistics.of_questions(missed[:9])[0].is_weak
