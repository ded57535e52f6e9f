"""What a search box finds among entries and laws: it lists, where a question is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.answering.editions import Edition
from bot.knowledge.entries import Entry
from bot.knowledge.statutes import Register, Statute
from bot.store.article_index import ArticleHit
from bot.text.grams import grams
from bot.text.normalise import normalise, same

ENTRIES = 20
LAWS = 8
ARTICLES = 8
_LOOKED_AT = 60
"""Entries that the matcher ranks; it ranks some for any words at all."""
_HELD = 0.6
"""The share of the words' pairs of characters that an entry must have, to be about them."""


@dataclass(frozen=True, slots=True)
class Found:
    entries: tuple[Entry, ...] = ()
    laws: tuple[Statute, ...] = ()
    articles: tuple[ArticleHit, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.entries or self.laws or self.articles)


def search(edition: Edition, words: str) -> Found:
    """Entries about the words, and laws that are called by them."""
    laws = named(edition.library.register, words)
    return Found(entries=entries_about(edition, words), laws=laws)


def search_laws(edition: Edition, words: str) -> Found:
    """Laws that are called by the words, and articles that have them."""
    laws = named(edition.library.register, words)
    hits = edition.articles.search(words, ARTICLES) if words else []
    return Found(laws=laws, articles=tuple(hits))


def entries_about(edition: Edition, words: str) -> tuple[Entry, ...]:
    """In the matcher's order, those first whose question has all of the words; none that hasn't
    most of them."""
    wanted = set(grams(normalise(words)))
    if not wanted:
        return ()
    found = [
        entry
        for entry in edition.answerer.suggest(words, _LOOKED_AT)
        if _share(wanted, _words_of(edition, entry)) >= _HELD
    ]
    found.sort(key=lambda entry: _share(wanted, entry.question) < 1)
    return tuple(found[:ENTRIES])


def named(register: Register, words: str) -> tuple[Statute, ...]:
    """The law of that name, and others whose names have the words in them."""
    wanted = same(words.strip("《》 "))
    exact = register.find(words) or register.find_law(words)
    ranked = sorted(
        (place, len(statute.short), statute.short)
        for statute in register.statutes.values()
        if (place := _place(statute, wanted)) is not None
    )
    found = [statute for _, _, short in ranked for statute in [register.statutes[short]]]
    return tuple(dict.fromkeys([*([exact] if exact else []), *found]))[:LAWS]


def _place(statute: Statute, wanted: str) -> int | None:
    """0 where a name begins so, 1 where one has it inside; None where none has."""
    if len(wanted) < 2:
        return None
    names = [same(name) for name in (statute.short, *statute.names)]
    if any(name.startswith(wanted) for name in names):
        return 0
    return 1 if any(wanted in name for name in names) else None


def _share(wanted: set[str], text: str) -> float:
    return len(wanted.intersection(grams(normalise(text)))) / len(wanted)


def _words_of(edition: Edition, entry: Entry) -> str:
    return "\n".join(_spoken(edition, entry))


def _spoken(edition: Edition, entry: Entry) -> Iterator[str]:
    yield from entry.phrases
    yield entry.body
    if phrases := edition.library.phrases.get(entry.slug):
        yield from phrases.phrases
