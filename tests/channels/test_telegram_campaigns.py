"""From the calendar's draft to the last recipient, over Telegram, in a service that runs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.store import campaigns as store
from bot.store.campaigns import State
from handlers.news import telling
from tests.waiting import until

ZONE = ZoneInfo("Asia/Shanghai")
DAY = "全国交通安全日"


@pytest.fixture
def wen(botapi):
    """Writes and sends campaigns."""
    return botapi.person("文")


@pytest.fixture
def fang(botapi):
    """Reviews them."""
    return botapi.person("方")


@pytest.fixture
async def serve_all(on_telegram, clock, wen, fang, monkeypatch):
    """The application on Telegram with all that goes on while it serves."""
    monkeypatch.setattr(telling, "EVERY_SECONDS", 0.05)
    clock.now = datetime(2026, 11, 25, 9, tzinfo=ZONE).astimezone(UTC)
    application = await on_telegram(
        staff=f"telegram:{wen.id}:campaigner,telegram:{fang.id}:reviewer"
    )
    stop, running = asyncio.Event(), []

    def serve_all():
        running.extend(asyncio.create_task(one) for one in application.services(stop).values())
        return application

    yield serve_all
    stop.set()
    await asyncio.gather(*running)


async def state(application, wanted):
    async def state_now():
        campaigns = await application.database.read(store.recent)
        return {one.day: one.state for one in campaigns}.get("traffic-safety-day/2026")

    await until(f"the campaign is {wanted}", state_now, wanted.__eq__)


async def test_a_publicity_day_from_the_calendars_draft_to_the_report(
    serve_all, clock, wen, fang, zhang, li, neighbours, botapi
):
    application = serve_all()
    for person in (zhang, li):
        await person.says("/subscribe")
        await person.hears("您已订阅")
    neighbours.is_run_by(wen)
    await wen.says("/subscribe", to=neighbours)
    await neighbours.hears("本群已订阅")

    assert "收到" not in (await wen.hears(DAY)).text  # as people will get it
    drafted = await wen.hears("已为宣传日起草上面这条通知")
    await wen.taps("打开", on=drafted)
    await wen.hears("状态：草稿")
    await wen.taps("提交审核")

    preview = await fang.hears(DAY)
    await fang.hears("请审核")
    await fang.taps("打开")
    await fang.hears("状态：待审核")
    await fang.taps("批准")
    await state(application, State.APPROVED)

    approved = await wen.hears("通知已批准")
    await wen.taps("打开", on=approved)
    await wen.hears("状态：已批准")
    await wen.taps("定时")
    await wen.hears("何时发送")
    await wen.taps("12-02 09:00")
    await wen.hears("发出后收不回")
    await wen.taps("确认定时")
    await state(application, State.SCHEDULED)
    await zhang.hears_nothing()

    clock.now = datetime(2026, 12, 2, 9, tzinfo=ZONE).astimezone(UTC)
    got = await zhang.hears(DAY)
    assert (got.text, got.labels) == (preview.text, preview.labels)
    for listener in (li, neighbours):
        await listener.hears(DAY)
    await state(application, State.DONE)
    assert "送达 3" in (await wen.hears("发完了")).text

    await zhang.taps("我有问题", on=got)
    await zhang.hears("您想问什么")
    await zhang.says("货车超载怎么罚")
    await zhang.hears("扣车")
    await zhang.taps("退订", on=got)
    await zhang.hears("您已退订")
    campaign = (await application.database.read(store.recent, states=[State.DONE]))[0]
    read = application.database.read
    assert await read(store.questions, campaign_id=campaign.id) == 1
    assert sum((await read(store.taps, campaign_id=campaign.id)).values()) == 1
