"""Places where posters hang, and how many people came from each by its link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Arrivals:
    """A place with how many came from it, ever, and the last day that somebody did."""

    code: str
    name: str
    count: int
    last_day: str


def keep(db: Database, *, name: str, codes: Iterable[str], now: datetime) -> str:
    """The place's code: the one that it has, else the first of these that no other place has."""
    known = db.execute("SELECT code FROM places WHERE name = ?", [name]).fetchone()
    if known:
        return str(known[0])
    for code in codes:
        kept = db.execute(
            "INSERT INTO places (code, name, created_at) VALUES (?, ?, ?)"
            " ON CONFLICT (code) DO NOTHING",
            [code, name, now.isoformat()],
        )
        if kept.rowcount:
            return code
    raise ValueError(f"no code is left for {name}")


def arrive(db: Database, *, code: str, campaign_id: int, channel: str, day: date) -> bool:
    """Count somebody who came by that place's link; False where there is no such place."""
    counted = db.execute(
        "INSERT INTO arrivals (place, campaign_id, channel, day, count)"
        " SELECT code, coalesce((SELECT id FROM campaigns WHERE id = ?), 0), ?, ?, 1"
        " FROM places WHERE code = ?"
        " ON CONFLICT (place, campaign_id, channel, day) DO UPDATE SET count = count + 1",
        [campaign_id, channel, day.isoformat(), code],
    )
    return counted.rowcount == 1


def by_scan(db: Database, *, channel: str) -> dict[tuple[str, int], tuple[int, str]]:
    """How many came on this channel and the last day that somebody did, by place's code and
    campaign (0: none)."""
    rows = db.execute(
        "SELECT place, campaign_id, sum(count), max(day) FROM arrivals WHERE channel = ?"
        " GROUP BY place, campaign_id",
        [channel],
    )
    return {(place, campaign): (count, day) for place, campaign, count, day in rows.fetchall()}


def everywhere(db: Database, *, campaign_id: int | None = None) -> list[Arrivals]:
    """Every place, those that most came from first; of one campaign, only where somebody came."""
    condition = "" if campaign_id is None else "WHERE campaign_id = ?"
    rows = db.execute(
        "SELECT code, name, coalesce(sum(count), 0), coalesce(max(day), '')"  # noqa: S608
        f" FROM places LEFT JOIN arrivals ON place = code {condition}"
        " GROUP BY code ORDER BY 3 DESC, name",
        [] if campaign_id is None else [campaign_id],
    )
    return [Arrivals(*row) for row in rows]
