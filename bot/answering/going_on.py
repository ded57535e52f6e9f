"""Answers a message together with the question that it goes on from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.answering.answers import Answer
from bot.answering.deciding import Decision
from bot.answering.following import (
    Leaning,
    instead,
    is_amount,
    is_bare,
    is_swapped,
    joined,
    wants_more,
)
from bot.answering.matching.matcher import Matcher, Ranking
from bot.answering.matching.reading import Reading
from bot.answering.pointing import Pointer

ALONE = {Leaning.SURELY: 0.3, Leaning.PERHAPS: 0.15, Leaning.HARDLY: -0.3}
"""So much surer alone must be a message that leans so on the one before."""
STAYS_AT = 0.5
"""A question or the one that goes on from it must be so sure of an entry that both are about."""
HELD = 0.04
"""The entry must hold so much of a message that may go on to it. Chosen on 360 short questions
after one that they have nothing to do with: without it 54 were read with that, so 10 are, most of
them of its subject."""
INSTEAD_AT, MORE = 0.15, 1.5
"""So sure must be an entry on what else may happen, and hold so many times as much of that."""
LOOKED_AT = 40
"""Entries among which one for the other vehicle is looked for."""


class GoingOn:
    """`decided` answers a question that was ranked."""

    def __init__(
        self, matcher: Matcher, pointer: Pointer, decided: Callable[[str, Ranking], Answer]
    ) -> None:
        self._matcher = matcher
        self._pointer = pointer
        self._decided = decided

    def answer(self, question: str, whole: Ranking, before: str, how: Leaning) -> Answer | None:
        """Read with the question before, where it leans on that and isn't surer alone; `whole` is
        the ranking of the question alone."""
        if how is Leaning.NONE or whole.reading.outside:
            return None
        prior = self._decided(before, self._matcher.rank(before))
        together = self._together(question, before, prior)
        alone = self._decided(question, whole)
        if alone.confidence > together.confidence + ALONE[how]:
            return None
        is_own = together.entry is alone.entry and together.entry is not prior.entry
        is_held = self._is_held(together, whole.reading)
        if is_own or not (is_held or how is Leaning.SURELY):
            return None
        said = together.ranking.reading.said if together.ranking else ""
        told = self._staying(self._pointed(together, whole), whole, prior)
        is_unsaid = told.is_unsaid or not is_held
        return replace(told, before=before, said=said, is_unsaid=is_unsaid)

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

    def _is_held(self, together: Answer, reading: Reading) -> bool:
        """Whether what is found has anything to do with the message, and not with the question
        before alone."""
        if is_bare(reading.text, self._matcher.reader.facets):
            return True
        return together.entry is not None and self._matcher.held(reading, together.entry) >= HELD

    def _staying(self, together: Answer, whole: Ranking, prior: Answer) -> Answer:
        """Who goes on about what was answered stays with that entry, and its point is what is
        wanted now."""
        entry, reading = together.entry, whole.reading
        # 要多少钱 is about what stands above it; of other words that has to be seen.
        told = prior if reading.facets.get("wants") else together
        is_known = max(told.confidence, together.confidence) >= STAYS_AT
        if entry is None or entry is not prior.entry or not is_known:
            return together
        point = self._pointer.wanted(entry, reading)
        point = together.point if point is None else point
        tells = is_amount(reading.text) or bool(point) or self._pointer.tells(entry, reading)
        return replace(_plainly(together, point), is_unsaid=not tells)


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
