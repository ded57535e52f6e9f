"""Answers a message together with the question that it goes on from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.answering import leaning
from bot.answering.answers import Answer
from bot.answering.correcting import correction
from bot.answering.deciding import Decision
from bot.answering.following import (
    is_amount,
    is_mere,
    may_go_on,
    signs,
    wants_more,
    wants_number,
)
from bot.answering.matching.confidence import likelihood
from bot.answering.matching.likely import AFTER, AFTER_RATHER, AFTER_SURELY
from bot.answering.matching.matcher import Matcher, Ranking
from bot.answering.matching.reading import Reading
from bot.answering.pointing import Pointer
from bot.answering.together import HELD, STAYS_AT, Together
from bot.knowledge.entries import Entry
from bot.text.grams import grams
from bot.text.normalise import normalise

GOES_ON_AT, SURELY_AT, PERHAPS_AT, LOST_AT, RATHER_AT = 0.45, 0.85, 0.1, 0.3, 0.6
"""From the first on a message is read with the question before, from the second on it surely is,
from the third on nothing but danger is looked for in it; the fourth is the first for one of which
nothing is known alone, the last for one with words that may be meant of the bot. Of messages that
go on 92 in a hundred are read so, of short questions on the law after one that they have nothing to
do with one or two, of those on other matters nine (cross-validated by `benchmarks/following.py`).
"""
STAYS_SURELY_AT = 0.3
"""`STAYS_AT` for one that surely goes on."""
LEADS_AWAY_AT, LEADS_SURELY_AT = 0.3, 0.6
"""So sure must both together be of another entry than the question before has; the second where the
message only doubts, or adds to the story."""
TOLD_AT = 0.3
"""Of a question so unsure nothing has been told that there could be more of."""
_TELEPHONE = re.compile(r"\{bureau\.hotline\}|(?<!\d)(?:122|12(?!123)\d{3}|9[56]\d{3})(?!\d)")
"""Whom an entry says to call; danger has its own reply, and 12123 is the traffic police's app."""


@dataclass(frozen=True)
class Both:
    """A message and the question before it: `whole` is the ranking of the message, which `alone`
    answers, `prior` answers the question before and `together` both. `told` is what tells whether
    the message goes on, by the names of `leaning.NAMES`; it does where the question before
    `is_corrected`."""

    question: str
    before: str
    whole: Ranking
    alone: Answer
    prior: Answer
    together: Answer
    told: Mapping[str, float]
    is_corrected: bool = False

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
        self._both = Together(matcher, pointer, decided)

    def read(self, question: str, whole: Ranking, before: str) -> Both | None:
        """Both, where the message may go on at all; `whole` is its ranking alone."""
        if not before or not may_go_on(question, before):
            return None
        if self._matcher.reader.facets.turns.is_thanks(question):
            return None
        alone = self._decided(question, whole)
        prior = self._decided(before, self._matcher.rank(before))
        put_right = correction(question)
        together = self._both.answer(question, before, prior, put_right)
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
        return Both(question, before, whole, alone, prior, together, told, bool(put_right))

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
        the question before hasn't; what they hardly found gives it for something else."""
        if both.together.confidence < LEADS_AWAY_AT:
            return False
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
        return replace(plainly(prior, point), before=before, said=before)

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
        return replace(plainly(together, point), is_unsaid=not tells)


def _is_own(alone: Answer, prior: Answer, together: Answer) -> bool:
    """Whether both together are about what the message is about alone, and not before."""
    return together.entry is not None and alone.entry is together.entry is not prior.entry


def plainly(answer: Answer, point: str = "") -> Answer:
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
