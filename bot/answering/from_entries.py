"""What the entries say to a question: one of them, a list, a successor of one that is gone, or
nothing but what comes near."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.answering import deciding
from bot.answering.answers import Answer, Choice
from bot.answering.deciding import Decision, Suggestion, decide
from bot.answering.matching.matcher import Matcher, Ranking
from bot.answering.pointing import Pointer
from bot.answering.resting import Resting
from bot.knowledge.entries import Entry
from bot.knowledge.facets import SUBJECT
from bot.knowledge.library import Library
from bot.knowledge.library.review import is_stale
from bot.knowledge.offices import Office, competent, of_answer
from bot.store.article_index import ArticleHit
from bot.text.grams import grams
from bot.text.normalise import normalise, same

FindArticles = Callable[[str, int], Sequence[ArticleHit]]
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
OPEN_AT = 0.3
"""A list so sure of its first entry opens with that entry at length. Of 57 messages that nobody
had read, between 0.15 and 0.3, the first served 23; of 35 that began with it at length 5 were
misled. In a list its short answer stands below its title all the same, and people read on."""
NOTHING = Answer(Decision.UNKNOWN, 0.0)
NEAR, NEAREST = 0.08, 2
"""So sure must the nearest entry be, and so many are offered, where nothing is known. Of 403
labelled messages from 0.05 to 0.08 it would serve 20, and stand below 369 on other matters."""
ELSEWHERE, UNKNOWN_ELSEWHERE = 0.6, 0.45
"""So likely no matter of ours, a question is no office's either; the second where nothing is
known."""
EVERYWHERE = {"行人"}
"""What moves beside whatever else does."""


class FromEntries:
    """Answers a ranking."""

    def __init__(
        self,
        library: Library,
        matcher: Matcher,
        pointer: Pointer,
        resting: Resting,
        unheld: Callable[[str], str],
        find_articles: FindArticles,
        today: Callable[[], date] | None,
    ) -> None:
        """`unheld` is the law that a message cites and that isn't registered, "" for none."""
        self._library = library
        self._matcher = matcher
        self._pointer = pointer
        self._resting = resting
        self._unheld = unheld
        self._find_articles = find_articles
        self._cited = {citation for entry in library.entries.values() for citation in entry.cited}
        self._today = today

    def decided(self, question: str, ranking: Ranking | None = None) -> Answer:
        full = ranking or self._matcher.rank(question)
        ranking = self._resting.without(full)
        if gone := self._resting.first_of(full):
            return self.gone(question, gone, full)
        verdict = decide(ranking)
        if verdict.decision is Decision.UNKNOWN:
            return self.unknown(question, ranking, verdict.sure)
        first = ranking.matches[0].entry
        others = tuple(one for one in verdict.others if self._belongs(one.entry, first, ranking))
        decision = verdict.decision
        is_stale = self._is_stale(first)
        if decision is Decision.ANSWER and is_stale:
            decision = Decision.SUGGEST
        offered = [first, *(other.entry for other in others)]
        # A word or two asks for no point.
        is_head = ranking.reading.written <= deciding.HEAD
        point, near = ("", ()) if is_head else self._pointer.pointed(first, ranking.reading)
        is_open = decision is Decision.SUGGEST and verdict.sure >= OPEN_AT and not is_stale
        is_unsure = verdict.sure < deciding.LIKELY_AT
        return Answer(
            decision,
            verdict.sure,
            first,
            others,
            () if decision is Decision.ANSWER else self.choices(offered, ranking),
            is_open,
            deciding.is_likely(ranking, verdict.sure),
            point,
            near[:BESIDE] if is_open and is_unsure else near,
            office=self._office(ranking, self._answering(ranking)) if is_unsure else None,
            ranking=ranking,
        )

    def _belongs(self, entry: Entry, first: Entry, ranking: Ranking) -> bool:
        """Whether an entry may stand beside the first: not one of another topic whose title names
        what moves, where the message names something, and neither it nor the first title has that
        or what happened in common with it. Of 214 such beside the first of labelled messages 24
        were right; 行人 counted, and those to messages that name nothing."""
        facets = self._library.facets
        title, asked = facets.of(entry.question), ranking.reading.facets
        is_open = not ranking.reading.is_about or entry.topic == first.topic
        if is_open or not title["moves"].keys() - EVERYWHERE:
            return True
        of_first = facets.of(first.question)
        return any(title[kind].keys() & (asked[kind].keys() | of_first[kind]) for kind in SUBJECT)

    def gone(self, question: str, gone: Entry, full: Ranking) -> Answer:
        """Who asks what an entry answered that is out of service gets what has succeeded it, or
        hears that it is being revised: never a neighbour, however sure that looks alone."""
        verdict, ranking = decide(full), self._resting.without(full)
        others = tuple(one for one in verdict.others if one.entry not in self._resting)
        successor = self._library.current(gone.slug)
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
            self.choices(offered[: deciding.OFFERED], ranking),
            ranking=ranking,
        )

    def unknown(self, question: str, ranking: Ranking, sure: float) -> Answer:
        """Nothing is known; what comes nearest is offered where it is on topic."""
        if law := self._unheld(question):
            return replace(NOTHING, confidence=1.0, unheld=law, ranking=ranking)
        near = [match.entry for match in ranking.matches[:NEAREST]] if sure >= NEAR else []
        is_foreign = bool(ranking.reading.outside) or not ranking.reading.is_about
        offered = [] if is_foreign else near
        return Answer(
            Decision.UNKNOWN,
            sure,
            suggestions=tuple(Suggestion(entry, sure) for entry in offered),
            choices=self.choices(offered, ranking),
            articles=tuple(self._articles(question, ranking)),
            office=self._office(ranking, {}) if ranking.elsewhere < UNKNOWN_ELSEWHERE else None,
            ranking=ranking,
        )

    def _articles(self, question: str, ranking: Ranking) -> list[ArticleHit]:
        """Articles that hold much of the question, of those that entries rest on: the others are no
        matter of transport, or nobody has asked for them."""
        idf = self._matcher.collection.idf
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

    def choices(self, entries: Sequence[Entry], ranking: Ranking) -> tuple[Choice, ...]:
        names = deciding.labels(entries, self._library.facets)
        return tuple(
            Choice(entry, name, self._pointer.line(entry, ranking.reading, LINE))
            for entry, name in zip(entries, names, strict=True)
        )

    def _office(self, ranking: Ranking, near: Mapping[str, float]) -> Office | None:
        """Whose matter it is; nobody's where it is likely none of transport."""
        reading = ranking.reading
        if reading.outside or ranking.elsewhere >= ELSEWHERE:
            return None
        return competent(self._library.offices, reading.facets, reading.text, near)

    def _answering(self, ranking: Ranking) -> Mapping[str, float]:
        """How much each office is that of the entries that come near, by its name: the first it
        names in whole, the second by half."""
        found: dict[str, float] = {}
        near = ranking.matches[: deciding.OFFERED]
        for match in near:
            behind = near[0].score - match.score
            laws = [citation.law for citation in match.entry.basis]
            named = of_answer(self._library.offices, match.entry.short_answer, laws)
            if behind <= deciding.ON_TOPIC:
                for place, office in enumerate(named, 1):
                    found[office.name] = found.get(office.name, 0.0) + math.exp(-behind) / place
        return found

    def _is_stale(self, entry: Entry) -> bool:
        return self._today is not None and is_stale(entry, self._today())
