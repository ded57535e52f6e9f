"""What the place decides: fares, parking, licences for e-bikes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from bot.answering.answers import Answer
from bot.answering.deciding import Decision
from bot.answering.from_entries import NOTHING, FromEntries
from bot.answering.intents import Intents
from bot.answering.matching.matcher import Ranking
from bot.knowledge.intents import Local
from bot.knowledge.library import Library
from bot.text.normalise import same

LONGEST = 26
"""Characters of a message that asks where a thing is and nothing else."""
_ENDING = "[找有走停去能好近在到开发出呢啊吗呀里儿啦哦了]{0,3}(?:开门|开着|发车|开船)?"
"""What such a message may end with."""
_NOTHING_ELSE = "[^没不道加报权]"
"""Between the two stands no word of a fault, a lane or a report: 公交车道几点能走."""


class Places:
    """Of one version of the library."""

    def __init__(self, library: Library, intents: Intents, entries: FromEntries) -> None:
        self._library = library
        self._intents = intents
        self._entries = entries

    def looked_for(self, question: str) -> Answer | None:
        """Where a thing is that people go to, or when one goes that they go by: 最近的加油站在哪.
        The thing that is named last is looked for (医院旁边的停车场), and little else is said; what
        an entry surely says to it in general stands with it."""
        text = same(question)
        found = [
            (match.end("thing"), len(match["thing"]), local)
            for local in self._library.local.values()
            for form in self._forms[local.name]
            if len(text) <= LONGEST and (match := form.fullmatch(text))
        ]
        if not found:
            return None
        *_, local = max(found, key=lambda one: one[:2])
        decided = self._entries.decided(question)
        is_told = decided.decision is Decision.ANSWER
        return (
            replace(decided, local=local) if is_told else Answer(Decision.INTENT, 1.0, local=local)
        )

    @cached_property
    def _forms(self) -> Mapping[str, Sequence[re.Pattern[str]]]:
        """By local matter, how a message asks for its things: 附近有没有补胎的, 班车几点开."""
        lexicon = self._library.lexicon
        return {
            local.name: [
                *_forms(local.where, lexicon.where, nearest=1),
                *_forms(local.when, lexicon.when, nearest=3),
            ]
            for local in self._library.local.values()
        }

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


def _forms(things: Sequence[str], words: Sequence[str], nearest: int) -> Iterator[re.Pattern[str]]:
    """A thing with such a word behind it, no more than `nearest` characters away, or before it."""
    if things and words:
        thing, asked = rf"(?P<thing>{_any_of(things)})", rf"(?:{_any_of(words)})"
        yield re.compile(rf".{{0,10}}{thing}{_NOTHING_ELSE}{{0,{nearest}}}{asked}+{_ENDING}")
        yield re.compile(rf".{{0,10}}{asked}(?:有没有)?{_NOTHING_ELSE}{{0,4}}{thing}{_ENDING}")


def _any_of(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
