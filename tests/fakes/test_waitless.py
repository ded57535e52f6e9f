import asyncio
import threading
from functools import partial

import pytest

from tests.waiting import LONGEST, stopwatch, until


async def test_an_hour_passes_at_once():
    began = stopwatch()
    await asyncio.sleep(3600)
    assert 3600 <= stopwatch() - began < 3601


async def test_what_waits_less_comes_first():
    came = []

    async def comes(after):
        await asyncio.sleep(after)
        came.append(after)

    await asyncio.gather(comes(30), comes(10), comes(20))
    assert came == [10, 20, 30]


async def test_no_time_passes_while_a_thread_is_at_work():
    done = threading.Event()
    threading.Timer(0.1, done.set).start()
    working = asyncio.create_task(asyncio.to_thread(partial(done.wait, LONGEST)))
    sleeping = asyncio.create_task(asyncio.sleep(3600))
    finished, _ = await asyncio.wait({working, sleeping}, return_when=asyncio.FIRST_COMPLETED)
    assert finished == {working}
    sleeping.cancel()


async def test_who_waits_in_vain_says_for_what_and_what_was_there_instead():
    with pytest.raises(AssertionError, match="in vain until it rains; saw last: 'sun'"):
        await until("it rains", lambda: "sun", "rain".__eq__, within=0.1)
