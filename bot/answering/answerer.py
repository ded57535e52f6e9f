"""From a question to an Answer: an entry, two, a question back, a list, an article, a word on the
bot itself, or an honest no.

The same code answers citizens, the command line and the evaluation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from bot.answering import deciding, pointing
from bot.answering.asks import asks
from bot.answering.deciding import Decision, Suggestion, decide
from bot.answering.following import Leaning, joined, leaning
from bot.answering.matching.matcher import Matcher, Ranking
from bot.answering.matching.reading import READ
from bot.knowledge.entries import Entry
from bot.knowledge.intents import Intent, Local
from bot.knowledge.library import Library
from bot.knowledge.library.review import is_stale
from bot.knowledge.offices import Office, competent
from bot.knowledge.statutes.citations import Citation
from bot.store.article_index import ArticleHit
from bot.text.normalise import same

ARTICLES = 3
LINE, FIRST_LINE = 70, 150
"""Characters of the sentence below a title; the first one may be the answer itself."""
UNSURE = 0.35
"""A list whose first entry is less sure than this also says whose matter it is."""
ALONE = 0.3
"""So much surer alone must be a message that says that it goes on from the one before."""
ASK_AT = 0.45
"""So sure must each of two asks be of its entry to get an answer of its own."""
MOST_ASKS = 2
LONGEST = 160
"""Characters of a message whose asks are taken one by one: a letter has one matter."""


_LAW_TAIL = re.compile(r"》?的?(?:全文|原文|条文|内容|规定|讲什么|说什么|在哪看)+$")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of those offered: `label` tells it from the others, `line` is what it says."""

    entry: Entry
    label: str
    line: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question.

    `entry` is the first choice on ANSWER, CLARIFY and SUGGEST; `suggestions` are the others shown
    beside it and `choices` all of them with their sentences; `point` is the passage of the entry
    that was asked for, "" where its first paragraph says it. `parts` are the answers to each ask
    of a message with two. `intent` is what a message is that no entry is for, also above an answer;
    `local` a matter that the place decides; `topic` the name of a topic. `citation` is what an
    ARTICLE question cites; `articles` may help where nothing is known, and `office` is whose matter
    it is. `before` is the question that this one was read with. `ranking` holds the candidates it
    was decided on.
    """

    decision: Decision
    confidence: float
    entry: Entry | None = None
    suggestions: tuple[Suggestion, ...] = ()
    choices: tuple[Choice, ...] = ()
    point: str = ""
    parts: tuple[Answer, ...] = ()
    intent: Intent | None = None
    local: Local | None = None
    topic: str = ""
    citation: Citation | None = None
    articles: tuple[ArticleHit, ...] = ()
    office: Office | None = None
    before: str = ""
    ranking: Ranking | None = None

    @property
    def basis(self) -> tuple[Citation, ...]:
        if self.citation:
            return (self.citation,)
        return self.entry.basis if self.entry else ()


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
    ) -> None:
        """`cache` is the file that keeps the matcher's indexes for the next start; `today` tells
        which entries nobody has reviewed for too long, without it none; what `previous` has read
        of the entries isn't read again."""
        self.library = library
        more = {slug: told.phrases for slug, told in library.phrases.items()}
        self.matcher: Matcher = Matcher(
            library.entries.values(),
            library.lexicon,
            library.facets,
            more,
            cache,
            previous.matcher if previous else None,
        )
        self._find_articles = find_articles
        self._today = today

    def answer(self, question: str, before: str = "") -> Answer:
        """Answer a question; `before` is the one before it, by which one that leaves out what it is
        about is read."""
        question = question[:READ]
        if answer := self._named(question):
            return answer
        intent = self._intent(question)
        if intent and not intent.before:
            return Answer(Decision.INTENT, 1.0, intent=intent)
        if before and not intent and (answer := self._following(question, before)):
            return answer
        answer = self._local(question) or self._in_parts(question) or self._decided(question)
        return replace(answer, intent=intent) if intent else answer

    def suggest(self, typed: str, limit: int = 8) -> tuple[Entry, ...]:
        """Entries for what has been typed so far."""
        ranking = self.matcher.rank(typed[:READ], limit)
        return tuple(match.entry for match in ranking.matches)

    def _following(self, question: str, before: str) -> Answer | None:
        """Read with the question before, where it leans on that and isn't surer alone."""
        how = leaning(question, before, self.library.facets)
        alone = self._decided(question)
        is_foreign = alone.ranking is not None and bool(alone.ranking.reading.outside)
        if how is Leaning.NONE or is_foreign:
            return None
        together = self._decided(joined(before, question, self.matcher.reader))
        bar = ALONE if how is Leaning.SURELY else 0.0
        if alone.confidence > together.confidence + bar:
            return None
        return replace(together, before=before)

    def _intent(self, question: str) -> Intent | None:
        """What the message is word for word, else the first that it is like."""
        known = self.library.intents
        if self.matcher.reader.read(question).is_restored:
            known = tuple(one for one in known if not one.is_foreign)  # pinyin is no English
        ways = (question, self.library.lexicon.strip(question))
        exact = (one for one in known if any(one.is_exactly(way) for way in ways))
        like = (one for one in known if any(one.fits(way) for way in ways))
        return next(exact, None) or next(like, None)

    def _named(self, question: str) -> Answer | None:
        """An article, a law or a topic by its name."""
        register = self.library.register
        if citation := register.find_citation(question):
            return Answer(Decision.ARTICLE, 1.0, citation=citation)
        name = question.strip(" 　《》？?。！!“”\"'")
        if statute := register.find(name) or register.find(_LAW_TAIL.sub("", name)):
            return Answer(Decision.ARTICLE, 1.0, citation=Citation(statute.short))
        if topic := next((one for one in self.library.topics if same(one) == same(name)), ""):
            return Answer(Decision.INTENT, 1.0, topic=topic)
        return None

    def _local(self, question: str) -> Answer | None:
        """What the place decides, with what the entries say to it in general."""
        words = self.library.lexicon.strip(question)
        known = self.library.local.values()
        local = next((one for one in known if one.fits(question) or one.fits(words)), None)
        if local is None:
            return None
        decided = self._decided(question)
        offered = replace(decided, decision=Decision.INTENT, local=local, articles=())
        return (
            offered
            if decided.decision is not Decision.UNKNOWN
            else replace(offered, entry=None, suggestions=(), choices=())
        )

    def _in_parts(self, question: str) -> Answer | None:
        """Two asks that two entries answer, each of them surely enough."""
        asked = asks(question) if len(question) <= LONGEST else []
        if len(asked) < MOST_ASKS:
            return None
        parts = [self._decided(ask) for ask in asked[: MOST_ASKS + 1]]
        sure = [one for one in parts if one.entry and one.confidence >= ASK_AT][:MOST_ASKS]
        apart = all(
            a.entry is not b.entry and set(a.basis).isdisjoint(b.basis) for a, b in pairwise(sure)
        )
        if len(sure) < MOST_ASKS or not apart:
            return None
        first = sure[0]
        return replace(
            first,
            decision=Decision.ANSWER,
            confidence=min(one.confidence for one in sure),
            suggestions=(),
            parts=tuple(sure),
        )

    def _decided(self, question: str) -> Answer:
        ranking = self.matcher.rank(question)
        verdict = decide(ranking)
        if verdict.decision is Decision.UNKNOWN:
            return self._unknown(question, ranking, verdict.sure)
        first = ranking.matches[0].entry
        decision = verdict.decision
        if decision is Decision.ANSWER and self._is_stale(first):
            decision = Decision.SUGGEST
        offered = [first, *(other.entry for other in verdict.others)]
        return Answer(
            decision,
            verdict.sure,
            first,
            verdict.others,
            () if decision is Decision.ANSWER else self._choices(offered, ranking),
            pointing.point(first, ranking.reading, self._idf),
            office=self._office(ranking) if verdict.sure < UNSURE else None,
            ranking=ranking,
        )

    def _unknown(self, question: str, ranking: Ranking, sure: float) -> Answer:
        articles = tuple(self._find_articles(question, ARTICLES))
        office = self._office(ranking)
        return Answer(Decision.UNKNOWN, sure, articles=articles, office=office, ranking=ranking)

    def _choices(self, entries: Sequence[Entry], ranking: Ranking) -> tuple[Choice, ...]:
        names = deciding.labels(entries, self.library.facets)
        return tuple(
            Choice(entry, name, pointing.line(entry, ranking.reading, self._idf, longest))
            for entry, name, longest in zip(
                entries, names, (FIRST_LINE, LINE, LINE, LINE), strict=False
            )
        )

    def _office(self, ranking: Ranking) -> Office | None:
        return competent(self.library.offices, ranking.reading.facets)

    def _idf(self, gram: str) -> float:
        collection = self.matcher.collection
        return collection.answer_index.idf(collection.vocabulary.number(gram))

    def _is_stale(self, entry: Entry) -> bool:
        return self._today is not None and is_stale(entry, self._today())
