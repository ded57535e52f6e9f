"""What a message and the question before it come to together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.answering.answers import Answer
from bot.answering.asks import is_asked
from bot.answering.correcting import Correction, corrected
from bot.answering.deciding import ON_TOPIC, Decision
from bot.answering.following import (
    REMEDY,
    aside,
    instead,
    is_added,
    is_mere,
    is_of_remedy,
    is_swapped,
    is_wish,
    joined,
    of_remedy,
    remedy,
    resized,
    signs,
)
from bot.answering.matching.matcher import Match, Matcher, Ranking
from bot.answering.pointing import Pointer
from bot.text.normalise import same

STAYS_AT = 0.5
"""A question or the one that goes on from it must be so sure of an entry that both are about."""
HELD = 0.04
"""Of less of the message the entry may not tell."""
AS_WELL = 1.2
"""So near each other by score, two entries fit both together as well."""
INSTEAD_AT, MORE, MUCH_MORE = 0.15, 1.5, 5.0
"""So sure must be an entry on what else may happen, and hold so many times as much of that; so many
times one that fits both together less well."""
ASIDE_AT, ASIDE_SURELY_AT = 0.5, 0.7
"""So sure must be an entry on the fine or the review itself; the second where what was found says
something to it as well."""
LOOKED_AT = 40
"""Entries among which one for the other vehicle is looked for."""


class Together:
    """`decided` answers a question that was ranked."""

    def __init__(
        self, matcher: Matcher, pointer: Pointer, decided: Callable[[str, Ranking], Answer]
    ) -> None:
        self._matcher = matcher
        self._pointer = pointer
        self._decided = decided

    def answer(
        self, question: str, before: str, prior: Answer, put_right: Correction | None
    ) -> Answer:
        """Who asks the same of another vehicle isn't answered with what only the first one has."""
        reader = self._matcher.reader
        if put_right:
            text = corrected(before, put_right, reader)
            return self._decided(text, self._matcher.rank(text))
        if text := resized(before, question, reader.facets):
            return self._decided(text, self._matcher.rank(text))
        text = joined(before, question, reader)
        if not is_swapped(before, question, reader.facets):
            ranking = self._of_the_same(text, question, before, prior)
            if not (
                prior.confidence >= STAYS_AT and is_mere(signs(question, before, reader.facets))
            ):
                ranking = self._nearer(question, ranking)
            added = self._decided(text, ranking)
            found = self._else(question, before, added, prior)
            found = self._adding(question, before, found, prior)
            found = self._against(question, before, found, prior)
            return self._aside(question, before, found, prior)
        ranking = self._matcher.rank(text, LOOKED_AT)
        fitting = tuple(one for one in ranking.matches if not one.measures["moves_contradict"])
        return self._decided(text, replace(ranking, matches=fitting or ranking.matches))

    def _of_the_same(self, text: str, question: str, before: str, prior: Answer) -> Ranking:
        """Both together ranked; who names nothing that moves isn't answered with an entry on
        another vehicle than the question before has: 休息十分钟行不行 of a lorry's driver."""
        ranking, facets = self._matcher.rank(text), self._matcher.reader.facets
        now, then = (facets.of(same(told))["moves"] for told in (question, before))

        def is_of_another(match: Match) -> bool:
            title = facets.of(same(match.entry.question))["moves"]
            return bool(title) and title.keys().isdisjoint(then)

        fitting = tuple(one for one in ranking.matches if not is_of_another(one))
        is_known = prior.confidence >= STAYS_AT and prior.entry in [one.entry for one in fitting]
        return replace(ranking, matches=fitting) if then and not now and is_known else ranking

    def _nearer(self, question: str, ranking: Ranking) -> Ranking:
        """Of entries that fit both together as well, first the one that has more of what is said
        now: the question before has had its answer."""
        if not ranking.matches:
            return ranking
        reading = self._matcher.reader.read(question)
        first, *others = ranking.matches
        near = [one for one in others if first.score - one.score <= ON_TOPIC]
        held = {one.entry.slug: self._matcher.held(reading, one.entry) for one in (first, *near)}
        best = max((first, *near), key=lambda one: held[one.entry.slug])
        least = MORE if first.score - best.score <= AS_WELL else MUCH_MORE
        if held[best.entry.slug] <= least * held[first.entry.slug]:
            return ranking
        rest = (one for one in ranking.matches if one is not best)
        return replace(ranking, matches=(replace(best, score=first.score), *rest))

    def _against(self, question: str, before: str, found: Answer, prior: Answer) -> Answer:
        """What is open to who doesn't accept a decision, where nothing is known of what it was
        about: 不服怎么办 after 我的车在国道上被罚了5000. Who says but that has had the fine itself
        told already."""
        facets = self._matcher.reader.facets
        mere = remedy(before, question, facets)
        text = mere or of_remedy(before, question, facets)
        if not text:
            return found
        other = self._decided(text, self._matcher.rank(text))
        title = found.entry.question if found.entry and found.entry is prior.entry else REMEDY
        is_told = bool(mere) and REMEDY not in facets.of(same(title))["wants"]
        least = STAYS_AT if is_told else found.confidence
        return other if other.entry and other.confidence > least else found

    def _aside(self, question: str, before: str, found: Answer, prior: Answer) -> Answer:
        """What is asked of the fine or the review itself (可以分期吗), where another entry has more
        of that; a surely right one where what was found says something to it. The remedy that was
        surely found has its own term: 复核 is no 复议."""
        reader = self._matcher.reader
        text, reading = aside(before, question, reader.facets), reader.read(question)
        if not text or found.entry is None:
            return found
        is_sure = found.confidence >= STAYS_AT and self._pointer.gives(found.entry, reading)
        if is_sure and is_of_remedy(before, question, reader.facets):
            return found
        other = self._decided(text, self._of_the_same(text, question, before, prior))
        least = ASIDE_SURELY_AT if self._pointer.tells(found.entry, reading) else ASIDE_AT
        if other.entry is None or other.confidence < least:
            return found
        held = self._matcher.held(reading, found.entry)
        return other if self._matcher.held(reading, other.entry) > MORE * held else found

    def _adding(self, question: str, before: str, found: Answer, prior: Answer) -> Answer:
        """Who only adds to what they told (我刷的老年卡) or asks what that entry tells (几天能拿到)
        is still about it, if it was surely found; unless both together lead to the same rule, or
        surely to what is asked."""
        entry, reader = prior.entry, self._matcher.reader
        if entry is None or found.entry is None or prior.confidence < STAYS_AT:
            return found
        reading = reader.read(question)
        is_told = is_added(question) and not is_asked(question)
        is_wanted = found.decision is not Decision.ANSWER and is_wish(question, reader.facets)
        is_held = is_of_remedy(before, question, reader.facets)
        is_held = is_held or self._matcher.held(reading, entry) >= HELD
        is_still = is_told or (is_wanted and is_held and self._pointer.tells(entry, reading))
        if not is_still or not set(entry.basis).isdisjoint(found.entry.basis):
            return found
        return replace(prior, ranking=found.ranking)

    def _else(self, question: str, before: str, added: Answer, prior: Answer) -> Answer:
        """Who asks of something else that may happen (没年检怎么罚, 要是没保险呢) gets the entry on
        that, unless both together have led there, or the first one has as much of it."""
        reader = self._matcher.reader
        text = instead(before, question, reader)
        if not text or added.entry is None or added.entry is not prior.entry:
            return added
        other = self._decided(text, self._of_the_same(text, question, before, prior))
        if other.entry is None or other.confidence < INSTEAD_AT:
            return added
        reading = reader.read(question)
        held = self._matcher.held(reading, added.entry)
        return other if self._matcher.held(reading, other.entry) > MORE * held else added
