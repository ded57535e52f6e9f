"""Files that staff fill in: what they may hold, and what is said of a fault."""

from datetime import date
from decimal import Decimal

import pytest

from bot.calculators import local
from bot.calculators.local import LocalFigures
from bot.config import ROOT


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return local.load([ROOT / "knowledge", tmp_path])

    return write


def test_both_ship_empty():
    assert local.load([ROOT / "knowledge"]) == LocalFigures()


def test_the_bureaus_file_wins(write):
    figures = write(
        "holidays.yaml", "2027:\n  holidays: [2027-01-01..2027-01-03]\n  workdays: [2027-01-09]\n"
    )
    assert figures.faults == ()
    assert figures.holidays.years == {2027}
    assert not figures.holidays.is_workday(date(2027, 1, 1))
    assert figures.holidays.is_workday(date(2027, 1, 9))
    assert figures.holidays.is_workday(date(2027, 5, 3))  # the year's file says all of it


def test_the_latest_year_counts(write):
    figures = write(
        "yearly.yaml",
        "2024:\n  source: 甲\n  consumption: 1\n2025:\n  source: 乙\n  monthly_wage: 7000.5\n"
        "insurance:\n  source: 丙\n  death: 5\ndisability:\n  source: 丁\n  10: 10\n"
        "alcohol:\n  source: 戊\n  least: 30\n"
        "fees:\n  source: 己\n  coach: [{hours: 0, percent: 20}, {hours: 2, percent: 10}]\n",
    )
    assert figures.faults == ()
    assert (figures.yearly.incomes.year, figures.yearly.incomes.consumption) == (2025, None)
    assert figures.yearly.incomes.monthly_wage == Decimal("7000.5")
    assert figures.yearly.disability == {10: Decimal(10)}
    assert [fee.hours for fee in figures.yearly.fees["coach"]] == [2, 0]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("holidays.yaml", "2027:\n  holidays: [1月1日]\n", "write 2027-01-01"),
        ("holidays.yaml", "2027:\n  holidays: [2026-01-01]\n", "another year"),
        ("holidays.yaml", "2027: [2027-01-01]\n", "write `holidays"),
        ("holidays.yaml", "明年:\n  holidays: []\n", "not a year"),
        ("yearly.yaml", "2025:\n  consumption: 1\n", "add `source"),
        ("yearly.yaml", "2025:\n  source: 甲\n  income: 1\n", "unknown `income`"),
        ("yearly.yaml", "2025:\n  source: 甲\n  consumption: 很多\n", "must be a number"),
        ("yearly.yaml", f"2025:\n  source: 甲\n  consumption: {10**30}\n", "0 to 1,000,000,000"),
        ("yearly.yaml", "2025:\n  source: 甲\n  consumption: .nan\n", "must be a number"),
        ("yearly.yaml", "fees:\n  source: 甲\n  bus: []\n", "train or coach"),
        ("yearly.yaml", "other:\n  source: 甲\n", "unknown: use a year"),
        ("yearly.yaml", "- 1\n", "expected `key: value`"),
    ],
)
def test_a_fault_has_its_line_and_leaves_all_as_it_was(write, name, text, fault):
    figures = write(name, text)
    (told,) = figures.faults
    assert fault in told.message
    assert told.line >= 1
    assert figures.yearly == LocalFigures().yearly
