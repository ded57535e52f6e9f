"""Monday's word on practice: how many questions wait, to whoever would like to hear it.

Part of the routine (长效机制), and no more than that: who practised, how often or when is neither
kept nor told to anybody (国办函〔2026〕12号 forbids attendance and use as duties).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.members import Actor, Member
from bot.staff import permissions
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action
from bot.store import Database
from bot.store import inbox as digests
from bot.store import practice as store
from bot.training.practice import Practice

MONDAY = 0
FROM, UNTIL = time(9), time(18)
"""What could not be told on the day itself is left out: a week later it is told again."""
NAME = "practice week"


@dataclass(frozen=True)
class Weekly:
    zone: ZoneInfo
    database: Database
    accounts: Accounts
    practice: Practice
    clock: Callable[[], datetime]

    async def is_reminded(self, who: Actor) -> bool:
        """Raises: NotAllowed."""
        permissions.require(who, Action.TRAINING_PRACTISE)
        return who.member.name not in await self.database.read(store.unreminded)

    async def remind(self, who: Actor, *, wanted: bool) -> None:
        """Raises: NotAllowed."""
        permissions.require(who, Action.TRAINING_PRACTISE)
        await self.database.write(store.set_reminded, person=who.member.name, wanted=wanted)

    async def due(self) -> date | None:
        """Today, where it has yet to be told."""
        now = self.clock().astimezone(self.zone)
        if now.weekday() != MONDAY or not FROM <= now.time() < UNTIL:
            return None
        is_told = await self.database.read(digests.has_digest, name=NAME, day=str(now.date()))
        return None if is_told else now.date()

    async def people(self) -> list[tuple[Member, int]]:
        """Who is to hear of how many questions."""
        silent = await self.database.read(store.unreminded)
        found = []
        for member in (await self.accounts.staff()).members.values():
            who = Actor(member, "")
            if member.name in silent or not permissions.may(who, Action.TRAINING_PRACTISE):
                continue
            if left := (await self.practice.today(who)).left:
                found.append((member, len(left)))
        return found

    async def told(self, day: date) -> None:
        await self.database.write(digests.sent_digest, name=NAME, day=str(day))
