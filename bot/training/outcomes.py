"""What somebody learns of their own attempt: the score at once, the keys when the paper is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.answering.editions import KnowledgeBase
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from bot.store import Database, exam_attempts, papers
from bot.store.exam_attempts import Attempt, ScoreChange
from bot.store.papers import Paper
from bot.training import sitting_transactions as sitting
from bot.training.asking import arranged, frozen
from bot.training.blueprints import Blueprint
from bot.training.explaining import Explained, explained

WEAK = 3
"""Topics that are named, at most."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`weak` are topics in which more points were lost than won, the weakest first. `told` is ()
    until the paper is over."""

    attempt: Attempt
    paper: Paper
    blueprint: Blueprint
    score: float
    weak: tuple[str, ...]
    changes: tuple[ScoreChange, ...]
    told: tuple[tuple[Explained, float, int], ...]

    @property
    def grade(self) -> str:
        return self.blueprint.grade(self.score)


@dataclass(frozen=True)
class Outcomes:
    database: Database
    knowledge: KnowledgeBase
    clock: Callable[[], datetime]

    async def outcome(self, who: Actor, attempt_id: int) -> Outcome:
        """Raises: NotAllowed; Unknown; Refused: it isn't handed in."""
        permissions.require(who, Action.TRAINING_PRACTISE)
        return await self.database.read(
            self._outcome, attempt_id=attempt_id, person=who.member.name, now=self.clock()
        )

    def _outcome(self, db: Connection, *, attempt_id: int, person: str, now: datetime) -> Outcome:
        attempt = exam_attempts.get(db, attempt_id=attempt_id)
        if attempt is None or attempt.person != person:
            raise Unknown("没有这份答卷")
        if attempt.score is None:
            raise Refused("还没有交卷")
        paper = papers.held(db, paper_id=attempt.paper)
        blueprint = Blueprint.model_validate_json(paper.blueprint)
        questions = papers.items(db, paper_id=paper.id, sitting=attempt.sitting)
        answers = exam_attempts.answers(db, attempt_id=attempt_id)
        lost: dict[str, float] = {}
        rows = []
        for one in arranged(questions, attempt.seed):
            gained = sitting.points_of(one, answers.get(one.n), blueprint)
            lost[one.topic] = lost.get(one.topic, 0) + one.points - 2 * gained
            rows.append((one, gained))
        weak = sorted((topic for topic in lost if lost[topic] > 0), key=lambda one: -lost[one])
        texts = self.knowledge.edition.texts
        told = (
            [
                (
                    explained(
                        frozen(one),
                        answers[one.n].chosen if one.n in answers else (),
                        texts,
                        key=one.key_now,
                    ),
                    gained,
                    one.points,
                )
                for one, gained in rows
            ]
            if now >= paper.ends
            else []
        )
        return Outcome(
            attempt=attempt,
            paper=paper,
            blueprint=blueprint,
            score=attempt.score,
            weak=tuple(weak[:WEAK]),
            changes=tuple(exam_attempts.score_changes(db, attempt_id=attempt_id)),
            told=tuple(told),
        )
