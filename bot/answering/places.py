"""What the place decides: fares, parking, licences for e-bikes."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.answers import Answer
from bot.answering.deciding import Decision
from bot.answering.from_entries import NOTHING, FromEntries
from bot.answering.intents import Intents
from bot.answering.matching.matcher import Ranking
from bot.knowledge.intents import Local
from bot.knowledge.library import Library


class Places:
    """Of one version of the library."""

    def __init__(self, library: Library, intents: Intents, entries: FromEntries) -> None:
        self._library = library
        self._intents = intents
        self._entries = entries

    def answer(self, question: str, whole: Ranking, likely: str) -> Answer | None:
        """What the place decides, with what the entries say to it in general; what is only likely
        meant so leaves the word to an entry that is sure."""
        said = self._intents.local(question)
        local = said or self._intents.local_named(likely)
        if local is None or (said is None and self._is_of_others(local, whole)):
            return None
        decided = self._entries.decided(question, whole)
        match decided.decision:
            case Decision.ANSWER:
                return replace(decided, local=local) if said else None
            case Decision.UNKNOWN:
                return replace(NOTHING, decision=Decision.INTENT, local=local, ranking=whole)
        return replace(decided, decision=Decision.INTENT, local=local, articles=())

    def _is_of_others(self, local: Local, whole: Ranking) -> bool:
        """Whether what a message names moves, but nothing that the matter of the place is about:
        学车几岁 is no e-bike's; or it names nothing of ours, but another office's matter."""
        named = whole.reading.facets.get("moves") or {}
        text = whole.reading.text
        if not self._library.facets.names_ours(text) and self._intents.others(text):
            return True
        about = self._library.facets.of(" ".join((local.title, *local.ask)))["moves"]
        return bool(named and about) and not about.keys() & named.keys()
