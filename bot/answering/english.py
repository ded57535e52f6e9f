"""An English message, searched by the Chinese words that it means."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.answers import Answer
from bot.answering.deciding import Decision
from bot.answering.from_entries import FromEntries
from bot.answering.matching.matcher import Matcher, Ranking
from bot.knowledge import offices
from bot.knowledge.english import OFFICE, WORDS
from bot.knowledge.entries import Entry
from bot.knowledge.intents import Intent
from bot.knowledge.library import Library

NAME = "english"
"""The intent of such a message."""
OFFERED = 3
"""Entries that are offered."""


class InEnglish:
    """Of one version of the library."""

    def __init__(self, library: Library, matcher: Matcher, entries: FromEntries) -> None:
        self._library = library
        self._matcher = matcher
        self._entries = entries

    def answer(self, question: str, intent: Intent) -> Answer | None:
        """The entries that come nearest to an English message, below whom to call; None for any
        other `intent`, and where nothing is found."""
        words = self._library.english.read(question) if intent.name == NAME else ()
        if not words:
            return None
        meant = " ".join(words)
        whole = self._matcher.rank(meant)
        decided = self._entries.decided(meant, whole)
        near = [decided.entry, *(one.entry for one in decided.suggestions)]
        found = list({one.slug: one for one in near if one}.values())[:OFFERED]
        if decided.decision is Decision.UNKNOWN or not found:
            return None
        said = self._library.english.says.replace(OFFICE, self._office(whole, found[0]))
        told = replace(intent, says=said.replace(WORDS, "、".join(words)))
        choices = self._entries.choices(found, whole)
        return Answer(Decision.INTENT, 1.0, found[0], choices=choices, intent=told, ranking=whole)

    def _office(self, whole: Ranking, entry: Entry) -> str:
        """Whose matter it is, in English: by the words, else by what the nearest entry rests on;
        else the bureau's own."""
        told, reading = self._library.english, whole.reading
        competent = offices.competent(self._library.offices, reading.facets, reading.text)
        enforcing = offices.enforcing(self._library.offices, (one.law for one in entry.basis))
        names = (one.name for one in (competent, *enforcing) if one)
        return next((told.offices[name] for name in names if name in told.offices), told.ours)
