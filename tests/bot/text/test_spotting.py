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


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("总重31吨，不对，是33吨", [(Of.TONS, "33")]),
        ("开了77说错了是79", [(Of.NOTHING, "79")]),
        ("总重31吨，四轴，哦不对33吨", [(Of.TONS, "33"), (Of.AXLES, "4")]),
        ("49座大巴上了51个人", [(Of.PEOPLE, "49"), (Of.PEOPLE, "51")]),
        ("限速60码表显示70", [(Of.NOTHING, "60"), (Of.NOTHING, "70")]),
        ("不是300是3000", [(Of.NOTHING, "3000")]),
        ("一万两千斤", [(Of.TONS, "6")]),
        ("扣了三次2分", [(Of.POINTS, "6")]),
        ("吹了37，开货车", [(Of.NOTHING, "37")]),
        ("坐了4个人加司机", [(Of.PEOPLE, "4"), (Of.PEOPLE, "1")]),
        ("6吨，1共收了18,000元", [(Of.TONS, "6"), (Of.YUAN, "18000")]),
        ("三轴半挂", [(Of.AXLES, "3")]),
    ],
)
def test_a_figure_is_what_was_meant_by_it(message, told):
    assert [(one.of, str(int(one.value))) for one in spotted(message)] == told


@pytest.mark.parametrize("message", ["10月12号不对13号收到", "10月12号收到的，说错了10月13号"])
def test_a_day_that_was_corrected_is_the_one_that_was_meant(message):
    assert [one.day for one in spotted(message)] == [date(2026, 10, 13)]


@pytest.mark.parametrize(
    ("message", "of", "least", "most"),
    [
        ("装了33到35吨", Of.TONS, 33, 35),
        ("装了三四吨", Of.TONS, 3, 4),
        ("罚了两三千块", Of.YUAN, 2000, 3000),
        ("吹出五六十", Of.NOTHING, 50, 60),
        ("拉了十二三吨", Of.TONS, 12, 13),
        ("拉了三十六七吨", Of.TONS, 36, 37),
    ],
)
def test_a_range_is_one_figure_with_both_its_ends(message, of, least, most):
    (one,) = spotted(message)
    assert (one.of, one.least, one.value) == (of, least, most)


def test_what_changed_from_one_to_another_is_no_range():
    assert [one.least for one in spotted("从60吨到80吨")] == [None, None]


@pytest.mark.parametrize(
    ("message", "hour"),
    [
        ("晚上7点的车", 19),
        ("下午2点半退", 14.5),
        ("明天早上6点", 30),
        ("9:30发车", 9.5),
        ("中午1点到", 13),
        ("7点的高铁", 7),
    ],
)
def test_a_time_by_the_clock_is_told_from_a_decimal(message, hour):
    assert [(one.of, one.value) for one in spotted(message)] == [(Of.CLOCK, Decimal(str(hour)))]
    assert [one.of for one in spotted("超了7点5吨")] == [Of.TONS]
