"""Campaigns over Telegram, when Telegram or the way to it fails: the real application, over a
socket, against the double."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager

import pytest

from bot.config import Settings
from bot.messages import Chat
from bot.publicity.delivery import loop, trouble
from bot.store import campaigns as store
from bot.store import outbox, subscribers
from bot.store.campaigns import ButtonKind, Notice, NoticeButton, State
from bot.store.subscribers import Kind
from handlers.application import build
from handlers.channels import telegram
from handlers.channels.telegram import requests
from tests import waiting
from tests.fakes import FAKES
from tests.fakes import botapi as double
from tests.fakes.botapi import Limits
from tests.fakes.campaigns import schedule
from tests.fakes.waitless import delivery_by_the_same_time


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch):
    monkeypatch.setattr(loop, "TICK", 0.05)
    monkeypatch.setattr(trouble, "PAUSES", (0.1,))
    with delivery_by_the_same_time():
        yield


@pytest.fixture
def people(botapi):
    return [botapi.person(f"p{number}") for number in range(40)]


class Service:
    """The application as it runs, with ways to look at a campaign."""

    def __init__(self, application) -> None:
        self.application = application
        self.database = application.database

    async def subscribe(self, *listeners, kind=Kind.PRIVATE) -> None:
        now = self.application.clock()

        def work(db):
            for listener in listeners:
                chat = Chat("telegram", str(listener.id))
                asker = self.application.hasher.asker(chat).subscriber
                subscribers.subscribe(db, chat=chat, asker=asker, kind=kind, place="", now=now)

        await self.database.write(work)

    async def schedule(self, **notice) -> int:
        now = self.application.clock()
        given = {"title": "国家宪法日", "body": "今天是**国家宪法日**。"} | notice

        return await self.database.write(schedule, Notice(**given), send_at=now)

    async def counts(self, campaign_id: int) -> dict[str, int]:
        counts = await self.database.read(outbox.counts, campaign_id=campaign_id)
        return {state: count for state, count in counts.items() if count}

    async def until(self, campaign_id: int, state: State, *, a_moment: float = 0) -> None:
        """Wait for the state, while at each look so many seconds pass by the clock."""

        async def look():
            campaign = await self.database.read(store.get, campaign_id=campaign_id)
            if campaign.state is not state:
                self.application.clock.passes(seconds=a_moment)
            return campaign.state

        await waiting.until(f"the campaign is {state}", look, state.__eq__, between=0.05)

    async def until_counts(self, campaign_id: int, **wanted: int) -> None:
        def are_as_wanted(counts):
            return all(counts.get(state, 0) == count for state, count in wanted.items())

        await waiting.until(f"there are {wanted}", lambda: self.counts(campaign_id), are_as_wanted)


@pytest.fixture
def serving(botapi, tmp_path, clock):
    @asynccontextmanager
    async def serving(**changes):
        given = {
            "data_dir": tmp_path / "data",
            "knowledge_dir": FAKES / "knowledge",
            "telegram_token": botapi.token,
            "telegram_api": botapi.address,
            "send_rate": 200,
        }
        application = build(Settings(**given | changes), clock=clock)
        channel = telegram.connect(application)
        await channel.start()
        stop = asyncio.Event()
        delivering = asyncio.create_task(application.delivery().run(stop))
        try:
            yield Service(application)
        finally:
            stop.set()
            await delivering
            await channel.stop()
            application.close()

    return serving


def to(person):
    """Picks the requests for this person's chat."""
    return lambda given: given["chat_id"] == person.id


def copies(people) -> Counter[str]:
    return Counter({person.user["first_name"]: len(person.sees) for person in people})


def once(people) -> dict[str, int]:
    return {person.user["first_name"]: 1 for person in people}


async def test_each_gets_the_notice_with_its_buttons_and_a_way_out(serving, people, botapi):
    botapi.limits = Limits(overall=1000)
    buttons = (
        NoticeButton("超载怎么罚", ButtonKind.ENTRY, "chaozai"),
        NoticeButton("看网页", ButtonKind.PAGE, "https://pufa.example.cn"),
        NoticeButton("我有问题", ButtonKind.QUESTION),
    )
    async with serving() as service:
        await service.subscribe(*people)
        campaign = await service.schedule(buttons=buttons)
        await service.until(campaign, State.DONE)

    assert copies(people) == once(people)
    (notice,) = people[0].sees
    assert notice.text == "国家宪法日\n今天是国家宪法日。"
    assert notice.labels == ["超载怎么罚", "看网页", "我有问题", "退订"]
    assert botapi.limits.refused == 0


async def test_who_blocked_the_bot_is_not_written_to_until_they_come_back(serving, people, botapi):
    zhang = people[7]
    zhang.room.can_write = double.blocked()  # and the bot was not told of it
    async with serving() as service:
        await service.subscribe(*people)
        first = await service.schedule()
        await service.until(first, State.DONE)
        assert await service.counts(first) == {"sent": 39, "blocked": 1}
        second = await service.schedule()
        await service.until(second, State.DONE)
        assert await service.counts(second) == {"sent": 39}

        zhang.room.can_write = None
        await zhang.says("/start")
        await zhang.hears()
        before = len(zhang.sees)
        third = await service.schedule()
        await service.until(third, State.DONE)

    assert len(zhang.sees) == before + 1


async def test_a_group_that_moved_gets_it_at_its_new_place(serving, neighbours):
    async with serving() as service:
        await service.subscribe(neighbours, kind=Kind.GROUP)
        successor = await neighbours.becomes_a_supergroup()
        first = await service.schedule()
        await service.until(first, State.DONE)
        second = await service.schedule()
        await service.until(second, State.DONE)
        kept = await service.database.read(lambda db: list(subscribers.everyone(db)))

    assert len(successor.sees) == 2
    assert [one.chat.id for one in kept] == [str(successor.id)]


async def test_a_time_out_after_delivery_repeats_that_one_notice_once(
    serving, people, botapi, clock, monkeypatch
):
    monkeypatch.setattr(requests, "READ_SECONDS", 0.3)
    botapi.fails("sendMessage", double.HANG_AFTERWARDS, times=3)
    async with serving() as service:
        await service.subscribe(*people)
        campaign = await service.schedule()
        await service.until_counts(campaign, uncertain=3)
        clock.passes(seconds=30)
        await service.until(campaign, State.DONE)
        told = await service.database.read(outbox.repeated, campaign_id=campaign)

    assert sorted(copies(people).values()) == [1] * 37 + [2] * 3
    assert told == 3


async def test_what_times_out_twice_is_uncertain_for_good(
    serving, people, botapi, clock, monkeypatch
):
    monkeypatch.setattr(requests, "READ_SECONDS", 0.2)
    lost = people[3].id
    botapi.fails(
        "sendMessage", double.HANG, times=None, when=lambda given: given["chat_id"] == lost
    )
    async with serving() as service:
        await service.subscribe(*people)
        campaign = await service.schedule()
        await service.until(campaign, State.DONE, a_moment=10)
        assert await service.counts(campaign) == {"sent": 39, "uncertain": 1}

    asked = [call for call in botapi.calls("sendMessage") if call.given["chat_id"] == lost]
    assert len(asked) == 2


async def test_a_storm_of_429_is_obeyed_in_full_and_loses_nobody(serving, people, botapi, clock):
    botapi.fails("sendMessage", double.too_many_requests(2), times=None)
    async with serving() as service:
        await service.subscribe(*people)
        campaign = await service.schedule()
        await botapi.called("sendMessage", 2)
        await asyncio.sleep(1.0)
        stormy = botapi.calls("sendMessage")
        assert len(stormy) <= loop.IN_FLIGHT, "after the second refusal nothing is asked for"
        botapi.recovers()
        await service.until(campaign, State.DONE, a_moment=1)
        assert await service.counts(campaign) == {"sent": 40}

    later = botapi.calls("sendMessage")[len(stormy) :]
    assert later[0].at - stormy[1].at >= 1.9
    assert copies(people) == once(people)


async def test_one_chat_told_to_wait_gets_it_later_than_the_others(serving, people, botapi, clock):
    slow = people[5].id
    botapi.fails(
        "sendMessage",
        double.too_many_requests(2),
        when=to(people[5]),
    )
    async with serving() as service:
        await service.subscribe(*people)
        campaign = await service.schedule()
        for person in people:
            if person.id != slow:
                await person.hears("国家宪法日")
        assert people[5].sees == []
        await asyncio.sleep(2)
        clock.passes(seconds=2)
        await service.until(campaign, State.DONE)

    assert copies(people) == once(people)


async def test_a_server_that_fails_five_times_has_failed(serving, people, botapi, clock):
    broken = people[2].id
    botapi.fails(
        "sendMessage",
        double.server_error(),
        times=None,
        when=to(people[2]),
    )
    async with serving() as service:
        await service.subscribe(*people)
        campaign = await service.schedule()
        await service.until(campaign, State.DONE, a_moment=1)
        assert await service.counts(campaign) == {"sent": 39, "failed": 1}

    asked = [call for call in botapi.calls("sendMessage") if call.given["chat_id"] == broken]
    assert len(asked) == 5


async def test_the_network_gone_and_back_costs_nothing_but_time(serving, people, botapi, logged):
    botapi.limits = Limits(overall=1000)
    async with serving(send_rate=50) as service:
        await service.subscribe(*people)
        campaign = await service.schedule()
        await botapi.called("sendMessage", 10)
        async with botapi.out_of_reach():
            await asyncio.sleep(1.0)
            assert (await service.counts(campaign)).get("failed") is None
        await service.until(campaign, State.DONE)

    assert set(copies(people).values()) <= {1, 2}
    assert "delivery_cannot_reach" in {line["event"] for line in logged}


async def test_a_revoked_token_holds_it_up_and_fails_nobody(serving, people, botapi):
    botapi.fails("sendMessage", double.unauthorized(), times=None)
    async with serving() as service:
        await service.subscribe(*people)
        campaign = await service.schedule()
        await botapi.called("sendMessage", 3)
        assert "failed" not in await service.counts(campaign)
        botapi.recovers()
        await service.until(campaign, State.DONE)

    assert copies(people) == once(people)


async def test_it_stops_amid_a_campaign_and_goes_on_where_it_was(serving, people, botapi, clock):
    async with serving(send_rate=50) as service:
        await service.subscribe(*people)
        campaign = await service.schedule()
        await botapi.called("sendMessage", 10)
    async with serving(send_rate=50) as service:
        assert "sending" not in await service.counts(campaign)
        await service.until(campaign, State.DONE)

    assert copies(people) == once(people)


async def test_answers_do_not_wait_for_a_campaign(serving, people, botapi, zhang):
    botapi.limits = Limits()
    async with serving(send_rate=28) as service:
        await service.subscribe(*people)
        campaign = await service.schedule()
        await people[3].hears("国家宪法日")
        await zhang.says("货车超载怎么罚")
        await zhang.hears("扣车", within=1)
        assert (await service.counts(campaign))["pending"] > 0
        await service.until(campaign, State.DONE)

    assert botapi.limits.refused == 0


async def test_a_paused_campaign_is_silent_within_a_second(serving, people, botapi, monkeypatch):
    monkeypatch.setattr(loop, "TICK", 0.25)
    async with serving(send_rate=20) as service:
        await service.subscribe(*people)
        campaign = await service.schedule()
        await botapi.called("sendMessage", 5)
        await service.database.write(lambda db: db.execute("UPDATE campaigns SET state = 'paused'"))
        await asyncio.sleep(0.9)
        sent = len(botapi.calls("sendMessage"))
        await asyncio.sleep(0.5)
        assert len(botapi.calls("sendMessage")) == sent <= 20
        await service.database.write(
            lambda db: db.execute("UPDATE campaigns SET state = 'sending'")
        )
        await service.until(campaign, State.DONE)

    assert copies(people) == once(people)
