"""Certificates of a passed paper, which whoever is shown one can check by its number."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database as Connection

from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import NotAllowed, Refused, Unknown
from bot.store import Database, certificates, papers
from bot.store.certificates import Certificate
from bot.training.results import Standing, gather

NO_LICENCE = "非行政执法资格证明"
"""What stands on each: licences to enforce are the province's (交通运输部令2011年第1号)."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that people take for others."""
_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Proof:
    """What a certificate says."""

    number: str
    name: str
    title: str
    score: float
    full: int
    grade: str
    sat: date

    @property
    def masked(self) -> str:
        """王某某: a name as anybody may see it."""
        return self.name[:1] + "某" * max(1, len(self.name) - 1)


@dataclass(frozen=True)
class Certifying:
    database: Database
    zone: ZoneInfo
    clock: Callable[[], datetime]

    async def certify(self, who: Actor, paper_id: int, person: str = "") -> Proof:
        """One's own certificate, or another's for those who see results; the same each time.

        Raises:
            NotAllowed, Unknown
            Refused: the paper isn't over, or wasn't passed.
        """
        permissions.require(who, Action.TRAINING_PRACTISE)
        person = person or who.member.name
        if person != who.member.name and not permissions.may(who, Action.PAPER_RESULTS):
            raise NotAllowed("只能打印自己的成绩证明")
        return await self.database.write_durably(
            self._certify, person=person, paper_id=paper_id, now=self.clock()
        )

    async def look_up(self, number: str) -> Proof | None:
        """What a certificate of that number says now; None where there is none."""
        return await self.database.read(self._look_up, number=number.strip().upper())

    def _certify(self, db: Connection, *, person: str, paper_id: int, now: datetime) -> Proof:
        paper = papers.get(db, paper_id=paper_id)
        if paper is None:
            raise Unknown("没有这场考试")
        if now < paper.ends:
            raise Refused("考试还没有全部结束，结束后再打印")
        number = f"{paper.first.opens.year}-" + "".join(
            secrets.choice(_LETTERS) for _ in range(_LENGTH)
        )
        proof = self._proof(db, Certificate(number, paper_id, person, now))
        if proof is None:
            raise Refused("这场考试没有合格成绩，不能打印证明")
        issued = certificates.issue(db, Certificate(number, paper_id, person, now))
        return self._proof(db, issued) or proof

    def _look_up(self, db: Connection, *, number: str) -> Proof | None:
        found = certificates.get(db, number=number)
        return self._proof(db, found) if found else None

    def _proof(self, db: Connection, certificate: Certificate) -> Proof | None:
        """By the score as it is now: a regraded paper's certificate says what is true."""
        results = gather(db, paper_id=certificate.paper)
        found = [one for one in results.passed if one.person == certificate.person]
        return self._of(certificate, results.paper.title, results.blueprint.total, *found[:1])

    def _of(
        self, certificate: Certificate, title: str, full: int, standing: Standing | None = None
    ) -> Proof | None:
        if standing is None or standing.best is None or standing.sat_on is None:
            return None
        return Proof(
            number=certificate.number,
            name=standing.name,
            title=title,
            score=standing.best,
            full=full,
            grade=standing.grade,
            sat=standing.sat_on.astimezone(self.zone).date(),
        )
