"""From a question to an Answer: an entry, a choice of entries, an article, or an honest no.

The same code answers citizens, the command line and the evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from bot.answering.matching.confidence import confidence
from bot.answering.matching.matcher import Matcher, Ranking
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.knowledge.library.review import is_stale
from bot.knowledge.statutes.citations import Citation
from bot.store.article_index import ArticleHit

ANSWER_AT = 0.85
SUGGEST_AT = 0.12
"""Chosen from the cross-validated table that `benchmarks/calibrate.py` prints: from 0.85 on, 98 %
of the answers are right and 2 % of the questions out of scope get one; below 0.12 a list of
questions helps one person in ten and only pretends to know."""
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
    `ranking` holds the candidates it was decided on.
    """

    decision: Decision
    confidence: float
    entry: Entry | None = None
    suggestions: tuple[Suggestion, ...] = ()
    citation: Citation | None = None
    articles: tuple[ArticleHit, ...] = ()
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
    ) -> None:
        """`cache` is the file that keeps the matcher's indexes for the next start; `today` tells
        which entries nobody has reviewed for too long, without it none."""
        self.library = library
        self._matcher = Matcher(library.entries.values(), library.lexicon, cache)
        self._find_articles = find_articles
        self._today = today

    def answer(self, question: str) -> Answer:
        question = question[:MAX_QUESTION]
        if citation := self.library.register.find_citation(question):
            return Answer(Decision.ARTICLE, 1.0, citation=citation)
        ranking = self._matcher.rank(question)
        sure = confidence(ranking) if ranking.matches else 0.0
        if sure < SUGGEST_AT:
            articles = tuple(self._find_articles(question, ARTICLES))
            return Answer(Decision.UNKNOWN, sure, articles=articles, ranking=ranking)
        first, *others = [
            Suggestion(match.entry, confidence(ranking, place))
            for place, match in enumerate(ranking.matches[:OFFERED])
        ]
        is_answer = sure >= ANSWER_AT and not self._is_stale(first.entry)
        decision = Decision.ANSWER if is_answer else Decision.SUGGEST
        return Answer(decision, sure, first.entry, tuple(others), ranking=ranking)

    def _is_stale(self, entry: Entry) -> bool:
        return self._today is not None and is_stale(entry, self._today())

    def suggest(self, typed: str, limit: int = 8) -> tuple[Entry, ...]:
        """Entries for what has been typed so far."""
        ranking = self._matcher.rank(typed[:MAX_QUESTION], limit)
        return tuple(match.entry for match in ranking.matches)
