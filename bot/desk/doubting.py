"""On a database that was put back: what citizens may have had already waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.members import Actor
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.store import Database, alerts, inbox, letters, watermark
from bot.store.alerts import Doubt
from bot.store.watermark import CITIZENS


@dataclass(frozen=True)
class Doubting:
    database: Database
    clock: Callable[[], datetime]

    async def held(self) -> int:
        """How many replies and answers wait for a person's word; 0 where none has to be given."""
        if not await self.database.read(watermark.is_copy, sign=CITIZENS):
            return 0
        waiting = await self.database.read(_waiting)
        if not waiting:
            await self.database.write_durably(watermark.asked, sign=CITIZENS)
        return waiting

    async def settle(self, who: Actor, *, send: bool) -> int:
        """They are to be sent, or count as sent. Returns how many there were."""
        permissions.require(who, Action.DATA_RESEND)
        return await self.database.write_durably(_settle, who=who, send=send, now=self.clock())


def _waiting(db: Connection) -> int:
    return letters.pending(db) + inbox.answered(db)


def _settle(db: Connection, *, who: Actor, send: bool, now: datetime) -> int:
    if not watermark.is_copy(db, sign=CITIZENS):
        return 0  # somebody was quicker
    waiting = _waiting(db)
    if not send:
        letters.count_as_sent(db)
        inbox.keep_all(db)
    watermark.asked(db, sign=CITIZENS)
    alerts.settle(db, doubt=Doubt.COPY)
    audit.write(
        db,
        who=who,
        action=Action.DATA_RESEND,
        subject="citizens",
        after={"send": send, "count": waiting},
        at=now,
    )
    return waiting
