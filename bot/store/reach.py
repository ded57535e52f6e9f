"""Whom a notice would not reach, or not at once, though they are subscribed to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.store import campaigns, subscribers
from bot.store.campaigns import Campaign


def full(
    db: Database, *, campaign: Campaign, at: datetime, since: datetime, ahead: Sequence[Campaign]
) -> int:
    """How many will have had all the notices that they want in a month by `at`: those they got
    since the month began, and those of the campaigns that come `ahead` of it."""
    parameters: list[object] = [since.isoformat(), campaign.id]
    had = (
        "SELECT subscriber_id FROM deliveries WHERE (sent_at >= ?"
        " OR state IN ('sending', 'uncertain', 'pending')) AND campaign_id != ?"
        " AND campaign_id IN (SELECT id FROM campaigns WHERE begun_at IS NOT NULL"
        " AND state != 'cancelled' AND (finished_at IS NULL OR finished_at >= ?))"
    )
    parameters.append(since.isoformat())
    for other in ahead:
        condition, values = subscribers.segment(other.notice.audiences, other.notice.topics)
        had += f" UNION ALL SELECT id FROM subscribers WHERE {condition}"  # noqa: S608 - ours
        parameters += values
    condition, values = subscribers.segment(campaign.notice.audiences, campaign.notice.topics)
    sql = (
        "WITH counted AS (SELECT subscriber_id, count(*) AS notices"  # noqa: S608 - ours
        f" FROM ({had}) GROUP BY 1)"
        " SELECT count(*) FROM subscribers JOIN counted ON subscriber_id = id"
        f" WHERE notices >= coalesce(monthly_cap, {subscribers.DEFAULT_CAP}) AND {condition}"
    )
    ((count,),) = db.execute(sql, [*parameters, *values]).fetchall()
    return int(count)


def quiet(db: Database, *, campaign: Campaign) -> int:
    """How many have hours in which they want none."""
    notice = campaign.notice
    condition, parameters = subscribers.segment(notice.audiences, notice.topics)
    return db.table("subscribers").count_where(f"quiet != '' AND {condition}", parameters)


def ahead(
    db: Database, *, campaign: Campaign, now: datetime, at: datetime, since: datetime
) -> list[Campaign]:
    """The other campaigns that go out before it within its month."""
    return [
        other
        for other in campaigns.recent(db, states=(campaigns.State.SCHEDULED,), limit=100)
        if other.id != campaign.id and other.send_at and max(since, now) <= other.send_at < at
    ]
