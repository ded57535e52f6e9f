"""The outbox: what becomes of a campaign's notice for each of its recipients.

pending → sending → sent | blocked | failed | skipped, or uncertain where a crash or a time-out
leaves it open whether the notice arrived. A row is `sending` on the disk before its request is
made. What was uncertain is sent once more; uncertain again, it stays so for good.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from bot.hours import Window, next_free
from bot.messages import Chat
from bot.store import leases, subscribers
from bot.store.campaigns import Campaign
from bot.store.subscribers import DEFAULT_CAP, Kind, Standing

LEASE = "delivery"
NEVER = "9999"
"""`not_before` of a row that is uncertain for good; it sorts after every time."""
SCANNED = 200
"""Rows that one claim looks at, at most: those that it skips or puts off cost no turn."""


class State(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    BLOCKED = "blocked"
    FAILED = "failed"
    SKIPPED = "skipped"


class Skip(StrEnum):
    """Why somebody gets nothing, as the reason of a skipped row."""

    LEFT = "left"  # unsubscribed, blocked or forgotten since the audience was frozen
    CAP = "cap"  # has had as many notices this month as they want
    QUIET = "quiet"  # their quiet hours leave no time before the notice is of no more use


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is this process's to send. `marked_at` tells this claim from any later one."""

    campaign_id: int
    subscriber_id: int
    chat: Chat
    kind: Kind
    was: State
    attempts: int
    times_uncertain: int
    marked_at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """What a claim found: the rows to send, and whether there were others to deal with."""

    rows: tuple[Claimed, ...] = ()
    looked_at: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """When notices may go out, by which clock."""

    window: Window
    zone: ZoneInfo

    def month_of(self, moment: datetime) -> datetime:
        """When the month began in which this moment lies."""
        local = moment.astimezone(self.zone)
        return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(
            moment.tzinfo
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a claimed row. `lost` says that its subscriber can't be reached any more."""

    row: Claimed
    state: State
    at: datetime
    reason: str = ""
    message_id: str = ""
    attempts: int = 0
    times_uncertain: int = 0
    not_before: datetime | None = None
    lost: Standing | None = None

    @property
    def is_failure(self) -> bool:
        """Failed, or uncertain for good."""
        return self.state is State.FAILED or self.is_uncertain_for_good

    @property
    def is_uncertain_for_good(self) -> bool:
        return self.state is State.UNCERTAIN and self.times_uncertain > 1

    @property
    def is_final(self) -> bool:
        return self.state in (State.SENT, State.BLOCKED) or self.is_failure


def freeze(db: Database, *, campaign_id: int, chunk: int) -> bool:
    """Take the next so many subscribers into the outbox, those of them whom the campaign is for;
    True once there are no more, or the campaign isn't being sent."""
    campaign = _being_sent(db, campaign_id)
    if campaign is None or campaign["is_frozen"]:
        return True
    first = campaign["frozen_to"] or 0
    last = db.execute(
        "SELECT max(id) FROM (SELECT id FROM subscribers WHERE id > ? ORDER BY id LIMIT ?)",
        [first, chunk],
    ).fetchone()[0]
    if last is None:
        db.execute("UPDATE campaigns SET is_frozen = 1 WHERE id = ?", [campaign_id])
        return True
    condition, parameters = subscribers.segment(
        _list(campaign["audiences"]), _list(campaign["topics"])
    )
    db.execute(
        "INSERT OR IGNORE INTO deliveries (campaign_id, subscriber_id, channel, state)"  # noqa: S608
        f" SELECT ?, id, channel, 'pending' FROM subscribers WHERE id > ? AND id <= ?"
        f" AND {condition} ORDER BY id",
        [campaign_id, first, last, *parameters],
    )
    db.execute("UPDATE campaigns SET frozen_to = ? WHERE id = ?", [last, campaign_id])
    return False


def claim(
    db: Database,
    *,
    campaign: Campaign,
    channel: str,
    holder: str,
    now: datetime,
    most: int,
    hours: Hours,
) -> Claim:
    """Mark the next rows as being sent; whom it isn't for now is skipped or put off.

    Nothing is claimed by a process that has lost the lease, of a campaign that isn't being sent,
    or outside the send window.
    """
    if (
        not leases.is_held(db, name=LEASE, holder=holder)
        or _being_sent(db, campaign.id) is None
        or not hours.window.contains(now, hours.zone)
    ):
        return Claim()
    others = _campaigns_since(db, hours.month_of(now), campaign.id)
    looked_at, claimed = 0, list[Claimed]()
    while len(claimed) < most and looked_at < SCANNED:
        rows = _due(db, campaign.id, channel, now, limit=most - len(claimed))
        if not rows:
            break
        looked_at += len(rows)
        for row in rows:
            if not _is_turned_away(db, row, campaign, others, now, hours):
                _mark(db, row, now)
                claimed.append(_claimed(row, now))
    return Claim(tuple(claimed), looked_at)


def has_due(db: Database, *, campaign_id: int, channel: str, now: datetime) -> bool:
    """Whether a claim would find rows to look at."""
    return bool(_due(db, campaign_id, channel, now, limit=1))


def record(db: Database, *, outcomes: Iterable[Outcome]) -> None:
    """Keep what became of claimed rows, and of their subscribers.

    Another process may have taken over and called a row uncertain: who made the request knows
    better. Once the row was claimed anew, the newer claim's outcome stands.
    """
    for outcome in outcomes:
        row = outcome.row
        db.execute(
            "UPDATE deliveries SET state = ?, attempts = ?, times_uncertain = ?, not_before = ?,"
            " reason = ?, message_id = ?, sent_at = ?"
            " WHERE campaign_id = ? AND subscriber_id = ? AND marked_at = ?"
            " AND state IN ('sending', 'uncertain')",
            [
                outcome.state.value,
                outcome.attempts,
                outcome.times_uncertain,
                NEVER if outcome.is_uncertain_for_good else _iso(outcome.not_before) or "",
                outcome.reason or None,
                outcome.message_id or None,
                _iso(outcome.at) if outcome.state is State.SENT else None,
                row.campaign_id,
                row.subscriber_id,
                row.marked_at.isoformat(),
            ],
        )
        if outcome.lost:
            subscribers.lose(db, chat=row.chat, state=outcome.lost, now=outcome.at)


def orphan(db: Database) -> int:
    """Whoever had claimed rows is gone: whether those notices arrived is unknown."""
    return db.execute(
        "UPDATE deliveries SET state = 'uncertain', attempts = attempts + 1,"
        " not_before = CASE WHEN times_uncertain > 0 THEN ? ELSE '' END,"
        " times_uncertain = times_uncertain + 1, reason = 'interrupted' WHERE state = 'sending'"
        " AND campaign_id IN (SELECT id FROM campaigns WHERE begun_at IS NOT NULL"
        " AND state != 'done')",
        [NEVER],
    ).rowcount


def is_finished(db: Database, *, campaign_id: int) -> bool:
    """Whether every recipient's row is final."""
    for state in (State.PENDING, State.SENDING, State.UNCERTAIN):
        rows = db.execute(
            "SELECT 1 FROM deliveries WHERE campaign_id = ? AND state = ? AND not_before < ?"
            " LIMIT 1",
            [campaign_id, state.value, NEVER],
        )
        if rows.fetchone():
            return False
    return True


def retry_failed(db: Database, *, campaign_id: int) -> int:
    """Put what failed at the end of the queue, with all its attempts; returns how many."""
    return db.execute(
        "UPDATE deliveries SET state = 'pending', attempts = 0, not_before = '', reason = NULL"
        " WHERE campaign_id = ? AND state = 'failed'",
        [campaign_id],
    ).rowcount


def hurry(db: Database, *, campaign_id: int, now: datetime, most: int) -> int:
    """The clock was set back: look anew at rows that were put off by it; returns how many."""
    return db.execute(
        "UPDATE deliveries SET not_before = '' WHERE campaign_id = ? AND subscriber_id IN ("
        " SELECT subscriber_id FROM deliveries WHERE campaign_id = ?"
        " AND state IN ('pending', 'uncertain') AND not_before > ? AND not_before < ? LIMIT ?)",
        [campaign_id, campaign_id, now.isoformat(), NEVER, most],
    ).rowcount


def counts(db: Database, *, campaign_id: int) -> dict[str, int]:
    """How many rows are in each state."""
    rows = db.execute(
        "SELECT state, count(*) FROM deliveries WHERE campaign_id = ? GROUP BY state",
        [campaign_id],
    )
    return {state.value: 0 for state in State} | dict(rows.fetchall())


def reasons(db: Database, *, campaign_id: int) -> dict[str, dict[str, int]]:
    """Of what wasn't sent, how many for which reason, by state."""
    rows = db.execute(
        "SELECT state, coalesce(reason, ''), count(*) FROM deliveries WHERE campaign_id = ?"
        " AND state IN ('blocked', 'failed', 'skipped', 'uncertain')"
        " GROUP BY 1, 2 ORDER BY 1, 3 DESC",
        [campaign_id],
    )
    found: dict[str, dict[str, int]] = {}
    for state, reason, count in rows.fetchall():
        found.setdefault(state, {})[reason] = count
    return found


def is_attended(db: Database, *, now: datetime) -> bool:
    """Whether a process delivers from this database now."""
    lease = leases.find(db, name=LEASE)
    return lease is not None and lease.expires_at > now


def repeated(db: Database, *, campaign_id: int) -> int:
    """How many may have got the notice twice: sent again after an uncertain first time."""
    return db.table("deliveries").count_where(
        "campaign_id = ? AND state = 'sent' AND times_uncertain > 0", [campaign_id]
    )


def finals_since(db: Database, *, campaign_id: int, since: datetime) -> tuple[int, int]:
    """How many were tried to the end since then, and how many of those in vain; the blocked
    count as neither."""
    tried, failed = db.execute(
        "SELECT count(*), count(*) FILTER (WHERE state != 'sent') FROM deliveries"
        " WHERE campaign_id = ? AND state IN ('sent', 'failed', 'uncertain') AND marked_at >= ?"
        " AND (state != 'uncertain' OR not_before = ?)",
        [campaign_id, since.isoformat(), NEVER],
    ).fetchone()
    return tried, failed


def _being_sent(db: Database, campaign_id: int) -> dict[str, Any] | None:
    rows = db.query("SELECT * FROM campaigns WHERE id = ? AND state = 'sending'", [campaign_id])
    return next(iter(rows), None)


def _due(
    db: Database, campaign_id: int, channel: str, now: datetime, *, limit: int
) -> list[dict[str, Any]]:
    """First those whose turn it is, then those to be sent once more."""
    found: list[dict[str, Any]] = []
    for state in (State.PENDING, State.UNCERTAIN):
        if len(found) < limit:
            found += db.query(
                "SELECT d.campaign_id, d.subscriber_id, d.channel, d.state, d.attempts,"
                " d.times_uncertain, s.chat_id, s.kind, s.state AS standing, s.quiet,"
                " s.monthly_cap FROM deliveries d LEFT JOIN subscribers s ON s.id = d.subscriber_id"
                " WHERE d.campaign_id = ? AND d.state = ? AND d.channel = ? AND d.not_before <= ?"
                " ORDER BY d.not_before LIMIT ?",
                [campaign_id, state.value, channel, now.isoformat(), limit - len(found)],
            )
    return found


def _is_turned_away(
    db: Database,
    row: dict[str, Any],
    campaign: Campaign,
    others: Sequence[int],
    now: datetime,
    hours: Hours,
) -> bool:
    if row["standing"] != Standing.ACTIVE:
        _skip(db, row, Skip.LEFT, now)
        return True
    if row["quiet"]:
        free = next_free(now, hours.window, Window.parse(row["quiet"]), hours.zone)
        until = campaign.notice.useful_until
        if free is None or (until and free > until):
            _skip(db, row, Skip.QUIET, now)
            return True
        if free > now:
            _put_off(db, row, free)
            return True
    # One in doubt was counted when it was sent first.
    is_new, cap = row["state"] == State.PENDING, row["monthly_cap"] or DEFAULT_CAP
    if is_new and _had_this_month(db, row, others, hours.month_of(now)) >= cap:
        _skip(db, row, Skip.CAP, now)
        return True
    return False


def _campaigns_since(db: Database, since: datetime, besides: int) -> list[int]:
    """The other campaigns that may have reached somebody since then."""
    rows = db.execute(
        "SELECT id FROM campaigns WHERE begun_at IS NOT NULL AND id != ?"
        " AND (finished_at IS NULL OR finished_at >= ?)",
        [besides, since.isoformat()],
    )
    return [row[0] for row in rows.fetchall()]


def _had_this_month(
    db: Database, row: dict[str, Any], others: Sequence[int], since: datetime
) -> int:
    found = db.execute(
        "SELECT count(*) FROM deliveries WHERE subscriber_id = ?"  # noqa: S608 - our own numbers
        f" AND campaign_id IN ({', '.join(map(str, others))})"
        " AND (sent_at >= ? OR state IN ('sending', 'uncertain'))",
        [row["subscriber_id"], since.isoformat()],
    )
    return int(found.fetchone()[0])


def _mark(db: Database, row: dict[str, Any], now: datetime) -> None:
    _change(db, row, "state = 'sending', marked_at = ?", [now.isoformat()])


def _skip(db: Database, row: dict[str, Any], why: Skip, now: datetime) -> None:
    _change(db, row, "state = 'skipped', reason = ?, marked_at = ?", [why.value, now.isoformat()])


def _put_off(db: Database, row: dict[str, Any], until: datetime) -> None:
    _change(db, row, "not_before = ?", [until.isoformat()])


def _change(db: Database, row: dict[str, Any], change: str, values: list[str]) -> None:
    changed = db.execute(
        f"UPDATE deliveries SET {change}"  # noqa: S608 - our own words
        " WHERE campaign_id = ? AND subscriber_id = ? AND state = ?",
        [*values, row["campaign_id"], row["subscriber_id"], row["state"]],
    )
    if changed.rowcount != 1:
        raise AssertionError("a row of the outbox changed within a transaction that read it")


def _claimed(row: dict[str, Any], now: datetime) -> Claimed:
    return Claimed(
        campaign_id=row["campaign_id"],
        subscriber_id=row["subscriber_id"],
        chat=Chat(row["channel"], row["chat_id"]),
        kind=Kind(row["kind"]),
        was=State(row["state"]),
        attempts=row["attempts"],
        times_uncertain=row["times_uncertain"],
        marked_at=now,
    )


def _list(text: str | None) -> list[str]:
    return list(json.loads(text or "[]"))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
