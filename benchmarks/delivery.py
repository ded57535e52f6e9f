"""Benchmarks of delivery, against the double of the Bot API over a socket:

    python benchmarks/delivery.py [rate|unlimited|outbox|replies]… [--quick]

rate       how near a campaign comes to the rate that is set, while the double enforces the limits
unlimited  how many notices a second go out where only this machine limits them
outbox     100,000 and 1,000,000 subscribers frozen, claimed and recorded: time and memory
replies    how long a question takes during a campaign, beside an idle bot

The bot has one core, the double the other one.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from sqlite_utils import Database as Connection

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.hours import Window  # noqa: E402
from bot.keyring import hasher_of  # noqa: E402
from bot.messages import Chat, Sent  # noqa: E402
from bot.publicity.delivery import outcomes  # noqa: E402
from bot.publicity.delivery.tending import CHUNK  # noqa: E402
from bot.store import Database, leases, outbox, subscribers  # noqa: E402
from bot.store import campaigns as store  # noqa: E402
from bot.store.campaigns import Notice, State  # noqa: E402
from bot.store.outbox import Hours  # noqa: E402
from bot.store.subscribers import Kind  # noqa: E402
from tests.fakes.botapi import BotApi, Limits  # noqa: E402
from tests.fakes.campaigns import schedule  # noqa: E402

QUICK = "--quick" in sys.argv
BODY = (
    "今天是**国家宪法日**。宪法是国家的根本法，一切法律、行政法规都不得同宪法相抵触。\n\n"
    "- 货车上路前先看看轴荷\n- 客车不超员\n- 遇到不清楚的规定，直接问机器人\n"
)
QUESTIONS = (
    "货车超载怎么罚",
    "网约车需要什么证",
    "电动车带人罚多少钱",
    "驾校退费",
    "危险品运输资格",
)
console = Console()


async def rate() -> None:
    """One campaign at the default rate."""
    people = 28 * (20 if QUICK else 120)
    async with campaign(people, rate=28) as running:
        running.botapi.limits = Limits()
        await running.begin()
        times = await running.all_sent()
        limits = running.botapi.limits
    seconds = times[-1] - times[0]
    table = Table("set", "reached", "of it", "most in any second", "429", title="sustained rate")
    reached = (people - 1) / seconds
    table.add_row(
        "28/s",
        f"{reached:.2f}/s",
        f"{reached / 28:.1%}",
        str(most_in_a_second(times)),
        str(limits.refused),
    )
    console.print(table)


async def unlimited() -> None:
    """The same with a limit that nothing reaches."""
    people = 3_000 if QUICK else 15_000
    async with campaign(people, rate=1000) as running:
        running.botapi.world.schema = None
        began_cpu = time.process_time()
        await running.begin()
        times = await running.all_sent()
        double_cpu = time.process_time() - began_cpu
        bot_cpu = await running.stop()
    seconds = times[-1] - times[0]
    table = Table("notices", "a second", "bot", "double", title="without a limit")
    table.add_row(
        f"{people:,}",
        f"{people / seconds:.0f}",
        f"{bot_cpu / people * 1000:.2f} ms CPU a notice",
        f"{double_cpu / people * 1000:.2f} ms CPU a notice",
    )
    console.print(table)


async def outbox_sizes() -> None:
    """Freeze, then claim and record in the batches that an unlimited loop takes."""
    table = Table("subscribers", "frozen", "longest lock", "claimed, recorded", "peak memory")
    table.title = "outbox"
    for people in (20_000,) if QUICK else (100_000, 1_000_000):
        with tempfile.TemporaryDirectory() as folder:
            database = Database(Path(folder) / "pufa.db")
            await insert_subscribers(database, people)
            frozen, longest = await freeze(database, people)
            claimed = await drain(database, people)
            database.close()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        table.add_row(
            f"{people:,}",
            f"{frozen:.1f} s",
            f"{longest * 1000:.0f} ms",
            f"{claimed:.1f} s",
            f"{peak:.0f} MB",
        )
    console.print(table)


async def replies() -> None:
    """The same questions to an idle bot, and amid a campaign."""
    table = Table("", "questions", "p50", "p90", "p99", "longest", title="reply time")
    seconds = 10 if QUICK else 60
    async with campaign(28 * (seconds + 60), rate=28) as running:
        running.botapi.world.schema = None
        await ask(running.botapi, 20)
        idle = await ask(running.botapi, seconds * 5)
        await running.begin()
        await asyncio.sleep(1)
        busy = await ask(running.botapi, seconds * 5)
    for name, waits in (("idle", idle), ("during a campaign", busy)):
        p50, p90, p99 = (percentile(waits, share) for share in (0.5, 0.9, 0.99))
        cells = (f"{1000 * value:.0f} ms" for value in (p50, p90, p99, max(waits)))
        table.add_row(name, str(len(waits)), *cells)
    console.print(table)


class Running:
    """A bot, the double, and a campaign that waits for its start."""

    def __init__(
        self, botapi: BotApi, database: Database, process: asyncio.subprocess.Process, people: int
    ) -> None:
        self.botapi = botapi
        self._database = database
        self._process = process
        self._people = people

    async def begin(self) -> None:
        now = datetime.now(UTC)
        await self._database.write(schedule, Notice("国家宪法日", BODY), send_at=now)

    async def all_sent(self) -> list[float]:
        """When each notice arrived."""
        calls = await self.botapi.called("sendMessage", self._people, within=3600)
        return [call.at for call in calls]

    async def stop(self) -> float:
        """The CPU seconds that the bot took, from its start."""
        campaigns = await self._database.read(store.recent)
        while campaigns and campaigns[0].state is not State.DONE:
            await asyncio.sleep(0.1)
            campaigns = await self._database.read(store.recent)
        self._process.terminate()
        printed = (await self._process.communicate())[0].decode()
        return float(printed.rpartition("cpu ")[2])


@contextlib.asynccontextmanager
async def campaign(people: int, *, rate: int) -> AsyncIterator[Running]:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi() as botapi:
            database = Database(Path(folder) / "pufa.db")
            hasher_of(Path(folder), database)  # the key is older than the names
            cast = [str(botapi.person(f"p{number}").id) for number in range(people)]
            await database.write(subscribe, cast)
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(ROOT / "benchmarks" / "sending.py"),
                *(botapi.address, botapi.token, folder, str(rate)),
                stdout=asyncio.subprocess.PIPE,
            )
            assert process.stdout
            await process.stdout.readline()
            try:
                yield Running(botapi, database, process, people)
            finally:
                if process.returncode is None:
                    process.terminate()
                await process.wait()
                database.close()


def subscribe(db: Connection, chats: list[str]) -> None:
    now = datetime.now(UTC)
    for number in chats:
        subscribers.subscribe(
            db,
            chat=Chat("telegram", number),
            asker=number,
            kind=Kind.PRIVATE,
            place="",
            now=now,
        )


async def insert_subscribers(database: Database, people: int) -> None:
    for first in range(0, people, 5000):
        chats = [str(5_000_000_000 + n) for n in range(first, min(first + 5000, people))]
        await database.write(subscribe, chats)


async def freeze(database: Database, people: int) -> tuple[float, float]:
    """Seconds for all, and for the longest transaction."""
    now = datetime.now(UTC)
    campaign_id = await database.write(schedule, Notice("国家宪法日", BODY), send_at=now)
    await database.write(
        lambda db: db.execute(
            "UPDATE campaigns SET state = 'sending', begun_at = ?, resumed_at = ?",
            [now.isoformat(), now.isoformat()],
        )
    )
    began, longest, is_frozen = time.perf_counter(), 0.0, False
    while not is_frozen:
        chunk_began = time.perf_counter()
        is_frozen = await database.write(outbox.freeze, campaign_id=campaign_id, chunk=CHUNK)
        longest = max(longest, time.perf_counter() - chunk_began)
    counts = await database.read(outbox.counts, campaign_id=campaign_id)
    assert counts["pending"] == people
    return time.perf_counter() - began, longest


async def drain(database: Database, people: int) -> float:
    now = datetime.now(UTC)
    hours = Hours(Window.parse("00:00-24:00"), ZoneInfo("Asia/Shanghai"))
    await database.write(
        leases.take,
        name=outbox.LEASE,
        holder="benchmark",
        now=now,
        expires_at=now + timedelta(days=1),
    )
    (campaign,) = await database.read(store.recent)
    began, sent = time.perf_counter(), 0
    while sent < people:
        claim = await database.write_durably(
            outbox.claim,
            campaign=campaign,
            channel="telegram",
            holder="benchmark",
            now=now,
            most=16,
            hours=hours,
        )
        done = [outcomes.sent(row, Sent("1", row.chat), now) for row in claim.rows]
        await database.write_durably(outbox.record, outcomes=done)
        sent += len(done)
    assert await database.read(outbox.is_finished, campaign_id=campaign.id)
    return time.perf_counter() - began


async def ask(botapi: BotApi, count: int) -> list[float]:
    """Questions by as many people at random times, five a second; seconds until each answer."""

    async def one(number: int) -> float:
        person = botapi.person(f"asker{number}")
        asked = time.monotonic()
        await person.says(random.choice(QUESTIONS))
        await person.hears(within=30)
        return time.monotonic() - asked

    asking = []
    for number in range(count):
        asking.append(asyncio.create_task(one(number)))
        await asyncio.sleep(random.expovariate(5))
    return await asyncio.gather(*asking)


def most_in_a_second(times: list[float]) -> int:
    most, first = 0, 0
    for last, at in enumerate(times):
        while times[first] <= at - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def percentile(values: list[float], share: float) -> float:
    return statistics.quantiles(values, n=100)[math.ceil(share * 100) - 1]


PARTS = {"rate": rate, "unlimited": unlimited, "outbox": outbox_sizes, "replies": replies}


def main() -> None:
    chosen = [part for part in sys.argv[1:] if part in PARTS] or list(PARTS)
    for part in chosen:
        asyncio.run(PARTS[part]())


if __name__ == "__main__":
    main()
