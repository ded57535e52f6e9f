"""One process delivers from a database: the one with the lease."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.store import Database, leases, outbox, watermark
from bot.store.leases import Lease

log = structlog.get_logger()

LENGTH = timedelta(seconds=5)


class Lead:
    """Takes the lease, prolongs it, and settles what a predecessor left behind.

    `last_sign` is when the predecessor was last at work; `is_on_a_copy` says that this file was
    restored or copied, and what happened since isn't known here; `is_another_boot` that the machine
    was started anew since, as after a snapshot of it was put back.

    A wrong clock does no harm: each claim makes sure in its own transaction that the lease is
    still ours.
    """

    def __init__(
        self,
        database: Database,
        *,
        length: timedelta = LENGTH,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        process = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._file = str(database.path.stat().st_ino)
        self._boot = _boot()
        self.holder = f"{process}:{self._boot}:{self._file}"
        self.last_sign: datetime | None = None
        self.is_on_a_copy = False
        self.is_another_boot = False
        self._database = database
        self._length = length
        self._stopwatch = stopwatch
        self._prolonged_at: float | None = None
        self._seen: tuple[Lease, float] | None = None

    @property
    def is_ours(self) -> bool:
        return self._prolonged_at is not None

    async def keep(self, now: datetime) -> bool:
        """Have the lease, newly taken or still; False while another process has it."""
        fresh = self._length.total_seconds() / 4
        if self._prolonged_at is not None and self._stopwatch() < self._prolonged_at + fresh:
            return True
        before = await self._database.read(leases.find, name=outbox.LEASE)
        taken = await self._database.write(
            leases.take,
            name=outbox.LEASE,
            holder=self.holder,
            now=now,
            expires_at=now + self._length,
            dead=self._dead(before),
        )
        if not taken:
            if self.is_ours:
                log.warning("delivery_lease_lost")
            self._prolonged_at = None
            return False
        if not self.is_ours:
            await self._take_over(before)
        self._prolonged_at = self._stopwatch()
        return True

    async def let_go(self, now: datetime) -> None:
        """There is nothing to do, or we stop: whoever comes next needn't wait."""
        if self.is_ours:
            self._prolonged_at = None
            await self._database.write(
                leases.release, name=outbox.LEASE, holder=self.holder, now=now
            )

    async def _take_over(self, before: Lease | None) -> None:
        self.last_sign = before.expires_at if before else None
        boot, file = before.holder.split(":")[-2:] if before else (self._boot, self._file)
        is_older = await self._database.read(watermark.is_copy, sign=watermark.CAMPAIGNS)
        self.is_on_a_copy = is_older or file != self._file
        self.is_another_boot = boot != self._boot
        orphans = await self._database.write_durably(outbox.orphan)
        if orphans:
            log.warning("delivery_found_uncertain", rows=orphans)

    def _dead(self, lease: Lease | None) -> Lease | None:
        """The other's lease, once it has stood unchanged for its whole length."""
        if lease is None or lease.holder == self.holder:
            self._seen = None
            return None
        now = self._stopwatch()
        if self._seen is None or self._seen[0] != lease:
            self._seen = (lease, now)
        return lease if now >= self._seen[1] + self._length.total_seconds() else None


def _boot() -> str:
    """What tells one start of this machine from the next; "" where the system doesn't say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
