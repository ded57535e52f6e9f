"""From a question to an Answer: an entry, a choice of entries, an article, or an honest no.

The same code answers citizens, the command line and the evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.citations import Citation
from bot.entries import Entry
from bot.library import Library
from bot.matching.confidence import confidence
from bot.matching.matcher import Match, Matcher, Query
from bot.store.article_index import ArticleHit

ANSWER_AT = 0.75
SUGGEST_AT = 0.3
OFFERED = 4
"""Entries that a person is shown at most: the first choice and three more."""
ARTICLES = 3
MAX_QUESTION = 500
"""Characters that are read of a question."""


class Decision(StrEnum):
    ANSWER = "answer"
    SUGGEST = "suggest"
    ARTICLE = "article"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Suggestion:
    entry: Entry
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question.

    `entry` is the first choice on ANSWER and SUGGEST; `suggestions` are the others shown beside
    it; `citation` is what an ARTICLE question cites; `articles` may help where nothing is known;
    `matches` are the candidates it was decided on.
    """

    decision: Decision
    confidence: float
    entry: Entry | None = None
    suggestions: tuple[Suggestion, ...] = ()
    citation: Citation | None = None
    articles: tuple[ArticleHit, ...] = ()
    matches: tuple[Match, ...] = ()

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
    ) -> None:
        self.library = library
        self._matcher = Matcher(library.entries.values(), library.lexicon)
        self._find_articles = find_articles

    def answer(self, question: str) -> Answer:
        question = question[:MAX_QUESTION]
        if citation := self.library.register.find_citation(question):
            return Answer(Decision.ARTICLE, 1.0, citation=citation)
        matches = tuple(self._matcher.rank(question))
        sure = confidence(matches) if matches else 0.0
        if sure < SUGGEST_AT:
            articles = tuple(self._find_articles(question, ARTICLES))
            return Answer(Decision.UNKNOWN, sure, articles=articles, matches=matches)
        decision = Decision.ANSWER if sure >= ANSWER_AT else Decision.SUGGEST
        others = tuple(
            Suggestion(match.entry, confidence(matches, place))
            for place, match in enumerate(matches[:OFFERED])
            if place
        )
        return Answer(decision, sure, matches[0].entry, others, matches=matches)

    def query(self, question: str) -> Query:
        """The question as the matcher reads it, for an explanation."""
        return self._matcher.query(question[:MAX_QUESTION])

    def suggest(self, typed: str, limit: int = 8) -> tuple[Entry, ...]:
        """Entries for what has been typed so far."""
        return tuple(match.entry for match in self._matcher.rank(typed[:MAX_QUESTION], limit))
