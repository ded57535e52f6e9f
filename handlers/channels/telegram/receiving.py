"""Updates as they arrive: each read by itself and put on the disk before Telegram forgets it."""

from __future__ import annotations

import asyncio
import copy
import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
import telegram
from sqlite_utils import Database as Connection

from bot.store import Database, StoreError, updates

log = structlog.get_logger()

_LARGEST = 2**63 - 1
PATIENCE = 2.0
"""Seconds that answers wait for the disk."""
STANDS_STILL = 90.0
"""Seconds without a poll that succeeded; Telegram answers an empty one after ten."""


class Receiving:
    """What polls and the webhook bring in. `bot` is whose objects updates are read as."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], bot: Callable[[], telegram.Bot]
    ) -> None:
        self._database = database
        self._clock = clock
        self._bot = bot
        # Until the first poll is back, the start counts for one.
        self._polled_at = time.monotonic()

    @property
    def has_polled(self) -> bool:
        """Whether polls have come back of late."""
        return time.monotonic() < self._polled_at + STANDS_STILL

    async def polled(self, payload: bytes) -> bytes:
        """The poll's answer with its updates taken; what can't be read is an update of no kind,
        so that Telegram is told that it arrived, and doesn't bring it for ever."""
        try:
            told = json.loads(payload)
            found = told["result"] if told["ok"] else None
        except (ValueError, KeyError, TypeError):
            return payload  # no answer of the Bot API's: the library says so
        if not isinstance(found, list):
            return payload
        told["result"] = await self.take(found)
        self._polled_at = time.monotonic()
        return json.dumps(told).encode()

    async def take(self, found: Sequence[Any]) -> list[dict[str, Any]]:
        """Put them on the disk; returns those that are to be answered, and an empty one in place
        of each that can't be read."""
        sifted = [self._sifted(update) for update in found]
        kept = [update for update in sifted if update is not None]
        rows = [
            (update["update_id"], json.dumps(update, ensure_ascii=False))
            for update in kept
            if len(update) > 1
        ]
        if rows:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._database.write_durably(_take, rows=rows, now=self._clock())
            except (StoreError, sqlite3.Error, TimeoutError) as error:
                # People are answered also where nothing can be kept.
                reason = f"{type(error).__name__}: {error}"
                log.error("telegram_updates_not_kept", count=len(rows), reason=reason)
        return kept

    def _sifted(self, update: Any) -> dict[str, Any] | None:  # noqa: ANN401 - whatever came
        update_id = update.get("update_id") if isinstance(update, Mapping) else None
        if type(update_id) is not int or not 0 <= update_id <= _LARGEST:
            log.error("telegram_update_unreadable", update=None, reason="no update_id")
            return None
        try:
            telegram.Update.de_json(copy.deepcopy(dict(update)), self._bot())
            json.dumps(update, ensure_ascii=False).encode()  # half a character can't be kept
        except Exception as error:
            # Its words are nobody's business: which and of what kind it was is enough.
            kinds = sorted(set(update) - {"update_id"})
            reason = type(error).__name__
            log.error("telegram_update_unreadable", update=update_id, kinds=kinds, reason=reason)
            return {"update_id": update_id}
        return dict(update)


def _take(db: Connection, *, rows: Sequence[tuple[int, str]], now: datetime) -> None:
    for update_id, content in rows:
        updates.take(db, update_id=update_id, now=now, content=content)
