"""What is written of items and case cards in one transaction: each change with its record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.members import Actor
from bot.staff import audit
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated
from bot.store import file_drafts as store
from bot.store.drafts import State
from bot.store.file_drafts import FileDraft, Kind, Proposal


def outdated(draft: FileDraft) -> Outdated:
    return Outdated(f"草稿 #{draft.id} 刚刚有人改过，请重新打开看过再办")


def write(
    db: Connection,
    *,
    who: Actor,
    action: Action,
    kind: Kind,
    proposals: Sequence[Proposal],
    now: datetime,
) -> list[int]:
    made = store.add_all(db, proposals, kind=kind, author=who.member.name, now=now)
    told = {"drafts": len(made), "origin": proposals[0].origin if proposals else ""}
    audit.write(db, who=who, action=action, subject=kind.value, after=told, at=now)
    return made


def change(
    db: Connection,
    *,
    who: Actor,
    action: Action,
    draft: FileDraft,
    values: dict[str, object],
    has_hand: bool,
    confirmed: str,
    now: datetime,
) -> None:
    """`has_hand`: whoever did this can't approve it. `confirmed` is what they say they looked at,
    "" where nothing is asked."""
    if has_hand:
        values["hands"] = store.hands_with(draft, who.member.name)
    if not store.change(db, draft, now=now, **values):
        raise outdated(draft)
    told = {"draft": draft.id} | {name: values[name] for name in ("reason",) if name in values}
    told |= {"confirmed": confirmed} if confirmed else {}
    _record(db, who, action, draft.kind, draft.slug, told, now)


def replace(
    db: Connection,
    *,
    who: Actor,
    action: Action,
    kind: Kind,
    proposal: Proposal,
    reason: str,
    now: datetime,
) -> None:
    name = who.member.name
    store.add(db, proposal, kind=kind, author=name, now=now, state=State.APPROVING, reviewer=name)
    _record(db, who, action, kind, proposal.slug, {"reason": reason}, now)


def _record(
    db: Connection,
    who: Actor,
    action: Action,
    kind: Kind,
    slug: str,
    after: object,
    now: datetime,
) -> None:
    audit.write(db, who=who, action=action, subject=f"{kind}:{slug}", after=after, at=now)
