"""Which push is whose work, and how far it is: the store's rows, and what to do without them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlite_utils import Database as Connection

from bot.desk.contacts import Arriving
from bot.messages import Reply
from bot.store import Database, contacts, pushes, signs
from bot.store.contacts import Kept
from bot.store.pushes import Claim
from handlers import written

LEASE = timedelta(seconds=4)
"""A claim outlives its holder no longer: WeChat's next try comes after five."""
UNRECORDED = 10_000
"""Keys of what was given and isn't recorded yet, at most."""


class Put(Enum):
    """Where a push is for which there is no time."""

    OFF = auto()  # kept until there is
    IN_WORK = auto()  # another replica has taken it in
    NOWHERE = auto()  # to be said again


class Ledger:
    """Where nothing can be written, people are answered all the same: this replica then knows its
    own pushes alone."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._holder = secrets.token_hex(8)
        self._unrecorded: dict[str, datetime] = {}

    async def begin(
        self, key: str, content: str, arriving: Arriving | None = None
    ) -> tuple[Claim, int]:
        """WeChat asks (again) for an answer to it; with how many replies wait for the person."""
        now = self._clock()

        def begin(db: Connection) -> tuple[Claim, int]:
            claim = pushes.begin(
                db,
                key=key,
                content=content,
                holder=self._holder,
                now=now,
                held_until=now + LEASE,
            )
            return claim, arriving(db, is_new=claim.tries == 1) if arriving else 0

        begun = await self._database.write_if_possible(begin)
        alone = Claim(key, 1, True, content, "", is_answered=False, is_active=False)
        return begun or (alone, 0)

    async def take_up(
        self, taking: Callable[[Connection], tuple[str, str] | None]
    ) -> tuple[str, str] | None:
        """Something that was put off is ours now, to be sent; None where there is nothing."""
        now = self._clock()

        def take_up(db: Connection) -> tuple[str, str] | None:
            if found := taking(db):
                key, content = found
                pushes.take_up(
                    db,
                    key=key,
                    content=content,
                    holder=self._holder,
                    now=now,
                    held_until=now + LEASE,
                )
            return found

        return await self._database.write_if_possible(take_up)

    async def put_off(self, key: str, putting_off: Callable[[Connection], bool]) -> Put:
        """There is no time for it here."""

        def put_off(db: Connection) -> Put:
            if pushes.is_known(db, key=key):
                return Put.IN_WORK
            return Put.OFF if putting_off(db) else Put.NOWHERE

        return await self._database.write_if_possible(put_off) or Put.NOWHERE

    async def look(self, key: str) -> Claim:
        """How far another replica is; ours where it is gone."""
        now = self._clock()
        return await self._database.write(
            pushes.take_over, key=key, holder=self._holder, now=now, held_until=now + LEASE
        )

    async def prolong(self, key: str) -> None:
        until = self._clock() + LEASE
        await self._database.write_if_possible(
            pushes.prolong, key=key, holder=self._holder, held_until=until
        )

    def keep(self, key: str, reply: Reply, had_waited: Sequence[Kept] = ()) -> None:
        """It is worked out, and holds what had waited for them, which waits no more then. Until
        this is on the disk what was asked is: a crash meanwhile leaves it to be worked out again.
        """
        now, text = self._clock(), written.as_text(reply)

        def keep(db: Connection) -> None:
            if pushes.keep_reply(db, key=key, reply=text, now=now):
                for kept in had_waited:
                    contacts.given(db, kept_id=kept.id)

        self._database.write_soon(keep)

    async def make_active(self, key: str, within: float) -> bool | None:
        """WeChat waits no more: whoever works on it shall send it. False where it was given in
        time, or somebody else has said so; None where it isn't on the disk in so many seconds, and
        would be lost with this process."""
        return await self._database.write_within(within, pushes.make_active, key=key)

    async def must_send(self, key: str) -> bool:
        """Whether it wasn't given, and is ours to send; no try gets it any more then."""
        now = self._clock()
        return await self._database.write(
            pushes.must_send, key=key, holder=self._holder, now=now, held_until=now + LEASE
        )

    def crowded(self) -> None:
        """People were turned away: staff may want to know."""
        self._database.write_soon(signs.mark, name=signs.CROWDED, at=self._clock())

    def given(self, key: str) -> None:
        """The reply is on its way to them. Where that can't be recorded now it is once it can: the
        next start would send it again."""
        now = self._clock()
        if len(self._unrecorded) < UNRECORDED:
            self._unrecorded[key] = now
        writing = self._database.write_soon(pushes.given, key=key, now=now)
        writing.add_done_callback(lambda done: self._has_recorded(key, done))

    def _has_recorded(self, key: str, writing: Future[None]) -> None:
        if not writing.cancelled() and not writing.exception():
            self._unrecorded.pop(key, None)

    async def record(self) -> None:
        """What couldn't be recorded when it was given."""
        given = dict(self._unrecorded)
        if not given:
            return

        def record(db: Connection) -> bool:
            for key, at in given.items():
                pushes.given(db, key=key, now=at)
            return True

        if await self._database.write_if_possible(record):
            for key in given:
                self._unrecorded.pop(key, None)

    async def left(self, before: datetime) -> list[str]:
        """What nobody works on and nobody was given."""
        return await self._database.read(
            pushes.left, holder=self._holder, now=self._clock(), before=before
        )
