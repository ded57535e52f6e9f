"""People who scanned a poster, and the banner that they, and everybody on the day, see."""

from datetime import UTC, datetime
from sqlite3 import OperationalError

import pytest

from bot.store import campaigns, places
from bot.store.campaigns import Notice
from tests.channels.web.conftest import NOW

ON_THE_DAY = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0"}
NOTICE = Notice("全国交通安全日", "货车超载的，由交警罚款并扣车。")


@pytest.fixture
async def station(application):
    await application.database.write(places.keep, name="汽车站", codes=["qcz-1d7e"], now=NOW)


@pytest.fixture
def campaign(application):
    async def campaign(state="done", day="traffic-safety-day/2026", notice=NOTICE, send_at=None):
        number = await application.database.write(
            campaigns.insert,
            notice=notice, day=day, author="x", created_at=NOW, send_at=send_at,
        )  # fmt: skip
        await application.database.write(
            lambda db: (
                db.execute("UPDATE campaigns SET state = ? WHERE id = ?", [state, number]).rowcount
            )
        )
        return number

    return campaign


@pytest.fixture
def arrivals(application):
    async def arrivals():
        rows = await application.database.read(lambda db: list(db.query("SELECT * FROM arrivals")))
        return [(r["place"], r["campaign_id"], r["channel"], r["day"], r["count"]) for r in rows]

    return arrivals


async def test_a_scan_is_counted_and_led_to_an_address_that_is_not(
    visitor, station, campaign, arrivals
):
    number = await campaign()
    response = await visitor.get(f"/?from=qcz-1d7e&c={number}", headers=PHONE)
    assert response.status_code == 303
    assert response.headers["location"] == f"/?c={number}"
    assert response.headers["cache-control"] == "no-store"
    assert await arrivals() == [("qcz-1d7e", number, "web", "2026-11-23", 1)]
    await visitor.get(f"/?c={number}", headers=PHONE)
    await visitor.get(f"/?from=qcz-1d7e&c={number}", headers=PHONE)
    assert [row[-1] for row in await arrivals()] == [2]


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"},
        {"user-agent": "TelegramBot (like TwitterBot)"},
        PHONE | {"sec-purpose": "prefetch"},
    ],
)
async def test_programs_are_led_on_and_not_counted(visitor, station, arrivals, headers):
    assert (await visitor.get("/?from=qcz-1d7e", headers=headers)).status_code == 303
    assert await arrivals() == []


@pytest.mark.parametrize(
    ("query", "leads_to"),
    [
        ("from=nowhere", "/"),
        ("from=", "/"),
        ("from=%27%3B--&c=x", "/"),
        ("from=qcz-1d7e&c=99999999999", "/"),
        ("from=nowhere&size=large", "/?size=large"),
    ],
)
async def test_any_other_link_opens_the_page(visitor, arrivals, query, leads_to):
    response = await visitor.get(f"/?{query}", headers=PHONE)
    assert response.headers["location"] == leads_to
    assert await arrivals() == []


async def test_it_stays_under_a_proxys_path(make_application, visit):
    application = make_application(public_url="https://example.gov.cn/pufa")
    async with visit(application) as visitor:
        response = await visitor.get("/?from=x", headers=PHONE)
    assert response.headers["location"] == "/pufa/"


async def test_a_counter_that_cannot_be_written_keeps_nobody_out(
    application, visitor, station, monkeypatch
):
    async def broken(work, **given):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(application.database, "write", broken)
    assert (await visitor.get("/?from=qcz-1d7e", headers=PHONE)).status_code == 303


async def test_the_days_campaign_stands_on_the_page(application, visitor, campaign):
    await campaign()
    assert 'class="banner' not in (await visitor.get("/")).text
    application.clock = lambda: ON_THE_DAY
    for path in ("/", "/embed"):
        page = (await visitor.get(path)).text
        assert '<section class="banner no-print" aria-label="全国交通安全日">' in page
        assert '<p class="banner-headline">不超载</p>' in page
        assert 'name="action" value="e:chaozai-fakuan"' in page


async def test_a_posters_reader_sees_what_it_was_about_on_any_day(visitor, campaign):
    number = await campaign()
    page = (await visitor.get(f"/?c={number}")).text
    assert '<p class="banner-headline">不超载</p>' in page


@pytest.mark.parametrize("state", ["draft", "in_review", "paused", "cancelled"])
async def test_what_is_not_approved_or_has_been_stopped_is_never_shown(
    application, visitor, campaign, state
):
    number = await campaign(state)
    application.clock = lambda: ON_THE_DAY
    for path in ("/", f"/?c={number}"):
        assert 'class="banner' not in (await visitor.get(path)).text


async def test_its_button_asks_the_question(visitor, campaign):
    await campaign()
    page = (await visitor.post("/", data={"action": "e:chaozai-fakuan"})).text
    assert "货车超载怎么处罚？" in page
    assert 'class="banner' not in page  # the answer comes first


async def test_words_of_a_notice_are_shown_as_they_were_typed(application, visitor, campaign):
    notice = Notice("<b>绕行</b>", "改走<script>环城路</script>。")
    number = await campaign("scheduled", "", notice, ON_THE_DAY)
    page = (await visitor.get(f"/?c={number}")).text
    assert "&lt;b&gt;绕行&lt;/b&gt;" in page
    assert "<script>环城路" not in page
