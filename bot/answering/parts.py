"""A message of several asks, or a letter of several matters: each has an entry of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.answers import Answer
from bot.answering.asks import are_joined, asks, matters
from bot.answering.deciding import Decision
from bot.answering.matching.confidence import confidence
from bot.answering.matching.matcher import Matcher, Ranking
from bot.answering.pointing import Pointer
from bot.knowledge.entries import Entry
from bot.text.normalise import same

ASK_AT, APART_AT = 0.4, 0.65
"""So sure must each of two asks be of its entry to get an answer of its own: where that comes first
for the whole message, and where it doesn't. Of 50 labelled ones from 0.4 to 0.6 whose entry came
further down, 11 were answered by it and 11 in part."""
FOUND_AT = 0.5
"""The same where it is among those found for the whole message."""
LEFT_OUT_AT = 0.35
"""The same of one that is read with what moves in the ask before it."""
LEFT_OUT_ELSEWHERE_AT = 0.7
"""The same where its entry is none of those found for the whole message."""
GONE_ON_AT = 0.25
"""The same of one that surely goes on from the ask before it to an entry of those found."""
NEAREST_AT = 0.25
"""So sure must one be to be shown as the nearest beside another that is surely answered, where the
message itself says that it asks two things."""
HELD = 0.06
"""Of less of an ask the entry that answers another one doesn't tell."""
BARE_ASK = 6
"""Characters of an ask that has no room for a matter of its own: 罚司机多少."""
SHORTEST_LEFT = 5
"""Characters of an ask that is told to be open: 合法吗 is about what was said before it."""
PLAIN = 40
"""Characters of a message that tells no story, of which the second ask may be told to be open."""
_GENERAL = re.compile(r"责任|后果|怎么样|怎样|程序|规定|标准|结果")
"""What is asked of the whole matter: any entry on it answers that."""
_BELOW_ALL = frozenset({"谁负责", "投诉举报"})
"""What is wanted, by the facets' names, that a line below each entry tells."""
MATTER_AT = 0.7
"""The same for a letter's matters: most of its sentences name none."""
WANTED = 0.05
"""And so often must people who wrote alike have wanted it."""
FOUND = 6
"""The entry must be among so many that were found for the whole message."""
LEAST_ASKS, MOST_ASKS = 2, 3
MOST_READ = 8
"""Sentences of a letter that are looked at one by one."""
BRIEF = 70
"""Characters of a message that tells no story: each of its asks is meant, and may be less sure."""
LONGEST = 160
"""Characters of a message whose asks are taken one by one; a longer one is a letter."""


class Parts:
    """Finds what a message asks beside its first ask."""

    def __init__(
        self,
        matcher: Matcher,
        pointer: Pointer,
        decided: Callable[[str, Ranking], Answer],
        going_on: Callable[[str, Ranking, str], tuple[Answer | None, bool]],
    ) -> None:
        """`decided` is what the entries say to a part, `going_on` what they say to one that leaves
        out what the part before it is about, and whether it surely does."""
        self._matcher = matcher
        self._pointer = pointer
        self._decided = decided
        self._going_on = going_on

    def answer(self, question: str, whole: Ranking) -> Answer | None:
        """Two or three asks, or matters of a letter, that as many entries answer."""
        found = [match.entry.slug for match in whole.matches[:FOUND]]
        asked = self._asks(question, found)
        if len(asked) < LEAST_ASKS:
            told = _apart(self._matters(question, found))
        else:
            told = _of_entries(asked) if len(question) <= BRIEF else _apart(asked)
        if len(told) < LEAST_ASKS:
            one = _of_one(asked)
            return self.pointed(question, one) if one else None
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
        (会被拘留吗) only where its entry is among those found for all of it, or as it goes on from
        the one before."""
        told = asks(question) if len(question) <= LONGEST else []
        if len(told) < LEAST_ASKS:
            return []
        is_brief, is_joined = len(question) <= BRIEF, are_joined(question)
        answers, nearest = list[Answer](), list[Answer]()
        for place, one in enumerate(told):
            if answers and not is_joined and self._is_told(one, answers[-1]):
                answers.append(answers[-1])
                continue
            before = told[place - 1] if place and is_brief else ""
            subject = self._left_out(one, before, is_joined=is_joined) if before else ""
            answer, is_sure = self._answered(one, before, subject, found, is_brief=is_brief)
            if is_sure:
                answers.append(answer)
            if is_sure or self._is_near(one, answer, found):
                nearest.append(answer)
        is_surely_one = any(one.confidence >= APART_AT for one in answers)
        return nearest if is_brief and is_surely_one and is_joined else answers

    def _is_told(self, ask: str, answer: Answer) -> bool:
        """Whether a few words that name nothing (罚司机多少) are asked of what the ask before them
        is about, and told by its entry."""
        if answer.entry is None or answer.confidence < APART_AT or len(same(ask)) > BARE_ASK:
            return False
        reading = self._matcher.reader.read(ask)
        return not reading.is_about and self._pointer.tells(answer.entry, reading)

    def _answered(
        self, ask: str, before: str, subject: str, found: Sequence[str], *, is_brief: bool
    ) -> tuple[Answer, bool]:
        """The answer to one ask, and whether it is sure: as it surely goes on from the ask before
        (用不用驾照); with the `subject` of that, where it leads to what was found for all of it, or
        surely to something else; by itself; or as it may go on."""
        ranking = self._matcher.rank(ask)
        gone_on, is_surely = self._going_on(ask, ranking, before) if before else (None, False)
        if gone_on and gone_on.entry and is_surely and gone_on.entry.slug in found:
            return gone_on, gone_on.confidence >= GONE_ON_AT
        if subject:
            whole = self._matcher.rank(f"{subject}{ask}")
            answer = self._decided(f"{subject}{ask}", whole)
            is_of_it = answer.entry is not None and answer.entry.slug in found
            least = LEFT_OUT_AT if is_of_it else LEFT_OUT_ELSEWHERE_AT
            if answer.entry and answer.confidence >= least:
                return answer, True
        answer = self._decided(ask, ranking)
        if self._is_sure(answer, ranking, found, is_brief=is_brief):
            return answer, True
        answer = gone_on or answer
        return answer, self._is_sure(answer, ranking, found, is_brief=is_brief)

    def _is_near(self, ask: str, answer: Answer, found: Sequence[str]) -> bool:
        """Whether an ask that names something comes near enough to an entry to be shown it."""
        if answer.entry is None or answer.confidence < NEAREST_AT:
            return False
        return answer.entry.slug in found or self._matcher.reader.read(ask).is_about

    def _left_out(self, ask: str, before: str, *, is_joined: bool) -> str:
        """What moves, where only the ask before says it: 开校车的要什么条件，多拉一个怎么罚; of one
        that names nothing at all and is joined, what happened: 车被扣了怎么办，另外找谁."""
        asked, told = (self._matcher.reader.read(one).facets for one in (ask, before))
        if asked.get("moves"):
            return ""
        names = ["matter", "moves"] if is_joined and not asked.get("matter") else ["moves"]
        known = (told.get(name) or {} for name in names)
        facets = next(filter(None, known), {})
        return max(facets, key=lambda one: facets[one]) if facets else ""

    def _is_sure(
        self, answer: Answer, ranking: Ranking, found: Sequence[str], *, is_brief: bool
    ) -> bool:
        """Whether an ask is sure enough of its entry to be answered by itself."""
        if answer.entry is None:
            return False
        slug = answer.entry.slug
        if not (ranking.reading.is_about or slug in found or answer.before):
            return False
        is_found = is_brief and slug in found
        least = ASK_AT if slug in found[:1] else FOUND_AT if is_found else APART_AT
        return answer.confidence >= least

    def pointed(self, question: str, answer: Answer) -> Answer:
        """Where one entry answers two asks, what each wants of it: 驾照丢了怎么补，要登报吗."""
        told = asks(question) if len(question) <= LONGEST else []
        is_shown = answer.decision is Decision.ANSWER or answer.is_open
        if answer.entry is None or not is_shown or len(told) < LEAST_ASKS:
            return answer
        readings = [self._matcher.reader.read(one) for one in told]
        asked = [self._pointer.pointed(answer.entry, reading)[0] for reading in readings]
        point, *near = dict.fromkeys(filter(None, [*asked, answer.point, *answer.near])) or [""]
        if any(asked):
            answer = replace(answer, point=point, near=tuple(near))
        last = told[-1]
        is_plain = len(told) == LEAST_ASKS and len(question) <= PLAIN and not asked[-1]
        is_open = is_plain and question.endswith(last) and self._is_open(last, answer.entry)
        return replace(answer, left_open=last if is_open else "")

    def _is_open(self, ask: str, entry: Entry | None) -> bool:
        """Whether an entry has next to nothing of an ask; whom to call stands below all of them."""
        reading = self._matcher.reader.read(ask)
        is_little = len(same(ask)) < SHORTEST_LEFT or _GENERAL.search(ask) is not None
        if entry is None or is_little or reading.facets.get("wants", {}).keys() & _BELOW_ALL:
            return False
        is_held = self._matcher.held(reading, entry) >= HELD
        return not is_held and not self._pointer.tells(entry, reading)

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


def _of_one(asked: Sequence[Answer]) -> Answer | None:
    """The one entry that surely answers all asks."""
    if len(asked) < LEAST_ASKS or len(_of_entries(asked)) > 1:
        return None
    return asked[0] if asked[0].decision is Decision.ANSWER else None


def _of_entries(parts: Sequence[Answer]) -> list[Answer]:
    """The first of each entry."""
    found: dict[str, Answer] = {}
    for one in parts:
        if one.entry:
            found.setdefault(one.entry.slug, one)
    return list(found.values())


def _apart(parts: Sequence[Answer]) -> list[Answer]:
    """Those that rest on nothing that one before them rests on."""
    told: list[Answer] = []
    for one in _of_entries(parts):
        if all(set(one.basis).isdisjoint(other.basis) for other in told):
            told.append(one)
    return told


def _is_meant(ranking: Ranking) -> bool:
    """Whether a part of a message surely means the entry that comes first."""
    first = next(iter(ranking.matches), None)
    is_wanted = first is not None and first.measures["demand"] >= WANTED
    return is_wanted and confidence(ranking) >= MATTER_AT
