"""Which campaign a day is for, and a banner that stands alone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.publicity.surfaces import banner
from bot.store.campaigns import Notice, State
from tests.bot.publicity.surfaces.conftest import campaign

ZONE = ZoneInfo("Asia/Shanghai")
NOTICE = Notice("标题", "正文。")


@pytest.fixture
def of(shipped):
    def of(day, *campaigns):
        found = banner.of_today(campaigns, shipped, date.fromisoformat(day), ZONE)
        return found and found.id

    return of


DAY = campaign(NOTICE, number=1, day="constitution-day/2026")
WEEK = campaign(NOTICE, number=2, day="constitution-week/2026")


def test_a_days_campaign_stands_on_its_day(of):
    assert of("2026-12-04", DAY) == 1
    assert of("2026-12-03", DAY) is None
    assert of("2026-12-05", DAY) is None
    assert of("2027-12-04", DAY) is None


def test_the_day_goes_before_the_week_that_it_lies_in(of):
    assert of("2026-12-03", DAY, WEEK) == 2
    assert of("2026-12-04", DAY, WEEK) == 1


def test_the_newest_goes_before_one_for_the_same_day(of):
    assert of("2026-12-04", DAY, campaign(NOTICE, number=7, day="constitution-day/2026")) == 7


def test_a_publicity_day_goes_before_a_laws_anniversary(of):
    safety = campaign(NOTICE, number=8, day="traffic-safety-day/2026")
    post = campaign(NOTICE, number=9, day="邮政法-颁布/2026")
    assert of("2026-12-02", safety, post) == 8
    assert of("2026-12-02", post) == 9


@pytest.mark.parametrize("state", State)
def test_only_what_is_approved_and_going_well_is_shown(of, state):
    shown = of("2026-12-04", campaign(NOTICE, number=3, day="constitution-day/2026", state=state))
    wanted = {State.APPROVED, State.SCHEDULED, State.SENDING, State.DONE}
    assert (shown == 3) == (state in wanted)


def test_a_notice_for_no_day_stands_on_the_day_it_is_sent_in_the_bureaus_zone(of):
    sent_at = datetime(2026, 12, 9, 16, 30, tzinfo=UTC)  # half past midnight in China
    sent = campaign(NOTICE, number=4, send_at=sent_at)
    assert of("2026-12-10", sent) == 4
    assert of("2026-12-09", sent) is None
    assert of("2026-12-10", campaign(NOTICE, number=5)) is None


def test_the_piece_for_another_site_needs_nothing_of_ours(about):
    html = banner.html(about("traffic-safety-day"), "https://p.cn/?from=wyhf-b9ea&c=12")
    assert 'href="https://p.cn/?from=wyhf-b9ea&amp;c=12"' in html
    assert "斑马线前，停车让人" in html
    assert "class=" not in html
    assert "<script" not in html
    assert "样稿" not in html


def test_a_sample_says_so(about):
    html = banner.html(about("traffic-safety-day", state=State.DRAFT), "https://p.cn")
    assert "样稿，未经审核" in html
