"""Figures in a message."""

from datetime import date
from decimal import Decimal

import pytest

from bot.text.spotting import Of, figures, plain_text

TODAY = date(2026, 12, 1)


def spotted(message):
    return figures(plain_text(message), TODAY)


@pytest.mark.parametrize(
    ("message", "of", "value"),
    [
        ("过磅23吨半", Of.TONS, "23.5"),
        ("四十八吨六", Of.TONS, "48.6"),
        ("票价213块5", Of.YUAN, "213.5"),
        ("2500公斤", Of.TONS, "2.5"),
        ("跑了一百三十几码", Of.SPEED, "130"),
        ("限速一百二", Of.NOTHING, "120"),
        ("花了1万2", Of.NOTHING, "12000"),
        ("误工一个半月", Of.TIME, "45"),
        ("晚了半个月", Of.TIME, "15"),
        ("过了二十来天", Of.TIME, "20"),
        ("超了30%", Of.SHARE, "30"),
        ("对方担七成", Of.SHARE, "70"),
        ("百分之三十", Of.SHARE, "30"),
        ("十级伤残", Of.GRADE, "10"),
        ("7座面包车", Of.PEOPLE, "7"),
        ("前四后八的两轴", Of.AXLES, "2"),
    ],
)
def test_a_figure_is_known_by_what_it_counts(message, of, value):
    assert (of, Decimal(value)) in [(one.of, one.value) for one in spotted(message)]


@pytest.mark.parametrize(
    ("message", "day"),
    [
        ("11月3号收到", date(2026, 11, 3)),
        ("11.3号收到", date(2026, 11, 3)),
        ("12月20号到期", date(2025, 12, 20)),
        ("去年8月15号", date(2025, 8, 15)),
        ("2026-10-09收到", date(2026, 10, 9)),
        ("前天拿到", date(2026, 11, 29)),
        ("上周五拿到", date(2026, 11, 27)),
        ("礼拜五收到", date(2026, 11, 27)),
        ("上个月15号", date(2026, 11, 15)),
    ],
)
def test_a_day_without_its_year_is_the_last_one_that_was(message, day):
    assert [one.day for one in spotted(message)] == [day]


def test_what_counts_nothing_of_a_sum_is_told_apart():
    assert [one.of for one in spotted("吹了2次，修一座桥，2月30号")] == [Of.OTHER, Of.NOTHING]


def test_numbers_side_by_side_stay_apart():
    assert [one.value for one in spotted("称出来38.6，1吨罚500")] == [
        Decimal("38.6"),
        Decimal(1),
        Decimal(500),
    ]
