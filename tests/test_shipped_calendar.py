"""The days that ship: each says what it rests on, tells something, and leads somewhere."""

import csv
import re
from datetime import date

import pytest

from bot.knowledge.statutes import Status
from bot.publicity import days
from tests.reporting import no_faults
from tests.shared_data import shared

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def library(shipped):
    return shipped


@pytest.fixture(scope="module")
def reference():
    """The reference list, by key."""
    path = shared("calendar/days.tsv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["key"]: row for row in rows}


def faults_of_every(library, rules):
    """Each rule is a sentence, and what tells whether it holds for a day."""
    for day in library.days.values():
        for sentence, holds in rules.items():
            if not holds(day):
                yield f"days/{day.key}.md: {sentence}"


def test_every_day_has_all_its_words(library):
    rules = {
        "the body has 80 to 300 characters": (
            lambda day: 80 <= len(re.sub(r"\s", "", day.body)) <= 300
        ),
        "the line for the LED has at most 60": lambda day: len(day.led) <= 60,
        "the line for buses has at most 40": lambda day: len(day.bus) <= 40,
        "there are three points or more": lambda day: len(day.points) >= 3,
        "it says what it rests on": lambda day: day.basis,
        "a notice tells a rule, and where it stands": lambda day: day.cites,
        "its entries exist": lambda day: set(day.entries) <= library.entries.keys(),
        "it has two or three entries": lambda day: 2 <= len(day.entries) <= 3,
    }
    no_faults(faults_of_every(library, rules))


def test_every_day_is_found_and_can_be_sent(library):
    def is_whole(day):
        notice = days.notice(library, days.find(library, day.key, TODAY))
        words = [notice.body, notice.led, notice.bus, notice.headline, *notice.points]
        return "{bureau." not in "".join(words)

    no_faults(faults_of_every(library, {"the bureau's own words are filled in": is_whole}))


def test_a_core_or_related_day_of_the_reference_has_a_file(library, reference):
    wanted = {
        key
        for key, row in reference.items()
        if row["relevance"] != "general" and not row["kind"].endswith("纪念日")
    }
    assert wanted == library.days.keys()


def test_every_day_agrees_with_the_reference(library, reference):
    def agrees(tell, column, read=str):
        def holds(day):
            return day.key in reference and tell(day) == read(reference[day.key][column])

        return f"{column} is the reference's", holds

    rules = dict(
        [
            agrees(lambda day: day.name, "name_zh"),
            agrees(lambda day: day.kind, "kind"),
            agrees(lambda day: day.when.text, "rule"),
            agrees(lambda day: day.since, "since_year", lambda year: int(year) if year else None),
            agrees(lambda day: day.relevance, "relevance"),
            agrees(lambda day: set(day.audience), "audience", lambda words: set(words.split("/"))),
        ]
    )
    no_faults(faults_of_every(library, rules))


def test_every_date_that_notices_change_is_confirmed_by_people(library, reference):
    def is_sure(day):
        row = reference.get(day.key, {"confidence": "", "basis": ""})
        return day.confirm or row["confidence"] == "high" or "惯例" in row["basis"]

    no_faults(faults_of_every(library, {"a doubtful date needs `confirm: true`": is_sure}))


@pytest.mark.parametrize("year", [2026, 2027])
def test_an_anniversary_agrees_with_the_reference(library, reference, year):
    """Where both tell a law's date, they tell the same; the register has only one of a revised
    law's two."""
    listed = {}
    for row in reference.values():
        if match := re.fullmatch(r"(.+?)(?:（.*）)?(施行|颁布)纪念日", row["name_zh"]):
            listed.setdefault((match[1], match[2]), set()).add((row["since_year"], row["rule"]))
    compared = 0
    for occurrence in days.occurrences(library, year, every=True):
        key = tuple(occurrence.day.key.rsplit("-", 1))
        if occurrence.day.is_anniversary and key in listed:
            date_ = (str(occurrence.day.since), occurrence.day.when.text)
            assert date_ in listed[key], occurrence.id
            compared += 1
    assert compared >= 40


def test_the_calendar_of_2027(library):
    found = {o.day.key: o for o in days.occurrences(library, 2027)}
    assert found["spring-festival-travel"].when == "1月22日至3月2日"
    assert found["school-safety-day"].when == "3月29日"
    assert found["disabled-day"].when == "5月16日"
    assert found["bus-travel-week"].when == "9月20日至26日"
    assert found["elderly-day"].when == "10月8日"
    assert found["road-victims-day"].when == "11月21日"
    assert found["credit-transport-month"].is_announced
    assert found["公路法-颁布"].title == "《公路法》颁布30周年"
    assert "work-safety-law-week" in found


def test_the_constitutions_own_day_is_not_told_twice(library):
    found = days.on(library, date(2027, 12, 4))
    assert [o.day.key for o in found if o.first == o.last] == ["constitution-day"]


def test_no_law_is_kept_as_in_force_that_is_not(library):
    laws = library.register.statutes
    kept = [*library.days.values(), *library.anniversaries]
    no_faults(
        f"{day.key}: {day.law} is {laws[day.law].status}, replaced by {laws[day.law].replaced_by}"
        for day in kept
        if day.law
        and (
            laws[day.law].replaced_by
            or laws[day.law].status is Status.REPEALED
            or (laws[day.law].status is not Status.IN_FORCE and "现行" in day.name)
        )
    )
    assert "危险化学品安全管理条例" not in {day.law for day in kept}
