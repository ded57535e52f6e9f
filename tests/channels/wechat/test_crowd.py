"""Who comes while many wait is told for how long."""

from __future__ import annotations

import asyncio
import time

import pytest

from handlers.channels.wechat.crowd import Crowd, Delay

AT_ONCE = 3


async def served_every(crowd: Crowd, seconds: float, people: int) -> None:
    for number in range(people):
        await asyncio.sleep(seconds)
        crowd.served(f"push {number}")


async def test_whoever_comes_waits_for_all_before_them_at_the_pace_of_late():
    crowd = Crowd(AT_ONCE)
    for number in range(100):
        crowd.joins(f"push {number}", f"person {number}")
    await served_every(crowd, 0.5, 60)

    assert crowd.seconds() == pytest.approx(40 * 0.5, rel=0.05)


async def test_so_many_as_are_worked_for_side_by_side_are_no_crowd():
    crowd = Crowd(AT_ONCE)
    for number in range(AT_ONCE - 1):
        crowd.joins(f"push {number}", f"person {number}")
    await asyncio.sleep(20)

    assert crowd.seconds() == 0


async def test_one_person_is_no_crowd():
    crowd = Crowd(AT_ONCE)
    for number in range(30):
        crowd.joins(f"push {number}", "zhang")
    await asyncio.sleep(20)

    assert crowd.seconds() == 0


async def test_where_nobody_is_served_at_all_the_wait_grows():
    crowd = Crowd(AT_ONCE)
    for number in range(AT_ONCE):
        crowd.joins(f"push {number}", f"person {number}")
    await asyncio.sleep(20)

    assert crowd.seconds() == pytest.approx(20, abs=0.1)


async def test_what_others_work_on_says_nothing_of_the_pace():
    crowd = Crowd(AT_ONCE)
    for number in range(10):
        crowd.joins(f"push {number}", f"person {number}")
    await asyncio.sleep(5)
    for number in range(10):
        crowd.leaves(f"push {number}")
        crowd.served(f"push {number}")
    for number in range(10, 20):
        crowd.joins(f"push {number}", f"person {number}")

    assert crowd.seconds() < 1


@pytest.mark.real_time
async def test_what_holds_everything_up_is_noticed_and_forgotten():
    delay = Delay()
    watching = asyncio.create_task(delay.watch())
    await asyncio.sleep(0.1)
    time.sleep(1)  # noqa: ASYNC251 - that is what it is about
    await asyncio.sleep(0.1)
    held_up = delay.seconds
    await asyncio.sleep(1)
    watching.cancel()

    assert held_up > 0.5
    assert delay.seconds < held_up
