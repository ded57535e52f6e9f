"""Whom who complains is to call, and what they are to note down: told above the answer, where its
own beginning doesn't say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice

from bot.answering.answers import Answer, Complaint
from bot.answering.asks import is_asked
from bot.answering.deciding import LIKELY_AT, Decision
from bot.knowledge.entries import Entry
from bot.knowledge.intents import Intent
from bot.knowledge.library import Library
from bot.knowledge.offices import Office, competent, enforcing

STORY = 20
"""Characters from which a message that asks nothing tells what somebody has suffered."""
MOST = 3
"""Numbers that are named."""
OURS = "交通运输"
"""Whose the bureau's own number is, be it 12328 or another."""
_NOTES = re.compile(r"记下|记录|记车|记线|拍下|说清|写清|写明(?!哪|责任)|留好|留下|保存")
_WISH = "建议"
"""What is wanted by who asks for something new (facets.yaml) and suffers nothing."""
_HOW = {"怎么办理", "谁负责", "投诉举报"}
"""What may be wanted by who has suffered something and asks what to do: no fine, no term."""
_ABOUT_OFFICERS = "about-officers"


class Complaining:
    """Of one version of the library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known = library.complaints

    def beside(self, answer: Answer, question: str) -> Answer:
        """With whom to call, where somebody complains and entries are the answer; as it was where
        the knowledge has no word on complaints."""
        if not self._known.notes:
            return answer
        is_of_officers = self._known.are_of_officers(question)
        said = answer.intent if answer.entry is None else None
        if is_of_officers and said and not (said.before or said.apart):  # bitter praise, a letter
            return replace(answer, intent=self._about_officers)
        is_unknown = answer.decision is Decision.UNKNOWN and not (answer.unheld or answer.revised)
        if is_of_officers and is_unknown and (found := self._about_officers):
            return replace(answer, decision=Decision.INTENT, intent=found, office=None)
        is_told = answer.intent is not None and not answer.intent.before
        if is_told or answer.sum or answer.parts or answer.entry is None:
            return answer
        if answer.decision not in (Decision.ANSWER, Decision.SUGGEST):
            return answer
        if is_of_officers:
            return replace(answer, intent=answer.intent or self._about_officers)
        if not self._is_one(question, answer.entry):
            return answer
        if answer.decision is Decision.SUGGEST and not (answer.is_open or answer.office):
            return answer  # whose matter it is would be a guess
        calls = tuple(islice(self._calls(answer, answer.entry, question).items(), MOST))
        asks_whom = self._known.ask_whom(question)
        if not calls or (self._is_said(answer, answer.entry) and not asks_whom):
            return answer
        return replace(answer, complaint=Complaint(calls, self._notes(question, answer.entry)))

    def filed(self, answer: Answer, question: str) -> Answer:
        """With a word that nothing is handed in, where somebody wants that."""
        return self.unfiled(answer) if self._known.filing.is_wanted(question) else answer

    def unfiled(self, answer: Answer) -> Answer:
        """With that word, where it is a matter of ours; one on the bot or on danger says enough."""
        is_told = answer.intent is not None and (answer.entry is None or answer.intent.before)
        filing = self._known.filing
        return (
            answer if is_told or answer.sum or not filing.says else replace(answer, filing=filing)
        )

    def subject(self, question: str) -> str:
        """What shall be handed in, where the message opens with words that say so; else ""."""
        return self._known.filing.subject(question)

    def _is_one(self, question: str, entry: Entry) -> bool:
        """Whether somebody says that they complain, or tells a story and asks nothing, or nothing
        but what an entry answers that says whom to turn to."""
        if self._known.are_told(question):
            return True
        if len(question) < STORY or self._known.are_none(question):
            return False
        wants = self._library.facets.of(question)["wants"]
        if is_asked(question):
            return wants.keys() <= _HOW and self._known.ask_whom(entry.question)
        return not wants.get(_WISH)

    @cached_property
    def _about_officers(self) -> Intent | None:
        return next((one for one in self._library.intents if one.name == _ABOUT_OFFICERS), None)

    def _calls(self, answer: Answer, entry: Entry, question: str) -> dict[str, str]:
        """Number → whose it is, one of each: those that the entry begins with; of one that is but
        near, the office whose matter the message is; those of its steps, else whose its laws are to
        enforce, unless it is but near. Numbers for whoever knows no better one come last, but where
        the entry begins with one. None of one that begins with somebody who has no number of the
        nation's: 先找物业."""
        library, known = self._library, self._known
        if known.sends_elsewhere(library.fill(entry.short_answer), self._number):
            return {}
        begun, steps = self._named([entry.short_answer]), self._named(entry.steps)
        begins_so = next(iter(begun), None) in known.last  # 打12345，修路的问 12328
        named = {one: who for one, who in begun.items() if begins_so or one not in known.last}
        further = {one: who for one, who in steps.items() if one not in known.last}
        is_near = answer.confidence < LIKELY_AT
        asked = answer.office or competent(library.offices, library.facets.of(question))
        office = asked if is_near else None
        enforced = enforcing(library.offices, [one.law for one in entry.basis])
        if office and answer.decision is Decision.SUGGEST and not answer.is_open:
            found = self._of_office(office)
        else:
            found = named | self._of_office(office) | ({} if named else further)
            found = found or ({} if is_near else self._of_office(next(iter(enforced), None)))
            found |= {one: who for one, who in begun.items() if one in known.last}
        numbers_of: dict[str, str] = {}
        for number, who in found.items():
            numbers_of.setdefault(who, number)
        return {number: who for who, number in numbers_of.items()}

    def _of_office(self, office: Office | None) -> dict[str, str]:
        if office is None:
            return {}
        numbers = self._number.findall(self._library.fill(office.call))
        return dict.fromkeys(numbers[:1], office.short or office.name)

    def _named(self, told: Sequence[str]) -> dict[str, str]:
        """The numbers that are named, in their order, with whose they are."""
        found = (one for text in told for one in self._number.findall(self._library.fill(text)))
        return {number: self._known.calls.get(number, OURS) for number in found}

    @cached_property
    def _number(self) -> re.Pattern[str]:
        numbers = {*self._known.calls, self._library.bureau.hotline}
        return re.compile(rf"(?<!\d)(?:{'|'.join(map(re.escape, numbers))})(?!\d)")

    def _is_said(self, answer: Answer, entry: Entry) -> bool:
        """Whether the answer begins with both."""
        begins = answer.decision is Decision.ANSWER or answer.is_open
        short = entry.short_answer
        return begins and bool(_NOTES.search(short)) and bool(self._named([short]))

    def _notes(self, question: str, entry: Entry) -> str:
        """By what both the message and the entry name: what the entry alone names may be a side of
        it that nobody complains of."""
        facets = self._library.facets
        asked, answered = facets.of(question), facets.of(entry.question)
        titled = {**answered["matter"], **answered["moves"]}
        return self._known.note(one for one in titled if one in asked["matter"] | asked["moves"])
