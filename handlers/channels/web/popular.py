"""Hot questions: what people asked most of late, filled up with one of each large topic."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.store import questions
from handlers.application import Application

SHOWN = 6
RECENT = timedelta(days=30)
COUNTED_FOR = 60.0
"""Seconds that a count holds: it goes over all questions of a month, and each page shows it."""


@dataclass
class Popular:
    """What is asked most, counted once a minute and for each edition."""

    application: Application
    clock: Callable[[], float] = time.monotonic
    _entries: tuple[Entry, ...] = ()
    _library: Library | None = None
    _counted_at: float = float("-inf")

    async def entries(self) -> tuple[Entry, ...]:
        now, library = self.clock(), self.application.library
        if library is not self._library or now - self._counted_at >= COUNTED_FOR:
            self._counted_at = now  # whoever comes meanwhile gets the count before
            self._entries = await self._counted(library)
            self._library = library
        return self._entries

    async def _counted(self, library: Library) -> tuple[Entry, ...]:
        since = self.application.clock() - RECENT
        asked = await self.application.database.read(questions.most_asked, since=since, limit=SHOWN)
        slugs = [*asked, *_spread(library)]
        known = [slug for slug in dict.fromkeys(slugs) if slug in library.entries]
        return tuple(library.entries[slug] for slug in known[:SHOWN])


def _spread(library: Library) -> Iterator[str]:
    """The common questions; one of each topic, the topics with most entries first; the rest."""
    yield from (slug for slug, entry in library.entries.items() if entry.common)
    for entries in library.topics.values():
        yield entries[0].slug
    yield from library.entries
