"""Hours of the day, in the bureau's zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.hours import Window, next_free

ZONE = ZoneInfo("Asia/Shanghai")
DAYTIME = Window.parse("08:00-20:00")
NIGHT = Window.parse("22:00-07:00")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time in December 2026, as the program keeps it: in UTC."""
    return datetime(2026, 12, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize("text", ["08:00-20:00", "22:00-07:00", "00:00-24:00", "7:30-9:00"])
def test_it_reads_hours_and_writes_them_again(text):
    assert Window.parse(str(Window.parse(text))) == Window.parse(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "such as 08:00-20:00"),
        ("8-20", "such as 08:00-20:00"),
        ("08:00~20:00", "such as 08:00-20:00"),
        ("08:60-20:00", "no clock shows"),
        ("24:00-08:00", "no clock shows"),
        ("08:00-24:30", "no clock shows"),
        ("08:00-08:00", "empty"),
    ],
)
def test_it_says_what_is_wrong_with_hours(text, reason):
    with pytest.raises(ValueError, match=reason):
        Window.parse(text)


def test_it_contains_its_beginning_and_not_its_end():
    hours = [hour for hour in range(24) if DAYTIME.contains(at(4, hour), ZONE)]

    assert hours == list(range(8, 20))
    assert DAYTIME.contains(at(4, 19, 59), ZONE)


def test_it_goes_over_midnight():
    hours = [hour for hour in range(24) if NIGHT.contains(at(4, hour), ZONE)]

    assert hours == [0, 1, 2, 3, 4, 5, 6, 22, 23]


def test_the_whole_day_is_always_open():
    whole = Window.parse("00:00-24:00")

    assert all(whole.contains(at(4, hour), ZONE) for hour in range(24))
    assert whole.open_between(at(4, 10), at(6, 11), ZONE) == timedelta(hours=49)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (at(4, 9), at(4, 11), 2),
        (at(4, 6), at(4, 9), 1),
        (at(4, 19), at(5, 9), 2),
        (at(4, 21), at(5, 7), 0),
        (at(4, 9), at(7, 9), 36),
        (at(4, 11), at(4, 9), 0),
    ],
)
def test_it_counts_only_the_hours_in_which_it_is_open(since, until, hours):
    assert DAYTIME.open_between(since, until, ZONE) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("moment", "quiet", "free"),
    [
        (at(4, 9), "", at(4, 9)),
        (at(4, 7), "", at(4, 8)),
        (at(4, 20), "", at(5, 8)),
        (at(4, 9), "22:00-07:00", at(4, 9)),
        (at(4, 8), "22:00-09:30", at(4, 9, 30)),
        (at(4, 12), "12:00-14:00", at(4, 14)),
        (at(4, 18), "18:00-20:00", at(5, 8)),
        (at(4, 21), "20:00-10:00", at(5, 10)),
        (at(4, 9), "07:00-21:00", None),
        (at(4, 9), "00:00-24:00", None),
    ],
)
def test_it_finds_the_next_time_that_is_allowed_and_not_quiet(moment, quiet, free):
    silent = Window.parse(quiet) if quiet else None

    assert next_free(moment, DAYTIME, silent, ZONE) == free


def test_it_counts_real_hours_where_the_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    night = Window.parse("00:00-06:00")
    since = datetime(2026, 3, 29, 0, tzinfo=berlin)  # at 2:00 it became 3:00

    assert night.open_between(since, since + timedelta(days=1), berlin) == timedelta(hours=5)
