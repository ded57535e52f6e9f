"""The loop: tends campaigns, and for each channel claims rows, sends them and records the outcome.

A row is claimed only when the channel gives a turn for it, so that what is `sending` is truly under
way: that much is uncertain after a crash, and a pause holds back all the rest.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot.messages import Chat, DeliveryError, Notifier
from bot.publicity.delivery import outcomes
from bot.publicity.delivery.lead import LENGTH, Lead
from bot.publicity.delivery.ledger import Ledger
from bot.publicity.delivery.tending import SILENCE, Compose, Sending, Tending
from bot.publicity.delivery.trouble import Trouble
from bot.publicity.running import RunningCampaigns
from bot.store import Database, outbox
from bot.store.campaigns import Campaign, State
from bot.store.outbox import Claimed, Hours, Outcome

log = structlog.get_logger()

IN_FLIGHT = 16
"""Requests at a time by one channel, at most: 28 a second where each takes half a second."""
QUICK_IN_FLIGHT, QUICK_SECONDS = 8, 0.25
"""Where they take less, fewer do as well, at less cost for each."""
TICK = 0.25
"""Seconds between two looks at the campaigns; a pause or a new one is seen after so long."""
IDLE = 0.1
"""Seconds until rows are looked for again where none was due."""
STOP_SECONDS = 10.0
"""How long a stop waits for the requests under way; each times out sooner."""
PAUSES = (0.5, 1.0, 5.0, 15.0, 30.0)
"""Seconds until a loop that failed goes on."""
STANDS_STILL = 60.0
"""Seconds without a look at the campaigns; even a network that is gone takes it no longer."""
CLOCK_STEP = timedelta(seconds=2)

Moved = Callable[[Chat, Chat], Awaitable[None]]


class Lane:
    """One channel's notices."""

    def __init__(self, name: str, notifier: Notifier[Any]) -> None:
        self.name = name
        self.notifier = notifier
        self.trouble = Trouble(name)
        self.in_flight: set[asyncio.Task[None]] = set()
        self.busy_with: Sending | None = None
        self._seconds = 0.0

    @property
    def room(self) -> int:
        """How many more requests may be made now."""
        if self.trouble.is_there:
            return 1 - len(self.in_flight)
        is_quick = self._seconds < QUICK_SECONDS
        return (QUICK_IN_FLIGHT if is_quick else IN_FLIGHT) - len(self.in_flight)

    def took(self, seconds: float) -> None:
        """A request's time, which the next ones are expected to take about."""
        self._seconds += (seconds - self._seconds) / 16


class Delivery:
    """Runs for as long as the service; any number may run, one of them delivers."""

    def __init__(
        self,
        database: Database,
        running: RunningCampaigns,
        compose: Compose,
        notifiers: Mapping[str, Notifier[Any]],
        hours: Hours,
        moved: Moved,
        clock: Callable[[], datetime],
        *,
        lease: timedelta = LENGTH,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._lanes = [Lane(name, notifier) for name, notifier in notifiers.items()]
        self._hours = hours
        self._moved = moved
        self._clock = clock
        self._tending = Tending(database, running, compose, hours)
        self._lead = Lead(database, length=lease)
        self._ledger = Ledger(database)
        self._has_led = False  # at the start also where nothing is due: is this a copy?
        self._sending: list[Sending] = []
        self._stopwatch = stopwatch
        self._looked_at = time.monotonic()
        self._looked_at_clock: tuple[datetime, float] | None = None
        self._leapt: timedelta = timedelta()  # how far the clock did, until that was acted on

    @property
    def is_moving(self) -> bool:
        """Whether it has looked for work of late."""
        return time.monotonic() < self._looked_at + STANDS_STILL

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until told to stop; what is under way then is finished and recorded."""
        lanes = (self._persist(partial(self._serve, lane, stop), stop) for lane in self._lanes)
        await asyncio.gather(self._persist(self._tend, stop), *lanes)
        await self._settle()

    async def _tend(self) -> float:
        """Bring the list of campaigns up to date; returns seconds until the next time."""
        now = self._clock()
        self._watch(now)  # also while nothing is due: the leap itself may make it so
        due = await self._tending.due(now)
        self._looked_at = time.monotonic()
        if not due and not self._under_way and self._has_led:
            self._sending, self._leapt = [], timedelta()
            await self._lead.let_go(now)
            return TICK
        was_ours = self._lead.is_ours
        if not was_ours and self._under_way:
            return TICK  # a successor settles them; ours again, we would take them for orphans
        if not await self._lead.keep(now):
            self._sending, self._leapt = [], timedelta()
            return TICK
        if not was_ours:
            self._has_led = True
            await self._tending.doubt(due, self._lead, now)
            return 0
        being_sent = [campaign for campaign in due if campaign.state is State.SENDING]
        if self._leapt > SILENCE:
            await self._tending.leapt(due)
            self._leapt = timedelta()
            return 0
        if self._leapt < -CLOCK_STEP:
            await self._hurry(being_sent, now)
        self._leapt = timedelta()
        for campaign in due:
            if campaign.state is State.SCHEDULED:
                await self._tending.begin(campaign, now)
        in_flight = len(self._under_way)
        tended = [await self._tending.tend(c, now, in_flight=in_flight) for c in being_sent]
        self._sending = [sending for sending in tended if sending]
        return TICK if all(campaign.is_frozen for campaign in being_sent) else 0

    async def _serve(self, lane: Lane, stop: asyncio.Event) -> float:
        """Send what one channel can take now; returns seconds until the next time."""
        if lane.room <= 0:
            first = asyncio.wait(lane.in_flight, return_when=asyncio.FIRST_COMPLETED)
            await _unless(stop, first)
            return 0
        if (seconds := lane.trouble.wait()) > 0:
            return min(seconds, TICK)
        sending = await self._next(lane)
        if sending is None:
            return IDLE
        turns = await _unless(stop, lane.notifier.turns(lane.room))
        if not turns:
            return IDLE
        claim = await self._database.write_durably(
            outbox.claim,
            campaign=sending.campaign,
            channel=lane.name,
            holder=self._lead.holder,
            now=self._clock(),
            most=len(turns),
            hours=self._hours,
        )
        lane.busy_with = sending if len(claim.rows) == len(turns) else None
        for row, turn in zip(claim.rows, turns, strict=False):
            task = asyncio.create_task(self._deliver(lane, sending, row, turn))
            lane.in_flight.add(task)
            task.add_done_callback(lane.in_flight.discard)
        return 0 if claim.looked_at else IDLE

    async def _next(self, lane: Lane) -> Sending | None:
        """The oldest campaign with somebody to send to now."""
        sending_now = [sending for sending in self._sending if not sending.tally.is_alarming]
        if lane.busy_with in sending_now:
            return lane.busy_with
        for sending in sending_now:
            if await self._database.read(
                outbox.has_due,
                campaign_id=sending.campaign.id,
                channel=lane.name,
                now=self._clock(),
            ):
                return sending
        return None

    async def _deliver(self, lane: Lane, sending: Sending, row: Claimed, turn: object) -> None:
        outcome = await self._attempt(lane, sending, row, turn)
        try:
            await self._ledger.keep(outcome)
        except Exception:  # the row stays as it is, and is uncertain for whoever takes over
            log.exception("delivery_not_recorded", campaign=row.campaign_id)
            return
        sending.tally.add(outcome)

    async def _attempt(self, lane: Lane, sending: Sending, row: Claimed, turn: object) -> Outcome:
        began = time.monotonic()
        try:
            receipt = await lane.notifier.notify(row.chat, sending.notices[row.kind], turn)
        except DeliveryError as error:
            lane.trouble.failed(error.kind, str(error))
            return outcomes.not_sent(row, error, self._clock())
        except Exception as error:
            log.exception("delivery_failed", campaign=row.campaign_id)
            return outcomes.broke_down(row, error, self._clock())
        lane.trouble.answered()
        lane.took(time.monotonic() - began)
        if receipt.chat != row.chat:
            await self._follow(row.chat, receipt.chat)
        return outcomes.sent(row, receipt, self._clock())

    async def _follow(self, old: Chat, new: Chat) -> None:
        try:
            await self._moved(old, new)
        except sqlite3.Error as error:  # the channel tells it again the next time
            log.error("migration_not_recorded", reason=str(error))

    def _watch(self, now: datetime) -> None:
        """Note how far the clock was set, ahead or back, since it was last looked at."""
        before, self._looked_at_clock = self._looked_at_clock, (now, self._stopwatch())
        if before is None:
            return
        passed = timedelta(seconds=self._looked_at_clock[1] - before[1])
        leap = now - before[0] - passed
        if not -CLOCK_STEP <= leap <= SILENCE:
            self._leapt += leap
            seconds = round(abs(leap).total_seconds())
            log.warning(
                "clock_set_ahead" if leap > timedelta() else "clock_set_back", seconds=seconds
            )

    async def _hurry(self, campaigns: list[Campaign], now: datetime) -> None:
        """The clock was set back: what was put off until a time by it would wait too long."""
        for campaign in campaigns:
            while await self._database.write(
                outbox.hurry, campaign_id=campaign.id, now=now, most=1000
            ):
                continue

    async def _settle(self) -> None:
        """Wait for what is under way, then let another process go on."""
        under_way = self._under_way
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            if late:
                log.error("delivery_stopped_amid_requests", rows=len(late))
        self._ledger.close()
        try:
            await self._lead.let_go(self._clock())
        except sqlite3.Error as error:
            log.warning("delivery_lease_not_released", reason=str(error))

    @property
    def _under_way(self) -> set[asyncio.Task[None]]:
        return {task for lane in self._lanes for task in lane.in_flight}

    async def _persist(self, work: Callable[[], Awaitable[float]], stop: asyncio.Event) -> None:
        """Do the work again and again, after the seconds that it returns, whatever befalls it."""
        failures = 0
        while not stop.is_set():
            try:
                seconds = await work()
                failures = 0
            except Exception as error:
                seconds = PAUSES[min(failures, len(PAUSES) - 1)]
                failures += 1
                if isinstance(error, sqlite3.OperationalError):  # locked, disk full
                    log.error("delivery_held_up", reason=str(error), next_try_seconds=seconds)
                else:
                    log.exception("delivery_loop_failed", next_try_seconds=seconds)
            if seconds:
                await _unless(stop, asyncio.sleep(seconds))


async def _unless(stop: asyncio.Event, work: Awaitable[Any]) -> Any | None:  # noqa: ANN401
    """The work's result; None where the stop came first."""
    doing, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return doing.result() if doing.done() else None
    finally:
        for task in (doing, stopping):
            task.cancel()
        await asyncio.gather(doing, stopping, return_exceptions=True)
