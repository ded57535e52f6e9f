"""From a question to an Answer: an entry, two, a question back, a list, an article, a word on the
bot itself, or an honest no.

The same code answers citizens, the command line and the evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.answering import deciding
from bot.answering.answered import Answered, wordless
from bot.answering.answers import Answer, Choice
from bot.answering.asks import asks, is_asked, matters
from bot.answering.deciding import Decision, Suggestion, decide
from bot.answering.following import is_wish, wants_more
from bot.answering.going_on import PERHAPS_AT, SURELY_AT, GoingOn
from bot.answering.intents import Intents
from bot.answering.matching.confidence import confidence
from bot.answering.matching.matcher import Matcher, Ranking
from bot.answering.matching.reading import READ
from bot.answering.names import Names
from bot.answering.phrased import Phrased
from bot.answering.pointing import Pointer
from bot.answering.resting import Resting
from bot.calculators import hearing
from bot.calculators.hearing import Sum
from bot.knowledge import subjects
from bot.knowledge.entries import Entry
from bot.knowledge.intents import Intent
from bot.knowledge.library import Library
from bot.knowledge.library.review import is_stale
from bot.knowledge.offices import Office, competent
from bot.store.article_index import ArticleHit
from bot.text.grams import grams
from bot.text.normalise import normalise, same

ARTICLES = 3
SEARCHED = 12
"""Articles that are looked at for those."""
HELD = 0.35
"""Share of a question's weight that an article must hold to be shown where nothing is known."""
LINE = 150
"""Characters of what stands below a title: nearly every first paragraph is shorter, and so each of
those offered may be the answer itself."""
BESIDE = 2
"""Passages that stand below each of those beside the first entry: of 178 people 19 had the right
one below a wrong one (judged by reading)."""
UNSURE = 0.35
"""A list whose first entry is less sure than this also says whose matter it is."""
OPEN_AT = 0.3
"""A list so sure of its first entry opens with that entry at length. Of 57 messages that nobody
had read, between 0.15 and 0.3, the first served 23; of 35 that began with it at length 5 were
misled. In a list its short answer stands below its title all the same, and people read on."""
AT_ONCE = 30
"""Below what is urgent stands no list where a message so short asks nothing: it would only be in
the way. A longer message tells more than the danger."""
ASK_AT, APART_AT = 0.4, 0.6
"""So sure must each of two asks be of its entry to get an answer of its own: where that comes first
for the whole message, and where it doesn't. Of 50 labelled ones between the two whose entry came
further down, 11 were answered by it and 11 in part."""
MATTER_AT = 0.7
"""The same for a letter's matters: most of its sentences name none."""
WANTED = 0.05
"""And so often must people who wrote alike have wanted it."""
FIRST = 1
FOUND = 6
"""The entry must be among so many that were found for the whole message."""
LEAST_ASKS, MOST_ASKS = 2, 3
MOST_READ = 8
"""Sentences of a letter that are looked at one by one."""
LONGEST = 160
"""Characters of a message whose asks are taken one by one; a longer one is a letter."""
NOTHING = Answer(Decision.UNKNOWN, 0.0)
OFFERING = 2
"""Entries that offer a sum, of which so many stand below it."""
NEAR, NEAREST = 0.05, 2
"""So sure must the nearest entry be, and so many are offered, where nothing is known."""
OTHERS_AT = 0.45
"""So likely no matter of ours, whose it is stands above a list. Of 2,641 labelled messages of ours
none has it there, of 70 made-up short ones on other matters three."""
LETTER = 60
"""A letter has more characters."""
MANY_WORDS, MANY_MORE = 4, 6
"""Characters of another office's words by which a letter that names nothing of ours is that
office's, whatever a few of them also mean (医疗事故, 土地承包), and any message that nothing is
known for; the second where that names something of ours. Of 1,815 labelled messages of 40
characters and more none of ours is taken so."""
PLAIN_WORDS = 3
"""The same for a short message that names nothing of ours and nothing that moves: of 3,632 labelled
messages none of ours is."""
ELSEWHERE = 0.6
"""So likely no matter of ours, a question is no office's either."""


class Answerer:
    """Answers from one version of the library; built anew when the library changes."""

    def __init__(
        self,
        library: Library,
        find_articles: Callable[[str, int], Sequence[ArticleHit]] = lambda words, limit: (),
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
        self.pointer = Pointer(library.blocks, idf, self.phrased.asked)
        self.going_on = GoingOn(
            self.matcher, self.pointer, self._decided, lambda told: self._intents.lead(told)
        )
        self._find_articles = find_articles
        self._cited = {citation for entry in library.entries.values() for citation in entry.cited}
        self._today = today
        self._answered = Answered()

    @cached_property
    def _intents(self) -> Intents:
        """Made where it is needed: a trial mostly asks which entry comes first."""
        return Intents(self.library, self.matcher)

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
        return self._answered.answer(question[:READ], day, lambda: self.explained(question))

    def explained(self, question: str, before: str = "") -> Answer:
        """The same, worked out anew, with the ranking that it was decided on."""
        return self._with_others(self._found(question[:READ], before))

    def _found(self, question: str, before: str) -> Answer:
        told = hearing.heard(question)
        intent = self._said(question, told)
        is_urgent = intent is not None and intent.before
        if before and not is_urgent and (answer := self._goes_on(question, before)):
            return answer
        if answer := self._at_once(question, intent, before):
            return answer
        whole = self.matcher.rank(question)
        both = None if intent else self.going_on.read(question, whole, before)
        if both:
            if both.chance < SURELY_AT:
                intent = self._intents.urgent_after(whole, decide(whole).sure)
            if not intent and both.goes_on and (answer := self.going_on.answer(both)):
                return answer
        if gone := self._resting.asked_by(question):
            return self._gone(question, gone, whole)
        if not intent and (answer := self._listed(question) or self._subject(whole)):
            return answer
        sure = decide(self._resting.without(whole)).sure
        # Then it is no word on the bot, and no cry for help.
        may_go_on = bool(both and both.chance >= PERHAPS_AT) or wants_more(question) is not None
        likely = "" if intent or may_go_on else self._intents.likely(whole, sure)
        intent = intent or _unless(told, self._meant(likely, question, whole))
        if intent and not intent.before:
            return self._instead(intent, question, whole, sure)
        answer = self._of_entries(question, whole, told, likely)
        is_in_the_way = len(question) <= AT_ONCE and (
            answer.decision is Decision.UNKNOWN or not is_asked(question)
        )
        if intent and not told and answer.decision is not Decision.ANSWER and is_in_the_way:
            return Answer(Decision.INTENT, 1.0, intent=intent)
        return (
            replace(answer, intent=intent) if intent else self._or_others(answer, question, whole)
        )

    def _of_entries(self, question: str, whole: Ranking, told: Sum | None, likely: str) -> Answer:
        """What the entries say, with the sum of the figures that were told."""
        answer = (
            (None if told else self._local(question, whole, likely))
            or self._in_parts(question, whole)
            or self._each_pointed(question, self._decided(question, whole))
        )
        return self._with_sum(answer, told, whole) if told else answer

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
        """What says nothing but what is wanted (收不收钱) is asked of the question before, though
        its words may be meant of the bot as well."""
        if not before or not is_wish(question, self.library.facets):
            return None
        both = self.going_on.read(question, self.matcher.rank(question), before)
        return self.going_on.answer(both) if both and both.goes_on else None

    def _at_once(self, question: str, intent: Intent | None, before: str) -> Answer | None:
        """What its words alone tell: a law's or a topic's name, a bare subject unless it may go on
        from the question before, and what no entry is for."""
        if intent and not intent.before and (answer := self._wanted_of(question, before)):
            return answer
        named = self._names.answer(question)
        if not before or (named and named.topic):
            named = self._listed(question) or named
        if answer := named or self._besides(question, intent):
            return answer
        if intent and not intent.before:
            return Answer(Decision.INTENT, 1.0, intent=intent)
        return None

    def _said(self, question: str, told: Sum | None) -> Intent | None:
        """What the message is by its words that no entry is for."""
        return _unless(told, self._intents.said(question))

    def _instead(self, intent: Intent, question: str, whole: Ranking, sure: float) -> Answer:
        """What is said where no entry is for a message; below it, of a letter to another office,
        what of ours it may touch."""
        if len(question) <= AT_ONCE or not intent.apart:
            return Answer(Decision.INTENT, 1.0, intent=intent)
        near = self._unknown(question, whole, sure)
        return replace(near, decision=Decision.INTENT, intent=intent, articles=(), office=None)

    def _meant(self, likely: str, question: str, whole: Ranking) -> Intent | None:
        """The intent of that name; of no matter of ours, with whose it is, unless the message names
        something of ours too: then any other office's name may be the wrong one."""
        found = self._intents.named(likely)
        if not found or not found.apart or self._names_ours(whole):
            return found
        return self._intents.others(question) or found

    def _or_others(self, answer: Answer, question: str, whole: Ranking) -> Answer:
        """Whose matter it is, where a question has words of another office's: in place of what is
        unknown; where it names nothing of ours, in place of a letter's list, and above a list that
        is likely none of ours."""
        if answer.unheld or answer.revised:
            return answer
        names_ours = self._names_ours(whole)
        if others := self._plainly_others(answer, question, names_ours=names_ours):
            return self._below(others, answer, whole)
        if answer.decision is Decision.ANSWER:
            return answer
        is_unknown = answer.decision is Decision.UNKNOWN
        least = MANY_MORE if names_ours else MANY_WORDS
        if is_unknown and (others := self._intents.others(question, least)):
            return self._instead(others, question, whole, answer.confidence)
        if len(question) > LETTER and not names_ours:
            others = self._intents.others(question, MANY_WORDS)
            if others and answer.confidence < deciding.LIKELY_AT:
                return Answer(Decision.INTENT, 1.0, intent=others)
        others = None if names_ours or _is_about(whole) else self._intents.others(question)
        if others is None:
            return answer
        if is_unknown:
            return self._instead(others, question, whole, answer.confidence)
        return replace(answer, intent=others) if whole.elsewhere >= OTHERS_AT else answer

    def _plainly_others(self, answer: Answer, question: str, *, names_ours: bool) -> Intent | None:
        """Whose matter a short message plainly is, whatever it has in common with an entry: 身份证
        丢了 is no train's."""
        is_open = answer.decision in (Decision.ANSWER, Decision.SUGGEST)
        is_open = is_open and answer.confidence < deciding.ALONE_AT
        if names_ours or not is_open or answer.parts or answer.sum or len(question) > LETTER:
            return None
        moves = self.library.facets.of(question)["moves"]
        return None if moves else self._intents.others(question, PLAIN_WORDS)

    def _below(self, others: Intent, answer: Answer, whole: Ranking) -> Answer:
        """What of ours a message may touch, offered below whose matter it is."""
        if answer.decision is not Decision.ANSWER or answer.entry is None:
            return replace(answer, intent=others)
        choices = self._choices([answer.entry], whole)
        return replace(answer, decision=Decision.SUGGEST, choices=choices, intent=others)

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
        if local is None:
            return None
        decided = self._decided(question, whole)
        match decided.decision:
            case Decision.ANSWER:
                return replace(decided, local=local) if said else None
            case Decision.UNKNOWN:
                return replace(NOTHING, decision=Decision.INTENT, local=local, ranking=whole)
        return replace(decided, decision=Decision.INTENT, local=local, articles=())

    def _listed(self, question: str) -> Answer | None:
        """A bare subject that staff have listed is asked back with what they say people want."""
        lexicon = self.library.lexicon
        name = same(lexicon.subject(lexicon.strip(normalise(question))))
        offered = self.library.subject(name)
        if len(offered) < subjects.LEAST:
            return None
        return self._asked_back(offered, self.matcher.rank(question))

    def _subject(self, whole: Ranking) -> Answer | None:
        """A bare subject is asked back: what may be meant, as most people want it."""
        about = self.matcher.meant(whole)
        meant = [one for one in about if one not in self._resting][: deciding.OFFERED]
        return self._asked_back(meant, whole) if meant else None

    def _asked_back(self, meant: Sequence[Entry], whole: Ranking) -> Answer:
        sure = decide(whole).sure
        return Answer(
            Decision.CLARIFY,
            sure,
            meant[0],
            tuple(Suggestion(entry, sure) for entry in meant[1:]),
            self._choices(meant, whole),
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
            self._choices([first, *others], whole),
            sum=told,
            ranking=whole,
        )

    def _in_parts(self, question: str, whole: Ranking) -> Answer | None:
        """Two or three asks, or matters of a letter, that as many entries answer."""
        found = [match.entry.slug for match in whole.matches[:FOUND]]
        parts = self._asks(question, found)
        if len(parts) < LEAST_ASKS:
            parts = self._matters(question, found)
        told: list[Answer] = []
        for one in parts:
            is_apart = all(set(one.basis).isdisjoint(other.basis) for other in told)
            if is_apart and one.entry not in [other.entry for other in told]:
                told.append(one)
        if len(told) < LEAST_ASKS:
            return None
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
        (会被拘留吗) only where its entry is among those found for all of it."""
        told = asks(question) if len(question) <= LONGEST else []
        rankings = [(one, self.matcher.rank(one)) for one in told if len(told) >= LEAST_ASKS]
        each = [(self._decided(one, ranking), _is_about(ranking)) for one, ranking in rankings]
        return [
            one
            for one, is_about in each
            if one.entry
            and (is_about or one.entry.slug in found)
            and one.confidence >= (ASK_AT if one.entry.slug in found[:1] else APART_AT)
        ]

    def _each_pointed(self, question: str, answer: Answer) -> Answer:
        """Where one entry answers two asks, what each wants of it: 驾照丢了怎么补，要登报吗."""
        told = asks(question) if len(question) <= LONGEST else []
        is_shown = answer.decision is Decision.ANSWER or answer.is_open
        if answer.entry is None or not is_shown or len(told) < LEAST_ASKS:
            return answer
        readings = [self.matcher.reader.read(one) for one in told]
        asked = [self.pointer.pointed(answer.entry, reading)[0] for reading in readings]
        point, *near = dict.fromkeys(filter(None, [*asked, answer.point, *answer.near])) or [""]
        return replace(answer, point=point, near=tuple(near)) if any(asked) else answer

    def _matters(self, question: str, found: Sequence[str]) -> list[Answer]:
        """What sentences of a letter surely are about, of what was found for all of it."""
        told = matters(question)[:MOST_READ]
        # Most sentences tell of nothing that is wanted: demand is quickly told, a ranking isn't.
        wanted = [part for part in told if max(self.matcher.demand(part, found)) >= WANTED]
        if len(wanted) < LEAST_ASKS:
            return []
        rankings = ((part, self.matcher.rank(part)) for part in wanted)
        each = [self._decided(part, ranking) for part, ranking in rankings if _is_meant(ranking)]
        return [one for one in each if one.entry and one.entry.slug in found]

    def _decided(self, question: str, ranking: Ranking | None = None) -> Answer:
        full = ranking or self.matcher.rank(question)
        ranking = self._resting.without(full)
        if gone := self._resting.first_of(full):
            return self._gone(question, gone, full)
        verdict = decide(ranking)
        if verdict.decision is Decision.UNKNOWN:
            return self._unknown(question, ranking, verdict.sure)
        first = ranking.matches[0].entry
        decision = verdict.decision
        is_stale = self._is_stale(first)
        if decision is Decision.ANSWER and is_stale:
            decision = Decision.SUGGEST
        offered = [first, *(other.entry for other in verdict.others)]
        # A word or two asks for no point.
        is_head = ranking.reading.written <= deciding.HEAD
        point, near = ("", ()) if is_head else self.pointer.pointed(first, ranking.reading)
        is_open = decision is Decision.SUGGEST and verdict.sure >= OPEN_AT and not is_stale
        return Answer(
            decision,
            verdict.sure,
            first,
            verdict.others,
            () if decision is Decision.ANSWER else self._choices(offered, ranking),
            is_open,
            point,
            near[:BESIDE] if is_open and verdict.sure < deciding.LIKELY_AT else near,
            office=self._office(ranking) if verdict.sure < UNSURE else None,
            ranking=ranking,
        )

    def _gone(self, question: str, gone: Entry, full: Ranking) -> Answer:
        """Who asks what an entry answered that is out of service gets what has succeeded it, or
        hears that it is being revised: never a neighbour, however sure that looks alone."""
        verdict, ranking = decide(full), self._resting.without(full)
        others = tuple(one for one in verdict.others if one.entry not in self._resting)
        successor = self.library.current(gone.slug)
        if successor:
            others = tuple(one for one in others if one.entry is not successor)
        is_own = verdict.decision is Decision.ANSWER or same(question) in map(same, gone.phrases)
        if not successor and (is_own or not others):
            return Answer(Decision.UNKNOWN, verdict.sure, revised=gone, ranking=ranking)
        if successor and is_own:
            return Answer(Decision.ANSWER, verdict.sure, successor, others, ranking=ranking)
        offered = [*([successor] if successor else []), *(one.entry for one in others)]
        return Answer(
            Decision.SUGGEST,
            verdict.sure,
            offered[0],
            tuple(Suggestion(one, verdict.sure) for one in offered[1 : deciding.OFFERED]),
            self._choices(offered[: deciding.OFFERED], ranking),
            ranking=ranking,
        )

    def _unknown(self, question: str, ranking: Ranking, sure: float) -> Answer:
        """Nothing is known; what comes nearest is offered where it is on topic."""
        if law := self._names.unheld(question):
            return replace(NOTHING, confidence=1.0, unheld=law, ranking=ranking)
        near = [match.entry for match in ranking.matches[:NEAREST]] if sure >= NEAR else []
        is_foreign = bool(ranking.reading.outside) or not _is_about(ranking)
        offered = [] if is_foreign else near
        return Answer(
            Decision.UNKNOWN,
            sure,
            suggestions=tuple(Suggestion(entry, sure) for entry in offered),
            choices=self._choices(offered, ranking),
            articles=tuple(self._articles(question, ranking)),
            office=self._office(ranking),
            ranking=ranking,
        )

    def _articles(self, question: str, ranking: Ranking) -> list[ArticleHit]:
        """Articles that hold much of the question, of those that entries rest on: the others are no
        matter of transport, or nobody has asked for them."""
        idf = self.matcher.collection.idf
        weights = {gram: idf(gram) for gram in ranking.reading.grams}
        total = sum(weights.values()) or 1.0
        hits = [
            hit for hit in self._find_articles(question, SEARCHED) if hit.citation in self._cited
        ]
        held = (grams(normalise(hit.text)) for hit in hits)
        return [
            hit
            for hit, found in zip(hits, held, strict=True)
            if sum(weights.get(gram, 0.0) for gram in set(found)) >= HELD * total
        ][:ARTICLES]

    def _choices(self, entries: Sequence[Entry], ranking: Ranking) -> tuple[Choice, ...]:
        names = deciding.labels(entries, self.library.facets)
        return tuple(
            Choice(entry, name, self.pointer.line(entry, ranking.reading, LINE))
            for entry, name in zip(entries, names, strict=True)
        )

    def _with_others(self, answer: Answer) -> Answer:
        """With what else may be meant beside its entry, by its short answer and, where the message
        is more than a word or two, by what comes near."""
        ranking, others = answer.ranking, answer.choices
        if answer.parts or ranking is None or answer.entry is None:
            return answer
        if answer.decision is Decision.ANSWER and answer.confidence < deciding.ALONE_AT:
            others = self._choices([one.entry for one in answer.suggestions], ranking)
        elif answer.decision is not Decision.SUGGEST:
            return answer
        elif answer.is_open:
            others = others[1:]
        if ranking.reading.written > deciding.HEAD:
            told = [self.pointer.pointed(one.entry, ranking.reading) for one in others]
            near = [tuple(filter(None, (point, *more)))[:BESIDE] for point, more in told]
            others = tuple(replace(one, near=it) for one, it in zip(others, near, strict=True))
        return replace(answer, beside=others)

    def _office(self, ranking: Ranking) -> Office | None:
        """Whose matter it is; nobody's where it is likely none of transport."""
        if ranking.reading.outside or ranking.elsewhere >= ELSEWHERE:
            return None
        return competent(self.library.offices, ranking.reading.facets)

    def _names_ours(self, ranking: Ranking) -> bool:
        """Whether a message has words of ours beside those of where somebody lives."""
        return self.library.facets.names_ours(ranking.reading.text)

    def _is_stale(self, entry: Entry) -> bool:
        return self._today is not None and is_stale(entry, self._today())


def _unless(told: Sum | None, intent: Intent | None) -> Intent | None:
    """Who gives the figures of a sum wants it worked out; but danger comes first."""
    return intent if intent is None or told is None or intent.before else None


def _is_about(ranking: Ranking) -> bool:
    """Whether a question names what moves or what happened."""
    facets = ranking.reading.facets
    return bool(facets.get("moves") or facets.get("matter"))


def _is_meant(ranking: Ranking) -> bool:
    """Whether a part of a message surely means the entry that comes first."""
    first = next(iter(ranking.matches), None)
    is_wanted = first is not None and first.measures["demand"] >= WANTED
    return is_wanted and confidence(ranking) >= MATTER_AT
