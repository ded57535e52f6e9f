"""Two lanes within Telegram's limits, against a double that enforces them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.messages import Chat, DeliveryError, Failure, Reply
from handlers.channels.telegram import limiter
from tests.fakes import botapi as double
from tests.fakes.botapi import Limits
from tests.waiting import stopwatch

NOTICE = Reply("今天是国家宪法日。")


def at(person) -> Chat:
    return Chat("telegram", str(person.id))


@pytest.fixture
def limits(botapi, monkeypatch):
    """The double enforces, and the limiter keeps, what Telegram allows."""
    monkeypatch.setattr(limiter, "BURST", 3)
    botapi.limits = Limits()
    return botapi.limits


async def notify(channel, person):
    (turn,) = await channel.turns(1)
    return await channel.notify(at(person), NOTICE, turn)


async def broadcast(channel, people):
    """Notices to all of them, as fast as turns come."""
    sending = []
    for person in people:
        (turn,) = await channel.turns(1)
        sending.append(asyncio.create_task(channel.notify(at(person), NOTICE, turn)))
    await asyncio.gather(*sending)


async def test_a_notice_says_what_it_became(channel, zhang):
    sent = await notify(channel, zhang)

    assert sent.chat == at(zhang)
    assert [str(message.id) for message in zhang.sees] == [sent.message_id]


async def test_notices_keep_the_rate_and_never_go_above_it(start, botapi, limits):
    people = [botapi.person(f"p{number}") for number in range(84)]
    channel = await start(send_rate=28)

    began = stopwatch()
    await broadcast(channel, people)
    took = stopwatch() - began

    assert limits.refused == 0
    assert limits.most_in_a_second <= 30
    assert took > 80 / 28


async def test_a_burst_of_answers_stays_under_the_limit_too(start, botapi, limits):
    people = [botapi.person(f"p{number}") for number in range(45)]
    await start(send_rate=28)
    for person in people:
        await person.says("问")

    for person in people:
        await person.hears("答：问")

    assert limits.refused == 0
    assert limits.most_in_a_second <= 30


async def test_an_answer_goes_before_the_notices_that_wait(start, botapi, zhang, limits):
    people = [botapi.person(f"p{number}") for number in range(60)]
    channel = await start(send_rate=28)
    broadcasting = asyncio.create_task(broadcast(channel, people))
    await people[30].hears()

    waits = []
    for number in range(5):
        asked = stopwatch()
        await zhang.says(f"第{number}问")
        await zhang.hears(f"第{number}问")
        waits.append(stopwatch() - asked)
        await asyncio.sleep(0.1)
    await broadcasting

    assert max(waits[:3]) < 0.3
    assert limits.refused == 0


async def test_notices_give_way_as_long_as_answers_take_it_all(start, botapi, zhang, limits):
    channel = await start(send_rate=10)
    people = [botapi.person(f"p{number}") for number in range(30)]
    for person in people:
        await person.says("问")
    await people[5].hears("答：问")
    await asyncio.sleep(0.5)  # until the others wait for their turn

    (turn,) = await channel.turns(1)
    await channel.notify(at(zhang), NOTICE, turn)

    assert all(person.sees for person in people), "every answer went first"


async def test_one_private_chat_gets_a_notice_a_second_at_most(channel, zhang, botapi, limits):
    await notify(channel, zhang)
    await notify(channel, zhang)

    first, second = botapi.calls("sendMessage")
    assert second.at - first.at > 0.9
    assert limits.refused == 0


async def test_answers_may_come_in_a_short_burst_and_pay_for_it(channel, zhang, botapi, limits):
    for number in range(5):
        await zhang.says(f"第{number}问")
    await zhang.hears("第4问")

    times = [call.at for call in botapi.calls("sendMessage")]
    assert times[2] - times[0] < 0.5
    assert 1.5 < times[4] - times[0] < 3
    assert limits.refused == 0


async def test_a_group_gets_twenty_a_minute(channel, neighbours, botapi, monkeypatch):
    botapi.limits = None
    monkeypatch.setattr(limiter, "MINUTE", 1.5)
    began = stopwatch()
    for _ in range(21):
        await channel.send(at(neighbours), NOTICE)

    assert 1.5 <= stopwatch() - began < 3


async def test_a_notice_that_would_wait_long_goes_back_instead(channel, neighbours, botapi, limits):
    for _ in range(20):
        await channel.send(at(neighbours), Reply("答"))

    with pytest.raises(DeliveryError) as caught:
        await notify(channel, neighbours)

    assert caught.value.kind is Failure.BUSY
    assert timedelta(seconds=50) < caught.value.retry_after <= timedelta(seconds=60)
    assert len(botapi.calls("sendMessage")) == 20


async def test_a_refusal_is_obeyed_in_full_by_its_chat_alone(channel, zhang, li, botapi):
    botapi.fails("sendMessage", double.too_many_requests(3))
    with pytest.raises(DeliveryError) as caught:
        await notify(channel, zhang)
    assert caught.value.retry_after == timedelta(seconds=3)

    await notify(channel, li)
    with pytest.raises(DeliveryError) as again:
        await notify(channel, zhang)

    assert again.value.kind is Failure.BUSY
    assert len(botapi.calls("sendMessage")) == 2, "it was not asked again before its time"


async def test_a_second_chat_refused_meanwhile_closes_the_lane_for_all(channel, zhang, li, botapi):
    wang = botapi.person("王五")
    botapi.fails("sendMessage", double.too_many_requests(2), times=2)
    for person in (zhang, li):
        with pytest.raises(DeliveryError):
            await notify(channel, person)
    refused_at = stopwatch()

    await notify(channel, wang)

    assert stopwatch() - refused_at >= 1.9
    assert len(botapi.calls("sendMessage")) == 3


async def test_the_same_chat_refused_twice_closes_nothing_else(channel, zhang, li, botapi):
    botapi.fails("sendMessage", double.too_many_requests(1), times=2)
    for _ in range(2):
        with pytest.raises(DeliveryError):
            await notify(channel, zhang)
        await asyncio.sleep(1)

    began = stopwatch()
    await notify(channel, li)

    assert stopwatch() - began < 0.5


async def test_a_notice_is_asked_for_once_whatever_the_server_says(channel, zhang, botapi):
    botapi.fails("sendMessage", double.server_error(), times=None)

    with pytest.raises(DeliveryError) as caught:
        await notify(channel, zhang)

    assert caught.value.kind is Failure.BROKEN
    assert len(botapi.calls("sendMessage")) == 1


async def test_a_notice_follows_its_group(channel, neighbours):
    successor = await neighbours.becomes_a_supergroup()

    sent = await notify(channel, neighbours)

    assert sent.chat == at(successor)
    assert [message.text for message in successor.sees] == ["今天是国家宪法日。"]


async def test_a_notice_refused_for_its_html_goes_as_plain_text(channel, zhang, botapi):
    botapi.fails("sendMessage", double.cannot_parse())

    await notify(channel, zhang)

    assert [message.text for message in zhang.sees] == ["今天是国家宪法日。"]


async def test_a_stop_ends_the_wait_for_a_turn(start, zhang, li, botapi):
    channel = await start()
    botapi.fails("sendMessage", double.too_many_requests(300), times=2)
    for person in (zhang, li):
        with pytest.raises(DeliveryError):
            await notify(channel, person)
    waiting = asyncio.create_task(channel.turns(1))
    await asyncio.sleep(0.05)

    await channel.stop()

    assert await waiting == []


async def test_a_turn_that_was_kept_too_long_is_asked_for_anew(start, botapi, limits):
    """A locked database can hold up what a turn was taken for."""
    channel = await start(send_rate=28)
    people = [botapi.person(f"p{number}") for number in range(28)]
    kept = [(await channel.turns(1))[0] for _ in people]
    await asyncio.sleep(0.3)

    began = stopwatch()
    await asyncio.gather(
        *(channel.notify(at(one), NOTICE, turn) for one, turn in zip(people, kept, strict=True)),
        return_exceptions=True,
    )

    assert stopwatch() - began > 0.5
    assert limits.refused == 0
