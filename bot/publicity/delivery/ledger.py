"""Puts outcomes on the disk: many in one transaction while it is busy, and none lost while it
fails."""

from __future__ import annotations

import asyncio
import sqlite3

import structlog

from bot.store import Database, outbox
from bot.store.outbox import Outcome

log = structlog.get_logger()

PAUSES = (0.2, 1.0, 5.0)
"""Seconds before a write that failed is tried again; the last one again and again."""


class Ledger:
    """A full disk or a locked database doesn't unsend what was sent: it is kept until written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, outcome: Outcome) -> None:
        """Returns once the outcome is on the disk."""
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await kept

    def close(self) -> None:
        """Give up on what could not be written: the next process will call it uncertain."""
        if self._writing and not self._writing.done():
            log.error("delivery_gave_up_recording", rows=len(self._waiting))
            self._writing.cancel()

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await self._persist([outcome for outcome, _ in batch])
            except Exception as error:
                for _, kept in batch:
                    if not kept.done():
                        kept.set_exception(error)
            else:
                for _, kept in batch:
                    if not kept.done():
                        kept.set_result(None)

    async def _persist(self, outcomes: list[Outcome]) -> None:
        for attempt in range(1_000_000):
            try:
                await self._database.write_durably(outbox.record, outcomes=outcomes)
            except sqlite3.OperationalError as error:
                seconds = PAUSES[min(attempt, len(PAUSES) - 1)]
                log.error(
                    "delivery_not_recorded",
                    rows=len(outcomes),
                    reason=str(error),
                    next_try_seconds=seconds,
                )
                await asyncio.sleep(seconds)
            else:
                return
