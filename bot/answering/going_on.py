"""Answers a message together with the question that it goes on from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.answering import leaning
from bot.answering.answers import Answer
from bot.answering.deciding import Decision
from bot.answering.following import (
    instead,
    is_amount,
    is_swapped,
    joined,
    may_go_on,
    signs,
    wants_more,
)
from bot.answering.matching.confidence import likelihood
from bot.answering.matching.matcher import Matcher, Ranking
from bot.answering.matching.reading import Reading
from bot.answering.pointing import Pointer
from bot.knowledge.entries import Entry

GOES_ON_AT, SURELY_AT, PERHAPS_AT = 0.45, 0.85, 0.1
"""From the first on a message is read with the question before; from the second on nothing else is
looked for in it, from the third on nothing but danger. Of messages that go on 85 in a hundred are
read so, of short questions on the law after one that they have nothing to do with two, of those on
other matters six (cross-validated by `benchmarks/following.py`)."""
STAYS_AT, STAYS_SURELY_AT = 0.5, 0.3
"""A question or the one that goes on from it must be so sure of an entry that both are about; the
second where it surely goes on."""
LEADS_AWAY_AT = 0.3
"""So sure must both together be of another entry than the question before has."""
HELD = 0.04
"""Of less of the message the entry may not tell."""
INSTEAD_AT, MORE = 0.15, 1.5
"""So sure must be an entry on what else may happen, and hold so many times as much of that."""
LOOKED_AT = 40
"""Entries among which one for the other vehicle is looked for."""


@dataclass(frozen=True)
class Both:
    """A message and the question before it: `whole` is the ranking of the message, which `alone`
    answers, `prior` answers the question before and `together` both. `told` is what tells whether
    the message goes on, by the names of `leaning.NAMES`."""

    question: str
    before: str
    whole: Ranking
    alone: Answer
    prior: Answer
    together: Answer
    told: Mapping[str, float]

    @cached_property
    def chance(self) -> float:
        """How likely the message goes on from the question before."""
        return leaning.chance(self.told)

    @property
    def goes_on(self) -> bool:
        return self.chance >= GOES_ON_AT


class GoingOn:
    """`decided` answers a question that was ranked; `lead` tells how much better a message is
    explained as what no entry is for."""

    def __init__(
        self,
        matcher: Matcher,
        pointer: Pointer,
        decided: Callable[[str, Ranking], Answer],
        lead: Callable[[Ranking], float],
    ) -> None:
        self._matcher = matcher
        self._pointer = pointer
        self._decided = decided
        self._lead = lead

    def read(self, question: str, whole: Ranking, before: str) -> Both | None:
        """Both, where the message may go on at all; `whole` is its ranking alone."""
        if not before or not may_go_on(question, before):
            return None
        alone = self._decided(question, whole)
        prior = self._decided(before, self._matcher.rank(before))
        together = self._together(question, before, prior)
        reading, first = whole.reading, next(iter(whole.matches), None)
        low, high = leaning.LEAD
        told = signs(question, before, self._matcher.reader.facets) | {
            "alone": likelihood(first) if first else 0.0,
            "phrase": first.measures["phrase"] if first else 0.0,
            "gain": together.confidence - alone.confidence,
            "own": _is_own(alone, prior, together),
            "held_before": self._held(reading, prior.entry),
            "held_together": self._held(reading, together.entry),
            "elsewhere": whole.elsewhere,
            "outside": bool(reading.outside),
            "lead": max(low, min(high, self._lead(whole))),
        }
        return Both(question, before, whole, alone, prior, together, told)

    def answer(self, both: Both) -> Answer | None:
        """Read with the question before, unless the message alone is answered and that leads there
        too: what both together find surely, else what the question before has found."""
        prior, found = both.prior, both.together
        if _is_own(both.alone, prior, found) and both.alone.decision is Decision.ANSWER:
            return None
        if prior.entry and found.entry is not prior.entry and found.confidence < LEADS_AWAY_AT:
            found = prior
        if found.entry is None:
            return None
        said = found.ranking.reading.said if found.ranking else ""
        told = self._staying(self._pointed(found, both.whole), both)
        is_held = self._held(both.whole.reading, told.entry) >= HELD
        is_held = is_held or bool(both.told["bare"])
        return replace(told, before=both.before, said=said, is_unsaid=told.is_unsaid or not is_held)

    def more(self, question: str, before: str) -> Answer | None:
        """The same entry again, with the point that shall be told at length at its head."""
        number = wants_more(question)
        if number is None:
            return None
        prior = self._decided(before, self._matcher.rank(before))
        if prior.entry is None:
            return None
        passages = self._pointer.passages(prior.entry)
        point = passages[number].text if 0 < number < len(passages) else ""
        return replace(_plainly(prior, point), before=before, said=before)

    def _together(self, question: str, before: str, prior: Answer) -> Answer:
        """Who asks the same of another vehicle isn't answered with what only the first one has."""
        reader = self._matcher.reader
        text = joined(before, question, reader)
        if not is_swapped(before, question, reader.facets):
            added = self._decided(text, self._matcher.rank(text))
            return self._else(question, before, added, prior)
        ranking = self._matcher.rank(text, LOOKED_AT)
        fitting = tuple(one for one in ranking.matches if not one.measures["moves_contradict"])
        return self._decided(text, replace(ranking, matches=fitting or ranking.matches))

    def _else(self, question: str, before: str, added: Answer, prior: Answer) -> Answer:
        """Who asks of something else that may happen (没年检怎么罚, 要是没保险呢) gets the entry on
        that, unless both together have led there, or the first one has as much of it."""
        reader = self._matcher.reader
        text = instead(before, question, reader)
        if not text or added.entry is None or added.entry is not prior.entry:
            return added
        other = self._decided(text, self._matcher.rank(text))
        if other.entry is None or other.confidence < INSTEAD_AT:
            return added
        reading = reader.read(question)
        held = self._matcher.held(reading, added.entry)
        return other if self._matcher.held(reading, other.entry) > MORE * held else added

    def _pointed(self, together: Answer, whole: Ranking) -> Answer:
        """With the point that the message asks now: the question before has had its own."""
        if together.entry is None:
            return together
        point, near = self._pointer.pointed(together.entry, whole.reading)
        return replace(together, point=point, near=near)

    def _held(self, reading: Reading, entry: Entry | None) -> float:
        return self._matcher.held(reading, entry) if entry else 0.0

    def _staying(self, together: Answer, both: Both) -> Answer:
        """Who goes on about what was answered stays with that entry, and its point is what is
        wanted now."""
        entry, prior, reading = together.entry, both.prior, both.whole.reading
        # 要多少钱 is about what stands above it; of other words that has to be seen.
        told = prior if reading.facets.get("wants") else together
        least = STAYS_SURELY_AT if both.chance >= SURELY_AT else STAYS_AT
        is_known = max(told.confidence, together.confidence) >= least
        if entry is None or entry is not prior.entry or not is_known:
            return together
        point = self._pointer.wanted(entry, reading)
        point = together.point if point is None else point
        tells = is_amount(reading.text) or bool(point) or self._pointer.tells(entry, reading)
        return replace(_plainly(together, point), is_unsaid=not tells)


def _is_own(alone: Answer, prior: Answer, together: Answer) -> bool:
    """Whether both together are about what the message is about alone, and not before."""
    return together.entry is not None and alone.entry is together.entry is not prior.entry


def _plainly(answer: Answer, point: str) -> Answer:
    """The entry as an answer, whatever else might be meant."""
    return replace(
        answer,
        decision=Decision.ANSWER,
        choices=(),
        is_open=False,
        office=None,
        point=point,
        near=tuple(one for one in answer.near if one != point),
    )
