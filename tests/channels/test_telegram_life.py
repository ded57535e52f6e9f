"""From start to stop, or to a kill: every update is answered once at most."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import SettingsError
from bot.messages import Chat, DeliveryError, Reply
from handlers.channels.telegram import channel as channel_module
from handlers.channels.telegram import check_token, requests, token
from tests.fakes import botapi as double
from tests.fakes.botapi import BotApi

SCRIPT = Path(__file__).with_name("telegram_process.py")


def is_confirming(given) -> bool:
    """Whether a getUpdates tells Telegram that earlier updates arrived."""
    return given.get("offset", 0) > 0


@asynccontextmanager
async def process(botapi: BotApi, folder: Path):
    """A bot of its own, killed at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.channels.telegram_process", botapi.address, botapi.token, str(folder)),
        cwd=SCRIPT.parents[2],
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_kill_between_answer_and_confirmation_answers_nothing_twice(
    botapi, zhang, tmp_path
):
    botapi.fails("getUpdates", double.HANG, times=None, when=is_confirming)
    await zhang.says("杀之前")
    async with process(botapi, tmp_path):
        await zhang.hears("答：杀之前")
    assert len(botapi.world.updates) == 1, "Telegram still holds the update"

    botapi.recovers()
    async with process(botapi, tmp_path):
        await zhang.says("杀之后")
        await zhang.hears("答：杀之后")
        await zhang.hears_nothing()

    assert [message.text for message in zhang.sees] == ["答：杀之前", "答：杀之后"]


async def test_a_kill_while_the_answer_is_on_its_way_sends_it_once(botapi, zhang, tmp_path):
    botapi.fails("getUpdates", double.HANG, times=None, when=is_confirming)
    botapi.fails("sendMessage", double.HANG_AFTERWARDS)
    await zhang.says("杀之前")
    async with process(botapi, tmp_path):
        await botapi.called("sendMessage")

    botapi.recovers()
    async with process(botapi, tmp_path):
        await zhang.says("杀之后")
        await zhang.hears("答：杀之后")

    assert [message.text for message in zhang.sees] == ["答：杀之前", "答：杀之后"]


async def test_sigterm_stops_it_cleanly_with_everything_answered(botapi, zhang, tmp_path):
    async with process(botapi, tmp_path) as running:
        for number in range(5):
            await zhang.says(f"第{number}问")
        await zhang.hears("第0问")
        running.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(running.wait(), 10) == 0

    answered = {message.text for message in zhang.sees}
    unanswered = {f"答：{update['message']['text']}" for update in botapi.world.updates}
    assert answered | unanswered == {f"答：第{number}问" for number in range(5)}
    assert not answered & unanswered


@pytest.mark.soak
async def test_random_kills_answer_nothing_twice(botapi, zhang, tmp_path):
    import random

    asked = 0
    for _ in range(30):
        async with process(botapi, tmp_path):
            await botapi.called("getUpdates", len(botapi.calls("getUpdates")) + 1)
            for _ in range(20):
                asked += 1
                await zhang.says(f"第{asked}问。")
            await asyncio.sleep(random.uniform(0, 0.15))
    texts = [message.text for message in zhang.sees if message.text.startswith("答")]

    assert len(texts) == len(set(texts))
    assert len(texts) > 30


async def test_a_restart_answers_nothing_twice(start, botapi, zhang):
    first = await start()
    await zhang.says("之前")
    await zhang.hears("答：之前")
    await first.stop()

    await start()
    await zhang.says("之后")

    await zhang.hears("答：之后")
    await zhang.hears_nothing()


async def test_a_stop_finishes_the_answers_under_way(start, zhang, dialogue):
    channel = await start()
    thought = dialogue.holds_up("慢")
    await zhang.says("慢")
    await zhang.hears_nothing()
    stopping = asyncio.create_task(channel.stop())
    await asyncio.sleep(0.05)

    thought.set()
    await stopping

    assert [message.text for message in zhang.sees] == ["答：慢"]


async def test_a_stop_does_not_wait_for_ever(start, zhang, dialogue, monkeypatch, logged):
    monkeypatch.setattr(channel_module, "STOP_SECONDS", 0.1)
    channel = await start()
    dialogue.holds_up("永远")
    await zhang.says("永远")
    await zhang.hears_nothing()

    await channel.stop()

    assert "telegram_stopped_while_answering" in [line["event"] for line in logged]


async def test_it_may_be_stopped_before_it_started_and_twice(start, channel):
    await channel.stop()
    await channel.stop()

    with pytest.raises(DeliveryError, match="not connected"):
        await channel.send(Chat("telegram", "1"), Reply("通知"))


async def test_it_answers_what_was_asked_while_it_was_away(start, zhang):
    await zhang.says("有人吗")

    await start()

    await zhang.hears("答：有人吗")


async def test_it_goes_on_trying_where_telegram_cannot_be_reached(
    start, botapi, zhang, monkeypatch
):
    monkeypatch.setattr(channel_module, "RETRY_SECONDS", (0.1,))
    botapi.fails("getMe", double.CUT, times=3)
    await zhang.says("有人吗")

    await start()

    await zhang.hears("答：有人吗")


async def test_it_connects_again_where_it_failed_half_way(start, botapi, zhang, monkeypatch):
    monkeypatch.setattr(channel_module, "RETRY_SECONDS", (0.1,))
    botapi.fails("deleteWebhook", double.CUT, times=2)
    await zhang.says("有人吗")

    await start()

    await zhang.hears("答：有人吗")


async def test_a_telegram_out_of_reach_does_not_hold_up_the_start(
    start, botapi, zhang, monkeypatch, logged
):
    monkeypatch.setattr(channel_module, "START_SECONDS", 0.1)
    monkeypatch.setattr(channel_module, "RETRY_SECONDS", (0.1,))
    monkeypatch.setattr(requests, "READ_SECONDS", 0.5)
    botapi.fails("getMe", double.HANG)
    await zhang.says("有人吗")

    async with asyncio.timeout(0.4):
        channel = await start()
    with pytest.raises(DeliveryError, match="not connected"):
        await channel.send(Chat("telegram", str(zhang.id)), Reply("通知"))

    await zhang.hears("答：有人吗")


async def test_it_may_be_stopped_while_it_cannot_reach_telegram(start, botapi, monkeypatch):
    monkeypatch.setattr(channel_module, "START_SECONDS", 0.1)
    botapi.fails("getMe", double.CUT, times=None)
    channel = await start()

    await channel.stop()


async def test_a_menu_that_cannot_be_set_stops_nothing(start, botapi, zhang):
    botapi.fails("setMyCommands", double.server_error(), times=None)
    await start()
    await zhang.says("问")

    await zhang.hears("答：问")


async def test_a_refused_token_stops_the_start_without_showing_it(start):
    with pytest.raises(SettingsError, match="PUFA_TELEGRAM_TOKEN") as caught:
        await start(telegram_token=SecretStr("7000000001:wrong"))

    assert "wrong" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_a_refused_token_is_found_before_the_start(settings, botapi):
    await check_token(settings)
    botapi.fails("getMe", double.unauthorized())

    with pytest.raises(SettingsError, match="PUFA_TELEGRAM_TOKEN"):
        await check_token(settings)


async def test_a_telegram_out_of_reach_says_nothing_about_the_token(settings, botapi, monkeypatch):
    monkeypatch.setattr(token, "CHECK_SECONDS", 0.1)
    botapi.fails("getMe", double.HANG)
    await check_token(settings)
    botapi.fails("getMe", double.CUT)
    await check_token(settings)
