"""Campaigns: one notice each, its state, and the record of who changed what."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlite_utils import Database


class State(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class ButtonKind(StrEnum):
    ENTRY = "entry"
    CASE = "case"
    PAGE = "page"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class NoticeButton:
    """`target` is an entry's or a case card's slug, a page's address, or "" for a question."""

    label: str
    kind: ButtonKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What people get, and who of them; no audiences and no topics mean everybody."""

    title: str
    body: str
    audiences: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    buttons: tuple[NoticeButton, ...] = ()
    useful_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """`version` grows with each edit; `day` is constitution-day/2026 for a publicity day's.

    `send_at` is a proposal until the state is scheduled. `begun_at` is when sending began,
    `resumed_at` when it last did after a pause. `frozen_to` is the last subscriber taken into the
    outbox, and `is_frozen` says that all are.
    """

    id: int
    notice: Notice
    day: str
    author: str
    state: State
    version: int
    created_at: datetime
    send_at: datetime | None = None
    begun_at: datetime | None = None
    resumed_at: datetime | None = None
    finished_at: datetime | None = None
    frozen_to: int = 0
    is_frozen: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the record: who did what, when, by which way, and to which version."""

    campaign_id: int
    at: datetime
    who: str
    via: str
    change: str
    before: str
    after: str
    version: int
    is_alone: bool = False
    reason: str = ""
    id: int = 0


def insert(
    db: Database,
    *,
    notice: Notice,
    day: str,
    author: str,
    created_at: datetime,
    send_at: datetime | None,
) -> int:
    """A new draft; returns its id."""
    row = _columns(notice) | {
        "day": day,
        "author": author,
        "state": State.DRAFT.value,
        "version": 1,
        "created_at": created_at.isoformat(),
        "send_at": _iso(send_at),
        "frozen_to": 0,
        "is_frozen": 0,
    }
    return cast(int, db.table("campaigns").insert(row).last_pk)


def edit(db: Database, *, campaign: Campaign, notice: Notice) -> bool:
    """Other words as a new version, and back to a draft; False where it has changed since."""
    values = _columns(notice)
    columns = "".join(f", {column} = ?" for column in values)
    edited = db.execute(
        f"UPDATE campaigns SET version = version + 1, state = 'draft'{columns}"  # noqa: S608
        " WHERE id = ? AND version = ? AND state = ?",
        [*values.values(), campaign.id, campaign.version, campaign.state.value],
    )
    return edited.rowcount == 1


def move(
    db: Database, *, campaign: Campaign, to: State, times: Mapping[str, datetime | None]
) -> bool:
    """Change its state, and times with it; False where it has changed since it was read."""
    columns = "".join(f", {column} = ?" for column in times)
    moved = db.execute(
        f"UPDATE campaigns SET state = ?{columns}"  # noqa: S608 - columns are our own words
        " WHERE id = ? AND state = ? AND version = ?",
        [
            to.value,
            *(_iso(time) for time in times.values()),
            campaign.id,
            campaign.state.value,
            campaign.version,
        ],
    )
    return moved.rowcount == 1


def record(db: Database, *, change: Change) -> None:
    """Add a line to the record; staff aren't told of it yet."""
    row = asdict(change)
    del row["id"]
    db.table("campaign_changes").insert(
        row | {"at": change.at.isoformat(), "is_alone": int(change.is_alone)}
    )


def get(db: Database, *, campaign_id: int) -> Campaign | None:
    rows = db.query("SELECT * FROM campaigns WHERE id = ?", [campaign_id])
    return next((_campaign(row) for row in rows), None)


def recent(
    db: Database, *, states: Sequence[State] = (), limit: int = 20, skip: int = 0
) -> list[Campaign]:
    """Newest first; all states where none is named, all campaigns where `limit` is -1."""
    marks = ", ".join("?" * len(states))
    condition = f"WHERE state IN ({marks})" if states else ""
    rows = db.query(
        f"SELECT * FROM campaigns {condition} ORDER BY id DESC LIMIT ? OFFSET ?",  # noqa: S608
        [*(state.value for state in states), limit, skip],
    )
    return [_campaign(row) for row in rows]


def due(db: Database, *, now: datetime) -> list[Campaign]:
    """Those to work on now: scheduled ones whose time has come, and those being sent."""
    rows = db.query(
        "SELECT * FROM campaigns WHERE (state = 'scheduled' AND send_at <= ?)"
        " OR state = 'sending' ORDER BY send_at, id",
        [now.isoformat()],
    )
    return [_campaign(row) for row in rows]


def has_day(db: Database, *, day: str) -> bool:
    """Whether a campaign was ever made for this day of this year, be it cancelled."""
    return db.table("campaigns").count_where("day = ?", [day]) > 0


def of_days(db: Database, *, days: Sequence[str]) -> list[Campaign]:
    """All that were made for these days of a year, oldest first."""
    marks = ", ".join("?" * len(days))
    rows = db.query(f"SELECT * FROM campaigns WHERE day IN ({marks}) ORDER BY id", list(days))  # noqa: S608
    return [_campaign(row) for row in rows]


def sent_between(db: Database, *, first: datetime, last: datetime) -> list[Campaign]:
    """Those whose time, proposed or set, lies between; without the cancelled."""
    rows = db.query(
        "SELECT * FROM campaigns WHERE send_at >= :first AND send_at < :last"
        " AND state != 'cancelled' ORDER BY send_at, id",
        {"first": first.isoformat(), "last": last.isoformat()},
    )
    return [_campaign(row) for row in rows]


def in_review_of_others(db: Database, who: str, now: datetime) -> int:
    """How many wait for a second person who may be this one."""
    (count,) = db.execute(
        "SELECT count(*) FROM campaigns c WHERE state = 'in_review' AND author != :who"
        " AND NOT EXISTS (SELECT 1 FROM campaign_changes WHERE campaign_id = c.id AND who = :who"
        " AND (change IN ('new', 'edit') OR (change = 'submit' AND version = c.version)))",
        {"who": who},
    ).fetchone()
    return cast(int, count)


def drafted(db: Database, who: str, now: datetime) -> int:
    """How many are drafts, the calendar's among them."""
    return db.table("campaigns").count_where("state = 'draft'")


def without_time(db: Database, who: str, now: datetime) -> int:
    """How many are approved, and nobody has set their time."""
    return db.table("campaigns").count_where("state = 'approved'")


def stopped(db: Database, who: str, now: datetime) -> int:
    """How many are paused."""
    return db.table("campaigns").count_where("state = 'paused'")


def record_of(db: Database, *, campaign_id: int) -> list[Change]:
    """All that was done with it, in order."""
    rows = db.query(
        "SELECT * FROM campaign_changes WHERE campaign_id = ? ORDER BY id", [campaign_id]
    )
    return [_change(row) for row in rows]


def untold(db: Database) -> list[Change]:
    """What staff have not been told of."""
    rows = db.query("SELECT * FROM campaign_changes WHERE told_at IS NULL ORDER BY id LIMIT 50")
    return [_change(row) for row in rows]


def told(db: Database, *, change: Change, now: datetime) -> None:
    """Staff have been told of this line."""
    db.execute("UPDATE campaign_changes SET told_at = ? WHERE id = ?", [now.isoformat(), change.id])


def tap(db: Database, *, campaign_id: int, button: str, asker: str, now: datetime) -> None:
    """Count a person once for a button."""
    db.execute(
        "INSERT INTO taps (campaign_id, button, asker, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [campaign_id, button, asker, now.isoformat()],
    )


def taps(db: Database, *, campaign_id: int) -> dict[str, int]:
    """People by button."""
    rows = db.execute(
        "SELECT button, count(*) FROM taps WHERE campaign_id = ? GROUP BY button ORDER BY button",
        [campaign_id],
    )
    return dict(rows.fetchall())


def questions(db: Database, *, campaign_id: int) -> int:
    """How many questions came through its button."""
    return db.table("questions").count_where("campaign_id = ?", [campaign_id])


def forget_taps(db: Database, *, asker: str) -> int:
    return db.execute("DELETE FROM taps WHERE asker = ?", [asker]).rowcount


def _columns(notice: Notice) -> dict[str, Any]:
    buttons = [asdict(button) for button in notice.buttons]
    return {
        "title": notice.title,
        "body": notice.body,
        "audiences": json.dumps(notice.audiences, ensure_ascii=False),
        "topics": json.dumps(notice.topics, ensure_ascii=False),
        "buttons": json.dumps(buttons, ensure_ascii=False),
        "useful_until": _iso(notice.useful_until),
    }


def _iso(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _campaign(row: dict[str, Any]) -> Campaign:
    return Campaign(
        id=row["id"],
        notice=_notice(row),
        day=row["day"] or "",
        author=row["author"],
        state=State(row["state"]),
        version=row["version"],
        created_at=datetime.fromisoformat(row["created_at"]),
        send_at=_time(row["send_at"]),
        begun_at=_time(row["begun_at"]),
        resumed_at=_time(row["resumed_at"]),
        finished_at=_time(row["finished_at"]),
        frozen_to=row["frozen_to"] or 0,
        is_frozen=bool(row["is_frozen"]),
    )


def _notice(row: dict[str, Any]) -> Notice:
    return Notice(
        title=row["title"],
        body=row["body"],
        audiences=tuple(json.loads(row["audiences"] or "[]")),
        topics=tuple(json.loads(row["topics"] or "[]")),
        buttons=tuple(
            NoticeButton(button["label"], ButtonKind(button["kind"]), button["target"])
            for button in json.loads(row["buttons"] or "[]")
        ),
        useful_until=_time(row["useful_until"]),
    )


def _change(row: dict[str, Any]) -> Change:
    return Change(
        campaign_id=row["campaign_id"],
        at=datetime.fromisoformat(row["at"]),
        who=row["who"],
        via=row["via"],
        change=row["change"],
        before=row["before"] or "",
        after=row["after"],
        version=row["version"],
        is_alone=bool(row["is_alone"]),
        reason=row["reason"] or "",
        id=row["id"],
    )
