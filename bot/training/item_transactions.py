"""What is written of items in one transaction: each change with its record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.members import Actor
from bot.staff import audit
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated
from bot.store import item_drafts as store
from bot.store.item_drafts import ItemDraft, Proposal, State


def outdated(draft: ItemDraft) -> Outdated:
    return Outdated(f"题目草稿 #{draft.id} 刚刚有人改过，请重新打开看过再办")


def write(db: Connection, *, who: Actor, proposals: Sequence[Proposal], now: datetime) -> list[int]:
    made = store.add_all(db, proposals, author=who.member.name, now=now)
    told = {"drafts": len(made), "origin": proposals[0].origin if proposals else ""}
    _record(db, who, Action.ITEM_WRITE, "item", told, now)
    return made


def change(
    db: Connection,
    *,
    who: Actor,
    action: Action,
    draft: ItemDraft,
    values: dict[str, object],
    now: datetime,
) -> None:
    if action in (Action.ITEM_WRITE, Action.ITEM_SUBMIT):
        values["hands"] = store.hands_with(draft, who.member.name)
    if not store.change(db, draft, now=now, **values):
        raise outdated(draft)
    told = {"draft": draft.id} | {name: values[name] for name in ("reason",) if name in values}
    _record(db, who, action, f"item:{draft.slug}", told, now)


def suspend(db: Connection, *, who: Actor, proposal: Proposal, reason: str, now: datetime) -> None:
    name = who.member.name
    store.add(db, proposal, author=name, now=now, state=State.APPROVING, reviewer=name)
    _record(db, who, Action.ITEM_SUSPEND, f"item:{proposal.slug}", {"reason": reason}, now)


def _record(
    db: Connection, who: Actor, action: Action, subject: str, after: object, now: datetime
) -> None:
    audit.write(db, who=who, action=action, subject=subject, after=after, at=now)
