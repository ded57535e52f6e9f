"""A process that approves draft 1 and kills itself where it is told to: SETTINGS WHERE REVIEWER."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from bot.config import Settings
from bot.editing import publishing
from bot.messages import Chat, Message
from bot.store import entry_versions
from handlers.application import Application, build


def die(*_, **__) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(work: Callable) -> Callable:
    def wrapped(*words, **values) -> None:
        work(*words, **values)
        die()

    return wrapped


def prepare(application: Application, where: str) -> None:
    match where:
        case "before the file":
            publishing.write_atomically = die
        case "while it is written":
            os.fsync = die
        case "after the file":
            publishing.write_atomically = die_after(publishing.write_atomically)
        case "before it is in service":
            application.knowledge.reload = die
        case "before it is marked":
            entry_versions.mark_written = die


def run(settings: str, where: str, reviewer: str) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # nobody reads its log
    application = build(
        Settings.model_validate_json(settings),
        clock=lambda: datetime(2026, 11, 23, 4, 0, tzinfo=UTC),
    )
    prepare(application, where)
    message = Message(Chat("telegram", reviewer), action="d:ok:1:2")
    asyncio.run(application.dialogue.respond(message))
