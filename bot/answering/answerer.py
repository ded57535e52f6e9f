"""From a question to an Answer: an entry, two, a question back, a list, an article, a word on the
bot itself, or an honest no.

The same code answers citizens, the command line and the evaluation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from bot.answering import deciding
from bot.answering.answered import Answered, wordless
from bot.answering.answers import Answer
from bot.answering.asks import is_asked
from bot.answering.by_name import ByName
from bot.answering.by_words import ByWords, unless_a_sum
from bot.answering.complaining import Complaining
from bot.answering.deciding import Decision, decide
from bot.answering.english import InEnglish
from bot.answering.following import is_wish, wants_less, wants_more
from bot.answering.from_entries import BESIDE, OPEN_AT, FindArticles, FromEntries
from bot.answering.going_on import PERHAPS_AT, SURELY_AT, Both, GoingOn, plainly
from bot.answering.intents import Intents
from bot.answering.matching.matcher import Matcher, Ranking
from bot.answering.matching.reading import READ
from bot.answering.names import Names
from bot.answering.others import AT_ONCE, Others
from bot.answering.parts import Parts
from bot.answering.phrased import Phrased
from bot.answering.places import Places
from bot.answering.pointing import Pointer
from bot.answering.resting import Resting
from bot.answering.summing import Summing
from bot.answering.together import STAYS_AT
from bot.calculators.hearing import Sum
from bot.knowledge.entries import Entry
from bot.knowledge.intents import Intent
from bot.knowledge.library import Library
from bot.text.normalise import same

FIRST = 1
WORD = 4
"""Characters of a word or two of which nothing is known: it is asked back what is meant."""
SIMPLER = "simpler"
"""The intent of who wants to be told in fewer words."""


class Answerer:
    """Answers from one version of the library; built anew when the library changes."""

    def __init__(
        self,
        library: Library,
        find_articles: FindArticles = lambda words, limit: (),
        *,
        cache: Path | None = None,
        today: Callable[[], date] | None = None,
        previous: Answerer | None = None,
        is_trial: bool = False,
    ) -> None:
        """`cache` is the file that keeps the matcher's indexes for the next start; `today` tells
        which entries nobody has reviewed for too long, without it none; what `previous` has read
        of the entries isn't read again. A trial is looked at and thrown away: what common words
        sound like is taken from `previous` as well."""
        self.library = library
        self._resting = Resting(library, today() if today else None)
        more = {slug: told.phrases for slug, told in library.phrases.items()}
        self.matcher: Matcher = Matcher(
            (*library.entries.values(), *self._resting),
            library.lexicon,
            library.facets,
            more,
            cache,
            previous.matcher if previous else None,
            is_trial=is_trial,
        )
        self._names = Names(library)
        self.phrased = Phrased(self.matcher, library.phrases)
        idf = self.matcher.collection.idf
        self.pointer = Pointer(library.blocks, idf, self.phrased.asked, library.facets.turns)
        self._entries = FromEntries(
            library,
            self.matcher,
            self.pointer,
            self._resting,
            self._names.unheld,
            find_articles,
            today,
        )
        self._by_name = ByName(library, self._names, self.matcher, self._entries, self._resting)
        self._complaining = Complaining(library)
        self._parts = Parts(
            self.matcher, self.pointer, self._entries.decided, self._going_on_within
        )
        self.going_on = GoingOn(
            self.matcher,
            self.pointer,
            self._entries.decided,
            lambda told: self._intents.lead(told),
        )
        self._today = today
        self._sums = Summing(library, self.matcher, self._entries, self._day)
        self._answered = Answered()

    @cached_property
    def _intents(self) -> Intents:
        """Made where it is needed: a trial mostly asks which entry comes first."""
        return Intents(self.library, self.matcher)

    @cached_property
    def _others(self) -> Others:
        return Others(self.library, self._intents, self._entries)

    @cached_property
    def _places(self) -> Places:
        return Places(self.library, self._intents, self._entries)

    @cached_property
    def _in_english(self) -> InEnglish:
        return InEnglish(self.library, self.matcher, self._entries)

    @cached_property
    def _by_words(self) -> ByWords:
        return ByWords(self.library, self.matcher, self._intents, self.explained)

    def prepare(self) -> Answerer:
        """Make what the first question would otherwise wait for."""
        _ = self._intents
        return self

    def answer(self, question: str, before: str = "") -> Answer:
        """Answer a question; `before` is the one before it, by which one that leaves out what it is
        about is read."""
        if before:  # hardly anybody else asks the two
            return wordless(self.explained(question, before))
        day = self._today() if self._today else None  # what is stale depends on it
        answer = self._answered.answer(question[:READ], day, lambda: self._explained(question))
        return self._gently(answer, question)

    def explained(self, question: str, before: str = "") -> Answer:
        """The same, worked out anew, with the ranking that it was decided on; what was typed in
        pinyin is asked in characters."""
        return self._gently(self._explained(question, before), question)

    def _gently(self, answer: Answer, question: str) -> Answer:
        """With what is said to just this message, and a word for whoever's despair stands somewhere
        in it, however long."""
        if answer.intent:
            answer = replace(answer, intent=answer.intent.as_told(question))
        is_alarmed = answer.intent is not None and answer.intent.before
        may = (one for one in self.library.intents if one.gently)
        gently = next((one.gently for one in may if one.asks_gently(question)), "")
        return replace(answer, gently=gently) if gently and not is_alarmed else answer

    def _explained(self, question: str, before: str = "") -> Answer:
        if heard := self.matcher.in_characters(question[:READ]):
            return replace(self.explained(heard, before), heard=heard)
        if filed := self._filed(question[:READ]):
            return filed
        answer = self._found(question[:READ], before)
        if _says_nothing(answer):
            if named := self._names.mentioned(question):
                return named
            if len(same(question)) <= WORD and (unclear := self._intents.named("unclear")):
                return Answer(Decision.INTENT, 1.0, intent=unclear)
        answer = self._with_others(answer)
        if not before:
            answer = self._complaining.beside(answer, question)
        return self._complaining.filed(answer, question)

    def _filed(self, question: str) -> Answer | None:
        """What an entry says to what shall be handed in, read without the words that only say
        that."""
        subject = self._complaining.subject(question) or self._intents.filed(question)
        answer = self._explained(subject) if subject else None
        is_told = answer is not None and answer.entry is not None
        return self._complaining.unfiled(answer) if answer and is_told else None

    def _found(self, question: str, before: str) -> Answer:
        """By its words, by a name, by the question before, and else by the entries."""
        told = self._sums.heard(question)
        intent = self._by_words.said(question, told, before)
        is_urgent = intent is not None and intent.before
        if before and not is_urgent and (answer := self._goes_on(question, before)):
            return answer
        if answer := self._at_once(question, intent, before):
            return answer
        whole = self.matcher.rank(question)
        both = None if intent else self.going_on.read(question, whole, before)
        if both:
            intent = self._intents.after(whole, decide(whole).sure, both.danger_at)
            if answer := self._after(both, intent):
                return answer
        if gone := self._resting.asked_by(question):
            return self._entries.gone(question, gone, whole)
        if not intent and (answer := self._by_name.told(question, whole)):
            return answer
        sure = decide(self._resting.without(whole)).sure
        # Then it is no word on the bot, and no cry for help.
        may_go_on = bool(both and both.chance >= PERHAPS_AT) or wants_more(question) is not None
        likely = "" if intent or may_go_on else self._intents.likely(whole, sure)
        intent = intent or unless_a_sum(told, self._others.meant(likely, question, whole))
        if intent and not intent.before:
            return self._others.instead(intent, question, whole, sure)
        answer = self._of_entries(question, whole, told, likely)
        if intent:
            return self._with_danger(answer, intent, question, told)
        return answer if told else self._others.beside(answer, question, whole)

    def _after(self, both: Both, intent: Intent | None) -> Answer | None:
        """What the message and the question before it come to, unless it is danger or turns the
        talk: `intent`. The wish to hear it in fewer words is met."""
        if intent:
            return self._shortly(both.before) if intent.name == SIMPLER else None
        return self.going_on.answer(both) if both.goes_on else None

    def _with_danger(
        self, answer: Answer, intent: Intent, question: str, told: Sum | None
    ) -> Answer:
        """What is urgent above the answer; alone where that would only be in the way."""
        is_vague = answer.decision is Decision.UNKNOWN or answer.confidence < OPEN_AT
        is_in_the_way = len(question) <= AT_ONCE and (is_vague or not is_asked(question))
        if is_in_the_way and not told and answer.decision is not Decision.ANSWER:
            return Answer(Decision.INTENT, 1.0, intent=intent)
        return replace(answer, intent=intent)

    def _of_entries(self, question: str, whole: Ranking, told: Sum | None, likely: str) -> Answer:
        """What the entries say, with the sum of the figures that were told; or of all but one."""
        answer = (
            (None if told else self._places.answer(question, whole, likely))
            or self._parts.answer(question, whole)
            or self._parts.pointed(question, self._entries.decided(question, whole))
        )
        if told:
            return self._sums.above(answer, told, whole)
        return self._sums.with_half(answer, question)

    def _day(self) -> date:
        """By which a day without its year is read."""
        return self._today() if self._today else datetime.now(UTC).date()

    def first(self, question: str) -> str:
        """The name of the entry that ranks first, "" where an article or a law is asked for by its
        name, or nothing is found: a fraction of what an answer takes."""
        question = question[:READ]
        if self._names.answer(question):
            return ""
        ranking = self.matcher.rank(question, FIRST + len(self._resting))
        matches = self._resting.without(ranking).matches
        return matches[0].entry.slug if matches else ""

    def suggest(self, typed: str, limit: int = 8) -> tuple[Entry, ...]:
        """Entries for what has been typed so far."""
        ranking = self.matcher.rank(typed[:READ], limit + len(self._resting))
        return tuple(match.entry for match in self._resting.without(ranking).matches[:limit])

    def _goes_on(self, question: str, before: str) -> Answer | None:
        """What says of itself that it goes on: one article more, another figure, one point at
        length, all of it shortly."""
        return (
            self._names.next_article(question, before)
            or self._sums.anew(question, before)
            or (self._shortly(before) if wants_less(question) else None)
            or self.going_on.more(question, before)
        )

    def _shortly(self, before: str) -> Answer | None:
        """What was said to the question before, by its short answer and its steps alone."""
        said = self._found(before, "")
        if said.entry is None:
            return None
        if said.decision not in (Decision.ANSWER, Decision.SUGGEST) or said.parts:
            return replace(said, before=before, said=before)
        return replace(plainly(said), is_short=True, before=before, said=before)

    def _wanted_of(self, question: str, before: str) -> Answer | None:
        """What says nothing but what is wanted (收不收钱), or rather goes on (邻居看见了算数吗), is
        asked of the question before, though its words may be meant of the bot as well."""
        both = self.going_on.read(question, self.matcher.rank(question), before)
        if both is None or both.prior.confidence < STAYS_AT:
            return None
        is_meant = both.goes_on if is_wish(question, self.library.facets) else both.rather_goes_on
        return self.going_on.answer(both) if is_meant else None

    def _going_on_within(self, ask: str, whole: Ranking, before: str) -> tuple[Answer | None, bool]:
        """What an ask of a message goes on to from the one before it (没戴头盔怎么罚 after
        电瓶车能带人吗), and whether it surely does."""
        both = self.going_on.read(ask, whole, before)
        if both is None or not both.goes_on:
            return None, False
        return self.going_on.answer(both), both.chance >= SURELY_AT

    def _at_once(self, question: str, intent: Intent | None, before: str) -> Answer | None:
        """What needs no entry: a law's or a topic's name, a bare subject, and what its words alone
        tell."""
        if intent and not intent.before and (answer := self._wanted_of(question, before)):
            return answer
        if (intent is None or not intent.before) and (place := self._places.looked_for(question)):
            return place
        named = self._by_name.alone(question, may_go_on=bool(before))
        if answer := named or self._by_words.besides(question, intent):
            return answer
        if intent and not intent.before:
            found = self._in_english.answer(question, intent)
            return found or Answer(Decision.INTENT, 1.0, intent=intent)
        return None

    def _with_others(self, answer: Answer) -> Answer:
        """With what else may be meant beside its entry, by its short answer and, where the message
        is more than a word or two, by what comes near."""
        ranking, others = answer.ranking, answer.choices
        if answer.parts or ranking is None or answer.entry is None:
            return answer
        if answer.decision is Decision.ANSWER and answer.confidence < deciding.ALONE_AT:
            others = self._entries.choices([one.entry for one in answer.suggestions], ranking)
        elif answer.decision is not Decision.SUGGEST:
            return answer
        elif answer.is_open:
            others = others[1:]
        if ranking.reading.written > deciding.HEAD:
            told = [self.pointer.pointed(one.entry, ranking.reading) for one in others]
            near = [tuple(filter(None, (point, *more)))[:BESIDE] for point, more in told]
            others = tuple(replace(one, near=it) for one, it in zip(others, near, strict=True))
        return replace(answer, beside=others)


def _says_nothing(answer: Answer) -> bool:
    """Whether nothing is known, not even whose matter it is."""
    if answer.intent:
        return answer.intent.is_anyones and answer.entry is None
    return answer.decision is Decision.UNKNOWN and not (answer.unheld or answer.revised)
