"""From start to stop: every update is answered once at most."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr

from bot.config import SettingsError
from bot.messages import Chat, DeliveryError, Reply
from bot.store.updates import Taken
from handlers.channels.telegram import channel as channel_module
from handlers.channels.telegram import check_token, requests, token
from handlers.channels.telegram.recovery import Recovery
from tests.fakes import botapi as double


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


async def test_what_comes_while_left_over_updates_are_read_is_not_taken_up_as_one(clock):
    taken_up = []

    class Ledger:
        async def left(self):
            clock.passes(seconds=1)
            return [Taken(1, clock(), 0, "", "")]

        async def answered(self, update_id):
            taken_up.append(update_id)

    await Recovery(None, Ledger(), None, taken_up.append, clock).recover()
    assert taken_up == []
