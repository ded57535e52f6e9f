"""The calendar's pages, and the feeds that other programs read."""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from bot.store import campaigns
from bot.store.campaigns import Notice, State

ATOM = "{http://www.w3.org/2005/Atom}"


async def test_the_calendar_shows_the_month_with_its_days(visitor):
    page = (await visitor.get("/calendar?month=2026-12")).text
    assert "2026年12月</h2>" in page
    assert 'href="/days/traffic-safety-day/2026"' in page
    assert "日期以当年通知为准" in page
    assert "《危险化学品安全管理条例》施行15周年" in page
    assert 'href="/calendar?month=2026-11"' in page
    assert 'href="/calendar?month=2027-01"' in page
    assert 'title="普法日历" href="/calendar.ics"' in page


async def test_this_month_is_shown_unasked(visitor):
    response = await visitor.get("/calendar")
    assert "2026年11月</h2>" in response.text
    assert "这个月没有宣传日" in response.text
    assert "x-robots-tag" not in response.headers
    assert (await visitor.get("/calendar?month=2026-12")).headers["x-robots-tag"] == "noindex"


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "1900-12", "2100-01", "x", "20261"])
async def test_a_month_that_isnt_there_is_a_kind_404(visitor, month):
    response = await visitor.get("/calendar", params={"month": month})
    assert response.status_code == 404
    assert "没有找到这个页面" in response.text


async def test_the_first_and_the_last_month_lead_no_further(visitor):
    assert "上个月" not in (await visitor.get("/calendar?month=1901-01")).text
    assert "下个月" not in (await visitor.get("/calendar?month=2099-12")).text


async def test_a_day_has_a_page_with_words_dates_basis_and_questions(visitor):
    page = (await visitor.get("/days/traffic-safety-day")).text
    assert "<h1>全国交通安全日</h1>" in page
    assert "有疑问请打 12328" in page
    assert "<li>货车不能超载。</li>" in page
    assert "国务院2012年11月18日批复设立" in page
    assert 'href="/entries/chaozai-fakuan"' in page
    years = re.findall(r"<dt>(\d{4})年</dt>", page)
    assert years == ["2026", "2027", "2028", "2029"]
    assert 'rel="canonical" href="https://pufa.example.gov.cn/days/traffic-safety-day"' in page


async def test_an_anniversary_has_a_page_for_its_year(visitor):
    page = (await visitor.get(f"/days/{quote('道路交通安全法-施行')}/2029")).text
    assert "<h1>《道路交通安全法》施行25周年</h1>" in page
    assert "到2029年5月1日满25年" in page


async def test_what_comes_first_stands_above_the_month(visitor):
    page = (await visitor.get("/calendar")).text
    assert "今天是2026年11月23日，星期一，不是宣传日。" in page
    coming = page[page.index("接下来</h2>") : page.index("2026年11月</h2>")]
    assert re.findall(r"/days/([\w-]+)/2026", coming)[:2] == [
        "constitution-week", "traffic-safety-day",
    ]  # fmt: skip
    assert "接下来</h2>" not in (await visitor.get("/calendar?month=2026-12")).text


async def test_today_is_marked(make_application, visit, application):
    application.clock = lambda: datetime(2026, 12, 2, 4, tzinfo=UTC)
    async with visit(application) as visitor:
        page = (await visitor.get("/calendar")).text
        day = (await visitor.get("/days/traffic-safety-day")).text
    assert "今天和接下来</h2>" in page
    marked = re.findall(r'href="/days/([\w-]+)/2026" aria-current="date"', page)
    assert "traffic-safety-day" in marked
    assert '<span class="tag today">今天</span>' in day


async def test_a_calendar_is_subscribed_to_by_a_tap(visitor):
    page = (await visitor.get("/calendar")).text
    assert 'href="webcal://pufa.example.gov.cn/calendar.ics"' in page
    words = re.sub(r"<[^>]*>", "", page)
    assert ".ics" not in words
    assert ".atom" not in words


async def test_one_day_goes_into_a_phones_calendar(visitor):
    page = (await visitor.get("/days/traffic-safety-day")).text
    assert 'href="/days/traffic-safety-day/2026.ics">加到手机日历' in page
    response = await visitor.get("/days/traffic-safety-day/2026.ics")
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert (event["summary"], event.start) == ("全国交通安全日", date(2026, 12, 2))
    assert (await visitor.get("/days/traffic-safety-day/x.ics")).status_code == 404


@pytest.mark.parametrize("path", ["/days/nope", "/days/traffic-safety-day/x", "/days/x/2026"])
async def test_a_day_that_isnt_there_is_a_kind_404(visitor, path):
    response = await visitor.get(path)
    assert response.status_code == 404
    assert "没有找到这个页面" in response.text


async def test_the_sitemap_lists_the_calendar_and_its_days(visitor):
    sitemap = (await visitor.get("/sitemap.xml")).text
    assert "https://pufa.example.gov.cn/calendar<" in sitemap
    assert "https://pufa.example.gov.cn/days/traffic-safety-day<" in sitemap


async def test_a_calendar_program_reads_the_days(visitor):
    response = await visitor.get("/calendar.ics")
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    assert calendar["x-wr-calname"] == "青山县交通运输局普法日历"
    assert calendar["prodid"]
    assert calendar["version"] == "2.0"
    assert calendar.errors == []
    days = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert len(days) == len(calendar.walk("VEVENT"))
    traffic = days["traffic-safety-day/2026@pufa.example.gov.cn"]
    assert traffic.errors == []
    assert traffic["summary"] == "全国交通安全日"
    assert traffic.start == date(2026, 12, 2)
    assert traffic.end == date(2026, 12, 3)
    assert traffic["status"] == "CONFIRMED"
    assert traffic["transp"] == "TRANSPARENT"
    assert traffic["url"] == "https://pufa.example.gov.cn/days/traffic-safety-day/2026"
    assert "货车超载的，由交警罚款并扣车" in traffic["description"]
    assert "由来：国务院2012年11月18日批复设立" in traffic["description"]


async def test_the_feed_has_this_year_and_the_next(visitor):
    calendar = Calendar.from_ical((await visitor.get("/calendar.ics")).content)
    assert {event.start.year for event in calendar.walk("VEVENT")} == {2026, 2027}


async def test_a_week_that_a_notice_sets_is_tentative(visitor):
    calendar = Calendar.from_ical((await visitor.get("/calendar.ics")).content)
    (week,) = [
        e for e in calendar.walk("VEVENT") if str(e["uid"]).startswith("constitution-week/2026")
    ]
    assert week["status"] == "TENTATIVE"
    assert week["summary"] == "宪法宣传周（日期以当年通知为准）"
    assert (week.end - week.start).days == 7


async def test_no_line_of_the_feed_is_longer_than_the_format_allows(visitor):
    content = (await visitor.get("/calendar.ics")).content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


async def test_a_reader_that_has_the_feed_is_told_so(visitor):
    for path in ("/calendar.ics", "/notices.atom"):
        etag = (await visitor.get(path)).headers["etag"]
        again = await visitor.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert (await visitor.head(path)).status_code == 200


@pytest.fixture
def sent(application):
    """Stores a campaign in a state, begun a number of hours after noon."""

    async def sent(title, body="正文", state=State.DONE, hours=0, begun=True):
        begun_at = datetime(2026, 11, 20, 4, tzinfo=UTC) + timedelta(hours=hours)
        campaign_id = await application.database.write(
            campaigns.insert,
            notice=Notice(title, body),
            day="",
            author="王",
            created_at=begun_at,
            send_at=None,
        )
        ended = begun_at + timedelta(hours=1) if state is State.DONE else None
        await application.database.write(
            lambda db: db.table("campaigns").update(
                campaign_id,
                {
                    "state": state.value,
                    "begun_at": begun_at.isoformat() if begun else None,
                    "finished_at": ended.isoformat() if ended else None,
                },
            )
        )
        return campaign_id

    return sent


async def read_atom(visitor):
    response = await visitor.get("/notices.atom")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


async def test_a_feed_reader_reads_the_notices_newest_first(visitor, sent):
    first = await sent("第一条", "请看[超载](entry:chaozai-fakuan)，电话 {bureau.hotline}。")
    await sent("第二条", state=State.SENDING, hours=2)
    feed = await read_atom(visitor)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["第二条", "第一条"]
    assert entries[1].findtext(f"{ATOM}id") == (
        f"tag:pufa.example.gov.cn,2026-11-20:notice-{first}"
    )
    assert entries[1].findtext(f"{ATOM}published") == "2026-11-20T04:00:00+00:00"
    assert entries[1].findtext(f"{ATOM}updated") == "2026-11-20T05:00:00+00:00"
    content = entries[1].find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert 'href="https://pufa.example.gov.cn/entries/chaozai-fakuan"' in content.text
    assert "电话 12328" in content.text
    assert feed.findtext(f"{ATOM}updated") == "2026-11-20T06:00:00+00:00"


@pytest.mark.parametrize(
    "state",
    [
        State.DRAFT,
        State.IN_REVIEW,
        State.APPROVED,
        State.SCHEDULED,
        State.PAUSED,
        State.CANCELLED,
    ],
)
async def test_only_what_went_out_is_in_the_feed(visitor, sent, state):
    await sent("还没有发出", state=state)
    assert (await read_atom(visitor)).findall(f"{ATOM}entry") == []


async def test_a_feed_without_notices_is_a_feed_all_the_same(visitor):
    feed = await read_atom(visitor)
    assert feed.findtext(f"{ATOM}title") == "青山县交通运输局普法通知"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "青山县交通运输局"
    assert feed.findtext(f"{ATOM}updated") == "2026-11-23T00:00:00+08:00"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == feed.findtext(f"{ATOM}id")


async def test_nothing_in_a_notice_breaks_the_feed(visitor, sent):
    await sent("<b>&\x0b", "]]> <script>alert(1)</script>\x00")
    (entry,) = (await read_atom(visitor)).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "<b>&"
    assert "<script" not in entry.findtext(f"{ATOM}content")
