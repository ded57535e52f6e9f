"""What is read and written while a paper is sat, each in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlite_utils import Database as Connection

from bot.staff.refusals import Refused, Settled, Unknown
from bot.store import exam_attempts as store
from bot.store import papers as paper_store
from bot.store.exam_attempts import Answer, Attempt
from bot.store.papers import FIRST, MAKEUP, Paper, PaperItem, State
from bot.training import marking
from bot.training.asking import Question, arranged, frozen, question
from bot.training.blueprints import Blueprint

GRACE = timedelta(seconds=30)
"""An answer that is under way when the time ends still counts."""
MAKEUP_ATTEMPTS = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A paper as one person stands to it. `left` are attempts that may still be begun now."""

    paper: Paper
    blueprint: Blueprint
    attempts: tuple[Attempt, ...]
    exempt: str
    left: int

    @property
    def under_way(self) -> Attempt | None:
        return next((one for one in self.attempts if one.is_open), None)

    @property
    def best(self) -> float | None:
        scores = [one.score for one in self.attempts if one.score is not None]
        return max(scores, default=None)

    @property
    def has_passed(self) -> bool:
        return self.best is not None and self.blueprint.passes(self.best)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An attempt with its questions in this person's order, and what was answered so far."""

    attempt: Attempt
    paper: Paper
    blueprint: Blueprint
    questions: tuple[Question, ...]
    answers: dict[int, Answer]
    seconds: int

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Places on the sheet, from 1."""
        return tuple(
            place
            for place, one in enumerate(self.questions, start=1)
            if one.n not in self.answers or not any(self.answers[one.n].chosen)
        )


def score(
    questions: Sequence[PaperItem], answers: dict[int, Answer], blueprint: Blueprint
) -> float:
    """What an attempt gets, by the keys as they are now."""
    return sum(points_of(one, answers.get(one.n), blueprint) for one in questions)


def points_of(one: PaperItem, answer: Answer | None, blueprint: Blueprint) -> float:
    item = frozen(one)
    key = item.key if one.key_now is None else one.key_now
    chosen = answer.chosen if answer else ()
    part = marking.share(item, key, chosen, partial=blueprint.multiple == "partial")
    return marking.points(one.points, part)


def places(db: Connection, *, person: str, now: datetime) -> list[Place]:
    papers = paper_store.of_person(db, person=person)
    return [_place(db, paper, person, now) for paper in papers]


def waiting_for(db: Connection, person: str, now: datetime) -> int:
    """Papers that somebody could sit now and has not passed."""
    return sum(
        bool(place.left or place.under_way) and not place.has_passed
        for place in places(db, person=person, now=now)
    )


def _place(db: Connection, paper: Paper, person: str, now: datetime) -> Place:
    attempts = store.of_person(db, paper_id=paper.id, person=person)
    exemption = paper_store.exemptions(db, paper_id=paper.id).get(person)
    place = Place(
        paper=paper,
        blueprint=Blueprint.model_validate_json(paper.blueprint),
        attempts=tuple(attempts),
        exempt=exemption.reason if exemption else "",
        left=0,
    )
    return replace(place, left=0 if exemption else _left(place, now))


def _left(place: Place, now: datetime) -> int:
    sitting, _ = place.paper.sitting(now) or (0, None)
    done = sum(one.sitting == sitting for one in place.attempts)
    if sitting == FIRST:
        return max(0, place.blueprint.attempts - done)
    if sitting == MAKEUP and not place.has_passed:
        return max(0, MAKEUP_ATTEMPTS - done)
    return 0


def begin(db: Connection, *, person: str, paper_id: int, now: datetime) -> Attempt:
    paper = paper_store.get(db, paper_id=paper_id)
    if paper is None or paper.state is not State.APPROVED:
        raise Unknown("没有这场考试")
    place = _place(db, paper, person, now)
    if place.under_way:
        return place.under_way
    if place.exempt:
        raise Refused(f"您已免考：{place.exempt}")
    now_open = paper.sitting(now)
    if now_open is None:
        raise Refused("现在不在考试时间内")
    if not place.left:
        raise Refused("您的考试次数已经用完" if not place.has_passed else "您已合格，不用补考")
    sitting, window = now_open
    expires = min(now + timedelta(minutes=place.blueprint.minutes), window.closes)
    attempt_id = store.start(
        db,
        paper_id=paper_id,
        sitting=sitting,
        person=person,
        number=len(place.attempts) + 1,
        seed=secrets.randbelow(2**31),
        now=now,
        expires=expires,
    )
    return store.held(db, attempt_id=attempt_id)


def sheet(db: Connection, *, attempt: Attempt, now: datetime) -> Sheet:
    paper = paper_store.held(db, paper_id=attempt.paper)
    questions = paper_store.items(db, paper_id=attempt.paper, sitting=attempt.sitting)
    return Sheet(
        attempt=attempt,
        paper=paper,
        blueprint=Blueprint.model_validate_json(paper.blueprint),
        questions=tuple(
            question(frozen(one), one.n, attempt.seed) for one in arranged(questions, attempt.seed)
        ),
        answers=store.answers(db, attempt_id=attempt.id),
        seconds=max(0, int((attempt.expires_at - now).total_seconds())),
    )


def answer(
    db: Connection,
    *,
    attempt_id: int,
    n: int,
    chosen: Sequence[str],
    is_marked: bool,
    now: datetime,
    shown: Answer | None = None,
) -> None:
    attempt = store.held(db, attempt_id=attempt_id)
    now = max(now, attempt.seen_at)
    if not attempt.is_open:
        raise Settled("已经交卷，这一题没有改动")
    if now > attempt.expires_at + GRACE:
        raise Settled("时间已到，这一题没有保存")
    questions = paper_store.items(db, paper_id=attempt.paper, sitting=attempt.sitting)
    asked = [one for one in questions if one.n == n]
    if not asked:
        raise Refused("这份卷没有这道题")
    it = question(frozen(asked[0]), n, attempt.seed)
    try:
        given = it.read(chosen)
    except ValueError as error:
        raise Refused("这不是这道题的选项，请重新选择") from error
    if shown and (kept := store.answers(db, attempt_id=attempt_id).get(n)):
        given = kept.chosen if it.is_same(given, shown.chosen) else given
        is_marked = kept.is_marked if is_marked is shown.is_marked else is_marked
    store.save(db, attempt_id=attempt_id, n=n, chosen=given, is_marked=is_marked, now=now)


def hand_in(db: Connection, *, attempt_id: int, by: str, now: datetime) -> None:
    attempt = store.held(db, attempt_id=attempt_id)
    if not attempt.is_open:
        return
    paper = paper_store.held(db, paper_id=attempt.paper)
    questions = paper_store.items(db, paper_id=attempt.paper, sitting=attempt.sitting)
    blueprint = Blueprint.model_validate_json(paper.blueprint)
    gained = score(questions, store.answers(db, attempt_id=attempt_id), blueprint)
    store.hand_in(db, attempt_id=attempt_id, by=by, score=gained, now=max(now, attempt.seen_at))
