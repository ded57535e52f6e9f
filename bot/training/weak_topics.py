"""What many miss becomes a topic to teach: from papers that are over and first tries in practice.

Silent where few have answered (`statistics.FEWEST`), and of topics, never of people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.knowledge.items import Item
from bot.store import papers, suggestions
from bot.store.papers import State
from bot.training.asking import frozen
from bot.training.results import gather
from bot.training.statistics import FEWEST, MISSED


@dataclass(frozen=True, slots=True)
class WeakItem:
    """`people` have met it for the first time, `missed` of them chose wrongly."""

    item: Item
    people: int
    missed: int

    @property
    def share(self) -> float:
        return self.missed / self.people


@dataclass(frozen=True, slots=True)
class WeakTopic:
    """The items of a topic that more than 40 % missed, the worst first."""

    topic: str
    items: tuple[WeakItem, ...]

    @property
    def people(self) -> int:
        """Answers in all."""
        return sum(one.people for one in self.items)

    @property
    def missed(self) -> int:
        return sum(one.missed for one in self.items)

    @property
    def articles(self) -> list[str]:
        """The articles that they rest on, each once."""
        found = (str(citation) for one in self.items for citation in one.item.basis[:1])
        return list(dict.fromkeys(found))


def find(
    db: Connection, *, bank: Iterable[Item], since: datetime, now: datetime
) -> list[WeakTopic]:
    """Of items as they are asked now: an older wording's answers say nothing of this one."""
    known = {(item.slug, item.revision): item for item in bank}
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for key, people, missed in _answered(db, since, now):
        before = counts.get(key, (0, 0))
        counts[key] = (before[0] + people, before[1] + missed)
    topics: dict[str, list[WeakItem]] = {}
    for key, (people, missed) in counts.items():
        if key in known and people >= FEWEST and missed > MISSED * people:
            item = known[key]
            topics.setdefault(item.topic, []).append(WeakItem(item, people, missed))
    found = [
        WeakTopic(topic, tuple(sorted(items, key=lambda one: (-one.share, one.item.slug))))
        for topic, items in topics.items()
    ]
    return sorted(found, key=lambda one: (-one.missed, one.topic))


def _answered(
    db: Connection, since: datetime, now: datetime
) -> Iterator[tuple[tuple[str, str], int, int]]:
    for tried in suggestions.first_tries(db, since=since):
        yield (tried.item, tried.revision), tried.people, tried.missed
    for paper in papers.every(db):
        if paper.state is not State.APPROVED or not since <= paper.ends <= now:
            continue
        for question, numbers in gather(db, paper_id=paper.id).questions:
            item = frozen(question)
            right = round(numbers.share * numbers.people)
            yield (item.slug, item.revision), numbers.people, numbers.people - right
