"""Answers a message together with the question that it goes on from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.answering import leaning
from bot.answering.answers import Answer
from bot.answering.asks import is_asked
from bot.answering.correcting import Correction, corrected, correction
from bot.answering.deciding import ON_TOPIC, Decision
from bot.answering.following import (
    REMEDY,
    aside,
    instead,
    is_added,
    is_amount,
    is_mere,
    is_of_remedy,
    is_swapped,
    is_wish,
    joined,
    may_go_on,
    of_remedy,
    remedy,
    resized,
    signs,
    wants_more,
    wants_number,
)
from bot.answering.matching.confidence import likelihood
from bot.answering.matching.likely import AFTER, AFTER_RATHER, AFTER_SURELY
from bot.answering.matching.matcher import Match, Matcher, Ranking
from bot.answering.matching.reading import Reading
from bot.answering.pointing import Pointer
from bot.knowledge.entries import Entry
from bot.text.grams import grams
from bot.text.normalise import normalise, same

GOES_ON_AT, SURELY_AT, PERHAPS_AT, LOST_AT, RATHER_AT = 0.45, 0.85, 0.1, 0.3, 0.6
"""From the first on a message is read with the question before, from the second on it surely is,
from the third on nothing but danger is looked for in it; the fourth is the first for one of which
nothing is known alone, the last for one with words that may be meant of the bot. Of messages that
go on 92 in a hundred are read so, of short questions on the law after one that they have nothing to
do with one or two, of those on other matters nine (cross-validated by `benchmarks/following.py`).
"""
STAYS_AT, STAYS_SURELY_AT = 0.5, 0.3
"""A question or the one that goes on from it must be so sure of an entry that both are about; the
second where it surely goes on."""
LEADS_AWAY_AT, LEADS_SURELY_AT = 0.3, 0.6
"""So sure must both together be of another entry than the question before has; the second where the
message only doubts, or adds to the story."""
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
TOLD_AT = 0.3
"""Of a question so unsure nothing has been told that there could be more of."""
LOOKED_AT = 40
"""Entries among which one for the other vehicle is looked for."""
_TELEPHONE = re.compile(r"\{bureau\.hotline\}|(?<!\d)(?:122|12(?!123)\d{3}|9[56]\d{3})(?!\d)")
"""Whom an entry says to call; danger has its own reply, and 12123 is the traffic police's app."""


@dataclass(frozen=True)
class Both:
    """A message and the question before it: `whole` is the ranking of the message, which `alone`
    answers, `prior` answers the question before and `together` both. `told` is what tells whether
    the message goes on, by the names of `leaning.NAMES`; it does where the question before
    `is_corrected`. `resized` is that with another amount, where the message tells but that."""

    question: str
    before: str
    whole: Ranking
    alone: Answer
    prior: Answer
    together: Answer
    told: Mapping[str, float]
    is_corrected: bool = False
    resized: str = ""

    @cached_property
    def chance(self) -> float:
        """How likely the message goes on from the question before."""
        return 1.0 if self.is_corrected else leaning.chance(self.told)

    @property
    def goes_on(self) -> bool:
        """Whether it is read with the question before: where nothing is known of it alone, or both
        together are surely about what it alone is hardly seen to be, it is the rather."""
        is_surer = self.alone.decision is not Decision.ANSWER and (
            self.together.entry is self.alone.entry
            and self.together.confidence >= LEADS_SURELY_AT
            and self.alone.confidence < STAYS_AT
        )
        is_lost = self.alone.decision is Decision.UNKNOWN or is_surer
        is_lost = is_lost and self.prior.confidence >= STAYS_AT
        return self.chance >= (LOST_AT if is_lost else GOES_ON_AT)

    @property
    def danger_at(self) -> float:
        """So likely danger must it be to be taken for that."""
        if self.chance < LOST_AT:
            return AFTER
        return AFTER_SURELY if self.chance >= SURELY_AT else AFTER_RATHER

    @property
    def rather_goes_on(self) -> bool:
        """Whether it does though it has words that may be meant of the bot: 邻居看见了算数吗."""
        is_of_the_bot = self.told["lead"] > 0
        is_known = self.prior.confidence >= STAYS_AT
        return self.chance >= RATHER_AT and is_known and not is_of_the_bot


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
        if self._matcher.reader.facets.turns.is_thanks(question):
            return None
        alone = self._decided(question, whole)
        prior = self._decided(before, self._matcher.rank(before))
        put_right = correction(question)
        together = self._together(question, before, prior, put_right)
        reading, first = whole.reading, next(iter(whole.matches), None)
        low, high = leaning.LEAD
        told = signs(question, before, self._matcher.reader.facets) | {
            "alone": likelihood(first) if first else 0.0,
            "phrase": first.measures["phrase"] if first else 0.0,
            "gain": together.confidence - alone.confidence,
            "echoes": self._echoes(reading, before),
            "stays": together.entry is not None and together.entry is prior.entry,
            "known": prior.confidence,
            "own": _is_own(alone, prior, together),
            "held_before": self._held(reading, prior.entry),
            "held_together": self._held(reading, together.entry),
            "elsewhere": whole.elsewhere,
            "outside": bool(reading.outside),
            "lead": max(low, min(high, self._lead(whole))),
        }
        amount = "" if put_right else resized(before, question, self._matcher.reader.facets)
        return Both(question, before, whole, alone, prior, together, told, bool(put_right), amount)

    def answer(self, both: Both) -> Answer | None:
        """Read with the question before, unless the message alone is answered and that leads there
        too: what both together find surely, else what the question before has found."""
        prior, found = both.prior, both.together
        if both.is_corrected:
            said = found.ranking.reading.said if found.ranking else ""
            return replace(found, before=both.before, said=said) if found.entry else None
        if _is_own(both.alone, prior, found) and both.alone.decision is Decision.ANSWER:
            return None
        least = LEADS_SURELY_AT if is_mere(both.told) else LEADS_AWAY_AT
        is_elsewhere = found.entry is not prior.entry and found.confidence < least
        is_surer = prior.confidence > found.confidence
        if prior.entry and is_elsewhere and is_surer and not self._only_gives(both):
            found = prior
        if found.entry is None:
            return None
        said = found.ranking.reading.said if found.ranking else ""
        told = self._staying(self._pointed(found, self._asking(both)), both)
        is_held = self._held(both.whole.reading, told.entry) >= HELD
        gives = told.entry is not None and self._pointer.gives(told.entry, both.whole.reading)
        is_held = is_held or bool(both.told["bare"] or gives)
        return replace(told, before=both.before, said=said, is_unsaid=told.is_unsaid or not is_held)

    def _only_gives(self, both: Both) -> bool:
        """Whether both together have found what gives the sum, the term … that a message wants, and
        the question before hasn't."""
        reading = both.whole.reading
        gives = [
            entry is not None and self._pointer.gives(entry, reading)
            for entry in (both.together.entry, both.prior.entry)
        ]
        return gives == [True, False]

    def more(self, question: str, before: str) -> Answer | None:
        """The same entry again, with the point at its head that shall be told at length, or that
        says whom to call."""
        number, calls = wants_more(question), wants_number(question)
        if number is None and not calls:
            return None
        prior = self._decided(before, self._matcher.rank(before))
        if prior.entry is None or prior.confidence < (STAYS_AT if calls else TOLD_AT):
            return None
        told = [passage.text for passage in self._pointer.passages(prior.entry)]
        if calls:
            point = max(told, key=lambda text: len(_TELEPHONE.findall(text)))
            if not _TELEPHONE.search(point):
                return None
        else:
            point = told[number] if number and number < len(told) else ""
        return replace(_plainly(prior, point), before=before, said=before)

    def _together(
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
        held = {one.entry.slug: self._held(reading, one.entry) for one in (first, *near)}
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

    def _asking(self, both: Both) -> Reading:
        """The message by which a point is looked for: 几天能放 and 三个人呢 say nothing alone."""
        ranking = both.together.ranking
        return ranking.reading if ranking and both.told["bare"] else both.whole.reading

    def _pointed(self, together: Answer, asking: Reading) -> Answer:
        """With the point that the message asks now: the question before has had its own."""
        if together.entry is None:
            return together
        point, near = self._pointer.pointed(together.entry, asking, is_turn=True)
        return replace(together, point=point, near=near)

    def _held(self, reading: Reading, entry: Entry | None) -> float:
        return self._matcher.held(reading, entry) if entry else 0.0

    def _echoes(self, reading: Reading, before: str) -> float:
        """Share of what is written in a message that the question before has as well."""
        idf, then = self._matcher.collection.idf, set(grams(normalise(before)))
        written = {gram: idf(gram) for gram, weight in reading.grams.items() if weight == 1.0}
        shared = sum(weight for gram, weight in written.items() if gram in then)
        return shared / (sum(written.values()) or 1.0)

    def _staying(self, together: Answer, both: Both) -> Answer:
        """Who goes on about what was answered stays with that entry, and its point is what is
        wanted now."""
        entry, prior, reading = together.entry, both.prior, both.whole.reading
        # 要多少钱 or a doubt is about what stands above it; of other words that has to be seen.
        told = prior if reading.facets.get("wants") or is_mere(both.told) else together
        least = STAYS_SURELY_AT if both.chance >= SURELY_AT else STAYS_AT
        is_known = max(told.confidence, together.confidence) >= least
        if entry is None or entry is not prior.entry or not is_known:
            return together
        point = self._pointer.wanted(entry, self._asking(both))
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
