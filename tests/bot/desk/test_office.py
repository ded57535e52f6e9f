from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.desk.office import Office

ZONE = ZoneInfo("Asia/Shanghai")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture(params=["工作日 8:30–12:00、14:00–17:30", "08:30-12:00,14:00-17:30"])
def office(request):
    return Office.parse(request.param, ZONE)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T08:29", False),
        ("2026-11-23T08:30", True),
        ("2026-11-23T12:30", False),
        ("2026-11-23T17:29", True),
        ("2026-11-23T17:30", False),
        ("2026-11-22T10:00", False),  # Sunday
    ],
)
def test_it_is_open_at_its_hours_on_working_days(office, moment, is_open):
    assert office.is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23T03:00", "11月23日（周一）8:30"),
        ("2026-11-23T12:30", "11月23日（周一）14:00"),
        ("2026-11-23T20:00", "11月24日（周二）8:30"),
        ("2026-11-27T18:00", "11月30日（周一）8:30"),
    ],
)
def test_it_says_when_it_opens_next(office, moment, opens):
    assert office.shown(office.opens(at(moment))) == opens


def test_the_day_has_begun_once_it_has_opened(office):
    assert office.opened(at("2026-11-23T08:00")) is None
    assert office.opened(at("2026-11-23T13:00")) == at("2026-11-23T08:30")
    assert office.opened(at("2026-11-22T13:00")) is None


def test_a_working_day_before_monday_is_friday(office):
    assert office.day_before(at("2026-11-23T10:00")) == at("2026-11-20T10:00")
    assert office.day_before(at("2026-11-25T10:00")) == at("2026-11-24T10:00")


def test_hours_that_are_not_told_are_all_hours():
    office = Office.parse("以公告为准", ZONE)
    assert office.is_open(at("2026-11-22T03:00"))
    assert office.opened(at("2026-11-22T03:00")) == at("2026-11-22T00:00")
