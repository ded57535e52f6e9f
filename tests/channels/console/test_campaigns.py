import io
import zipfile

import pytest

from bot.messages import Chat
from bot.store import campaigns as store
from bot.store import subscribers
from bot.store.subscribers import Kind
from tests.channels.console.conftest import hidden, words
from tests.channels.web.conftest import NOW

NOTICE = {
    "title": "冬季货运提醒",
    "body": "雪天装货**不要超载**。\n\n- 出车前查一遍刹车。",
    "buttons": "货车超载怎么处罚？\n官网=https://example.gov.cn/\n我有问题",
}


@pytest.fixture
async def readers(application):
    """So many subscribers join."""
    joined = 0

    async def join(count, audiences=()):
        nonlocal joined

        def add(db):
            for number in range(joined, joined + count):
                subscribers.add_imported(
                    db, chat=Chat("telegram", str(number)), asker=f"a{number}",
                    kind=Kind.PRIVATE, audiences=audiences, topics=(),
                    consented_at=NOW, now=NOW,
                )  # fmt: skip

        await application.database.write(add)
        joined += count

    return join


@pytest.fixture
async def approved(staff, application, readers):
    """A campaign that waits for its time, for ten."""
    await readers(10)
    writer, reviewer = await staff("王敏"), await staff("赵强")
    await writer.does("/campaigns/new", **NOTICE)
    await writer.does("/campaigns/1/submit")
    page = await reviewer.open("/campaigns/1")
    response = await reviewer.fills("/campaigns/1/approve", version=hidden(page, "version"))
    if response.status_code == 422:
        await reviewer.does("/campaigns/1/approve", version="1", yes=hidden(response.text, "yes"))


async def test_a_day_of_the_calendar_becomes_a_draft_in_its_own_words(staff):
    sender = await staff("陈静")
    page = await sender.open("/campaigns/calendar?month=2026-12")
    assert "宪法宣传周" in page
    page = await sender.does("/campaigns/calendar", day="constitution-week/2026")
    assert "先看证件" in page
    page = await sender.open("/campaigns/calendar?month=2026-12")
    assert "推送 #1" in page
    lost = await sender.fills("/campaigns/calendar", day="nothing/2026")
    assert lost.status_code == 404


async def test_a_month_that_the_calendar_does_not_know_is_this_month(staff):
    sender = await staff("陈静")
    for month in ("1890-01", "abc", "2026-13"):
        assert "2026年11月" in await sender.open(f"/campaigns/calendar?month={month}")


async def test_a_second_person_approves_and_the_home_pages_say_what_waits(staff, approved):
    reviewer, sender = await staff("赵强"), await staff("陈静")
    assert "个推送待审核" not in words(await reviewer.open(""))
    assert "个推送待定时" in words(await sender.open(""))


async def test_nobody_approves_their_own(staff, application):
    writer, reviewer = await staff("王敏"), await staff("赵强")
    await writer.does("/campaigns/new", **NOTICE)
    assert (await writer.fills("/campaigns/1/approve", version="1")).status_code == 403
    await writer.does("/campaigns/1/submit")
    assert "个推送待审核" in words(await reviewer.open(""))
    empty = await reviewer.fills("/campaigns/1/return", reason=" ")
    assert empty.status_code == 422
    await reviewer.does("/campaigns/1/return", reason="写上依据")
    assert "写上依据" in await writer.open("/campaigns/1")


async def test_the_button_says_how_many_get_it_and_many_more_are_not_sent_to(
    staff, approved, readers, application
):
    sender = await staff("陈静")
    at = {"when": "at", "at": "2026-12-04T09:00"}
    page = await sender.open("/campaigns/1/send?when=at&at=2026-12-04T09:00")
    assert "定于12月4日 09:00，向 10 个订阅者发送" in words(page)
    given = {name: hidden(page, name) for name in ("version", "people")} | at
    await readers(2)
    grown = await sender.fills("/campaigns/1/send", **given)
    assert grown.status_code == 422
    assert "您确认的是 10 个订阅者，现在有 12 个" in grown.text
    assert "向 12 个订阅者发送" in grown.text
    page = await sender.does("/campaigns/1/send", **{**given, "people": "12"})
    assert "定于 2026-12-04 09:00 发送" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("when=at&at=2026-11-01T09:00", "已经过去"),
        ("when=at&at=soon", "看不懂时间"),
        ("when=at", "看不懂时间"),
    ],
)
async def test_a_time_that_will_not_do_is_said_beside_its_field(staff, approved, asked, said):
    sender = await staff("陈静")
    response = await sender.get(f"/staff/campaigns/1/send?{asked}")
    assert response.status_code == 422
    assert said in response.text


async def test_it_goes_out_stops_goes_on_and_is_counted(staff, approved, application):
    sender, editor = await staff("陈静"), await staff("王敏")
    page = await sender.open("/campaigns/1/send?when=now")
    assert "向 10 个订阅者发送" in page
    fields = {name: hidden(page, name) for name in ("version", "people")}
    await sender.does("/campaigns/1/send", when="now", **fields)
    await application.campaigns.running.begin(1)
    page = await editor.open("/campaigns/1")
    assert 'data-live="/staff/campaigns/1/progress?state=sending"' in page
    going = await sender.get("/staff/campaigns/1/progress", headers={"X-Fragment": "1"})
    assert "<main" not in going.text
    assert "x-over" not in going.headers
    await editor.does("/campaigns/1/pause")
    over = await sender.get("/staff/campaigns/1/progress", headers={"X-Fragment": "1"})
    assert over.headers["x-over"]
    assert "停着，等您决定" in words(await sender.open(""))
    await sender.does("/campaigns/1/resume")
    await sender.does("/campaigns/1/cancel", reason="写错了")
    table = await sender.get("/staff/campaigns/1/numbers.csv")
    assert table.content.decode("utf-8-sig").startswith("measure,detail,count")
    assert "写错了" in await sender.open("/campaigns/1")


async def test_without_subscribers_it_stands_on_the_page_alone(staff, application):
    writer, reviewer, sender = await staff("王敏"), await staff("赵强"), await staff("陈静")
    await writer.does("/campaigns/new", **NOTICE)
    await writer.does("/campaigns/1/submit")
    version = hidden(await reviewer.open("/campaigns/1"), "version")
    doubted = await reviewer.fills("/campaigns/1/approve", version=version)
    if doubted.status_code == 422:
        await reviewer.does("/campaigns/1/approve", version="1", yes=hidden(doubted.text, "yes"))
    assert "只登在网页上" in words(await sender.open("/campaigns/1"))
    page = await sender.open("/campaigns/1/send?when=now")
    assert "现在没有会收到的订阅者" in words(page)
    fields = {name: hidden(page, name) for name in ("version", "people")}
    page = await sender.does("/campaigns/1/send", when="now", **fields)
    assert 'data-live="/staff/campaigns/1/progress?state=scheduled"' in page
    await application.campaigns.running.begin(1)
    begun = await sender.get("/staff/campaigns/1/progress?state=scheduled")
    assert begun.headers["x-over"]


async def test_words_that_another_has_changed_are_shown_and_not_overwritten(staff):
    writer, sender = await staff("王敏"), await staff("陈静")
    await writer.does("/campaigns/new", **NOTICE)
    page = await writer.open("/campaigns/1/edit")
    version = hidden(page, "version")
    await sender.does("/campaigns/1/edit", **{**NOTICE, "title": "出车前先查"}, version=version)
    clash = await writer.fills(
        "/campaigns/1/edit", **{**NOTICE, "title": "冰雪天气货运"}, version=version
    )
    assert clash.status_code == 409
    assert "陈静" in clash.text
    assert "出车前先查" in words(clash.text)
    assert 'value="冰雪天气货运"' in clash.text
    version = hidden(clash.text, "version")
    await writer.does("/campaigns/1/edit", **{**NOTICE, "title": "冰雪天气货运"}, version=version)


async def test_what_was_changed_since_it_was_returned_is_marked(staff, application):
    writer, reviewer = await staff("王敏"), await staff("赵强")
    await writer.does("/campaigns/new", **NOTICE)
    await writer.does("/campaigns/1/submit")
    assert "和上次退回的相比" not in await reviewer.open("/campaigns/1")
    await reviewer.does("/campaigns/1/return", reason="写明是几吨")
    version = hidden(await writer.open("/campaigns/1/edit"), "version")
    changed = {**NOTICE, "body": NOTICE["body"].replace("刹车", "刹车和轮胎")}
    await writer.does("/campaigns/1/edit", **changed, version=version)
    await writer.does("/campaigns/1/submit")
    page = await reviewer.open("/campaigns/1")
    since = page.partition("和上次退回的相比</h2>")[2].partition("</div>")[0]
    assert words(since).strip() == "- 出车前查一遍刹车增加：和轮胎。"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "填写标题"),
        ({"body": " "}, "填写正文"),
        ({"buttons": "没有这一条"}, "看不懂按钮"),
        ({"buttons": "我有问题\n" * 4}, "按钮最多 3 个"),
        ({"useful": "明年"}, "日期写成"),
        ({"title": "题" * 61}, "最多 60 字"),
    ],
)
async def test_what_will_not_do_keeps_all_that_was_typed(staff, changed, said):
    writer = await staff("王敏")
    response = await writer.fills("/campaigns/new", **{**NOTICE, **changed})
    assert response.status_code == 422
    assert said in response.text
    assert "雪天装货" in response.text or "body" in changed


async def test_a_preview_counts_who_gets_it_and_stores_nothing(staff, readers, application):
    writer = await staff("王敏")
    await readers(3)
    await readers(4, ("货运",))
    page = await writer.fills("/campaigns/preview", **NOTICE)
    assert "现在会发给 7 个订阅者" in words(page.text)
    page = await writer.fills("/campaigns/preview", **{**NOTICE, "audience": "客运"})
    assert "现在会发给 3 个订阅者" in words(page.text)
    assert "退订" in page.text
    assert "LED屏，6 字" in words(page.text)
    half = await writer.fills("/campaigns/preview", title="", body="", buttons="看不懂")
    assert half.status_code == 200
    assert await application.database.read(store.recent) == []


async def test_a_button_stays_as_it_is_when_only_words_change(staff, application):
    writer = await staff("王敏")
    await writer.does("/campaigns/new", **NOTICE)
    before = (await application.campaigns.seeing.get(1)).notice.buttons
    page = await writer.open("/campaigns/1/edit")
    assert NOTICE["buttons"] in page
    await writer.does("/campaigns/1/edit", **NOTICE, version=hidden(page, "version"))
    assert (await application.campaigns.seeing.get(1)).notice.buttons == before


async def test_signs_are_taken_along_and_a_fault_says_what_to_do(staff, approved):
    sender = await staff("陈静")
    await sender.open("/campaigns/1/surfaces")
    got = await sender.fills("/campaigns/1/surfaces", surface="signs", design="a")
    names = zipfile.ZipFile(io.BytesIO(got.content)).namelist()
    assert "LED屏-UTF8.txt" in names
    assert not any(name.startswith("样稿") for name in names)
    nothing = await sender.fills("/campaigns/1/surfaces", design="a")
    assert "至少选一样" in nothing.text
    no_address = await sender.fills("/campaigns/1/surfaces", surface="poster", design="a")
    assert no_address.status_code == 422
    assert "请设置" in no_address.text
