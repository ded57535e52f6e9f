"""Deleting for good what has been kept for its time, by a clock that can be believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlite_utils import Database as Connection

from bot.config import Settings
from bot.members import Actor
from bot.staff import audit, permissions, sessions
from bot.staff.permissions import Action
from bot.store import (
    Database,
    accounts,
    alerts,
    contacts,
    conversations,
    exam_attempts,
    hit_tests,
    inbox,
    letters,
    practice,
    pushes,
    questions,
    signs,
    subscribers,
    updates,
)
from bot.store.alerts import Doubt

log = structlog.get_logger()

LEAP = timedelta(days=10)
"""Nothing was deleted for so long: the service was off for more than a holiday, or the clock is
wrong, and by a wrong clock everything would go at once. So far back it is wrong as well, or was
before: what is written by it would be over the moment that it is set right."""
UNANSWERED_KEPT = timedelta(days=30)
"""After a leap, letters that would go unanswered are kept so much longer, once: nobody may have
seen them, and their own date may be the wrong clock's."""
UPDATES_KEPT = timedelta(days=2)
PRACTICE_KEPT = timedelta(days=730)
"""Answers of practice: as long as two years' exams can be held against them."""
SHEETS_KEPT = timedelta(days=365)
"""Who answered what in a paper; the scores stay with the record."""
"""The Bot API keeps an unconfirmed update for 24 hours; marks are kept twice as long."""

PUSHES_ASKED = timedelta(minutes=1)
"""WeChat asks for an answer three times within 15 seconds."""


@dataclass
class Purging:
    """`held_since` is the last moment before a leap that a person should look at; None while
    there is nothing to ask."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    held_since: datetime | None = None

    async def purge(self) -> None:
        """Delete what has expired, unless the clock has leapt: then a person is asked."""
        now = self.clock()
        last = await self.database.read(signs.clock)
        self.held_since = last if last and abs(now - last) > LEAP else None
        if last and self.held_since:
            log.error(
                "nothing deleted: is the date right?",
                now=now.isoformat(),
                last=last.isoformat(),
                then="set the clock, or say `pufa purge --yes`",
            )
            return
        await self.database.write(_purge, settings=self.settings, now=now)
        await self.database.erase_traces()

    async def believe(self, who: Actor) -> datetime:
        """The date is right: delete what has expired by it. Returns the date."""
        permissions.require(who, Action.DATA_PURGE)
        now = self.clock()
        await self.database.write_durably(_believe, who=who, settings=self.settings, now=now)
        await self.database.erase_traces()
        self.held_since = None
        return now


def _purge(db: Connection, *, settings: Settings, now: datetime) -> None:
    kept = timedelta(days=settings.retention_days)
    inbox.drop_digests_ahead(db, today=now.astimezone(settings.zone).date())
    questions.purge(db, before=now - kept)
    in_time = now + timedelta(days=settings.letter_days)
    letters.expire_in_time(db, written_after=now + LEAP, latest=in_time)
    letters.purge(db, now=now)
    inbox.purge(db, now=now)
    accounts.purge(db, now=now)
    conversations.purge(db, now=now)
    updates.purge(db, before=now - UPDATES_KEPT)
    practice.purge(db, before=now - PRACTICE_KEPT)
    exam_attempts.purge_answers(db, before=now - SHEETS_KEPT)
    pushes.purge(db, asked_until=now - PUSHES_ASKED, before=now - UPDATES_KEPT)
    contacts.purge(db, now=now, before=now - kept)
    subscribers.purge(db, before=now - kept)
    sessions.purge(db, now=now)
    hit_tests.purge(db, before=now - timedelta(days=settings.retention_days))
    signs.believe(db, now=now)


def _believe(db: Connection, *, who: Actor, settings: Settings, now: datetime) -> None:
    before = signs.clock(db)
    if before and now - before > LEAP:
        until, kept = now + UNANSWERED_KEPT, timedelta(days=settings.letter_days)
        letters.spare_unanswered(db, now=now, until=until, kept=kept)
    _purge(db, settings=settings, now=now)
    alerts.settle(db, doubt=Doubt.DATE)
    audit.write(
        db,
        who=who,
        action=Action.DATA_PURGE,
        subject="clock",
        before=before.isoformat() if before else None,
        after=now.isoformat(),
        at=now,
    )
