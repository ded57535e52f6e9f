"""Staff are told by WeCom that something waits: in numbers, joined, paced, and again after a
failure."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.config import Settings
from bot.messages import Chat, DeliveryError, Failure
from bot.store import letters
from handlers.application import build
from handlers.channels import wecom
from handlers.channels.wecom import AppMessages, Robot
from tests.fakes import FAKES
from tests.fakes.clock import Clock
from tests.fakes.wecom import AGENT, CORPID, KEY, SECRET, WeCom


@pytest.fixture
async def world():
    async with WeCom() as world:
        yield world


@pytest.fixture
def clock():
    return Clock(datetime(2026, 12, 3, 1, 0, tzinfo=UTC))  # Thursday, nine o'clock


@pytest.fixture
def bureau(world, tmp_path, clock):
    settings = Settings(
        data_dir=tmp_path,
        knowledge_dir=FAKES / "knowledge",
        public_url="https://pufa.example.gov.cn",
        office_hours="08:30-17:30",
        wecom_robot_key=KEY,
        wecom_api=world.address,
    )
    application = build(settings, clock=clock)
    application.heralds += wecom.heralds(settings, clock)
    yield application
    application.close()


async def writes(bureau, text: str, category: str = "咨询") -> None:
    await bureau.database.write(
        letters.write,
        chat=Chat("web", ""),
        asker=text,
        question="",
        text=text,
        written_at=bureau.clock(),
        kept=timedelta(days=365),
        category=category,
    )


async def round_of(bureau) -> None:
    await bureau.desk_news.go_round()


async def test_what_comes_is_told_in_numbers_and_never_in_a_citizens_words(bureau, world, clock):
    await round_of(bureau)
    clock.passes(seconds=5)
    await writes(bureau, "我叫张三，电话 13800138000，要举报")
    await writes(bureau, "黑车太多", "投诉")
    await round_of(bureau)

    assert world.heard == [
        "普法有新的待办：投诉举报 1，留言 1。\nhttps://pufa.example.gov.cn/staff"
    ]


async def test_what_comes_within_a_minute_is_told_in_one(bureau, world, clock):
    await round_of(bureau)
    for number in range(30):
        clock.passes(seconds=5)
        await writes(bureau, f"第{number}封")
        await round_of(bureau)

    assert 2 <= len(world.heard) <= 4
    assert "留言 1" in world.heard[0]
    assert "留言 12" in world.heard[1]


async def test_what_came_before_the_first_start_is_no_news(bureau, world, clock):
    await writes(bureau, "旧的")
    clock.passes(seconds=5)
    await round_of(bureau)
    await round_of(bureau)

    assert world.heard == []


@pytest.mark.parametrize(
    "answer", [{"errcode": 45009, "errmsg": "api freq out of limit"}, b"<html>", b""]
)
async def test_what_failed_is_told_later(bureau, world, clock, answer):
    await round_of(bureau)
    clock.passes(seconds=5)
    await writes(bureau, "一封")
    world.prepared = [answer]
    await round_of(bureau)
    await round_of(bureau)
    assert world.heard == []

    clock.passes(minutes=2)
    await round_of(bureau)

    assert "留言 1" in world.heard[0]


async def test_what_is_late_is_told_once_each_working_day(bureau, world, clock):
    await writes(bureau, "一封")
    clock.passes(days=1, minutes=1)
    await round_of(bureau)
    clock.passes(hours=2)
    await round_of(bureau)

    assert [words.partition("\n")[0] for words in world.heard] == [
        "超过一个工作日还没办的：留言 1。"
    ]


async def test_the_21st_message_in_a_minute_waits(world):
    """Section 15, 12."""
    robot = Robot(world.address, KEY)
    began = asyncio.get_running_loop().time()

    for number in range(21):
        await robot.tell(f"第{number}条", "")

    assert len(world.heard) == 21
    assert asyncio.get_running_loop().time() - began >= 60


async def test_a_long_message_is_cut_between_characters_and_says_so(world):
    await Robot(world.address, KEY).tell("字" * 1000, "")

    assert world.heard[0].endswith("……")
    assert "�" not in world.heard[0]


async def test_a_wrong_key_is_told_with_what_to_do_and_without_the_key(world):
    with pytest.raises(DeliveryError) as refused:
        await Robot(world.address, "wrong-key").tell("一条", "")

    assert refused.value.kind is Failure.REFUSED
    assert "PUFA_WECOM_ROBOT_KEY" in str(refused.value)
    assert "wrong-key" not in str(refused.value)


async def test_an_application_tells_by_a_card_and_renews_its_token_once(world, tmp_path, clock):
    settings = Settings(
        data_dir=tmp_path,
        wecom_api=world.address,
        wecom_corpid=CORPID,
        wecom_secret=SECRET,
        wecom_agent=AGENT,
        wecom_to="zhangsan|lisi",
    )
    messages = AppMessages(settings, clock)

    await messages.tell("普法有新的待办：留言 1。", "https://pufa.example.gov.cn/staff")
    world.tokens = {"of another"}
    await messages.tell("普法有新的待办：留言 2。", "")

    card, text = world.cards
    assert card["textcard"]["url"] == "https://pufa.example.gov.cn/staff"
    assert (card["touser"], text["msgtype"]) == ("zhangsan|lisi", "text")
    assert world.token_calls == 2


async def test_a_wrong_secret_of_the_application_is_no_loop(world, tmp_path, clock):
    settings = Settings(
        data_dir=tmp_path,
        wecom_api=world.address,
        wecom_corpid=CORPID,
        wecom_secret="wrong",
        wecom_agent=AGENT,
    )

    with pytest.raises(DeliveryError, match="PUFA_WECOM_SECRET"):
        await AppMessages(settings, clock).tell("一条", "")
    assert world.token_calls == 0
