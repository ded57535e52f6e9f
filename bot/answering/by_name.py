"""What is said to who names an article, a law, a topic or a subject, and tells no case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering import deciding
from bot.answering.answers import Answer
from bot.answering.deciding import Decision, Suggestion, decide
from bot.answering.from_entries import FromEntries
from bot.answering.matching.matcher import Matcher, Ranking
from bot.answering.names import Names
from bot.answering.others import REMARK
from bot.answering.resting import Resting
from bot.knowledge import subjects
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.knowledge.statutes.citations import Citation
from bot.text.normalise import normalise, same

NEAREST_CITED = 6
"""Entries that an article is looked for below."""
NEAREST_ABOUT, OF_A_TOPIC = 8, 3
"""Entries about a word that are looked at, and so many of one topic that are offered while there
are others: 检测 is a car's, a driver's breath and a permit."""


class ByName:
    """Of one version of the library."""

    def __init__(
        self,
        library: Library,
        names: Names,
        matcher: Matcher,
        entries: FromEntries,
        resting: Resting,
    ) -> None:
        self._library = library
        self._names = names
        self._matcher = matcher
        self._entries = entries
        self._resting = resting

    def alone(self, question: str, *, may_go_on: bool) -> Answer | None:
        """Where the name is all that is said: the law or the topic, or a bare subject asked back,
        unless it may go on from the question before."""
        named = self._names.answer(question)
        is_a_law = named is not None and not named.topic
        if is_a_law or (may_go_on and named is None):
            return named
        return self._listed(question) or named

    def told(self, question: str, whole: Ranking) -> Answer | None:
        """Where something is asked of it, but no case is told."""
        if name := self._names.standard(question):
            near = self._entries.unknown(question, whole, decide(whole).sure)
            return replace(near, unheld=name, articles=(), office=None)
        article = self._names.which_article(question, _rests_on(whole))
        return article or self._listed(question) or self._subject(whole)

    def _listed(self, question: str) -> Answer | None:
        """A bare subject that staff have listed is asked back with what they say people want, and
        so is a remark that tells but how somebody feels about it."""
        lexicon = self._library.lexicon
        text = lexicon.strip(normalise(question))
        told = (lexicon.subject(text), lexicon.of_moods(text) if len(text) <= REMARK else "")
        offered = next(filter(None, map(self._library.subject, map(same, told))), ())
        if len(offered) < subjects.LEAST:
            return None
        return self._asked_back(offered, self._matcher.rank(question))

    def _subject(self, whole: Ranking) -> Answer | None:
        """A bare subject is asked back: what may be meant, as most people want it."""
        about = self._matcher.meant(whole)
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
