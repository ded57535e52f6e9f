"""What a campaign came to, counted from its rows: no counter is kept that could go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.store import outbox


@dataclass(frozen=True, slots=True)
class Counts:
    """`frozen` rows of the outbox, by state, and those that weren't sent by state and reason;
    `repeated` may have arrived twice. `taps` are people by button, `arrivals` by its
    posters' codes and `subscribers` new ones, both by place; `left` are recipients who have
    unsubscribed since it began, or can't be reached any more."""

    frozen: int
    states: dict[str, int]
    reasons: dict[str, dict[str, int]]
    repeated: int
    taps: dict[str, int]
    questions: dict[str, int]
    arrivals: dict[str, int]
    subscribers: dict[str, int]
    left: int


def of_campaign(db: Database, *, campaign_id: int, since: datetime, until: datetime) -> Counts:
    """All of them at one moment, also while it is being sent; new subscribers between the times."""
    with snapshot(db):
        return Counts(
            frozen=db.table("deliveries").count_where("campaign_id = ?", [campaign_id]),
            states=outbox.counts(db, campaign_id=campaign_id),
            reasons=outbox.reasons(db, campaign_id=campaign_id),
            repeated=outbox.repeated(db, campaign_id=campaign_id),
            taps=_numbers(
                db,
                "SELECT button, count(*) FROM all_taps WHERE campaign_id = ?"
                " GROUP BY button ORDER BY button",
                campaign_id,
            ),
            questions=_numbers(
                db,
                "SELECT decision, count(*) FROM all_questions WHERE campaign_id = ?"
                " GROUP BY decision ORDER BY decision",
                campaign_id,
            ),
            arrivals=_numbers(
                db,
                "SELECT p.name, sum(a.count) FROM arrivals a JOIN places p ON p.code = a.place"
                " WHERE a.campaign_id = ? GROUP BY 1 ORDER BY 2 DESC, 1",
                campaign_id,
            ),
            subscribers=_numbers(
                db,
                "SELECT coalesce(p.name, s.place), count(*) FROM all_subscribers s"
                " LEFT JOIN places p ON p.code = s.place"
                " WHERE s.consented_at >= ? AND s.consented_at < ? GROUP BY 1 ORDER BY 2 DESC, 1",
                since.isoformat(),
                until.isoformat(),
            ),
            left=_left(db, campaign_id, since, until),
        )


def _left(db: Database, campaign_id: int, since: datetime, until: datetime) -> int:
    ((count,),) = db.execute(
        "SELECT count(*) FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id"
        " WHERE d.campaign_id = ? AND s.state != 'active' AND s.state_at >= ? AND s.state_at < ?",
        [campaign_id, since.isoformat(), until.isoformat()],
    ).fetchall()
    return int(count)


@contextmanager
def snapshot(db: Database) -> Iterator[None]:
    """All that is read within is of one moment: a reader in WAL mode sees what it saw first."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.rollback()


def _numbers(db: Database, sql: str, *parameters: object) -> dict[str, int]:
    return {str(name): count for name, count in db.execute(sql, parameters)}
