"""From a question to an Answer: an entry, two, a question back, a list, an article, a word on the
bot itself, or an honest no.

The same code answers citizens, the command line and the evaluation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from bot.answering import deciding
from bot.answering.answered import Answered, wordless
from bot.answering.answers import Answer
from bot.answering.asks import asks, is_asked
from bot.answering.complaining import Complaining
from bot.answering.deciding import Decision, Suggestion, decide
from bot.answering.following import is_wish, wants_more
from bot.answering.from_entries import BESIDE, NOTHING, OPEN_AT, FindArticles, FromEntries
from bot.answering.going_on import PERHAPS_AT, SURELY_AT, Both, GoingOn
from bot.answering.intents import Intents
from bot.answering.matching.matcher import Matcher, Ranking
from bot.answering.matching.reading import READ
from bot.answering.names import Names
from bot.answering.others import AT_ONCE, REMARK, Others
from bot.answering.parts import ASK_AT, LEAST_ASKS, LONGEST, Parts
from bot.answering.phrased import Phrased
from bot.answering.pointing import Pointer
from bot.answering.resting import Resting
from bot.answering.together import STAYS_AT
from bot.calculators.hearing import Hearing, Sum
from bot.knowledge import subjects
from bot.knowledge.entries import Entry
from bot.knowledge.intents import Intent, Local
from bot.knowledge.library import Library
from bot.knowledge.statutes.citations import Citation
from bot.text.normalise import normalise, same

FIRST = 1
NEAREST_CITED = 6
"""Entries that an article is looked for below."""
NEAREST_ABOUT, OF_A_TOPIC = 8, 3
"""Entries about a word that are looked at, and so many of one topic that are offered while there
are others: 检测 is a car's, a driver's breath and a permit."""
WORD = 4
"""Characters of a word or two of which nothing is known: it is asked back what is meant."""
OFFERING = 2
"""Entries that offer a sum, of which so many stand below it."""


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
        self._sums = Hearing(library.sums)
        self._answered = Answered()

    @cached_property
    def _intents(self) -> Intents:
        """Made where it is needed: a trial mostly asks which entry comes first."""
        return Intents(self.library, self.matcher)

    @cached_property
    def _others(self) -> Others:
        return Others(self.library, self._intents, self._entries)

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
        answer = self._found(question[:READ], before)
        if _says_nothing(answer):
            if named := self._names.mentioned(question):
                return named
            if len(same(question)) <= WORD and (unclear := self._intents.named("unclear")):
                return Answer(Decision.INTENT, 1.0, intent=unclear)
        answer = self._with_others(answer)
        return answer if before else self._complaining.beside(answer, question)

    def _found(self, question: str, before: str) -> Answer:
        told = self._sums.heard(question, self._day)
        intent = self._said(question, told)
        is_urgent = intent is not None and intent.before
        if before and not is_urgent and (answer := self._goes_on(question, before)):
            return answer
        if answer := self._at_once(question, intent, before):
            return answer
        whole = self.matcher.rank(question)
        both = None if intent else self.going_on.read(question, whole, before)
        if both:
            intent = self._intents.urgent_after(whole, decide(whole).sure, both.danger_at)
            if not intent and both.goes_on and (answer := self.going_on.answer(both)):
                return self._with_sum_anew(answer, both)
        if gone := self._resting.asked_by(question):
            return self._entries.gone(question, gone, whole)
        if not intent and (answer := self._of_a_name(question, whole)):
            return answer
        sure = decide(self._resting.without(whole)).sure
        # Then it is no word on the bot, and no cry for help.
        may_go_on = bool(both and both.chance >= PERHAPS_AT) or wants_more(question) is not None
        likely = "" if intent or may_go_on else self._intents.likely(whole, sure)
        intent = intent or _unless(told, self._others.meant(likely, question, whole))
        if intent and not intent.before:
            return self._others.instead(intent, question, whole, sure)
        answer = self._of_entries(question, whole, told, likely)
        is_in_the_way = len(question) <= AT_ONCE and (
            answer.decision is Decision.UNKNOWN
            or answer.confidence < OPEN_AT
            or not is_asked(question)
        )
        if intent and not told and answer.decision is not Decision.ANSWER and is_in_the_way:
            return Answer(Decision.INTENT, 1.0, intent=intent)
        if intent:
            return replace(answer, intent=intent)
        return answer if told else self._others.beside(answer, question, whole)

    def _of_entries(self, question: str, whole: Ranking, told: Sum | None, likely: str) -> Answer:
        """What the entries say, with the sum of the figures that were told; or of all but one."""
        answer = (
            (None if told else self._local(question, whole, likely))
            or self._parts.answer(question, whole)
            or self._parts.pointed(question, self._entries.decided(question, whole))
        )
        if told:
            return self._with_sum(answer, told, whole)
        half = None if answer.parts else self._sums.half_heard(question, self._day)
        return replace(answer, sum=half) if half else answer

    @property
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
        """What says of itself that it goes on: one article more, one point at length."""
        article = self._names.next_article(question, before)
        return article or self.going_on.more(question, before)

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
        """What its words alone tell: a law's or a topic's name, a bare subject unless it may go on
        from the question before, and what no entry is for."""
        if intent and not intent.before and (answer := self._wanted_of(question, before)):
            return answer
        named = self._names.answer(question)
        is_a_law = named is not None and not named.topic
        if not is_a_law and (named or not before):
            named = self._listed(question) or named
        if answer := named or self._besides(question, intent):
            return answer
        if intent and not intent.before:
            return Answer(Decision.INTENT, 1.0, intent=intent)
        return None

    def _said(self, question: str, told: Sum | None) -> Intent | None:
        """What the message is by its words that no entry is for."""
        intent = self._intents.said(question)
        if intent is None or not intent.is_anywhere:
            intent = self._intents.in_a_clause(question) or intent
        if intent is None and self.library.facets.turns.is_thanks(question):
            intent = self._intents.named("thanks")  # 嗯嗯知道了, of two such words
        return _unless(told, intent)

    def _besides(self, question: str, intent: Intent | None) -> Answer | None:
        """A word on the bot itself above the answer to what else is asked: 周末开门吗？另外快递丢了
        怎么赔. `intent` is what the whole message is; danger comes first."""
        told = asks(question) if len(question) <= LONGEST else []
        if len(told) != LEAST_ASKS or (intent and intent.before):
            return None
        for one, other in (told, told[::-1]):
            intent = self._intents.said(one)
            if intent is None or intent.before:
                continue
            if decide(self.matcher.rank(one)).sure < ASK_AT:  # else it is a question for an entry
                answer = self.explained(other)
                if answer.entry and answer.confidence >= ASK_AT and not answer.intent:
                    return replace(answer, intent=intent)
        return None

    def _local(self, question: str, whole: Ranking, likely: str) -> Answer | None:
        """What the place decides, with what the entries say to it in general; what is only likely
        meant so leaves the word to an entry that is sure."""
        said = self._intents.local(question)
        local = said or self._intents.local_named(likely)
        if local is None or (said is None and self._is_of_others(local, whole)):
            return None
        decided = self._entries.decided(question, whole)
        match decided.decision:
            case Decision.ANSWER:
                return replace(decided, local=local) if said else None
            case Decision.UNKNOWN:
                return replace(NOTHING, decision=Decision.INTENT, local=local, ranking=whole)
        return replace(decided, decision=Decision.INTENT, local=local, articles=())

    def _is_of_others(self, local: Local, whole: Ranking) -> bool:
        """Whether what a message names moves, but nothing that the matter of the place is about:
        学车几岁 is no e-bike's; or it names nothing of ours, but another office's matter."""
        named = whole.reading.facets.get("moves") or {}
        text = whole.reading.text
        if not self.library.facets.names_ours(text) and self._intents.others(text):
            return True
        about = self.library.facets.of(" ".join((local.title, *local.ask)))["moves"]
        return bool(named and about) and not about.keys() & named.keys()

    def _of_a_name(self, question: str, whole: Ranking) -> Answer | None:
        """What is said to a subject or a law that is named, of which no case is told."""
        if name := self._names.standard(question):
            near = self._entries.unknown(question, whole, decide(whole).sure)
            return replace(near, unheld=name, articles=(), office=None)
        article = self._names.which_article(question, _rests_on(whole))
        return article or self._listed(question) or self._subject(whole)

    def _listed(self, question: str) -> Answer | None:
        """A bare subject that staff have listed is asked back with what they say people want, and
        so is a remark that tells but how somebody feels about it."""
        lexicon = self.library.lexicon
        text = lexicon.strip(normalise(question))
        told = (lexicon.subject(text), lexicon.of_moods(text) if len(text) <= REMARK else "")
        offered = next(filter(None, map(self.library.subject, map(same, told))), ())
        if len(offered) < subjects.LEAST:
            return None
        return self._asked_back(offered, self.matcher.rank(question))

    def _subject(self, whole: Ranking) -> Answer | None:
        """A bare subject is asked back: what may be meant, as most people want it."""
        about = self.matcher.meant(whole)
        meant = _of_several_topics([one for one in about if one not in self._resting])
        return self._asked_back(meant, whole) if meant else None

    def _asked_back(self, meant: Sequence[Entry], whole: Ranking) -> Answer:
        sure = decide(whole).sure
        return Answer(
            Decision.CLARIFY,
            sure,
            meant[0],
            tuple(Suggestion(entry, sure) for entry in meant[1:]),
            self._entries.choices(meant, whole),
            ranking=whole,
        )

    def _with_sum(self, answer: Answer, told: Sum, whole: Ranking) -> Answer:
        """The sum above what is said to the question: entries that offer it come before what only
        has its figures in common with it."""
        name = told.calculator.name
        offers = answer.entry is not None and answer.entry.calculator == name
        if offers or answer.parts or answer.revised:
            return replace(answer, sum=told)
        ranked = [match.entry for match in whole.matches if match.entry.calculator == name]
        known = [entry for entry in self.library.entries.values() if entry.calculator == name]
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

    def _with_sum_anew(self, answer: Answer, both: Both) -> Answer:
        """The sum of the question before with the amount that is told now: 如果是85呢."""
        told = self._sums.heard(both.resized, self._day) if both.resized else None
        if told is None:
            return answer
        found = self._with_sum(answer, told, both.prior.ranking or both.whole)
        return replace(found, before=both.before, said=both.resized)

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


def _rests_on(ranking: Ranking) -> Iterator[Citation]:
    """What the entries that come nearest rest on, the nearest first."""
    return (one for match in ranking.matches[:NEAREST_CITED] for one in match.entry.cited)


def _of_several_topics(about: Sequence[Entry]) -> list[Entry]:
    """Those that are offered for a word: of one topic but some, as long as others may be meant."""
    near, counts, meant = about[:NEAREST_ABOUT], Counter[str](), list[Entry]()
    for entry in near:
        counts[entry.topic] += 1
        if counts[entry.topic] <= OF_A_TOPIC:
            meant.append(entry)
    rest = [entry for entry in near if entry not in meant]
    return [*meant, *rest][: deciding.OFFERED]


def _says_nothing(answer: Answer) -> bool:
    """Whether nothing is known, not even whose matter it is."""
    if answer.intent:
        return answer.intent.is_anyones and answer.entry is None
    return answer.decision is Decision.UNKNOWN and not (answer.unheld or answer.revised)


def _unless(told: Sum | None, intent: Intent | None) -> Intent | None:
    """Who gives the figures of a sum wants it worked out; but danger comes first."""
    return intent if intent is None or told is None or intent.before else None
