"""The days that ship: each says what it rests on, tells something, and leads somewhere."""

import csv
import re
from datetime import date

import pytest

from bot.config import ROOT
from bot.knowledge import library
from bot.publicity import days
from tests.shared_data import shared

LIBRARY = library.load([ROOT / "knowledge"])
DAYS = list(LIBRARY.days.values())
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def reference():
    """The reference list, by key."""
    path = shared("calendar/days.tsv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["key"]: row for row in rows}


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.key)
def test_a_day_has_all_its_words(day):
    assert 80 <= len(re.sub(r"\s", "", day.body)) <= 300
    assert len(day.led) <= 60
    assert len(day.bus) <= 40
    assert len(day.points) >= 3
    assert day.basis
    assert day.cites, "a notice tells a rule, and where it stands"
    assert set(day.entries) <= LIBRARY.entries.keys()
    assert 2 <= len(day.entries) <= 3


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.key)
def test_a_day_is_found_and_can_be_sent(day):
    occurrence = days.find(LIBRARY, day.key, TODAY)
    notice = days.notice(LIBRARY, occurrence)
    assert "{bureau." not in "".join(
        [notice.body, notice.led, notice.bus, notice.headline, *notice.points]
    )


def test_a_core_or_related_day_of_the_reference_has_a_file(reference):
    wanted = {
        key
        for key, row in reference.items()
        if row["relevance"] != "general" and not row["kind"].endswith("纪念日")
    }
    assert wanted == LIBRARY.days.keys()


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.key)
def test_a_day_agrees_with_the_reference(day, reference):
    row = reference[day.key]
    assert (day.name, day.kind, day.when.text) == (row["name_zh"], row["kind"], row["rule"])
    assert day.since == (int(row["since_year"]) if row["since_year"] else None)
    assert day.relevance == row["relevance"]
    assert set(day.audience) == set(row["audience"].split("/"))


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.key)
def test_a_date_that_notices_change_is_confirmed_by_people(day, reference):
    if row := reference[day.key]:
        is_doubtful = row["confidence"] != "high" and "惯例" not in row["basis"]
        assert day.confirm or not is_doubtful


@pytest.mark.parametrize("year", [2026, 2027])
def test_an_anniversary_agrees_with_the_reference(reference, year):
    """Where both tell a law's date, they tell the same; the register has only one of a revised
    law's two."""
    listed = {}
    for row in reference.values():
        if match := re.fullmatch(r"(.+?)(?:（.*）)?(施行|颁布)纪念日", row["name_zh"]):
            listed.setdefault((match[1], match[2]), set()).add((row["since_year"], row["rule"]))
    compared = 0
    for occurrence in days.occurrences(LIBRARY, year, every=True):
        key = tuple(occurrence.day.key.rsplit("-", 1))
        if occurrence.day.is_anniversary and key in listed:
            date_ = (str(occurrence.day.since), occurrence.day.when.text)
            assert date_ in listed[key], occurrence.id
            compared += 1
    assert compared >= 40


def test_the_calendar_of_2027(reference):
    found = {o.day.key: o for o in days.occurrences(LIBRARY, 2027)}
    assert found["spring-festival-travel"].when == "1月22日至3月2日"
    assert found["school-safety-day"].when == "3月29日"
    assert found["disabled-day"].when == "5月16日"
    assert found["bus-travel-week"].when == "9月20日至26日"
    assert found["elderly-day"].when == "10月8日"
    assert found["road-victims-day"].when == "11月21日"
    assert found["credit-transport-month"].is_announced
    assert found["公路法-颁布"].title == "《公路法》颁布30周年"
    assert "work-safety-law-week" in found


def test_the_constitutions_own_day_is_not_told_twice():
    found = days.on(LIBRARY, date(2027, 12, 4))
    assert [o.day.key for o in found if o.first == o.last] == ["constitution-day"]
