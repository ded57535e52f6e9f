"""Entries that were taken out of service of late: their ways of asking are still known as theirs,
so that nobody who asks by them gets a neighbour for an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.answering.matching.matcher import Ranking
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.text.normalise import same

RESTING = timedelta(days=365)
"""So long the phrases of an entry that was taken out of service are known as its own."""


class Resting:
    """Those of one version of the library, by a day; without a day all that were ever retired."""

    def __init__(self, library: Library, today: date | None) -> None:
        since = today - RESTING if today else date.min
        self._entries = {
            slug: entry
            for slug, entry in library.retired.items()
            if entry.retired and entry.retired >= since
        }
        self._own = {same(way): entry for entry in self for way in entry.phrases}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, entry: Entry) -> bool:
        return entry.slug in self._entries

    def asked_by(self, question: str) -> Entry | None:
        """The one whose own words these are."""
        return self._own.get(same(question))

    def first_of(self, ranking: Ranking) -> Entry | None:
        """The one that ranks before all that are in service."""
        return self._entries.get(ranking.matches[0].entry.slug) if ranking.matches else None

    def without(self, ranking: Ranking) -> Ranking:
        """The candidates that are in service."""
        if not self._entries:
            return ranking
        return replace(ranking, matches=tuple(m for m in ranking.matches if m.entry not in self))
