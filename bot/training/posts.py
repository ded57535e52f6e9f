"""Where staff work: it says which items they practise and which papers they sit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.knowledge.items import STAFF_AUDIENCES
from bot.members import Actor, Member
from bot.staff import audit, permissions
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from bot.store import Database, practice

OFFICER, LEADER = STAFF_AUDIENCES
NONE = "不参加"
"""Of those who neither practise by plan nor are on a roll."""
POSTS = (OFFICER, LEADER, NONE)


@dataclass(frozen=True)
class Posts:
    database: Database
    accounts: Accounts
    clock: Callable[[], datetime]

    async def everybody(self, who: Actor) -> list[tuple[Member, str]]:
        """Raises: NotAllowed."""
        permissions.require(who, Action.TRAINING_POST)
        return await people(self.database, self.accounts)

    async def mine(self, who: Actor) -> str:
        """Raises: NotAllowed."""
        permissions.require(who, Action.TRAINING_PRACTISE)
        return await self.database.read(practice.post_of, person=who.member.name) or OFFICER

    async def put(self, who: Actor, person: str, post: str) -> None:
        """Raises: NotAllowed, Unknown; Refused: there is no such post."""
        permissions.require(who, Action.TRAINING_POST)
        if post not in POSTS:
            raise Refused(f"岗位只有：{'、'.join(POSTS)}")
        if (await self.accounts.staff()).named(person) is None:
            raise Unknown("没有这个人")
        await self.database.write(_put, who=who, person=person, post=post, now=self.clock())


async def people(database: Database, accounts: Accounts) -> list[tuple[Member, str]]:
    """Everybody of staff with their post; an officer who has told nobody."""
    posts = await database.read(practice.posts)
    staff = await accounts.staff()
    found = [(member, posts.get(name, OFFICER)) for name, member in staff.members.items()]
    return sorted(found, key=lambda pair: (pair[0].label, pair[0].name))


def _put(db: Connection, *, who: Actor, person: str, post: str, now: datetime) -> None:
    before = practice.post_of(db, person=person)
    practice.set_post(db, person=person, post=post)
    audit.write(
        db,
        who=who,
        action=Action.TRAINING_POST,
        subject=f"staff:{person}",
        before=before or None,
        after=post,
        at=now,
    )
