"""When an item is due again: py-fsrs on days, the same on every machine and every replay.

The library's own fuzz draws from the module `random`, so that a replay would differ; its steps of
minutes make no sense where people practise once a day. Both are off, and `_spread` is ours.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.store.practice import Memory, Review

if TYPE_CHECKING:
    from fsrs import Scheduler

RETENTION = 0.85
"""So likely is it still known on the day it is due. Ten items a day suffice for a bank of 400 with
this; .90 would take sixteen."""
LONGEST = 180
"""Days: laws change, and an officer's year has an exam in it."""
FUZZY_FROM = 3
"""Days: shorter intervals aren't spread."""
AGAIN, HARD, GOOD = 1, 2, 3
KNOWN_DAYS = 21
"""Whoever will remember an item for three weeks has it: the usual bound between young and mature
cards."""


def rating(*, is_right: bool, is_sure: bool) -> int:
    """Never `easy`: right or wrong is all that a quiz finds out."""
    if not is_right:
        return AGAIN
    return GOOD if is_sure else HARD


def after(memory: Memory | None, review: Review, zone: ZoneInfo) -> Memory:
    """What is remembered after an answer. A memory of another right answer is none."""
    from fsrs import Card, Rating

    at = review.at.astimezone(UTC)  # py-fsrs takes no other zone, not even ZoneInfo("UTC")
    if memory and memory.answer == review.answer:
        card = Card.from_json(memory.card)
    else:
        card = Card(card_id=_number(review.item), due=at)  # without an id it sleeps
    if card.last_review and card.last_review > at:
        at = card.last_review  # the clock was set back: nothing is forgotten by that
    card, _ = _scheduler().review_card(card, Rating(review.rating), at)
    days = max(1, (card.due - at).days)
    due = at.astimezone(zone).date() + timedelta(days=_spread(days, review))
    return Memory(review.person, review.item, review.answer, card.to_json(), due)


def replayed(reviews: Iterable[Review], zone: ZoneInfo) -> dict[tuple[str, str], Memory]:
    """What everybody remembers, from the answers alone."""
    found: dict[tuple[str, str], Memory] = {}
    for review in reviews:
        key = (review.person, review.item)
        found[key] = after(found.get(key), review, zone)
    return found


def urgency(memory: Memory, today: date) -> float:
    """How overdue it is for how well it is known: first what is being lost fastest."""
    late = (today - memory.due).days + 1
    return late / max(0.1, stability(memory))


def stability(memory: Memory) -> float:
    """Days until it is known with nine chances in ten."""
    return float(json.loads(memory.card)["stability"] or 0)


def is_known(memory: Memory) -> bool:
    return stability(memory) >= KNOWN_DAYS


def _spread(days: int, review: Review) -> int:
    """Five in a hundred earlier or later, so that what came together doesn't stay together."""
    width = 0 if days < FUZZY_FROM else max(1, round(days * 0.05))
    return (
        days - width + _number(review.person, review.item, review.day.isoformat()) % (2 * width + 1)
    )


def _number(*parts: str) -> int:
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")


@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST,
        enable_fuzzing=False,
    )
