"""The record of what staff changed: only added to, and chained so that a loss is found.

Each line's hash is made over the hash before it and the line's own words; a second table keeps how
many lines there are and the last hash, so that a cut-off end is found too. It names staff and what
they changed, and no citizens: phone, identity and plate numbers in a text are masked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database as Connection

from bot.masking import mask
from bot.members import Actor, spoken
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.store import Database
from bot.store import audit as store
from bot.store.audit import Fault, Head, Line

SUBJECTS = {
    "entry": "条目", "draft": "草稿", "golden": "必答问题", "statute": "法规", "file": "单位资料",
    "campaign": "推送", "activity": "活动", "letter": "留言", "cluster": "没答上的",
    "item": "题目", "paper": "试卷", "case": "案例",
    "suggestion": "培训建议", "staff": "人员", "invitation": "邀请", "backup": "备份",
}  # fmt: skip
"""What the record is about, as staff call it."""
_WHOLE = {
    "letters": "留言一览", "subscribers": "全部订阅者", "citizens": "给群众的答复",
    "clock": "服务器的日期",
}  # fmt: skip
"""What has no name of its own."""


def label_of(action: str) -> str:
    """What was done, in words; a word of an older version may be unknown."""
    return permissions.RULES[Action(action)].label if action in list(Action) else action


def told_subject(line: Line) -> str:
    """草稿 1, 人员 Telegram 8: what was changed, in words."""
    kind, _, name = line.subject.partition(":")
    called = _WHOLE.get(kind) or SUBJECTS.get(kind, kind)
    return f"{called} {spoken(name) if kind == 'staff' else name}".strip()


def write(
    db: Connection,
    *,
    who: Actor,
    action: Action,
    subject: str,
    before: object = None,
    after: object = None,
    at: datetime,
) -> None:
    """Add a line, in the transaction that makes the change.

    `subject` names what was changed, as staff:telegram:7, campaign:12 or entry:chaozai; `before`
    and `after` are what JSON can hold, or dates; None where there was or is nothing.
    """
    store.append(
        db,
        at=at.isoformat(),
        who=who.member.name,
        via=who.via,
        action=action.value,
        subject=subject,
        before=_text(before),
        after=_text(after),
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found; the head is where it should end."""

    lines: int
    head: Head
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Audit:
    """Reading the record."""

    database: Database

    async def lines(
        self,
        who: Actor,
        *,
        by: str = "",
        since: datetime | None = None,
        subject: str = "",
        limit: int = 100,
    ) -> list[Line]:
        """The latest lines in their order; a subject also finds what stands below it, so
        `campaign` finds campaign:12.

        Raises:
            NotAllowed
        """
        permissions.require(who, Action.AUDIT_SEE)
        return await self.database.read(
            store.lines,
            who=by,
            since=since.astimezone(UTC).isoformat() if since else "",
            subject=subject,
            limit=limit,
        )

    async def verify(self, *, expected: Head | None = None) -> Verdict:
        """Walk along the whole chain. `expected` is a head noted down elsewhere, earlier: the
        record must still contain it, which finds even one who rewrote chain and head."""
        return await self.database.read(verdict, expected=expected)


def verdict(db: Connection, *, expected: Head | None = None) -> Verdict:
    db.execute("BEGIN")  # lines and head of one moment, though others go on writing
    try:
        faults = list(store.faults(db, expected=expected))
        return Verdict(store.count(db), store.head(db), tuple(faults))
    finally:
        db.rollback()


def _text(value: object) -> str:
    if value is None:
        return ""
    return json.dumps(_masked(value), ensure_ascii=False, sort_keys=True)


def _masked(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Only in words: a number of staff's own, such as a chat's, stands in `who` or `subject`."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {name: _masked(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
