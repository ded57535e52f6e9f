"""What is written of papers in one transaction: each change with its record."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.members import Actor
from bot.staff import audit
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated
from bot.store import papers as store
from bot.store.papers import Exemption, Paper, PaperItem, State, Window
from bot.training.blueprints import Blueprint


def write(
    db: Connection,
    *,
    who: Actor,
    blueprint: Blueprint,
    windows: tuple[Window, Window | None],
    now: datetime,
) -> int:
    paper_id = store.add(
        db,
        title=blueprint.title,
        blueprint=blueprint.model_dump_json(),
        first=windows[0],
        makeup=windows[1],
        seed=secrets.randbelow(2**31),
        author=who.member.name,
        now=now,
    )
    told = {"title": blueprint.title, "opens": windows[0].opens.isoformat()}
    _record(db, who, Action.PAPER_WRITE, paper_id, told, now)
    return paper_id


def change(
    db: Connection,
    *,
    who: Actor,
    paper: Paper,
    blueprint: Blueprint,
    windows: tuple[Window, Window | None],
    seed: int,
    now: datetime,
) -> None:
    hands = store.as_hands({*paper.hands, who.member.name})
    if not store.change(
        db,
        paper,
        now=now,
        first=windows[0],
        makeup=windows[1],
        title=blueprint.title,
        blueprint=blueprint.model_dump_json(),
        seed=seed,
        hands=hands,
    ):
        raise _outdated()
    _record(db, who, Action.PAPER_WRITE, paper.id, {"title": blueprint.title}, now)


def approve(
    db: Connection,
    *,
    who: Actor,
    paper: Paper,
    questions: list[PaperItem],
    roll: dict[str, str],
    now: datetime,
) -> None:
    if not store.change(db, paper, now=now, state=State.APPROVED.value, reviewer=who.member.name):
        raise _outdated()
    store.freeze(db, paper_id=paper.id, items=questions, roll=roll)
    told = {"title": paper.title, "questions": len(questions), "roll": len(roll)}
    _record(db, who, Action.PAPER_APPROVE, paper.id, told, now)


def cancel(db: Connection, *, who: Actor, paper: Paper, reason: str, now: datetime) -> None:
    if not store.change(db, paper, now=now, state=State.CANCELLED.value):
        raise _outdated()
    _record(db, who, Action.PAPER_CANCEL, paper.id, {"reason": reason}, now)


def exempt(db: Connection, *, who: Actor, exemption: Exemption) -> None:
    store.exempt(db, exemption)
    told = {"person": exemption.person, "reason": exemption.reason}
    _record(db, who, Action.PAPER_EXEMPT, exemption.paper, told, exemption.at)


def _record(
    db: Connection, who: Actor, action: Action, paper_id: int, after: object, now: datetime
) -> None:
    audit.write(db, who=who, action=action, subject=f"paper:{paper_id}", after=after, at=now)


def _outdated() -> Outdated:
    return Outdated("试卷刚刚有人改过，请重新打开看过再办")
