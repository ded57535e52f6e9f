"""The bot in a process of its own, killed at bad moments: every update is answered, and no more
twice than what was under way."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from handlers.channels.telegram.answering import ASK_AGAIN
from tests.channels import telegram_process
from tests.fakes import botapi as double
from tests.fakes.botapi import BotApi
from tests.fakes.processes import forked, running
from tests.waiting import until

pytestmark = pytest.mark.real_time


def is_confirming(given) -> bool:
    """Whether a getUpdates tells Telegram that earlier updates arrived."""
    return given.get("offset", 0) > 0


def is_known(code) -> bool:
    return code is not None


def unanswered(folder: Path) -> int:
    """How many updates are taken and not marked as answered."""
    db = sqlite3.connect(folder / "pufa.db")
    ((count,),) = db.execute("SELECT count(*) FROM telegram_updates WHERE answered_at IS NULL")
    db.close()
    return count


def process(botapi: BotApi, folder: Path):
    """A bot of its own, killed at the end."""
    return forked(telegram_process.run, botapi.address, botapi.token, str(folder))


async def test_a_kill_between_answer_and_confirmation_answers_nothing_twice(
    botapi, zhang, tmp_path
):
    botapi.fails("getUpdates", double.HANG, times=None, when=is_confirming)
    await zhang.says("杀之前")
    async with process(botapi, tmp_path):
        await zhang.hears("答：杀之前")
        await until("it is marked", lambda: unanswered(tmp_path) == 0)
    assert len(botapi.world.updates) == 1, "Telegram still holds the update"

    botapi.recovers()
    async with process(botapi, tmp_path):
        await zhang.says("杀之后")
        await zhang.hears("答：杀之后")
        await zhang.hears_nothing()

    assert [message.text for message in zhang.sees] == ["答：杀之前", "答：杀之后"]


async def test_a_kill_while_the_answer_is_on_its_way_sends_it_once_more_and_never_again(
    botapi, zhang, tmp_path
):
    botapi.fails("getUpdates", double.HANG, times=None, when=is_confirming)
    botapi.fails("sendMessage", double.HANG_AFTERWARDS)
    await zhang.says("杀之前")
    async with process(botapi, tmp_path):
        await botapi.called("sendMessage")

    botapi.recovers()
    for _ in range(2):
        async with process(botapi, tmp_path):
            await zhang.says("杀之后")
            await zhang.hears("答：杀之后")
            await until("all is marked", lambda: unanswered(tmp_path) == 0)

    assert Counter(message.text for message in zhang.sees) == {"答：杀之前": 2, "答：杀之后": 2}


async def test_what_was_taken_and_not_answered_is_answered_after_the_start(botapi, zhang, tmp_path):
    botapi.fails("sendMessage", double.HANG, times=None)
    await zhang.says("杀之前")
    async with process(botapi, tmp_path):
        await botapi.called("sendMessage")
        await until("Telegram forgets it", lambda: not botapi.world.updates)

    botapi.recovers()
    async with process(botapi, tmp_path):
        await zhang.hears("答：杀之前")


async def test_sigterm_stops_it_cleanly_with_everything_answered(botapi, zhang, tmp_path):
    words = (botapi.address, botapi.token, str(tmp_path))
    async with running("tests.channels.telegram_process", *words) as process:
        for number in range(5):
            await zhang.says(f"第{number}问")
        await zhang.hears("第0问")
        process.send_signal(signal.SIGTERM)
        assert await until("it has ended", lambda: process.returncode, is_known) == 0

    answered = {message.text for message in zhang.sees}
    unanswered = {f"答：{update['message']['text']}" for update in botapi.world.updates}
    assert answered | unanswered == {f"答：第{number}问" for number in range(5)}
    assert not answered & unanswered


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.soak)])
async def test_random_kills_leave_nobody_unanswered(botapi, tmp_path, kills):
    asked, under_way = 0, 0
    people = []
    for _ in range(kills):
        async with process(botapi, tmp_path):
            await botapi.called("getUpdates", len(botapi.calls("getUpdates")) + 1)
            for _ in range(20):  # of a person each: one chat gets a message a second
                asked += 1
                person = botapi.person(f"p{asked}")
                people.append(person)
                await person.says(f"第{asked}问。")
            await asyncio.sleep(random.uniform(0, 0.15))
        under_way += unanswered(tmp_path)

    async with process(botapi, tmp_path):
        await until("Telegram has none left", lambda: not botapi.world.updates)
        await until("all are answered", lambda: unanswered(tmp_path) == 0, between=0.05, within=600)

    answered, asked_again = [], []
    for number, person in enumerate(people, 1):
        heard = Counter(message.text for message in person.sees)
        answered.append(heard.pop(f"答：第{number}问。", 0))
        asked_again.append(heard.pop(ASK_AGAIN, 0))
        assert answered[-1] or asked_again[-1], f"{number} is neither answered nor asked again"
        assert not heard
    repeated = sum(answered) - sum(map(bool, answered))
    print(  # noqa: T201
        f"{kills} kills, {asked} asked, {sum(map(bool, answered))} answered,"
        f" {sum(map(bool, asked_again))} asked again, {under_way} under way,"
        f" {repeated} answered twice, at most {max(answered)} times"
    )
    assert repeated <= under_way
