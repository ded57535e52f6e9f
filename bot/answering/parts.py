"""A message of several asks, or a letter of several matters: each has an entry of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.answers import Answer
from bot.answering.asks import asks, matters
from bot.answering.deciding import Decision
from bot.answering.matching.confidence import confidence
from bot.answering.matching.matcher import Matcher, Ranking
from bot.answering.pointing import Pointer

ASK_AT, APART_AT = 0.4, 0.6
"""So sure must each of two asks be of its entry to get an answer of its own: where that comes first
for the whole message, and where it doesn't. Of 50 labelled ones between the two whose entry came
further down, 11 were answered by it and 11 in part."""
MATTER_AT = 0.7
"""The same for a letter's matters: most of its sentences name none."""
WANTED = 0.05
"""And so often must people who wrote alike have wanted it."""
FOUND = 6
"""The entry must be among so many that were found for the whole message."""
LEAST_ASKS, MOST_ASKS = 2, 3
MOST_READ = 8
"""Sentences of a letter that are looked at one by one."""
LONGEST = 160
"""Characters of a message whose asks are taken one by one; a longer one is a letter."""


class Parts:
    """Finds what a message asks beside its first ask."""

    def __init__(
        self, matcher: Matcher, pointer: Pointer, decided: Callable[[str, Ranking], Answer]
    ) -> None:
        """`decided` is what the entries say to a part."""
        self._matcher = matcher
        self._pointer = pointer
        self._decided = decided

    def answer(self, question: str, whole: Ranking) -> Answer | None:
        """Two or three asks, or matters of a letter, that as many entries answer."""
        found = [match.entry.slug for match in whole.matches[:FOUND]]
        parts = self._asks(question, found)
        if len(parts) < LEAST_ASKS:
            parts = self._matters(question, found)
        told: list[Answer] = []
        for one in parts:
            is_apart = all(set(one.basis).isdisjoint(other.basis) for other in told)
            if is_apart and one.entry not in [other.entry for other in told]:
                told.append(one)
        if len(told) < LEAST_ASKS:
            return None
        return replace(
            told[0],
            decision=Decision.ANSWER,
            confidence=min(one.confidence for one in told),
            suggestions=(),
            choices=(),
            is_open=False,
            parts=tuple(told[:MOST_ASKS]),
        )

    def _asks(self, question: str, found: Sequence[str]) -> list[Answer]:
        """What is asked in a short message, each as its own question; one that names nothing
        (会被拘留吗) only where its entry is among those found for all of it."""
        told = asks(question) if len(question) <= LONGEST else []
        rankings = [(one, self._matcher.rank(one)) for one in told if len(told) >= LEAST_ASKS]
        each = [(self._decided(one, ranking), ranking.reading) for one, ranking in rankings]
        return [
            one
            for one, reading in each
            if one.entry
            and (reading.is_about or one.entry.slug in found)
            and one.confidence >= (ASK_AT if one.entry.slug in found[:1] else APART_AT)
        ]

    def pointed(self, question: str, answer: Answer) -> Answer:
        """Where one entry answers two asks, what each wants of it: 驾照丢了怎么补，要登报吗."""
        told = asks(question) if len(question) <= LONGEST else []
        is_shown = answer.decision is Decision.ANSWER or answer.is_open
        if answer.entry is None or not is_shown or len(told) < LEAST_ASKS:
            return answer
        readings = [self._matcher.reader.read(one) for one in told]
        asked = [self._pointer.pointed(answer.entry, reading)[0] for reading in readings]
        point, *near = dict.fromkeys(filter(None, [*asked, answer.point, *answer.near])) or [""]
        return replace(answer, point=point, near=tuple(near)) if any(asked) else answer

    def _matters(self, question: str, found: Sequence[str]) -> list[Answer]:
        """What sentences of a letter surely are about, of what was found for all of it."""
        told = matters(question)[:MOST_READ]
        # Most sentences tell of nothing that is wanted: demand is quickly told, a ranking isn't.
        wanted = [part for part in told if max(self._matcher.demand(part, found)) >= WANTED]
        if len(wanted) < LEAST_ASKS:
            return []
        rankings = ((part, self._matcher.rank(part)) for part in wanted)
        each = [self._decided(part, ranking) for part, ranking in rankings if _is_meant(ranking)]
        return [one for one in each if one.entry and one.entry.slug in found]


def _is_meant(ranking: Ranking) -> bool:
    """Whether a part of a message surely means the entry that comes first."""
    first = next(iter(ranking.matches), None)
    is_wanted = first is not None and first.measures["demand"] >= WANTED
    return is_wanted and confidence(ranking) >= MATTER_AT
