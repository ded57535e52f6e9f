"""How the service is doing, for the status page and Prometheus: all from rows, at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.store import outbox
from bot.store.outbox import State
from bot.store.results import snapshot
from bot.store.subscribers import Standing

RECENT = timedelta(days=1)
"""How long after its end a campaign is still shown."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A campaign that isn't over, or hasn't been for long, with its deliveries by state."""

    id: int
    title: str
    state: str
    deliveries: dict[str, int]


@dataclass(frozen=True, slots=True)
class Status:
    """`questions` are of all time, by channel and decision; `asked` by decision since some moment.
    `oldest_due` and `oldest_letter` are since when the longest waiting one has waited."""

    questions: dict[tuple[str, str], int]
    asked: dict[str, dict[str, int]]
    subscribers: dict[str, int]
    campaigns: tuple[UnderWay, ...]
    oldest_due: datetime | None
    letters: int
    oldest_letter: datetime | None


def of_service(db: Database, *, now: datetime, since: dict[str, datetime]) -> Status:
    """`since` names the moments from which questions are counted in `asked`."""
    with snapshot(db):
        letters, oldest_letter = db.execute(
            "SELECT count(*), min(written_at) FROM letters"
            " WHERE replied_at IS NULL AND expires_at > ?",
            [now.isoformat()],
        ).fetchone()
        return Status(
            questions=_questions(db),
            asked={name: _asked(db, moment) for name, moment in since.items()},
            subscribers=_subscribers(db),
            campaigns=tuple(_under_way(db, now)),
            oldest_due=_oldest_due(db, now),
            letters=letters,
            oldest_letter=_moment(oldest_letter),
        )


def _questions(db: Database) -> dict[tuple[str, str], int]:
    """Each part by its own index: this is asked again every few seconds."""
    rows = db.execute(
        "SELECT channel, decision, sum(times) FROM ("
        " SELECT channel, decision, count(*) AS times FROM questions GROUP BY 1, 2 UNION ALL"
        " SELECT channel, decision, count(*) FROM past_questions GROUP BY 1, 2) GROUP BY 1, 2"
    )
    return {(channel, decision): count for channel, decision, count in rows.fetchall()}


def _asked(db: Database, since: datetime) -> dict[str, int]:
    rows = db.execute(
        "SELECT decision, count(*) FROM questions WHERE asked_at >= ? GROUP BY 1",
        [since.isoformat()],
    )
    return dict(rows.fetchall())


def _subscribers(db: Database) -> dict[str, int]:
    counted = db.execute("SELECT state, count(*) FROM subscribers GROUP BY 1").fetchall()
    return {state.value: 0 for state in Standing} | dict(counted)


def _under_way(db: Database, now: datetime) -> list[UnderWay]:
    rows = db.execute(
        "SELECT id, title, state FROM campaigns WHERE state IN ('scheduled', 'sending', 'paused')"
        " OR finished_at >= ? ORDER BY id",
        [(now - RECENT).isoformat()],
    )
    return [
        UnderWay(id_, title, state, outbox.counts(db, campaign_id=id_))
        for id_, title, state in rows.fetchall()
    ]


def _oldest_due(db: Database, now: datetime) -> datetime | None:
    """Since when the delivery that has waited longest could have gone out."""
    sending = db.execute("SELECT id, resumed_at FROM campaigns WHERE state = 'sending'").fetchall()
    since = [
        max(not_before, resumed_at)
        for campaign_id, resumed_at in sending
        for not_before in _first_due(db, campaign_id, now)
    ]
    return _moment(min(since, default=None))


def _first_due(db: Database, campaign_id: int, now: datetime) -> Iterator[str]:
    """The earliest of each state and channel: a look into the index where a scan of a million
    rows would be needed for the earliest of all."""
    for state in (State.PENDING, State.UNCERTAIN):
        channel = ""
        while found := db.execute(
            "SELECT channel, not_before FROM deliveries WHERE campaign_id = ? AND state = ?"
            " AND channel > ? ORDER BY channel, not_before LIMIT 1",
            [campaign_id, state.value, channel],
        ).fetchone():
            channel, not_before = found
            if not_before <= now.isoformat():
                yield not_before


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
