"""A campaign on its way to its recipients, when all goes well and when it doesn't."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.messages import Failure
from bot.publicity.delivery import loop
from bot.store.campaigns import State
from bot.store.subscribers import Kind, Standing
from tests.bot.publicity.delivery.conftest import NINE, failure
from tests.waiting import until

PEOPLE = [f"p{number}" for number in range(40)]


async def standing(office, chat):
    rows = await office.database.read(
        lambda db: list(db.query("SELECT state FROM subscribers WHERE chat_id = ?", [chat]))
    )
    return rows[0]["state"] if rows else None


async def test_everyone_gets_the_notice_once_and_the_campaign_is_done(office, post, delivering):
    await office.subscribe(*PEOPLE)
    campaign = await office.schedule()

    async with delivering():
        await office.until_state(campaign, State.DONE)

    assert post.copies == dict.fromkeys(PEOPLE, 1)
    assert await office.counts(campaign) == {"sent": 40}


async def test_it_waits_for_its_time(office, post, delivering, clock):
    await office.subscribe("zhang")
    campaign = await office.schedule(send_at=NINE + timedelta(minutes=5))

    async with delivering():
        await asyncio.sleep(0.2)
        assert post.arrived == []
        clock.passes(minutes=5)
        await office.until_state(campaign, State.DONE)

    assert post.arrived == ["zhang"]


async def test_a_segment_gets_it_and_nobody_else(office, post, delivering):
    await office.subscribe("everything")
    await office.subscribe("freight", audiences=["货运"])
    await office.subscribe("taxi", audiences=["网约出租"])
    await office.subscribe("freight-and-weight", audiences=["货运"], topics=["货运超限"])
    await office.subscribe("freight-and-post", audiences=["货运"], topics=["快递"])
    campaign = await office.schedule(audiences=("货运",), topics=("货运超限",))

    async with delivering():
        await office.until_state(campaign, State.DONE)

    assert set(post.arrived) == {"everything", "freight", "freight-and-weight"}


async def test_who_subscribes_after_sending_began_is_not_among_its_recipients(
    office, post, delivering
):
    await office.subscribe("before")
    campaign = await office.schedule()
    post.held = asyncio.Event()

    async with delivering():
        await office.until_counts(campaign, sending=1)
        await office.subscribe("after")
        post.held.set()
        await office.until_state(campaign, State.DONE)

    assert post.arrived == ["before"]


async def test_who_leaves_before_their_turn_gets_nothing(office, post, delivering, monkeypatch):
    monkeypatch.setattr(loop, "QUICK_IN_FLIGHT", 1)
    await office.subscribe("first", "left", "forgotten")
    campaign = await office.schedule()
    post.held = asyncio.Event()

    async with delivering():
        await office.until_counts(campaign, sending=1)
        await office.database.write(
            lambda db: db.execute("UPDATE subscribers SET state = 'paused' WHERE chat_id = 'left'")
        )
        await office.database.write(
            lambda db: db.execute("DELETE FROM subscribers WHERE chat_id = 'forgotten'")
        )
        post.held.set()
        await office.until_state(campaign, State.DONE)

    assert post.arrived == ["first"]
    assert await office.reasons(campaign) == {"skipped": {"left": 2}}


async def test_the_words_are_those_for_the_kind_of_chat(office, post, delivering, monkeypatch):
    said = {}
    notify = post.notify

    async def listening(chat, reply, turn):
        said[chat.id] = reply.body
        return await notify(chat, reply, turn)

    monkeypatch.setattr(post, "notify", listening)
    await office.subscribe("zhang")
    await office.subscribe("neighbours", kind=Kind.GROUP)
    campaign = await office.schedule()

    async with delivering():
        await office.until_state(campaign, State.DONE)

    assert said == {
        "zhang": "今天是国家宪法日。（private）",
        "neighbours": "今天是国家宪法日。（group）",
    }


async def test_more_is_under_way_where_answers_take_long(office, post, delivering, monkeypatch):
    monkeypatch.setattr(loop, "QUICK_IN_FLIGHT", 2)
    monkeypatch.setattr(loop, "QUICK_SECONDS", 0.01)
    await office.subscribe(*PEOPLE)

    async with delivering():
        await office.until_state(await office.schedule(), State.DONE)
        assert post.most_under_way == 2
        post.seconds = 0.05
        await office.until_state(await office.schedule(), State.DONE)

    assert post.most_under_way == loop.IN_FLIGHT


async def test_a_notice_that_cannot_be_made_stops_its_campaign_only(
    office, post, delivering, logged
):
    await office.subscribe("zhang")
    broken = await office.schedule()
    whole = await office.schedule()
    async with delivering() as working:
        compose = working._tending._compose

        def failing(campaign, kind):
            if campaign.id == broken:
                raise KeyError("no such entry")
            return compose(campaign, kind)

        working._tending._compose = failing
        await office.until_state(whole, State.DONE)
        await office.until_state(broken, State.PAUSED)

    assert "无法生成" in await office.last_reason(broken)
    assert post.arrived == ["zhang"]


async def test_a_campaign_for_nobody_is_done_at_once(office, delivering):
    campaign = await office.schedule()

    async with delivering():
        await office.until_state(campaign, State.DONE)

    assert await office.counts(campaign) == {}


class TestWhenItMaySend:
    async def test_nothing_goes_out_at_night(self, office, post, delivering, clock):
        clock.now = NINE + timedelta(hours=13)
        await office.subscribe("zhang")
        campaign = await office.schedule()

        async with delivering():
            await asyncio.sleep(0.2)
            assert await office.state(campaign) is State.SCHEDULED
            clock.passes(hours=10)
            await office.until_state(campaign, State.DONE)

        assert post.arrived == ["zhang"]

    async def test_what_is_not_sent_when_the_window_closes_waits_until_morning(
        self, office, post, delivering, clock
    ):
        await office.subscribe(*PEOPLE)
        clock.now = NINE + timedelta(hours=10, minutes=59)
        campaign = await office.schedule()
        post.held = asyncio.Event()

        async with delivering():
            await office.until_counts(campaign, sending=16)
            clock.passes(minutes=1)
            post.held.set()
            await office.until_counts(campaign, sent=16, sending=0)
            await asyncio.sleep(0.2)
            assert len(post.arrived) == 16
            clock.passes(hours=12)
            await office.until_state(campaign, State.DONE)

        assert post.copies == dict.fromkeys(PEOPLE, 1)

    async def test_quiet_hours_put_it_off(self, office, post, delivering, clock):
        await office.subscribe("awake")
        await office.subscribe("asleep", quiet="21:00-10:00")
        campaign = await office.schedule()

        async with delivering():
            await office.until_counts(campaign, sent=1, pending=1)
            await asyncio.sleep(0.1)
            assert post.arrived == ["awake"]
            clock.passes(hours=1)
            await office.until_state(campaign, State.DONE)

        assert post.arrived == ["awake", "asleep"]

    @pytest.mark.parametrize("quiet", ["08:00-20:00", "00:00-24:00", "19:00-14:00"])
    async def test_quiet_hours_that_leave_no_time_skip_it(self, office, post, delivering, quiet):
        await office.subscribe("never", quiet=quiet)
        campaign = await office.schedule(useful_until=NINE + timedelta(hours=3))

        async with delivering():
            await office.until_state(campaign, State.DONE)

        assert post.arrived == []
        assert await office.reasons(campaign) == {"skipped": {"quiet": 1}}

    async def test_a_month_holds_only_as_many_as_one_wants(self, office, post, delivering, clock):
        await office.subscribe("often", monthly_cap=8)
        await office.subscribe("twice", monthly_cap=2)

        async with delivering():
            for _ in range(3):
                campaign = await office.schedule()
                await office.until_state(campaign, State.DONE)
                clock.passes(days=1)
            assert await office.reasons(campaign) == {"skipped": {"cap": 1}}
            clock.now = NINE + timedelta(days=28)
            campaign = await office.schedule()
            await office.until_state(campaign, State.DONE)

        assert post.copies == {"often": 4, "twice": 3}

    async def test_two_campaigns_at_the_same_time_keep_to_the_cap_together(
        self, office, post, delivering
    ):
        await office.subscribe(*PEOPLE, monthly_cap=1)
        first, second = await office.schedule(), await office.schedule()

        async with delivering():
            await office.until_state(first, State.DONE)
            await office.until_state(second, State.DONE)

        assert post.copies == dict.fromkeys(PEOPLE, 1)

    async def test_one_that_is_six_open_hours_late_asks_a_person(
        self, office, post, delivering, clock
    ):
        await office.subscribe("zhang")
        campaign = await office.schedule()
        clock.passes(hours=6, minutes=1)

        async with delivering():
            await office.until_state(campaign, State.PAUSED)

        assert post.arrived == []
        assert "晚了很久" in await office.last_reason(campaign)

    async def test_hours_at_night_do_not_make_it_late(self, office, post, delivering, clock):
        await office.subscribe("zhang")
        campaign = await office.schedule(send_at=NINE + timedelta(hours=9))
        clock.passes(hours=26)  # 2 hours of open window in the evening, 3 in the morning

        async with delivering():
            await office.until_state(campaign, State.DONE)

        assert post.arrived == ["zhang"]

    async def test_past_its_last_useful_date_it_asks_a_person(
        self, office, post, delivering, clock
    ):
        await office.subscribe("zhang")
        campaign = await office.schedule(useful_until=NINE + timedelta(hours=1))
        clock.passes(hours=2)

        async with delivering():
            await office.until_state(campaign, State.PAUSED)

        assert post.arrived == []
        assert "最后有效日期" in await office.last_reason(campaign)

    async def test_so_does_the_rest_of_one_that_takes_too_long(
        self, office, post, delivering, clock
    ):
        await office.subscribe(*PEOPLE)
        campaign = await office.schedule(useful_until=NINE + timedelta(hours=1))
        post.held = asyncio.Event()

        async with delivering():
            await office.until_counts(campaign, sending=16)
            clock.passes(hours=2)
            await office.until_state(campaign, State.PAUSED)
            post.held.set()

        assert await office.counts(campaign) == {"sent": 16, "pending": 24}

    async def test_one_that_was_cut_short_long_ago_asks_a_person(
        self, office, post, delivering, clock
    ):
        """The computer was off for a day, or this is a copy of the database."""
        await office.subscribe(*PEOPLE)
        campaign = await office.schedule()
        post.seconds = 0.05
        async with delivering():
            await until("some arrived", lambda: post.arrived)
        sent = len(post.arrived)
        assert sent < 40
        clock.passes(hours=24)

        async with delivering():
            await office.until_state(campaign, State.PAUSED)
            assert len(post.arrived) == sent
            await office.resume(campaign)
            await office.until_state(campaign, State.DONE)

        assert post.copies == dict.fromkeys(PEOPLE, 1)


class TestStaff:
    async def test_a_pause_holds_back_all_that_is_not_under_way(self, office, post, delivering):
        await office.subscribe(*PEOPLE)
        campaign = await office.schedule()
        post.held = asyncio.Event()

        async with delivering():
            await office.until_counts(campaign, sending=16)
            await office.set_state(campaign, State.PAUSED)
            post.held.set()
            await office.until_counts(campaign, sent=16, sending=0)
            await asyncio.sleep(0.2)
            assert len(post.arrived) == 16
            await office.resume(campaign)
            await office.until_state(campaign, State.DONE)

        assert post.copies == dict.fromkeys(PEOPLE, 1)

    async def test_a_pause_is_felt_within_a_second(self, office, post, delivering, monkeypatch):
        monkeypatch.undo()  # as long as in service
        post.seconds = 0.05
        await office.subscribe(*[f"p{number}" for number in range(2000)])
        campaign = await office.schedule()

        async with delivering():
            await until("some arrived", lambda: len(post.arrived), lambda arrived: arrived > 50)
            await office.set_state(campaign, State.PAUSED)
            await asyncio.sleep(1.0)
            sent = len(post.arrived)
            await asyncio.sleep(0.3)

        assert len(post.arrived) == sent < 2000

    async def test_cancelled_is_cancelled(self, office, post, delivering):
        await office.subscribe(*PEOPLE)
        campaign = await office.schedule()
        post.held = asyncio.Event()

        async with delivering():
            await office.until_counts(campaign, sending=16)
            await office.set_state(campaign, State.CANCELLED)
            post.held.set()
            await asyncio.sleep(0.2)

        assert await office.counts(campaign) == {"sent": 16, "pending": 24}
        assert await office.state(campaign) is State.CANCELLED

    async def test_a_paused_one_does_not_hold_up_another(self, office, post, delivering):
        await office.subscribe("zhang")
        paused = await office.schedule()
        await office.set_state(paused, State.PAUSED)
        other = await office.schedule()

        async with delivering():
            await office.until_state(other, State.DONE)

        assert post.arrived == ["zhang"]

    async def test_one_that_waits_for_morning_wishes_does_not_hold_up_another(
        self, office, post, delivering
    ):
        await office.subscribe("asleep", quiet="21:00-10:00", audiences=["货运"])
        await office.subscribe("awake", audiences=["客运"])
        waiting = await office.schedule(audiences=("货运",))
        other = await office.schedule(audiences=("客运",))

        async with delivering():
            await office.until_state(other, State.DONE)
            assert await office.state(waiting) is State.SENDING


class TestFailures:
    @pytest.mark.parametrize(
        ("kind", "state"), [(Failure.BLOCKED, "blocked"), (Failure.GONE, "gone")]
    )
    async def test_who_cannot_be_reached_is_not_written_to_again(
        self, office, post, delivering, kind, state
    ):
        await office.subscribe("zhang", "li")
        post.fails("zhang", failure(kind))

        async with delivering():
            first = await office.schedule()
            await office.until_state(first, State.DONE)
            second = await office.schedule()
            await office.until_state(second, State.DONE)

        assert post.asked.count("zhang") == 1
        assert await office.counts(first) == {"sent": 1, "blocked": 1}
        assert await office.counts(second) == {"sent": 1}
        assert await standing(office, "zhang") == state

    async def test_what_is_refused_has_failed_with_its_reason(self, office, post, delivering):
        await office.subscribe("zhang", "li")
        post.fails("zhang", failure(Failure.REFUSED))
        campaign = await office.schedule()

        async with delivering():
            await office.until_state(campaign, State.DONE)

        assert await office.reasons(campaign) == {"failed": {"refused": 1}}
        assert post.asked.count("zhang") == 1

    async def test_a_failing_server_is_asked_five_times_with_growing_pauses(
        self, office, post, delivering, clock
    ):
        await office.subscribe("zhang")
        post.fails_for_all(failure(Failure.BROKEN))
        campaign = await office.schedule()
        pauses = []

        async with delivering():
            for attempt in range(1, 6):
                await until("it was asked", lambda: len(post.asked), attempt.__eq__)
                await office.until_counts(campaign, sending=0)
                passed = 0
                while len(post.asked) == attempt and passed < 40:
                    await asyncio.sleep(0.06)
                    if len(post.asked) == attempt:
                        clock.passes(seconds=1)
                        passed += 1
                pauses.append(passed)
            await office.until_state(campaign, State.DONE)

        assert len(post.asked) == 5
        assert pauses[:4] == [2, 4, 8, 16]
        assert await office.reasons(campaign) == {"failed": {"broken": 1}}

    async def test_a_server_that_recovers_delivers(self, office, post, delivering, clock):
        await office.subscribe("zhang")
        post.fails("zhang", failure(Failure.BROKEN), failure(Failure.BROKEN))
        campaign = await office.schedule()

        async with delivering():
            await office.until_state(campaign, State.DONE, a_moment=1)

        assert post.arrived == ["zhang"]

    async def test_a_chat_that_asks_to_wait_is_left_alone_so_long_and_counts_no_attempt(
        self, office, post, delivering, clock
    ):
        await office.subscribe("zhang", "li")
        post.fails("zhang", *[failure(Failure.BUSY, seconds=30)] * 7)
        campaign = await office.schedule()

        async with delivering():
            for number in range(1, 8):
                await until("zhang was asked", lambda: post.asked.count("zhang"), number.__eq__)
                await office.until_counts(campaign, sending=0)
                clock.passes(seconds=29)
                await asyncio.sleep(0.05)
                assert post.asked.count("zhang") == number
                clock.passes(seconds=1)
            await office.until_state(campaign, State.DONE)

        assert post.copies == {"zhang": 1, "li": 1}

    async def test_what_may_have_arrived_is_sent_once_more(self, office, post, delivering, clock):
        await office.subscribe("zhang", "li")
        post.fails("zhang", failure(Failure.UNCERTAIN, after=True))
        campaign = await office.schedule()

        async with delivering():
            await office.until_counts(campaign, uncertain=1, sent=1)
            assert await office.state(campaign) is State.SENDING
            clock.passes(seconds=30)
            await office.until_state(campaign, State.DONE)

        assert post.copies == {"zhang": 2, "li": 1}
        assert await office.counts(campaign) == {"sent": 2}

    @pytest.mark.parametrize(
        "again", [Failure.UNCERTAIN, Failure.REFUSED, Failure.BROKEN], ids=lambda kind: kind.value
    )
    async def test_and_never_again(self, office, post, delivering, clock, again):
        await office.subscribe("zhang")
        post.fails("zhang", failure(Failure.UNCERTAIN), *[failure(again)] * 5)
        campaign = await office.schedule()

        async with delivering():
            await office.until_state(campaign, State.DONE, a_moment=30)
            clock.passes(hours=1)
            await office.resume(campaign)
            await office.until_state(campaign, State.DONE)

        assert await office.counts(campaign) == {"uncertain": 1}
        assert post.arrived == []

    async def test_a_failure_of_our_own_is_logged_and_fails_that_row_only(
        self, office, post, delivering, logged
    ):
        await office.subscribe("zhang", "li")
        post.fails("zhang", ZeroDivisionError())
        campaign = await office.schedule()

        async with delivering():
            await office.until_state(campaign, State.DONE)

        assert await office.reasons(campaign) == {
            "failed": {"internal error: ZeroDivisionError": 1}
        }
        assert post.arrived == ["li"]
        assert [line["campaign"] for line in logged if line["event"] == "delivery_failed"] == [1]

    async def test_a_group_with_a_new_id_keeps_its_subscription(self, office, post, delivering):
        await office.subscribe("-4001", kind=Kind.GROUP)
        post.moves["-4001"] = "-1004001"

        async with delivering():
            for _ in range(2):
                campaign = await office.schedule()
                await office.until_state(campaign, State.DONE)

        assert post.asked == ["-4001", "-1004001"]
        assert await standing(office, "-1004001") == Standing.ACTIVE

    async def test_too_many_failures_pause_it_and_say_so(self, office, post, delivering):
        await office.subscribe(*[f"p{number}" for number in range(100)])
        post.fails_for_all(failure(Failure.REFUSED))
        campaign = await office.schedule()

        async with delivering():
            await office.until_state(campaign, State.PAUSED)

        assert 21 <= (await office.counts(campaign))["failed"] <= 20 + loop.IN_FLIGHT
        assert "失败" in await office.last_reason(campaign)

    async def test_a_few_failures_do_not(self, office, post, delivering):
        await office.subscribe(*[f"p{number}" for number in range(20)])
        post.fails_for_all(failure(Failure.REFUSED))
        campaign = await office.schedule()

        async with delivering():
            await office.until_state(campaign, State.DONE)

        assert await office.counts(campaign) == {"failed": 20}

    async def test_people_who_blocked_us_never_do(self, office, post, delivering):
        await office.subscribe(*[f"p{number}" for number in range(100)])
        post.fails_for_all(failure(Failure.BLOCKED))
        campaign = await office.schedule()

        async with delivering():
            await office.until_state(campaign, State.DONE)

        assert await office.counts(campaign) == {"blocked": 100}

    async def test_failures_before_a_resume_are_forgiven(self, office, post, delivering, clock):
        await office.subscribe(*[f"p{number}" for number in range(60)])
        post.fails_for_all(failure(Failure.REFUSED))
        campaign = await office.schedule()

        async with delivering():
            await office.until_state(campaign, State.PAUSED)
            failed = (await office.counts(campaign))["failed"]
            post.fails_for_all(None)
            post.fails(
                f"p{failed + 5}",
                failure(Failure.REFUSED),
            )
            clock.passes(minutes=1)
            await office.resume(campaign)
            await office.until_state(campaign, State.DONE)

        assert (await office.counts(campaign))["failed"] == failed + 1

    async def test_they_count_over_a_restart(self, office, post, delivering, monkeypatch):
        monkeypatch.setattr(loop, "QUICK_IN_FLIGHT", 4)
        await office.subscribe(*[f"p{number}" for number in range(60)])
        post.fails_for_all(failure(Failure.REFUSED))
        campaign = await office.schedule()
        post.seconds = 0.05
        async with delivering():
            await until("somebody was asked", lambda: post.asked)
        assert len(post.asked) <= 12

        async with delivering():
            await office.until_state(campaign, State.PAUSED)

        assert (await office.counts(campaign))["failed"] <= 20 + 4

    async def test_what_failed_can_be_sent_again(self, office, post, delivering):
        from bot.store import outbox

        await office.subscribe("zhang", "li")
        post.fails("zhang", failure(Failure.REFUSED))
        campaign = await office.schedule()

        async with delivering():
            await office.until_state(campaign, State.DONE)
            assert await office.database.write(outbox.retry_failed, campaign_id=campaign) == 1
            await office.resume(campaign)
            await office.until_state(campaign, State.DONE)

        assert post.copies == {"zhang": 1, "li": 1}
