"""Whether the service can do its work now: for `/healthz`, and for whoever watches from outside."""

from __future__ import annotations

import asyncio
import sqlite3

import structlog

from bot.messages import Listening
from bot.store import StoreError, signs
from handlers.application import Application

log = structlog.get_logger()

PATIENCE = 3.0
"""Seconds; whoever asks gives up after four."""


async def wellbeing(application: Application) -> dict[str, object]:
    """`ok`, and what it depends on by name. A channel that hears nothing is told of, but the page
    goes on without it: that isn't mended by a restart."""
    database = application.database
    entries = len(application.library.entries)
    writable = await _is_writable(application)
    state: dict[str, object] = {
        "entries": entries,
        "database_writable": writable,
        "database_in_place": database.is_in_place,
    }
    delivering = application.delivering
    if delivering:
        state["delivery_moving"] = delivering.is_moving
    is_ok = entries > 0 and all(value is not False for value in state.values())
    for name, channel in application.channels.items():
        if isinstance(channel, Listening):
            state[f"{name}_listening"] = channel.is_listening
    return {"ok": is_ok, **state}


async def is_all_well(application: Application) -> bool:
    """Whether nothing at all is wrong: a channel that hears nothing can't tell staff so itself."""
    return all(value is not False for value in (await wellbeing(application)).values())


async def _is_writable(application: Application) -> bool:
    """A row is truly written: a write that changes nothing needs no room on the disk."""
    try:
        async with asyncio.timeout(PATIENCE):
            await application.database.write(signs.alive, now=application.clock())
    except (StoreError, sqlite3.Error, TimeoutError) as error:
        log.error("database_not_writable", error=f"{type(error).__name__}: {error}")
        return False
    return True
