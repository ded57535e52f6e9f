"""Whether the service can do its work now: for `/healthz`, and for whoever watches from outside."""

from __future__ import annotations

import sqlite3

import structlog

from bot.store import StoreError, conversations
from handlers.application import Application

log = structlog.get_logger()


async def wellbeing(application: Application) -> dict[str, object]:
    """`ok`, and what it depends on by name."""
    try:
        # A write that does nothing but what is due anyway: it needs the write lock all the same.
        await application.database.write(conversations.purge, now=application.clock())
        writable = True
    except (StoreError, sqlite3.Error) as error:
        log.error("database_not_writable", error=str(error))
        writable = False
    entries = len(application.library.entries)
    return {"ok": writable and entries > 0, "entries": entries, "database_writable": writable}
