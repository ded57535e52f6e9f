"""A key that was wrong is corrected, and everybody is marked anew: both scores are kept, with who
and why; nobody loses a pass without somebody saying yes to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.knowledge.items import keys
from bot.members import Actor
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Doubtful, Refused, Unknown
from bot.store import Database, exam_attempts, papers
from bot.store.papers import Paper, PaperItem
from bot.training import sitting_transactions as sitting
from bot.training.asking import frozen
from bot.training.blueprints import Blueprint


@dataclass(frozen=True, slots=True)
class Effect:
    """What a corrected key does: attempt → score before and after, and who would no longer pass."""

    scores: dict[int, tuple[float, float]]
    losing: tuple[str, ...]
    gaining: tuple[str, ...]


@dataclass(frozen=True)
class Regrading:
    database: Database
    clock: Callable[[], datetime]

    async def question(self, who: Actor, paper_id: int, sitting_number: int, n: int) -> PaperItem:
        """Raises: NotAllowed, Unknown."""
        permissions.require(who, Action.PAPER_REGRADE)
        items = await self.database.read(papers.items, paper_id=paper_id, sitting=sitting_number)
        asked = [one for one in items if one.n == n]
        if not asked:
            raise Unknown("没有这份试卷，或者没有这道题")
        return asked[0]

    async def regrade(
        self,
        who: Actor,
        paper_id: int,
        sitting_number: int,
        n: int,
        key: Sequence[str],
        reason: str,
        *,
        yes: str = "",
    ) -> Effect:
        """Mark a question by another key; () counts every answer as right.

        Raises:
            NotAllowed, Unknown
            Refused: no reason, no such option, or the same key.
            Doubtful: somebody would no longer pass; `yes` says yes to these very people.
        """
        permissions.require(who, Action.PAPER_REGRADE)
        if not reason.strip():
            raise Refused("更正答案要写明原因")
        return await self.database.write_durably(
            _regrade,
            who=who,
            place=(paper_id, sitting_number, n),
            key=tuple(key),
            reason=reason.strip(),
            yes=yes,
            now=self.clock(),
        )


def _regrade(
    db: Connection,
    *,
    who: Actor,
    place: tuple[int, int, int],
    key: tuple[str, ...],
    reason: str,
    yes: str,
    now: datetime,
) -> Effect:
    paper_id, sitting_number, n = place
    paper = papers.get(db, paper_id=paper_id)
    questions = papers.items(db, paper_id=paper_id, sitting=sitting_number)
    asked = [one for one in questions if one.n == n]
    if paper is None or not asked:
        raise Unknown("没有这份试卷，或者没有这道题")
    item = frozen(asked[0])
    before = item.key if asked[0].key_now is None else asked[0].key_now
    if key == before:
        raise Refused("答案没有变")
    if key and (said := list(keys.faults(item.form, item.stem, item.options, key))):
        raise Refused(said[0][1])
    papers.set_key(db, paper_id=paper_id, sitting=sitting_number, n=n, key=key)
    effect = _effect(db, paper, sitting_number)
    code = hashlib.sha256("\n".join(effect.losing).encode()).hexdigest()[:8]
    if effect.losing and yes != code:
        raise Doubtful([f"更正后不再合格：{'、'.join(effect.losing)}"], code)
    exam_attempts.rescore(
        db,
        paper_id=paper_id,
        sitting=sitting_number,
        n=n,
        keys=(before, key),
        reason=reason,
        by=who.member.name,
        scores=effect.scores,
        now=now,
    )
    audit.write(
        db,
        who=who,
        action=Action.PAPER_REGRADE,
        subject=f"paper:{paper_id}",
        before={"question": n, "key": list(before)},
        after={"key": list(key), "reason": reason, "changed": len(effect.scores)},
        at=now,
    )
    return effect


def _effect(db: Connection, paper: Paper, sitting_number: int) -> Effect:
    """By the keys as they are now in this transaction."""
    blueprint = Blueprint.model_validate_json(paper.blueprint)
    questions: list[PaperItem] = papers.items(db, paper_id=paper.id, sitting=sitting_number)
    attempts = exam_attempts.of_paper(db, paper_id=paper.id)
    scores: dict[int, tuple[float, float]] = {}
    after: dict[str, list[float]] = {}
    before: dict[str, list[float]] = {}
    for one in attempts:
        if one.score is None:
            continue
        now = one.score
        if one.sitting == sitting_number:
            now = sitting.score(questions, exam_attempts.answers(db, attempt_id=one.id), blueprint)
        if now != one.score:
            scores[one.id] = (one.score, now)
        before.setdefault(one.person, []).append(one.score)
        after.setdefault(one.person, []).append(now)
    names = papers.roll(db, paper_id=paper.id)
    passed = {person for person, all_ in before.items() if blueprint.passes(max(all_))}
    passes = {person for person, all_ in after.items() if blueprint.passes(max(all_))}
    return Effect(
        scores,
        tuple(sorted(names[person] for person in passed - passes)),
        tuple(sorted(names[person] for person in passes - passed)),
    )
