"""Letters as staff read them: who has seen whose words is in the record."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.inbox import LISTED
from bot.members import Actor
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Unknown
from bot.store import Database
from bot.store import letters as store
from bot.store.letters import Letter, Line

REPORTED = "举报"
CATEGORIES = ("咨询", "投诉", REPORTED, "建议")
_DELICATE = re.compile(r"举报|保密|匿名|别说是我|不要透露")
BEGINNING = 40
"""Characters of a letter that a list shows."""


def is_delicate(letter: Letter) -> bool:
    """Whether only those whom it concerns should read it, each in a chat of their own."""
    return letter.category in (REPORTED, "投诉") or bool(_DELICATE.search(letter.text))


@dataclass(frozen=True)
class ReadingLetters:
    database: Database
    clock: Callable[[], datetime]

    async def listing(self, who: Actor, page: int = 0) -> list[Letter]:
        """One page of those not closed, and one more where there are more."""
        permissions.require(who, Action.LETTER_READ)
        found = await self.database.read(store.unfinished, limit=LISTED + 1, skip=page * LISTED)
        await self._note_list(who, found[:LISTED])
        return found

    async def closed(self, who: Actor, page: int = 0) -> list[Letter]:
        """One page of those closed, the last one first, and one more where there are more."""
        permissions.require(who, Action.LETTER_READ)
        found = await self.database.read(store.closed, limit=LISTED + 1, skip=page * LISTED)
        await self._note_list(who, found[:LISTED])
        return found

    async def lines(self, who: Actor) -> list[Line]:
        """All that are kept, without anybody's words: what is urgent first, what is closed last."""
        permissions.require(who, Action.LETTER_READ)
        return await self.database.read(store.lines)

    async def beginnings(self, who: Actor, receipts: Sequence[str]) -> dict[str, str]:
        """How these begin, but for those that only whom they concern should read."""
        permissions.require(who, Action.LETTER_READ)
        found = await self.database.read(store.texts, receipts=receipts)
        read = [letter for letter in found if not is_delicate(letter)]
        await self._note_list(who, read)
        return {letter.receipt: _beginning(letter.text) for letter in read}

    async def get(self, who: Actor, receipt: str) -> Letter:
        """Raises: Unknown."""
        permissions.require(who, Action.LETTER_READ)
        letter = await letter_of(self.database, receipt)
        await self._note(who, f"letter:{letter.receipt}", None)
        return letter

    async def _note_list(self, who: Actor, letters: Sequence[Letter]) -> None:
        if letters:
            await self._note(who, "letters", {"receipts": [one.receipt for one in letters]})

    async def _note(self, who: Actor, subject: str, what: object) -> None:
        """Who saw which letters is in the record, as what was done with them is."""
        await self.database.write(
            audit.write,
            who=who,
            action=Action.LETTER_READ,
            subject=subject,
            after=what,
            at=self.clock(),
        )


async def letter_of(database: Database, receipt: str) -> Letter:
    """Raises: Unknown."""
    letter = await database.read(store.get, receipt=receipt.upper())
    if letter is None:
        raise Unknown(f"没有留言 {receipt}：它可能已经到期，或者写的人删除了")
    return letter


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= BEGINNING else f"{line[:BEGINNING]}……"
