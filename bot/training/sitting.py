"""Sitting a paper: one attempt however many tabs, each answer kept as it comes, the server's clock.

Whoever sits gets questions without keys; marks come at the end and keys when the paper is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Settled, Unknown
from bot.store import Database
from bot.store import exam_attempts as store
from bot.store.exam_attempts import CLOCK, PERSON, Answer, Attempt
from bot.training import sitting_transactions as transactions
from bot.training.sitting_transactions import Place, Sheet

log = structlog.get_logger()


@dataclass(frozen=True)
class Sittings:
    database: Database
    clock: Callable[[], datetime]

    async def places(self, who: Actor) -> list[Place]:
        """The papers on whose roll somebody is, the latest first. Raises: NotAllowed."""
        permissions.require(who, Action.TRAINING_PRACTISE)
        await self.expire()
        return await self.database.read(
            transactions.places, person=who.member.name, now=self.clock()
        )

    async def place(self, who: Actor, paper_id: int) -> Place:
        """Raises: NotAllowed, Unknown: they aren't on its roll."""
        found = [one for one in await self.places(who) if one.paper.id == paper_id]
        if not found:
            raise Unknown("没有这场考试，或者您不在应考名单里")
        return found[0]

    async def begin(self, who: Actor, paper_id: int) -> Attempt:
        """A new attempt, or the one that is under way.

        Raises:
            NotAllowed, Unknown
            Refused: not now, no more, or exempt; the message says which.
        """
        await self.place(who, paper_id)
        return await self.database.write_durably(
            transactions.begin, person=who.member.name, paper_id=paper_id, now=self.clock()
        )

    async def sheet(self, who: Actor, attempt_id: int) -> Sheet:
        """Raises: Unknown; Settled: it was handed in."""
        permissions.require(who, Action.TRAINING_PRACTISE)
        await self.expire()
        attempt = await self._mine(who, attempt_id)
        if not attempt.is_open:
            raise Settled("已经交卷")
        return await self.database.read(transactions.sheet, attempt=attempt, now=self._now(attempt))

    async def answer(
        self,
        who: Actor,
        attempt_id: int,
        n: int,
        chosen: Sequence[str],
        *,
        is_marked: bool = False,
        shown: Answer | None = None,
    ) -> None:
        """Keep the answer to a question; the last one counts, from whichever tab. What its page
        had `shown` when it was opened, and nobody changed there, is no answer: it leaves what
        another tab or device has sent since.

        Raises:
            Unknown, NotAllowed
            Settled: it was handed in, or the time is over.
            Refused: it is no answer to this question.
        """
        permissions.require(who, Action.TRAINING_PRACTISE)
        attempt = await self._mine(who, attempt_id)
        await self.database.write_durably(
            transactions.answer, attempt_id=attempt.id, n=n, chosen=chosen, is_marked=is_marked,
            shown=shown, now=self.clock(),
        )  # fmt: skip

    async def hand_in(self, who: Actor, attempt_id: int) -> Attempt:
        """Mark it; a second time changes nothing. Raises: Unknown, NotAllowed."""
        permissions.require(who, Action.TRAINING_PRACTISE)
        attempt = await self._mine(who, attempt_id)
        await self.database.write_durably(
            transactions.hand_in, attempt_id=attempt.id, by=PERSON, now=self.clock()
        )
        return await self._mine(who, attempt_id)

    async def expire(self) -> int:
        """Hand in what nobody did in time; returns how many."""
        now = self.clock()
        late = await self.database.read(store.expired, before=now - transactions.GRACE)
        for attempt in late:
            await self.database.write_durably(
                transactions.hand_in, attempt_id=attempt.id, by=CLOCK, now=attempt.expires_at
            )
            log.info("paper handed in by the clock", attempt=attempt.id)
        return len(late)

    async def _mine(self, who: Actor, attempt_id: int) -> Attempt:
        attempt = await self.database.read(store.get, attempt_id=attempt_id)
        if attempt is None or attempt.person != who.member.name:
            raise Unknown("没有这份答卷")
        return attempt

    def _now(self, attempt: Attempt) -> datetime:
        return max(self.clock(), attempt.seen_at)
