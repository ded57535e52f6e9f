"""A person's year: the papers they were due for, with what they came to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database as Connection

from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.store import Database, papers
from bot.training.results import Results, Standing, gather

KIND = "学法用法"
"""As personnel records call this kind of exam, beside 党内法规, 理论 and those for new leaders."""


@dataclass(frozen=True, slots=True)
class Line:
    """`full` is what the paper has in points. `opened` and `sat` are days of the bureau's
    calendar."""

    paper: int
    title: str
    opened: date
    sat: date | None
    score: float | None
    full: int
    said: str


@dataclass(frozen=True, slots=True)
class YearOfOne:
    person: str
    name: str
    year: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Years:
    database: Database
    zone: ZoneInfo
    clock: Callable[[], datetime]

    async def mine(self, who: Actor, year: int) -> YearOfOne:
        """Raises: NotAllowed."""
        permissions.require(who, Action.TRAINING_PRACTISE)
        return await self.database.read(self._year, person=who.member.name, year=year)

    async def of(self, who: Actor, person: str, year: int) -> YearOfOne:
        """Anybody's. Raises: NotAllowed."""
        permissions.require(who, Action.PAPER_RESULTS)
        return await self.database.read(self._year, person=person, year=year)

    def _year(self, db: Connection, *, person: str, year: int) -> YearOfOne:
        lines, name = [], person
        for paper in reversed(papers.of_person(db, person=person)):
            opened = paper.first.opens.astimezone(self.zone).date()
            if opened.year != year:
                continue
            results = gather(db, paper_id=paper.id)
            standing = next(one for one in results.standings if one.person == person)
            name = standing.name
            lines.append(self._line(results, standing, opened))
        return YearOfOne(person, name, year, tuple(lines))

    def _line(self, results: Results, standing: Standing, opened: date) -> Line:
        sat = standing.sat_on.astimezone(self.zone).date() if standing.sat_on else None
        return Line(
            paper=results.paper.id,
            title=results.paper.title,
            opened=opened,
            sat=sat,
            score=standing.best,
            full=results.blueprint.total,
            said=standing.said,
        )
