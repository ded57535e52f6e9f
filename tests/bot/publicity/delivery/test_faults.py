"""Faults around delivery: the network, the disk, the clock, another process. Nobody is missed, and
nobody gets a notice twice but for what was under way when nobody could tell."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot import backup
from bot.messages import Failure
from bot.publicity.delivery import lead, loop
from bot.store import Database, database, leases, outbox
from bot.store.campaigns import State
from tests.bot.publicity.delivery.conftest import NINE, Office, Post, failure
from tests.waiting import stopwatch, until

PEOPLE = [f"p{number}" for number in range(200)]
ONCE = dict.fromkeys(PEOPLE, 1)
LATER = NINE + timedelta(hours=1)


@asynccontextmanager
async def another_process(office):
    """A second program on the same file."""
    other = Database(office.database.path)
    try:
        yield other
    finally:
        other.close()


def backed_up(source, target):
    """SQLite's own online copy."""
    reading, writing = sqlite3.connect(source), sqlite3.connect(target)
    reading.backup(writing)
    reading.close()
    writing.close()


async def some_arrived(post, count=1):
    await until(f"{count} arrived", lambda: len(post.arrived), lambda arrived: arrived >= count)


async def asked(post, count):
    await until(f"{count} were asked", lambda: len(post.asked), lambda asked: asked >= count)


def has_appeared(logged, *events) -> bool:
    return any(line["event"] in events for line in logged)


async def appears(logged, *events):
    await until(f"one of {events} is logged", lambda: logged, lambda _: has_appeared(_, *events))


class TestTheNetwork:
    async def test_gone_it_is_waited_for_and_nothing_counts_as_failed(
        self, office, post, delivering, logged
    ):
        await office.subscribe(*PEOPLE)
        post.seconds = 0.002
        campaign = await office.schedule()

        async with delivering():
            await some_arrived(post, 50)
            post.fails_for_all(failure(Failure.UNREACHABLE))
            await asyncio.sleep(0.5)
            asked = len(post.asked)
            await asyncio.sleep(0.5)
            assert len(post.asked) - asked <= 12, "one attempt at a time, with pauses"
            assert await office.state(campaign) is State.SENDING
            post.fails_for_all(None)
            await office.until_state(campaign, State.DONE)

        assert post.copies == ONCE
        assert await office.counts(campaign) == {"sent": 200}
        assert {"delivery_cannot_reach", "delivery_reaches_again"} <= {
            line["event"] for line in logged
        }

    async def test_a_black_hole_costs_each_at_most_one_repeat(
        self, office, post, delivering, clock
    ):
        """Requests go out and no answer comes, though every notice arrived."""
        await office.subscribe(*PEOPLE)
        post.seconds = 0.002
        campaign = await office.schedule()

        async with delivering():
            await some_arrived(post, 50)
            post.fails_for_all(failure(Failure.UNCERTAIN, after=True))
            await asyncio.sleep(0.5)
            assert await office.state(campaign) is State.SENDING
            post.fails_for_all(None)
            await office.until_state(campaign, State.DONE, a_moment=10)

        assert set(post.copies) == set(PEOPLE)
        assert max(post.copies.values()) == 2
        repeated = sum(count - 1 for count in post.copies.values())
        assert repeated == await office.database.read(outbox.repeated, campaign_id=campaign)
        assert repeated <= loop.IN_FLIGHT + 15

    async def test_a_channel_that_is_not_connected_yet_is_waited_for(
        self, office, post, delivering
    ):
        await office.subscribe(*PEOPLE)
        post.fails_for_all(failure(Failure.UNREACHABLE))
        campaign = await office.schedule()

        async with delivering():
            await asked(post, 3)
            post.fails_for_all(None)
            await office.until_state(campaign, State.DONE)

        assert post.copies == ONCE

    async def test_a_storm_of_refusals_is_sat_out(self, office, post, delivering, clock):
        await office.subscribe(*PEOPLE)
        post.fails_for_all(failure(Failure.BUSY, seconds=60))
        campaign = await office.schedule()

        async with delivering():
            await asked(post, 100)
            post.fails_for_all(None)
            await office.until_state(campaign, State.DONE, a_moment=20)

        assert post.copies == ONCE
        assert await office.counts(campaign) == {"sent": 200}


class TestTheDisk:
    async def test_full_it_stops_the_sending_until_there_is_room(
        self, office, post, delivering, logged
    ):
        people = [f"q{number}" for number in range(1500)]
        await office.subscribe(*people)
        campaign = await office.schedule()
        await office.database.write(_fill)

        async with delivering():
            await appears(logged, "delivery_held_up", "delivery_not_recorded")
            stuck = len(post.arrived)
            assert stuck < 1500
            await asyncio.sleep(0.2)
            assert len(post.arrived) <= stuck + loop.IN_FLIGHT, "no notice without a durable mark"
            await office.database.write(lambda db: db.execute("PRAGMA max_page_count = 1000000"))
            await office.until_state(campaign, State.DONE)

        assert post.copies == dict.fromkeys(people, 1)

    async def test_what_was_sent_is_kept_until_it_can_be_written(
        self, office, post, delivering, monkeypatch, logged
    ):
        await office.subscribe(*PEOPLE)
        campaign = await office.schedule()
        write, is_full = office.database.write_durably, True

        async def failing(work, *args, **kwargs):
            if work is outbox.record and is_full:
                raise sqlite3.OperationalError("database or disk is full")
            return await write(work, *args, **kwargs)

        monkeypatch.setattr(office.database, "write_durably", failing)
        async with delivering():
            await appears(logged, "delivery_not_recorded")
            await asyncio.sleep(0.1)
            assert len(post.arrived) == loop.IN_FLIGHT, "no more than it can keep in mind"
            is_full = False
            await office.until_state(campaign, State.DONE)

        assert post.copies == ONCE

    async def test_what_could_not_be_written_before_the_end_is_uncertain(
        self, office, post, delivering, monkeypatch, logged
    ):
        monkeypatch.setattr(loop, "STOP_SECONDS", 0.2)
        await office.subscribe(*PEOPLE)
        campaign = await office.schedule()
        write = office.database.write_durably

        async def failing(work, *args, **kwargs):
            if work is outbox.record:
                raise sqlite3.OperationalError("database or disk is full")
            return await write(work, *args, **kwargs)

        with monkeypatch.context() as full:
            full.setattr(office.database, "write_durably", failing)
            async with delivering():
                await appears(logged, "delivery_not_recorded")

        async with delivering():
            await office.until_state(campaign, State.DONE)

        repeated = sum(count - 1 for count in post.copies.values())
        assert set(post.copies) == set(PEOPLE)
        assert repeated == loop.IN_FLIGHT
        assert await office.database.read(outbox.repeated, campaign_id=campaign) == repeated

    async def test_locked_by_somebody_else_it_waits(
        self, office, post, delivering, monkeypatch, logged
    ):
        monkeypatch.setattr(database, "BUSY_SECONDS", 0.02)
        await office.subscribe(*PEOPLE)
        post.seconds = 0.01
        campaign = await office.schedule()
        async with another_process(office) as hasty, delivering(hasty):
            await some_arrived(post, 20)
            lock = sqlite3.connect(office.database.path, isolation_level=None)
            lock.execute("BEGIN IMMEDIATE")
            await appears(logged, "delivery_held_up")
            stuck = len(post.arrived)
            await asyncio.sleep(0.5)
            assert len(post.arrived) <= stuck + loop.IN_FLIGHT
            lock.execute("COMMIT")
            lock.close()
            await office.until_state(campaign, State.DONE)

        assert post.copies == ONCE


class TestTheClock:
    @pytest.mark.parametrize("hours", [-9, -1])
    async def test_set_back_it_misses_and_repeats_nobody(
        self, office, post, delivering, clock, hours
    ):
        await office.subscribe(*PEOPLE)
        post.seconds = 0.01
        campaign = await office.schedule()

        async with delivering(stopwatch=time.monotonic):
            await some_arrived(post, 50)
            clock.passes(hours=hours)
            await asyncio.sleep(0.1)
            clock.now = NINE + timedelta(minutes=1)
            await office.until_state(campaign, State.PAUSED)  # set right, it leaps ahead
            await office.resume(campaign)
            await office.until_state(campaign, State.DONE)

        assert post.copies == ONCE

    @pytest.mark.parametrize("minutes", [6, 60, 9 * 60])
    async def test_leaping_ahead_it_asks_a_person_before_it_sends_on(
        self, office, post, delivering, clock, minutes
    ):
        """A machine that goes on from a snapshot has sent what it doesn't know of."""
        await office.subscribe(*PEOPLE)
        post.seconds = 0.01
        campaign = await office.schedule()

        async with delivering(stopwatch=time.monotonic):
            await some_arrived(post, 50)
            clock.passes(minutes=minutes)
            await office.until_state(campaign, State.PAUSED)
            assert "往前跳" in await office.last_reason(campaign)
            await office.resume(campaign)
            await office.until_state(campaign, State.DONE)

        assert post.copies == ONCE

    @pytest.mark.parametrize("is_resumed_in_time", [False, True])
    async def test_a_leap_past_its_time_asks_a_person_before_it_begins(
        self, office, post, delivering, clock, is_resumed_in_time
    ):
        """Nothing was due before: a clock set wrong by a day must not send tomorrow's notice."""
        await office.subscribe("zhang")
        campaign = await office.schedule(send_at=NINE + timedelta(hours=20))

        async with delivering(stopwatch=time.monotonic):
            await asyncio.sleep(0.1)
            clock.passes(hours=21)
            await office.until_state(campaign, State.PAUSED)
            assert "核对服务器的时间" in await office.last_reason(campaign)
            clock.now = NINE + timedelta(minutes=1)  # set right
            await asyncio.sleep(0.1)
            assert not post.arrived
            await office.set_state(campaign, State.SCHEDULED)
            if is_resumed_in_time:
                await asyncio.sleep(0.1)
                assert await office.state(campaign) is State.SCHEDULED
                return
            clock.now = NINE + timedelta(hours=20, minutes=1)
            await office.until_state(campaign, State.PAUSED)

        assert not post.arrived

    async def test_set_back_what_was_put_off_does_not_wait_for_the_old_time(
        self, office, post, delivering, clock, logged
    ):
        await office.subscribe("zhang")
        clock.passes(days=3)
        post.fails("zhang", failure(Failure.BUSY, seconds=60))
        campaign = await office.schedule()

        async with delivering(stopwatch=time.monotonic):
            await asked(post, 1)
            await office.until_counts(campaign, pending=1)
            clock.now = NINE
            await office.set_state(campaign, State.SENDING)
            await office.until_state(campaign, State.DONE)

        assert post.arrived == ["zhang"]
        assert has_appeared(logged, "clock_set_back")

    async def test_a_dead_predecessor_from_the_future_is_outlived(
        self, office, post, delivering, clock
    ):
        await office.subscribe("zhang")
        await office.database.write(
            leases.take,
            name=outbox.LEASE,
            holder=f"dead:{office.database.path.stat().st_ino}",
            now=NINE,
            expires_at=NINE + timedelta(days=2),
        )
        campaign = await office.schedule()

        async with delivering():
            await office.until_state(campaign, State.DONE)

        assert post.arrived == ["zhang"]


class TestACopy:
    async def test_what_was_under_way_or_due_on_the_original_asks_a_person_first(
        self, office, post, delivering, tmp_path
    ):
        await office.subscribe(*PEOPLE)
        post.seconds = 0.02
        sending = await office.schedule()
        async with delivering():
            await some_arrived(post)
            due, later = await office.schedule(), await office.schedule(send_at=LATER)
        copied = sqlite3.connect(tmp_path / "copy.db")
        original = sqlite3.connect(office.database.path)
        original.backup(copied)
        original.close()
        copied.close()
        copy, second = Database(tmp_path / "copy.db"), Post()
        there = Office(copy, office.clock, tmp_path)

        async with delivering(copy, by=second):
            await there.until_state(sending, State.PAUSED)
            await there.until_state(due, State.PAUSED)
            assert "恢复或复制" in await there.last_reason(due)
        async with delivering(copy, by=second):
            office.clock.now = LATER
            await there.until_state(later, State.DONE)
        copy.close()

        assert second.copies == ONCE

    async def put_back(self, office, post, delivering, tmp_path, *, before_the_start=False):
        """Amid a campaign, a backup of some moments ago is copied over the file."""
        await office.subscribe(*PEOPLE)
        post.seconds = 0.02
        campaign = await office.schedule()
        copied = tmp_path / "backup.db"
        if before_the_start:
            backed_up(office.database.path, copied)
        async with delivering():
            await some_arrived(post, 5)
            if not before_the_start:
                backed_up(office.database.path, copied)
            await some_arrived(post, 50)
        office.database.close()
        inode = office.database.path.stat().st_ino
        shutil.copyfile(copied, office.database.path)
        assert office.database.path.stat().st_ino == inode
        office.database = Database(office.database.path)
        return campaign

    @pytest.mark.parametrize("before_the_start", [True, False])
    async def test_put_back_into_the_same_file_asks_a_person_first(
        self, office, post, delivering, tmp_path, before_the_start
    ):
        campaign = await self.put_back(
            office, post, delivering, tmp_path, before_the_start=before_the_start
        )
        arrived = len(post.arrived)
        async with delivering(office.database):
            await office.until_state(campaign, State.PAUSED)
            assert "恢复或复制" in await office.last_reason(campaign)
        assert len(post.arrived) == arrived
        async with delivering(office.database):  # resumed by a person, it isn't asked about again
            await office.resume(campaign)
            await office.until_state(campaign, State.DONE)
        office.database.close()

    async def test_a_restored_backup_asks_a_person_first(
        self, office, post, delivering, tmp_path, clock
    ):
        await office.subscribe(*PEOPLE)
        post.seconds = 0.02
        campaign = await office.schedule()
        data, archive = office.database.path.parent, tmp_path.parent / f"{tmp_path.name}.tar.gz"
        backup.create(data, archive)
        async with delivering():
            await some_arrived(post, 5)
        office.database.close()
        backup.restore(archive, data, clock())
        office.database = Database(data / "pufa.db")
        async with delivering(office.database):
            await office.until_state(campaign, State.PAUSED)
        office.database.close()

    async def test_another_start_of_the_machine_asks_about_what_was_begun_before(
        self, office, post, delivering, clock, monkeypatch
    ):
        """As after a snapshot of the whole machine was put back."""
        await office.subscribe(*PEOPLE)
        post.seconds = 0.02
        campaign = await office.schedule()
        async with delivering():
            await some_arrived(post, 5)
            clock.passes(minutes=6)
        monkeypatch.setattr(lead, "_boot", lambda: "another")
        async with delivering():
            await office.until_state(campaign, State.PAUSED)
            assert "重新启动" in await office.last_reason(campaign)

    async def test_some_minutes_without_a_sign_of_life_ask_a_person(
        self, office, post, delivering, clock
    ):
        await office.subscribe(*PEOPLE)
        post.seconds = 0.02
        campaign = await office.schedule()
        async with delivering():
            await some_arrived(post, 5)
        clock.passes(minutes=6)
        async with delivering():
            await office.until_state(campaign, State.PAUSED)
            assert "中断过" in await office.last_reason(campaign)

    async def test_a_restart_on_the_same_file_asks_nobody(self, office, post, delivering):
        await office.subscribe(*PEOPLE)
        post.seconds = 0.02
        campaign = await office.schedule()
        async with delivering():
            await some_arrived(post)
        async with delivering():
            await office.until_state(campaign, State.DONE)

        assert post.copies == ONCE


class TestTwoProcesses:
    async def test_only_one_delivers(self, office, post, delivering):
        await office.subscribe(*PEOPLE)
        post.seconds = 0.01
        second = Post()
        campaign = await office.schedule()

        async with another_process(office) as other, delivering(), delivering(other, by=second):
            await office.until_state(campaign, State.DONE)

        assert post.copies + second.copies == ONCE
        assert not (post.arrived and second.arrived)

    async def test_a_clean_stop_hands_over_at_once(self, office, post, delivering):
        await office.subscribe(*PEOPLE)
        post.seconds = 0.01
        second = Post()
        campaign = await office.schedule()

        async with another_process(office) as other:
            async with delivering():
                await some_arrived(post, 30)
            async with delivering(other, by=second):
                began = stopwatch()
                await some_arrived(second)
                assert stopwatch() - began < 0.4
                await office.until_state(campaign, State.DONE)

        assert post.copies + second.copies == ONCE

    async def test_one_that_died_is_followed_and_only_what_it_had_under_way_is_repeated(
        self, office, post, delivering
    ):
        await office.subscribe(*PEOPLE)
        post.seconds = 0.01
        campaign = await office.schedule()
        await some_died(office, post, delivering)
        died_with = (await office.counts(campaign))["sending"]
        assert 0 < died_with <= loop.IN_FLIGHT
        second = Post()

        async with another_process(office) as other, delivering(other, by=second):
            await office.until_state(campaign, State.DONE)

        together = post.copies + second.copies
        assert set(together) == set(PEOPLE)
        assert sum(together.values()) - len(PEOPLE) <= died_with
        assert await office.database.read(outbox.repeated, campaign_id=campaign) == died_with

    async def test_one_that_was_only_asleep_claims_nothing_when_it_wakes(
        self, office, post, delivering, clock
    ):
        """Its lease ran out, another took over, and it goes on with what it had under way."""
        await office.subscribe(*PEOPLE)
        post.held = asyncio.Event()
        second = Post()
        second.held = asyncio.Event()
        campaign = await office.schedule()

        async with another_process(office) as other, delivering() as asleep:
            await office.until_counts(campaign, sending=loop.IN_FLIGHT)
            tend, asleep._tend = asleep._tend, _never
            await asyncio.sleep(0.1)
            clock.passes(seconds=30)
            async with delivering(other, by=second):
                await asked(second, loop.IN_FLIGHT)
                asleep._tend = tend
                post.held.set()
                await asyncio.sleep(0.3)
                assert len(post.asked) == loop.IN_FLIGHT
                second.held.set()
                await office.until_state(campaign, State.DONE)

        together = post.copies + second.copies
        assert set(together) == set(PEOPLE)
        assert sum(together.values()) - len(PEOPLE) <= loop.IN_FLIGHT


async def some_died(office, post, delivering):
    """Delivery ends amid its work, without a word: its tasks are gone, its rows still claimed."""
    async with another_process(office) as mortal, delivering(mortal) as working:
        await some_arrived(post, 50)
        await until("something is under way", lambda: working._under_way)
        for task in working._under_way:
            task.cancel()
        working._lead._prolonged_at = None
        working._tend = working._serve = _never


async def _never(*_) -> float:
    return 0.01


def _fill(db) -> None:
    """Leave hardly any room: as many pages as there are, and the few that a claim needs."""
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages + 30}")
