"""The sum of the figures that a question tells, above what the entries say to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.answering import deciding
from bot.answering.answers import Answer
from bot.answering.deciding import Decision, Suggestion
from bot.answering.following import resizings
from bot.answering.from_entries import FromEntries
from bot.answering.matching.matcher import Matcher, Ranking
from bot.calculators.hearing import Hearing, Sum
from bot.knowledge.library import Library

OFFERING = 2
"""Entries that offer a sum, of which so many stand below it."""


class Summing:
    """Of one version of the library; `day` is the one by which a day without its year is read."""

    def __init__(
        self, library: Library, matcher: Matcher, entries: FromEntries, day: Callable[[], date]
    ) -> None:
        self._library = library
        self._matcher = matcher
        self._entries = entries
        self._day = day
        self._sums = Hearing(library.sums)

    def heard(self, question: str) -> Sum | None:
        """The sum that the question has the figures of."""
        return self._sums.heard(question, self._day())

    def with_half(self, answer: Answer, question: str) -> Answer:
        """With the sum that the question has all figures of but one."""
        half = None if answer.parts else self._sums.half_heard(question, self._day())
        return replace(answer, sum=half) if half else answer

    def above(self, answer: Answer, told: Sum, whole: Ranking) -> Answer:
        """The sum above what is said to the question: entries that offer it come before what only
        has its figures in common with it."""
        name = told.calculator.name
        offers = answer.entry is not None and answer.entry.calculator == name
        if offers or answer.parts or answer.revised:
            return replace(answer, sum=told)
        ranked = [match.entry for match in whole.matches if match.entry.calculator == name]
        known = [entry for entry in self._library.entries.values() if entry.calculator == name]
        found = [answer.entry, *(other.entry for other in answer.suggestions)]
        offered = {one.slug: one for one in [*(ranked or known)[:OFFERING], *filter(None, found)]}
        if not offered:
            return replace(answer, sum=told)
        first, *others = list(offered.values())[: deciding.OFFERED]
        return Answer(
            Decision.CLARIFY,
            answer.confidence,
            first,
            tuple(Suggestion(entry, answer.confidence) for entry in others),
            self._entries.choices([first, *others], whole),
            sum=told,
            ranking=whole,
        )

    def anew(self, question: str, before: str) -> Answer | None:
        """The sum of the question before with the figure that is told now: 那146呢 after
        限速120开到135. Of several figures that it may stand for, the one that the form asks for
        last is meant: what was done, and not what is allowed."""
        then = self.heard(before)
        ways = resizings(before, question, self._library.facets)
        found = [(way, told) for way in ways if (told := self.heard(way))]
        if then:
            found = [one for one in found if one[1].calculator is then.calculator]
        changed = [(way, told) for way, told in found if _last_changed(told, then) >= 0]
        if not changed:
            return None
        read, told = max(changed, key=lambda one: _last_changed(one[1], then))
        ranking = self._matcher.rank(read)
        answer = self.above(self._entries.decided(read, ranking), told, ranking)
        return replace(answer, before=before, said=read)


def _last_changed(told: Sum, then: Sum | None) -> int:
    """The place in the form of the last figure that isn't as it was, below 0 where all are."""
    was = then.said if then else {}
    places = enumerate(one.name for one in told.calculator.inputs)
    return max((n for n, name in places if told.said.get(name) != was.get(name)), default=-1)
