"""Offline activities: what staff did on the street, in a school or with a company, for the report.

Each use case checks the role itself and keeps who added, corrected or deleted what.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database as Connection

from bot.config import Settings
from bot.knowledge.library import Library
from bot.members import Actor
from bot.publicity import days
from bot.publicity.days import Occurrence
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Flawed, Outdated, Refused, Unknown
from bot.store import Database
from bot.store import activities as store
from bot.store.activities import Activity, Change

KINDS = ("宣讲", "展板", "发放资料", "现场咨询", "培训")
COUNTS = {"people": ("人数", "人"), "materials": ("资料", "份"), "consultations": ("咨询", "次")}
"""Field → what staff call it, and its unit."""
CHANGES = {"added": "登记", "corrected": "更正", "deleted": "删除"}
_BRACKETS = re.compile(r"（[^（）]*）")
MOST = 1_000_000
"""More people than a county has; a number above it is a slip of the hand."""
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Activities:
    """The use cases. `library` gives the one in service."""

    settings: Settings
    database: Database
    library: Callable[[], Library]
    clock: Callable[[], datetime]

    @property
    def today(self) -> date:
        return self.clock().astimezone(self.settings.zone).date()

    async def get(self, activity_id: int) -> Activity:
        """Raises: Unknown."""
        activity = await self.database.read(store.get, activity_id=activity_id)
        if activity is None:
            raise Unknown(f"没有 {activity_id} 号活动")
        return activity

    async def latest(self, limit: int) -> list[Activity]:
        return await self.database.read(store.latest, limit=limit)

    async def between(self, first: date, last: date) -> list[Activity]:
        return await self.database.read(store.between, first=first, last=last)

    async def record(self, activity_id: int) -> list[Change]:
        """All that was done with it, in order; also where it is deleted."""
        return await self.database.read(store.record_of, activity_id=activity_id)

    async def add(self, actor: Actor, activity: Activity) -> Activity:
        """Keep a new one; its day and law may be given by any of their names.

        Raises:
            Refused: with every reason.
        """
        permissions.require(actor, Action.ACTIVITY_ADD)
        return await self.database.write(
            _add, actor=actor, activity=self._checked(activity), at=self.clock()
        )

    async def correct(
        self,
        actor: Actor,
        activity_id: int,
        *,
        version: int | None = None,
        **values: Any,  # noqa: ANN401
    ) -> Activity:
        """Change the fields given.

        Raises:
            Outdated: `version` is no longer the present one.
            Refused: with every reason; nothing would change.
        """
        permissions.require(actor, Action.ACTIVITY_CORRECT)
        before = await self.get(activity_id)
        if version not in (None, before.version):
            raise _outdated(before)
        if "held_on" in values:  # the day stays, but perhaps another year's
            values = {"day": before.day.partition("/")[0], **values}
        after = self._checked(replace(before, **values))
        if after == before:
            raise Refused(f"{activity_id} 号活动已经是这样，没有要改的")
        await self.database.write(
            _correct, actor=actor, before=before, after=after, at=self.clock()
        )
        return await self.get(activity_id)

    async def delete(self, actor: Actor, activity_id: int, reason: str = "") -> Activity:
        """Take it out of the numbers; the record keeps what it was. Returns it."""
        permissions.require(actor, Action.ACTIVITY_DELETE)
        activity = await self.get(activity_id)
        await self.database.write(
            _delete, actor=actor, activity=activity, reason=reason.strip(), at=self.clock()
        )
        return activity

    def _checked(self, activity: Activity) -> Activity:
        """With its day and law by their own names; refused where something can't be."""
        faults = {}
        day, law = activity.day, activity.law
        if day and not (day := day_id(self.library(), day, activity.held_on)):
            faults["day"] = f"日历里没有 {activity.day}"
        if law:
            statute = self.library().register.find(law)
            law = statute.short if statute else law
            if not statute:
                faults["law"] = f"登记表里没有法规 {law}"
        if activity.kind not in KINDS:
            faults["kind"] = f"没有 {activity.kind} 这种活动，可以是{'、'.join(KINDS)}"
        if activity.held_on > self.today:
            faults["held_on"] = f"{activity.held_on} 还没到，活动办完再登记"
        for field, (name, _) in COUNTS.items():
            if not 0 <= getattr(activity, field) <= MOST:
                faults[field] = f"{name}要在 0 到 {MOST} 之间"
        if len(activity.note) > LONGEST_NOTE:
            faults["note"] = f"备注最多 {LONGEST_NOTE} 字"
        if faults:
            raise Flawed(faults)
        return replace(activity, day=day, law=law, note=activity.note.strip())


def day_id(library: Library, name: str, held_on: date) -> str:
    """constitution-day/2026 for 国家宪法日 or constitution-day; "" where the calendar hasn't it.

    The year is that of the occurrence nearest to the activity: a day's activity may come early.
    """
    key, _, year = name.partition("/")
    found = days_by_name(library, held_on).get(key, [])
    in_year = [occurrence for occurrence in found if year in ("", str(occurrence.year))]
    nearest = min(in_year, key=lambda occurrence: _distance(occurrence, held_on), default=None)
    return nearest.id if nearest else ""


def days_by_name(library: Library, near: date) -> dict[str, list[Occurrence]]:
    """What falls in that year, the one before and the one after, by key, name and title."""
    found: dict[str, list[Occurrence]] = {}
    for year in (near.year - 1, near.year, near.year + 1):
        for occurrence in days.occurrences(library, year, every=True):
            names = {occurrence.day.key, occurrence.day.name, occurrence.title}
            # 全国交通安全日（122）: nobody types what stands in brackets.
            for name in names | {_BRACKETS.sub("", one) for one in names}:
                found.setdefault(name, []).append(occurrence)
    return found


def day_name(library: Library, occurrence_id: str) -> str:
    """国家宪法日 for constitution-day/2026, nothing for no day; it says so of one that the calendar
    has no more."""
    if not occurrence_id:
        return ""
    key, _, year = occurrence_id.partition("/")
    occurrence = days.find(library, occurrence_id, date(int(year or 1), 1, 1)) if year else None
    return occurrence.title if occurrence else f"日历上已没有的宣传日（{year or key}）"


def as_line(activity: Activity, library: Library) -> str:
    """12 号 2026-12-04 宣讲（国家宪法日，公路法）：120 人、资料 300 份、咨询 45 次。汽车站广场"""
    about = [day_name(library, activity.day)] if activity.day else []
    about += [activity.law] if activity.law else []
    counts = [
        f"{name} {getattr(activity, field)} {unit}"
        for field, (name, unit) in COUNTS.items()
        if getattr(activity, field)
    ]
    told = f"{activity.id} 号 {activity.held_on} {activity.kind}"
    told += f"（{'，'.join(about)}）" if about else ""
    told += f"：{'、'.join(counts)}" if counts else ""
    return f"{told}。{activity.note}" if activity.note else told


def as_record(activity: Activity) -> dict[str, Any]:
    """For --json."""
    values = {field.name: getattr(activity, field.name) for field in fields(activity)}
    return {"id": values.pop("id"), **values, "held_on": activity.held_on.isoformat()}


def _distance(occurrence: Occurrence, held_on: date) -> int:
    if held_on in occurrence:
        return 0
    return min(abs((held_on - end).days) for end in (occurrence.first, occurrence.last))


def _add(db: Connection, *, actor: Actor, activity: Activity, at: datetime) -> Activity:
    added = store.add(db, activity=activity, at=at, who=actor.member.name, via=actor.via)
    _record(db, actor, Action.ACTIVITY_ADD, added.id, after=as_record(added), at=at)
    return added


def _correct(
    db: Connection, *, actor: Actor, before: Activity, after: Activity, at: datetime
) -> None:
    name = actor.member.name
    if not store.correct(db, before=before, after=after, at=at, who=name, via=actor.via):
        raise _outdated(before)
    was, now = as_record(before), as_record(after)
    _record(db, actor, Action.ACTIVITY_CORRECT, before.id, before=was, after=now, at=at)


def _delete(db: Connection, *, actor: Actor, activity: Activity, reason: str, at: datetime) -> None:
    name = actor.member.name
    if not store.delete(db, activity=activity, reason=reason, at=at, who=name, via=actor.via):
        raise _outdated(activity)
    was = as_record(activity)
    _record(db, actor, Action.ACTIVITY_DELETE, activity.id, before=was, at=at)


def _record(
    db: Connection,
    actor: Actor,
    action: Action,
    activity_id: int,
    *,
    before: object = None,
    after: object = None,
    at: datetime,
) -> None:
    """In the record of all that staff change, beside the activities' own."""
    subject = f"activity:{activity_id}"
    audit.write(db, who=actor, action=action, subject=subject, before=before, after=after, at=at)


def _outdated(activity: Activity) -> Outdated:
    return Outdated(f"{activity.id} 号活动刚刚被别人动过，请重新查看")
