"""What must be done although the store can't be written for a while: a full disk, a lock."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.store import StoreError

log = structlog.get_logger()
T = TypeVar("T")

FAILED = (StoreError, sqlite3.Error)
FIRST, LONGEST = 1.0, 20.0
"""Seconds until it is tried again; each time twice as many."""


async def until_stored(doing: Callable[[], Awaitable[T]], *, what: str) -> T:
    """Do it again and again while the store fails. `doing` must do nothing twice that came before
    what failed; a restart meanwhile finds it undone."""
    pause = FIRST
    while True:
        try:
            return await doing()
        except FAILED as error:
            log.warning("wechat_store_fails", what=what, reason=f"{type(error).__name__}: {error}")
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST)
