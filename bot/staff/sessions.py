"""Sessions of the console: on the server, so that they end when they should.

Times by OWASP ASVS 7 (level 2: inactivity and absolute limits): an hour without a word, twelve in
all. For a while after a sign-in nobody is asked again who they are; before what can do much harm
they are, later.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlite_utils import Database as Connection

from bot.members import Actor, Member
from bot.staff import audit, permissions
from bot.staff.accounts import Accounts
from bot.staff.codes import hash_of
from bot.staff.permissions import Action
from bot.store import Database, console_forms, console_links
from bot.store import sessions as store
from bot.store.sessions import Session

log = structlog.get_logger()
VIA = "web"
"""By which way the record says that it was done: 网页."""
IDLE, LONGEST, SURE = timedelta(hours=1), timedelta(hours=12), timedelta(minutes=15)
NOTED_EVERY = timedelta(minutes=1)
KEPT = timedelta(minutes=30)
"""What was sent too late is kept for so long."""
TYPED = timedelta(days=7)
"""What was typed and never sent is kept for so long."""
SENT = timedelta(days=1)
"""For so long a form that was sent is known again, and what answered it shown again."""
_AGENT = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """A session that the browser named; `actor` is None where it is over."""

    session: Session
    actor: Actor | None

    def is_sure(self, now: datetime) -> bool:
        """Whether the person has shown lately who they are."""
        return now < self.session.sure_until


@dataclass(frozen=True)
class Sessions:
    """The use cases; a token is what the browser's cookie holds."""

    database: Database
    accounts: Accounts
    clock: Callable[[], datetime]

    async def look(self, token: str, *, is_use: bool = True) -> Seen | None:
        """Whose this is, by the roles of this moment; None for a token that is nobody's. What a
        page asks by itself is no use: it must not keep the session of whoever has left."""
        now = self.clock()
        seen = await self.database.read(self._look, token=token, now=now)
        is_due = seen and seen.actor and now - seen.session.seen_at >= NOTED_EVERY
        if seen and is_use and is_due:
            await self.database.write_if_possible(
                store.touch, id_hash=seen.session.id_hash, now=now
            )
        return seen

    def begin_in(self, db: Connection, *, member: Member, how: str, agent: str) -> str:
        """A new session, in the transaction that found out who it is; returns its token."""
        now, token = self.clock(), secrets.token_urlsafe(32)
        session = Session(
            hash_of(token), member.name, how, agent[:_AGENT], now, now, now + LONGEST, now + SURE
        )
        store.begin(db, session=session)
        audit.write(
            db,
            who=Actor(member, VIA),
            action=Action.CONSOLE_ENTER,
            subject=f"staff:{member.name}",
            after={"how": how},
            at=now,
        )
        log.info("signed_in", who=member.name, how=how)
        return token

    async def mine(self, who: Actor) -> list[Session]:
        """The browsers in which this person is signed in, the latest seen first."""
        permissions.require(who, Action.CONSOLE_ENTER)
        now = self.clock()
        found = await self.database.read(store.of, account=who.member.name)
        return [one for one in found if not _is_over(one, now)]

    async def end(self, session: Session) -> None:
        """Sign out, here."""
        await self.database.write(store.end, id_hash=session.id_hash)

    async def end_others(self, who: Actor, session: Session | None) -> int:
        """Sign out everywhere but here (None: everywhere); returns in how many browsers."""
        permissions.require(who, Action.CONSOLE_ENTER)
        return await self.database.write_durably(
            _end_all, who=who, but=session.id_hash if session else "", now=self.clock()
        )

    async def renew(self, session: Session) -> str:
        """The person has shown again who they are: the session goes on by a new token."""
        token = secrets.token_urlsafe(32)
        await self.database.write(
            store.rename,
            id_hash=session.id_hash,
            new_hash=hash_of(token),
            sure_until=self.clock() + SURE,
        )
        return token

    async def tell(self, session: Session, banner: str) -> None:
        """On the page that the browser opens next, once; "" for what was told."""
        await self.database.write(store.tell, id_hash=session.id_hash, banner=banner)

    def _look(self, db: Connection, *, token: str, now: datetime) -> Seen | None:
        session = store.find(db, id_hash=hash_of(token))
        if session is None:
            return None
        member = self.accounts.staff_in(db).named(session.account)
        if member is None or _is_over(session, now):
            return Seen(session, None)
        return Seen(session, Actor(member, VIA))


def purge(db: Connection, *, now: datetime) -> None:
    """What is over goes; a day later, so that a form sent too late still finds whose it was."""
    store.purge(db, before=now - timedelta(days=1))
    console_links.purge(db, before=now - timedelta(days=1))
    console_forms.purge(
        db, kept_before=now - KEPT, typed_before=now - TYPED, sent_before=now - SENT
    )


def _is_over(session: Session, now: datetime) -> bool:
    return now >= session.expires_at or now - session.seen_at >= IDLE


def _end_all(db: Connection, *, who: Actor, but: str, now: datetime) -> int:
    ended = store.end_all(db, account=who.member.name, but=but)
    audit.write(
        db,
        who=who,
        action=Action.CONSOLE_ENTER,
        subject=f"staff:{who.member.name}",
        after={"signed_out": ended},
        at=now,
    )
    return ended
