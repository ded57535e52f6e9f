"""How far each update has come: being answered, replied to, answered; what was left half-way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.messages import Reply
from bot.store import Database, updates
from bot.store.updates import Taken
from handlers import written


@dataclass(frozen=True, slots=True)
class _Found:
    """What the store says; it could be asked."""

    taken: Taken | None


class Ledger:
    """Where nothing can be written, people are answered all the same; only a crash could then leave
    somebody without an answer."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._begun: set[int] = set()

    async def begin(self, update_id: int) -> Taken | None:
        """It is to be answered now; None where it was, or is being."""
        if update_id in self._begun:
            return None
        self._begun.add(update_id)
        now = self._clock()
        found = await self._database.write_if_possible(_begin, update_id=update_id, now=now)
        if found is None:
            return Taken(update_id, now, 0, "", "")
        if found.taken is None:
            self._begun.discard(update_id)
        return found.taken

    async def attempt(self, update_id: int) -> None:
        """Its reply is being worked out."""
        await self._write(update_id, updates.attempt)

    async def keep(self, update_id: int, reply: Reply) -> None:
        """What is said is done: were we to die now, it is said after the next start."""
        if not reply.files:  # made anew: they are large
            await self._write(update_id, updates.keep_reply, reply=written.as_text(reply))

    async def answered(self, update_id: int) -> None:
        await self._write(update_id, updates.answered, now=self._clock())
        self._begun.discard(update_id)

    def leave(self, update_id: int) -> None:
        """It could not be answered now, and is tried again."""
        self._begun.discard(update_id)

    async def left(self) -> list[Taken]:
        """What was taken, is not answered and not under way."""
        found = await self._database.read(updates.unanswered)
        return [taken for taken in found if taken.update_id not in self._begun]

    async def _write(self, update_id: int, work: Callable[..., None], **known: object) -> None:
        await self._database.write_if_possible(work, update_id=update_id, **known)


def _begin(db: Connection, *, update_id: int, now: datetime) -> _Found:
    return _Found(updates.begin(db, update_id=update_id, now=now))


def reply_of(taken: Taken) -> Reply | None:
    """The reply that was on its way when we died."""
    return written.from_text(taken.reply) if taken.reply else None
