"""What is said to a question: an entry, two, a question back, a list, an article, a word on the bot
itself, or an honest no.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.answering.deciding import Decision, Suggestion
from bot.answering.matching.matcher import Ranking
from bot.calculators.hearing import Sum
from bot.knowledge.entries import Entry
from bot.knowledge.filing import Filing
from bot.knowledge.intents import Intent, Local
from bot.knowledge.offices import Office
from bot.knowledge.statutes.citations import Citation
from bot.store.article_index import ArticleHit


@dataclass(frozen=True, slots=True)
class Choice:
    """One of those offered: `label` tells it from the others, `line` is what it says, and `near`
    are passages of it that come near to the question."""

    entry: Entry
    label: str
    line: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is told to who complains: `calls` are numbers with whose they are, `notes` what is to be
    noted down."""

    calls: tuple[tuple[str, str], ...]
    notes: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question.

    `entry` is the first choice on ANSWER, CLARIFY and SUGGEST; `suggestions` are the others
    shown beside it and `choices` all of them with their sentences; a list that `is_open` begins
    with the short answer of its first entry, which is the right one more often than not, and very
    likely where it `is_likely`; on UNKNOWN both are what comes nearest. `point` is
    the passage of the entry that was asked for, "" where its first paragraph says it; `near`
    are others that come near. What else may be meant stands `beside` an entry that isn't sure
    enough to stand alone. `parts` are the answers to each ask of a message with two.
    `gently` stands above all of it, where somebody may be in despair.
    `intent` is what a message is that no entry is for, also above an answer; `local` a matter
    that the place decides; `sum` what can be calculated from the figures that were told, above
    an answer too; `complaint` whom who complains is to call, `filing` what is told to who wants it
    handed in; `topic` the name of a topic.
    `citation` is what an ARTICLE question cites; `alike` are other laws that are called so, and
    `is_guess`: which article was asked, and this is the likeliest. `articles` may help where
    nothing is known, and `office` is whose matter it is; `unheld` is a law that was asked for by
    name and isn't registered, `revised` the entry that answered it and was taken out of service.
    `is_short`: no more is wanted than the short answer and the steps. `is_unsaid`: the entry that
    goes on answering may not say what is asked now; `left_open` is the one of two asks that it may
    not answer. `before` is the question that this one was read with, and `said` the two as they
    were read; `heard` is what was typed in pinyin, in characters.
    `ranking` holds the candidates it was decided on, where an answer is to be explained.
    """

    decision: Decision
    confidence: float
    entry: Entry | None = None
    suggestions: tuple[Suggestion, ...] = ()
    choices: tuple[Choice, ...] = ()
    is_open: bool = False
    is_likely: bool = False
    point: str = ""
    near: tuple[str, ...] = ()
    beside: tuple[Choice, ...] = ()
    parts: tuple[Answer, ...] = ()
    gently: str = ""
    intent: Intent | None = None
    local: Local | None = None
    topic: str = ""
    citation: Citation | None = None
    alike: tuple[str, ...] = ()
    is_guess: bool = False
    articles: tuple[ArticleHit, ...] = ()
    office: Office | None = None
    sum: Sum | None = None
    complaint: Complaint | None = None
    filing: Filing | None = None
    heard: str = ""
    unheld: str = ""
    revised: Entry | None = None
    is_short: bool = False
    is_unsaid: bool = False
    left_open: str = ""
    before: str = ""
    said: str = ""
    ranking: Ranking | None = None

    def where_unread(self) -> Answer:
        """What is said where nobody can read letters; itself where that is the same."""
        answer = self
        if self.intent and self.intent.unread:
            answer = replace(answer, intent=replace(self.intent, says=self.intent.unread))
        if self.filing:
            answer = replace(answer, filing=replace(self.filing, says=self.filing.unread))
        return answer

    @property
    def basis(self) -> tuple[Citation, ...]:
        if self.citation:
            return (self.citation,)
        return self.entry.basis if self.entry else ()
