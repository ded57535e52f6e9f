"""A paper's results: who sat it with what, the four figures, and what the questions say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Unknown
from bot.store import Database, exam_attempts, papers
from bot.store.exam_attempts import Answer, Attempt
from bot.store.papers import FIRST, Paper, PaperItem
from bot.training import marking, statistics
from bot.training.asking import frozen
from bot.training.blueprints import Blueprint
from bot.training.statistics import Numbers, Reliability, Row

WEAK = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """One person on the roll; `best` counts. `sat_on` is when the best one was handed in."""

    person: str
    name: str
    best: float | None
    grade: str
    sat_on: datetime | None
    attempts: int
    exempt: str

    @property
    def said(self) -> str:
        if self.exempt:
            return f"免考（{self.exempt}）"
        return self.grade or "未参加"


@dataclass(frozen=True, slots=True)
class Results:
    """应考 are those on the roll without an exemption."""

    paper: Paper
    blueprint: Blueprint
    standings: tuple[Standing, ...]
    questions: tuple[tuple[PaperItem, Numbers], ...]
    reliability: Reliability | None

    @property
    def due(self) -> list[Standing]:
        return [one for one in self.standings if not one.exempt]

    @property
    def sat(self) -> list[Standing]:
        return [one for one in self.due if one.best is not None]

    @property
    def passed(self) -> list[Standing]:
        return [one for one in self.sat if self.blueprint.passes(one.best or 0)]

    @property
    def summary(self) -> str:
        """应考42 实考40 合格38 参考率95% 合格率95%"""
        due, sat, passed = len(self.due), len(self.sat), len(self.passed)
        exempt = len(self.standings) - due
        parts = [f"应考{due}", f"实考{sat}", f"合格{passed}"]
        parts += [f"免考{exempt}"] if exempt else []
        parts += [f"参考率{_percent(sat, due)}", f"合格率{_percent(passed, sat)}"]
        return " ".join(parts)

    @property
    def weak(self) -> list[tuple[PaperItem, Numbers]]:
        """Questions that many missed, the worst first."""
        found = [(one, numbers) for one, numbers in self.questions if numbers.is_weak]
        return sorted(found, key=lambda pair: pair[1].share)

    @property
    def weak_articles(self) -> list[str]:
        """The articles of those, at most three."""
        cited = [frozen(one).basis[0].display for one, _ in self.weak]
        return list(dict.fromkeys(cited))[:WEAK]


@dataclass(frozen=True)
class SeeingResults:
    database: Database
    clock: Callable[[], datetime]

    async def of(self, who: Actor, paper_id: int) -> Results:
        """Raises: NotAllowed, Unknown."""
        permissions.require(who, Action.PAPER_RESULTS)
        return await self.database.read(gather, paper_id=paper_id)


def gather(db: Connection, *, paper_id: int) -> Results:
    """Raises: Unknown."""
    paper = papers.get(db, paper_id=paper_id)
    if paper is None:
        raise Unknown(f"没有 {paper_id} 号试卷")
    blueprint = Blueprint.model_validate_json(paper.blueprint)
    attempts = exam_attempts.of_paper(db, paper_id=paper_id)
    exempt = papers.exemptions(db, paper_id=paper_id)
    standings = [
        _standing(
            person,
            name,
            [one for one in attempts if one.person == person],
            blueprint,
            exempt[person].reason if person in exempt else "",
        )
        for person, name in papers.roll(db, paper_id=paper_id).items()
    ]
    asked = papers.items(db, paper_id=paper_id, sitting=FIRST)
    answers = exam_attempts.answers_of_paper(db, paper_id=paper_id)
    rows = [
        _row(asked, answers.get(one.id, {}))
        for one in attempts
        if one.sitting == FIRST and one.number == 1 and not one.is_open
    ]
    return Results(
        paper=paper,
        blueprint=blueprint,
        standings=tuple(standings),
        questions=tuple(zip(asked, statistics.of_questions(rows), strict=False)),
        reliability=statistics.reliability(rows),
    )


def _standing(
    person: str, name: str, attempts: list[Attempt], blueprint: Blueprint, exempt: str
) -> Standing:
    done = [one for one in attempts if one.score is not None]
    best = max(done, key=lambda one: one.score or 0, default=None)
    return Standing(
        person=person,
        name=name,
        best=best.score if best else None,
        grade=blueprint.grade(best.score or 0) if best else "",
        sat_on=best.handed_in_at if best else None,
        attempts=len(done),
        exempt=exempt,
    )


def _row(asked: list[PaperItem], answers: dict[int, Answer]) -> Row:
    chosen = [answers[one.n].chosen if one.n in answers else () for one in asked]
    right = []
    for one, given in zip(asked, chosen, strict=True):
        item = frozen(one)
        key = item.key if one.key_now is None else one.key_now
        right.append(marking.share(item, key, given, partial=False) == 1)
    return Row(tuple(chosen), tuple(right))


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "—"
