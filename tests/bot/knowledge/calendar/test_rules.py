from datetime import date

import pytest

from bot.knowledge.calendar import rules
from bot.knowledge.calendar.rules import BadRule


def fall(rule, year):
    return [(str(span.first), str(span.last)) for span in rules.parse(rule).spans(year)]


@pytest.mark.parametrize(
    ("rule", "year", "first", "last"),
    [
        ("12-04", 2026, "2026-12-04", "2026-12-04"),
        ("12-01..12-07", 2026, "2026-12-01", "2026-12-07"),
        ("12-28..01-03", 2026, "2026-12-28", "2027-01-03"),
        ("3rd Sun of 05", 2026, "2026-05-17", "2026-05-17"),
        ("3rd Sat of 09", 2027, "2027-09-18", "2027-09-18"),
        ("1st Mon of 06", 2026, "2026-06-01", "2026-06-01"),
        ("last Mon of 03", 2027, "2027-03-29", "2027-03-29"),
        ("last Sun of 05", 2026, "2026-05-31", "2026-05-31"),
        ("month 05", 2026, "2026-05-01", "2026-05-31"),
        ("month 02", 2028, "2028-02-01", "2028-02-29"),
        ("month 12", 2026, "2026-12-01", "2026-12-31"),
        ("week of 09-22", 2018, "2018-09-17", "2018-09-23"),
        ("week of 09-22", 2021, "2021-09-20", "2021-09-26"),
        ("week of 09-22", 2022, "2022-09-19", "2022-09-25"),
        ("week of 09-22", 2023, "2023-09-18", "2023-09-24"),
        ("week of 01-01", 2027, "2026-12-28", "2027-01-03"),
        ("3rd week of 09", 2023, "2023-09-11", "2023-09-17"),
        ("3rd week of 09", 2025, "2025-09-15", "2025-09-21"),
        ("1st week of 09", 2026, "2026-08-31", "2026-09-06"),
        ("lunar 09-09", 2024, "2024-10-11", "2024-10-11"),
        ("lunar 09-09", 2025, "2025-10-29", "2025-10-29"),
        ("lunar 12-08", 2026, "2026-01-26", "2026-01-26"),
        ("spring-festival -15..+24", 2024, "2024-01-26", "2024-03-05"),
        ("spring-festival -15..+24", 2025, "2025-01-14", "2025-02-22"),
        ("spring-festival -15..+24", 2026, "2026-02-02", "2026-03-13"),
        ("spring-festival -15..+24", 2027, "2027-01-22", "2027-03-02"),
        ("announced 09", 2026, "2026-09-01", "2026-09-30"),
    ],
)
def test_a_rule_tells_its_days(rule, year, first, last):
    assert fall(rule, year) == [(first, last)]


def test_spring_travel_has_forty_days_every_year():
    rule = rules.parse("spring-festival -15..+24")
    for year in rules.YEARS:
        (span,) = rule.spans(year)
        assert (span.last - span.first).days == 39


def test_a_fifth_sunday_is_not_in_every_month():
    assert fall("5th Sun of 05", 2026) == [("2026-05-31", "2026-05-31")]
    assert fall("5th Sun of 06", 2026) == []


def test_a_lunar_day_falls_in_a_year_once_twice_or_not_at_all():
    assert fall("lunar 12-08", 2027) == [("2027-01-15", "2027-01-15")]
    days = [len(fall("lunar 11-20", year)) for year in range(2000, 2030)]
    assert set(days) == {0, 1, 2}
    assert sum(days) == 30


def test_a_month_that_has_no_thirtieth_is_passed_over():
    assert all(len(fall("lunar 12-30", year)) <= 1 for year in rules.YEARS)
    assert any(not fall("lunar 12-30", year) for year in rules.YEARS)


def test_every_year_of_the_chinese_calendar_is_known():
    rule = rules.parse("lunar 09-09")
    assert all(len(rule.spans(year)) == 1 for year in rules.YEARS)
    for year in (rules.YEARS[0] - 1, rules.YEARS[-1] + 1):
        with pytest.raises(ValueError, match="years from 1901 to 2099 only"):
            rule.spans(year)


@pytest.mark.parametrize(
    ("rule", "moves", "is_announced"),
    [
        ("12-04", False, False),
        ("12-01..12-07", False, False),
        ("month 05", False, False),
        ("3rd Sat of 09", True, False),
        ("week of 09-22", True, False),
        ("lunar 09-09", True, False),
        ("spring-festival -15..+24", True, False),
        ("announced 06", True, True),
    ],
)
def test_it_knows_which_days_move(rule, moves, is_announced):
    parsed = rules.parse(rule)
    assert (parsed.moves, parsed.is_announced) == (moves, is_announced)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "every day",
        "13-01",
        "02-29",
        "02-30",
        "4-12",
        "12-04..",
        "12-01..12-32",
        "3rd Foo of 09",
        "7th Mon of 09",
        "0th Mon of 09",
        "3rd Sat of 13",
        "month 00",
        "week of 02-30",
        "lunar 13-01",
        "lunar 09-31",
        "spring-festival 15..24",
        "spring-festival -999999999..+9",
        "spring-festival +24..-15",
        "announced 13",
    ],
)
def test_what_is_no_rule_is_refused(rule):
    with pytest.raises(BadRule):
        rules.parse(rule)


def test_a_span_holds_its_first_and_last_day():
    (span,) = rules.parse("12-01..12-07").spans(2026)
    assert date(2026, 12, 1) in span
    assert date(2026, 12, 7) in span
    assert date(2026, 12, 8) not in span
