from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.publicity.report.period import Period


@pytest.mark.parametrize(
    ("period", "start", "end", "part"),
    [
        (Period(2026), "2025-12-31T16:00:00+00:00", "2026-12-31T16:00:00+00:00", "%m"),
        (Period(2028, 2), "2028-01-31T16:00:00+00:00", "2028-02-29T16:00:00+00:00", "%d"),
        (Period(2026, 12), "2026-11-30T16:00:00+00:00", "2026-12-31T16:00:00+00:00", "%d"),
    ],
)
def test_it_begins_and_ends_at_local_midnight(period, start, end, part):
    parameters = period.parameters(ZoneInfo("Asia/Shanghai"))
    assert (parameters["start"], parameters["end"]) == (start, end)
    assert (parameters["part"], parameters["shift"]) == (part, "+480 minutes")


def test_it_knows_its_days():
    february = Period(2028, 2)
    assert (february.first, february.last) == (date(2028, 2, 1), date(2028, 2, 29))
    assert february.last in february
    assert date(2028, 3, 1) not in february
    assert list(february.parts) == list(range(1, 30))


def test_it_is_named_as_people_do():
    assert (Period(2026).name, Period(2026).words) == ("2026年度", "2026年")
    assert (Period(2026, 5).name, Period(2026, 5).words) == ("2026年5月", "2026年5月")
