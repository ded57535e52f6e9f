"""Whose matter a message is that is none of ours, and what of ours it may touch all the same."""

from __future__ import annotations

from dataclasses import replace

from bot.answering import deciding
from bot.answering.answers import Answer
from bot.answering.deciding import Decision
from bot.answering.from_entries import ELSEWHERE, NEAR, FromEntries
from bot.answering.intents import Intents
from bot.answering.matching.matcher import Ranking
from bot.knowledge.intents import Intent
from bot.knowledge.library import Library
from bot.text.normalise import normalise

AT_ONCE = 30
"""Below what is urgent stands no list where a message so short asks nothing, or nothing that an
entry is near to: it would only be in the way. A longer message tells more than the danger."""
OTHERS_AT = 0.45
"""So likely no matter of ours, whose it is stands above a list. Of 2,641 labelled messages of ours
none has it there, of 70 made-up short ones on other matters three."""
LETTER = 60
"""A letter has more characters."""
MANY_WORDS, MANY_MORE = 4, 6
"""Characters of another office's words by which a letter that names nothing of ours is that
office's, whatever a few of them also mean (医疗事故, 土地承包), and any message that nothing is
known for; the second where that names something of ours, unless it is a short one that is likely no
matter of ours. Of 1,815 labelled messages of 40 characters and more none of ours is taken so."""
PLAIN_WORDS = 3
"""The same for a short message that names nothing of ours and nothing that moves, and for one that
is likely none of ours."""
UNNAMED_ELSEWHERE = 0.3
"""So likely no matter of ours, what names neither what moves nor what happened and is near to no
entry is told to be nobody's here: of 81 such labelled messages 73 were others'."""
SENTENCE = 6
"""Characters of a sentence; a number or a word or two may be anything."""
UNCLEAR = "unclear"
"""The intent of who says nothing yet of what happened."""
REMARK, LEFT = 20, 6
"""Characters of a remark that may tell no more than a subject and a mood, and of that subject."""


class Others:
    """Knows the words of other offices' matters, and those of ours."""

    def __init__(self, library: Library, intents: Intents, entries: FromEntries) -> None:
        self._library = library
        self._intents = intents
        self._entries = entries

    def instead(self, intent: Intent, question: str, whole: Ranking, sure: float) -> Answer:
        """What is said where no entry is for a message; below it, of a letter to another office,
        what of ours it may touch."""
        if len(question) <= AT_ONCE or not intent.apart:
            return Answer(Decision.INTENT, 1.0, intent=intent)
        near = self._entries.unknown(question, whole, sure)
        return replace(near, decision=Decision.INTENT, intent=intent, articles=(), office=None)

    def meant(self, likely: str, question: str, whole: Ranking) -> Intent | None:
        """The intent of that name; of no matter of ours, with whose it is, which a word or two
        don't tell where the message names something of ours too: 公积金 买车. A letter that has
        words of ours alone is ours, whatever it reads like: without this rule 27 of 1,153 labelled
        ones are taken for others', with it 11; of 46 of others' 41 are known, with it 34."""
        found = self._intents.named(likely)
        if not found or not found.apart:
            return found
        if len(question) > LETTER and self._library.facets.names_surely_ours(whole.reading.text):
            return None
        least = PLAIN_WORDS if self._names_ours(whole) else 1
        return self._intents.others(question, least) or found

    def beside(self, answer: Answer, question: str, whole: Ranking) -> Answer:
        """Whose matter it is, where a question has words of another office's: in place of what is
        unknown; where it names nothing of ours, in place of a letter's list, and above a list that
        is likely none of ours."""
        if answer.unheld or answer.revised:
            return answer
        names_ours = self._names_ours(whole)
        if len(question) > LETTER and not names_ours and answer.confidence < deciding.LIKELY_AT:
            others = self._intents.others(question, MANY_WORDS)
            if others and answer.decision not in (Decision.UNKNOWN, Decision.ANSWER):
                return Answer(Decision.INTENT, 1.0, intent=others)
        if others := self._plainly_others(answer, question, names_ours=names_ours):
            return self._below(others, answer, whole)
        if answer.decision is Decision.ANSWER:
            return answer
        if answer.decision is Decision.UNKNOWN:
            told = self._of_unknown(answer, question, whole, names_ours=names_ours)
            return self.instead(told, question, whole, answer.confidence) if told else answer
        if names_ours or (whole.reading.is_about and whole.elsewhere < ELSEWHERE):
            return answer
        others = self._intents.others(question, MANY_WORDS if whole.reading.is_about else 1)
        is_others = whole.elsewhere >= OTHERS_AT
        return self._below(others, answer, whole) if others and is_others else answer

    def _of_unknown(
        self, answer: Answer, question: str, whole: Ranking, *, names_ours: bool
    ) -> Intent | None:
        """What is said where nothing is known: whose matter it is, or to a remark on something of
        ours, that it doesn't tell what happened."""
        if names_ours and self._is_remark(question):
            return self._intents.named(UNCLEAR)
        is_likely_ours, is_about = whole.elsewhere < ELSEWHERE, whole.reading.is_about
        is_plain = not names_ours or (len(question) <= AT_ONCE and not is_likely_ours)
        found = self._intents.others(question, MANY_WORDS if is_plain else MANY_MORE)
        if found or names_ours or (is_about and is_likely_ours):
            return found
        found = self._intents.others(question, MANY_WORDS if is_about else 1)
        is_nothing_known = self._is_nothing_known(answer, whole)
        return found or (self._intents.anyones() if is_nothing_known else None)

    def _is_nothing_known(self, answer: Answer, whole: Ranking) -> bool:
        """Whether a sentence names nothing, is near to no entry and isn't likely ours."""
        is_told = sum(map(str.isalpha, whole.reading.text)) >= SENTENCE
        is_near = answer.confidence >= NEAR or whole.reading.is_about
        return is_told and not is_near and whole.elsewhere >= UNNAMED_ELSEWHERE

    def _is_remark(self, question: str) -> bool:
        """Whether it tells how somebody feels about something, and not what happened."""
        told = normalise(question)
        left = self._library.lexicon.of_moods(told)
        return len(told) <= REMARK and 0 < len(left) <= LEFT

    def _plainly_others(self, answer: Answer, question: str, *, names_ours: bool) -> Intent | None:
        """Whose matter a message plainly is, whatever it has in common with an entry: 身份证丢了 is
        no train's."""
        is_open = answer.decision in (Decision.ANSWER, Decision.SUGGEST)
        is_open = is_open and answer.confidence < deciding.ALONE_AT
        if names_ours or not is_open or answer.parts or answer.sum:
            return None
        least = PLAIN_WORDS if len(question) <= LETTER else MANY_MORE
        moves = self._library.facets.of(question)["moves"]
        return None if moves else self._intents.others(question, least)

    def _below(self, others: Intent, answer: Answer, whole: Ranking) -> Answer:
        """Whose matter a message is that names nothing of ours; below it what an entry says to the
        same matter, but none on something of ours: who is told that 户口 is the police's asks for
        no licence."""
        first = answer.entry or next((one.entry for one in answer.choices), None)
        if first and self._library.facets.names_ours(normalise(first.question)):
            return Answer(Decision.INTENT, 1.0, intent=others, ranking=whole)
        if answer.decision is not Decision.ANSWER or answer.entry is None:
            return replace(answer, intent=others)
        choices = self._entries.choices([answer.entry], whole)
        return replace(answer, decision=Decision.SUGGEST, choices=choices, intent=others)

    def _names_ours(self, ranking: Ranking) -> bool:
        """Whether a message has words of ours beside those of where somebody lives."""
        return self._library.facets.names_ours(ranking.reading.text)
