"""The cast of delivery: subscribers, a campaign, a clock, and a channel that keeps what it gets."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.config import Settings
from bot.hours import Window
from bot.messages import Chat, DeliveryError, Failure, Reply, Sent
from bot.publicity import delivery
from bot.publicity.campaigns import Campaigns
from bot.publicity.delivery import Delivery, loop
from bot.store import Database, outbox, subscribers
from bot.store import campaigns as store
from bot.store.campaigns import Campaign, Notice, State
from bot.store.outbox import Hours
from bot.store.subscribers import Kind
from tests.fakes.campaigns import schedule
from tests.fakes.clock import Clock
from tests.fakes.waitless import (
    delivery_by_the_same_time,
    pytest_asyncio_loop_factories,  # noqa: F401 - pauses take no time
)
from tests.waiting import until

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 12, 4, 9, tzinfo=ZONE).astimezone(UTC)
HOURS = Hours(Window.parse("08:00-20:00"), ZONE)


class Post:
    """A channel without a network: keeps what arrives, fails when it is told to."""

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.asked: list[str] = []
        self.under_way = 0
        self.most_under_way = 0
        self.seconds = 0.0
        self.held: asyncio.Event | None = None
        self.moves: dict[str, str] = {}
        self._failures: dict[str, list[Exception]] = {}
        self._for_all: Callable[[str], Exception | None] = lambda chat: None

    async def turns(self, most: int) -> list[object]:
        await asyncio.sleep(0)
        return [object()] * most

    async def notify(self, chat: Chat, reply: Reply, turn: object) -> Sent:
        self.asked.append(chat.id)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await asyncio.sleep(self.seconds)
            if self.held:
                await self.held.wait()
            planned = self._failures.get(chat.id)
            failure = planned.pop(0) if planned else self._for_all(chat.id)
            if failure and not getattr(failure, "after", False):
                raise failure
            self.arrived.append(chat.id)
            if failure:
                raise failure
        finally:
            self.under_way -= 1
        return Sent(str(len(self.arrived)), Chat(chat.channel, self.moves.get(chat.id, chat.id)))

    def fails(self, chat: str, *failures: Exception) -> None:
        """The next requests for this chat fail so, one after the other."""
        self._failures[chat] = list(failures)

    def fails_for_all(self, failure: Exception | None) -> None:
        self._for_all = lambda chat: failure

    @property
    def copies(self) -> Counter[str]:
        return Counter(self.arrived)


def failure(kind: Failure, *, seconds: float = 0, after: bool = False) -> DeliveryError:
    """One way to fail; `after`: the notice arrived all the same."""
    error = DeliveryError(kind.value, kind=kind, retry_after=timedelta(seconds=seconds))
    error.after = after
    return error


class Office:
    """Writes what a test needs straight into the store, and sees what becomes of it."""

    def __init__(self, database: Database, clock: Clock, folder) -> None:
        self.database = database
        self.clock = clock
        self.settings = Settings(data_dir=folder)

    async def subscribe(self, *chats: str, kind: Kind = Kind.PRIVATE, **wishes) -> None:
        def work(db):
            for chat in chats:
                subscriber = subscribers.subscribe(
                    db, chat=Chat("post", chat), asker=chat, kind=kind, place="", now=NINE
                )
                subscribers.set_wishes(db, subscriber=replace(subscriber, **wishes))

        await self.database.write(work)

    async def schedule(self, *, send_at: datetime | None = None, **notice) -> int:
        words = {"title": "宪法日", "body": "今天是国家宪法日。"} | notice
        at = send_at or self.clock()
        return await self.database.write(schedule, Notice(**words), send_at=at, created_at=NINE)

    async def set_state(self, campaign_id: int, state: State) -> None:
        await self.database.write(
            lambda db: db.execute(
                "UPDATE campaigns SET state = ? WHERE id = ?", [state.value, campaign_id]
            )
        )

    async def resume(self, campaign_id: int) -> None:
        await self.database.write(
            lambda db: db.execute(
                "UPDATE campaigns SET state = 'sending', resumed_at = ? WHERE id = ?",
                [self.clock().isoformat(), campaign_id],
            )
        )

    async def campaign(self, campaign_id: int) -> Campaign:
        return await self.database.read(store.get, campaign_id=campaign_id)

    async def state(self, campaign_id: int) -> State:
        return (await self.campaign(campaign_id)).state

    async def counts(self, campaign_id: int) -> dict[str, int]:
        """Without the states that nobody is in."""
        counts = await self.database.read(outbox.counts, campaign_id=campaign_id)
        return {state: count for state, count in counts.items() if count}

    async def reasons(self, campaign_id: int) -> dict[str, dict[str, int]]:
        return await self.database.read(outbox.reasons, campaign_id=campaign_id)

    async def last_reason(self, campaign_id: int) -> str:
        record = await self.database.read(store.record_of, campaign_id=campaign_id)
        return record[-1].reason

    async def until_state(self, campaign_id: int, state: State, *, a_moment: float = 0) -> None:
        """Wait for the state, while at each look so many seconds pass by the clock."""

        async def look():
            found = await self.state(campaign_id)
            if found is not state:
                self.clock.passes(seconds=a_moment)
            return found

        await until(f"the campaign is {state}", look, state.__eq__, between=0.05)

    async def until_counts(self, campaign_id: int, **wanted: int) -> None:
        def are_as_wanted(counts):
            return all(counts.get(state, 0) == count for state, count in wanted.items())

        await until(f"there are {wanted}", lambda: self.counts(campaign_id), are_as_wanted)


@pytest.fixture(autouse=True)
def _no_waits():
    with delivery_by_the_same_time():
        yield


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch):
    monkeypatch.setattr(loop, "TICK", 0.02)
    monkeypatch.setattr(loop, "IDLE", 0.01)
    monkeypatch.setattr(loop, "QUICK_IN_FLIGHT", loop.IN_FLIGHT)
    monkeypatch.setattr(loop, "PAUSES", (0.05,))
    monkeypatch.setattr(delivery.trouble, "PAUSES", (0.05,))
    monkeypatch.setattr(delivery.ledger, "PAUSES", (0.05,))


@pytest.fixture
def clock():
    return Clock(NINE)


@pytest.fixture
def office(database, clock, tmp_path):
    return Office(database, clock, tmp_path)


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def delivering(office, post, clock):
    """Delivery at work for as long as the block lasts."""

    @asynccontextmanager
    async def delivering(database: Database | None = None, *, by: Post = post, **options):
        database = database or office.database

        async def moved(old: Chat, new: Chat) -> None:
            await database.write(subscribers.move, old=old, new=new, asker=new.id)

        campaigns = Campaigns.over(office.settings, database, lambda: None, len, clock)
        working = Delivery(
            database,
            campaigns.running,
            lambda campaign, kind: Reply(f"{campaign.notice.body}（{kind}）"),
            {"post": by},
            HOURS,
            moved,
            clock,
            # Time passes by the clock of the test, and doesn't leap.
            **{
                "lease": timedelta(seconds=0.4),
                "stopwatch": lambda: clock().timestamp(),
                **options,
            },
        )
        stop = asyncio.Event()
        task = asyncio.create_task(working.run(stop))
        try:
            yield working
        finally:
            stop.set()
            await task

    return delivering
