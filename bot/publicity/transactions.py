"""What is written of campaigns in one transaction: each change with its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.members import Actor
from bot.publicity.steps import EDIT, NEW, RETRY, Step
from bot.staff import audit
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated, Refused
from bot.store import campaigns as store
from bot.store import outbox
from bot.store.campaigns import Campaign, Change, Notice, State


def insert(
    db: Connection,
    *,
    actor: Actor,
    notice: Notice,
    day: str,
    send_at: datetime | None,
    reason: str,
    once: bool,
    now: datetime,
) -> int:
    if once and store.has_day(db, day=day):
        raise Refused(f"{day} 已经起草过")
    campaign_id = store.insert(
        db, notice=notice, day=day, author=actor.member.name, created_at=now, send_at=send_at
    )
    change = Change(
        campaign_id,
        now,
        actor.member.name,
        actor.via,
        NEW,
        "",
        State.DRAFT.value,
        1,
        reason=reason,
    )
    _record(db, actor, change, after=asdict(notice))
    return campaign_id


def edit(
    db: Connection, *, actor: Actor, campaign: Campaign, notice: Notice, now: datetime
) -> None:
    if not store.edit(db, campaign=campaign, notice=notice):
        raise _outdated(campaign)
    change = _change(actor, campaign, EDIT, State.DRAFT, campaign.version + 1, now)
    _record(db, actor, change, before=asdict(campaign.notice), after=asdict(notice))


def move(
    db: Connection,
    *,
    actor: Actor,
    campaign: Campaign,
    step: Step,
    to: State,
    times: Mapping[str, datetime | None] | None = None,
    reason: str = "",
    is_alone: bool = False,
    now: datetime,
) -> None:
    if not store.move(db, campaign=campaign, to=to, times=times or {}):
        raise _outdated(campaign)
    change = _change(actor, campaign, step, to, campaign.version, now, reason, is_alone)
    _record(db, actor, change)


def retry(
    db: Connection,
    *,
    actor: Actor,
    campaign: Campaign,
    times: Mapping[str, datetime | None],
    reason: str,
    now: datetime,
) -> None:
    move(
        db,
        actor=actor,
        campaign=campaign,
        step=RETRY,
        to=State.SENDING,
        times=times,
        reason=reason,
        now=now,
    )
    outbox.retry_failed(db, campaign_id=campaign.id)


def _outdated(campaign: Campaign) -> Outdated:
    return Outdated(f"{campaign.id} 号推送刚刚被别人动过，请重新查看")


def _change(
    actor: Actor,
    campaign: Campaign,
    step: Step,
    to: State,
    version: int,
    now: datetime,
    reason: str = "",
    is_alone: bool = False,
) -> Change:
    return Change(
        campaign_id=campaign.id,
        at=now,
        who=actor.member.name,
        via=actor.via,
        change=step.name,
        before=campaign.state.value,
        after=to.value,
        version=version,
        is_alone=is_alone,
        reason=reason,
    )


def _record(
    db: Connection,
    actor: Actor,
    change: Change,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """In the campaign's own record, and in that of all that staff change."""
    store.record(db, change=change)
    notes = {"reason": change.reason, "approved_alone": change.is_alone}
    said = {name: note for name, note in notes.items() if note}
    audit.write(
        db,
        who=actor,
        action=Action(f"campaign.{change.change}"),
        subject=f"campaign:{change.campaign_id}",
        before={"state": change.before, **(before or {})} if change.before else None,
        after={"state": change.after, "version": change.version, **(after or {}), **said},
        at=change.at,
    )
