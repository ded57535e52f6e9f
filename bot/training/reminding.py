"""Whom to remind of a paper, and when: its opening, three days before it closes, its make-up; only
those who haven't sat it, or may sit it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlite_utils import Database as Connection

from bot.store import inbox as digests
from bot.store import papers as store
from bot.store.papers import Paper, State, Window
from bot.training.results import Results, gather

BEFORE = timedelta(days=3)
FRESH = timedelta(days=1)
"""A reminder that could not be given for so long is left out: the next one says more."""


class Moment(StrEnum):
    OPENS = "opens"
    CLOSES_SOON = "closes soon"
    MAKEUP = "makeup"


@dataclass(frozen=True, slots=True)
class Reminder:
    """`people` are accounts; `window` is the one that is open."""

    moment: Moment
    paper: Paper
    window: Window
    minutes: int
    people: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"exam {self.paper.id} {self.moment}"


def due(db: Connection, *, now: datetime) -> list[Reminder]:
    """What has yet to be told now."""
    found = []
    for paper in store.every(db):
        for moment, at, window in _moments(paper) if paper.state is State.APPROVED else ():
            if not at <= now < min(at + FRESH, window.closes):
                continue
            results = gather(db, paper_id=paper.id)
            people = tuple(_people(results, moment))
            one = Reminder(moment, paper, window, results.blueprint.minutes, people)
            if not digests.has_digest(db, name=one.key, day=at.date().isoformat()):
                found.append(one)
    return found


def told(db: Connection, *, reminder: Reminder) -> None:
    at = next(at for moment, at, _ in _moments(reminder.paper) if moment is reminder.moment)
    digests.sent_digest(db, name=reminder.key, day=at.date().isoformat())


def _moments(paper: Paper) -> Iterator[tuple[Moment, datetime, Window]]:
    yield Moment.OPENS, paper.first.opens, paper.first
    soon = paper.first.closes - BEFORE
    if soon > paper.first.opens + FRESH:
        yield Moment.CLOSES_SOON, soon, paper.first
    if paper.makeup:
        yield Moment.MAKEUP, paper.makeup.opens, paper.makeup


def _people(results: Results, moment: Moment) -> Iterator[str]:
    for one in results.due:
        has_passed = one.best is not None and results.blueprint.passes(one.best)
        if one.best is None or (moment is Moment.MAKEUP and not has_passed):
            yield one.person
