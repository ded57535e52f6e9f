"""Hot questions: what people asked most of late, filled up with one of each large topic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.store import questions
from handlers.application import Application

SHOWN = 6
RECENT = timedelta(days=30)


async def popular(application: Application, limit: int = SHOWN) -> tuple[Entry, ...]:
    library = application.library
    asked = await application.database.read(
        questions.most_asked, since=application.clock() - RECENT, limit=limit
    )
    slugs = [*asked, *_spread(library)]
    known = [slug for slug in dict.fromkeys(slugs) if slug in library.entries]
    return tuple(library.entries[slug] for slug in known[:limit])


def _spread(library: Library) -> Iterator[str]:
    """The common questions; one of each topic, the topics with most entries first; the rest."""
    yield from (slug for slug, entry in library.entries.items() if entry.common)
    for entries in library.topics.values():
        yield entries[0].slug
    yield from library.entries
