"""Which passage of an entry the phrases nearest to a question ask for."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

from bot.answering.matching.matcher import Matcher
from bot.answering.matching.reading import Reading
from bot.knowledge.entries import Entry
from bot.knowledge.phrases import PhraseFile
from bot.text.normalise import normalise

NEAREST = 5
"""Phrases that vote for a passage."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How much the phrases ask for a passage: the likeness of the nearest that does, and the share
    of likeness that those have of the nearest of all."""

    likeness: float
    share: float


class Phrased:
    """`files` are the phrases by slug, which the matcher has read."""

    def __init__(self, matcher: Matcher, files: Mapping[str, PhraseFile]) -> None:
        self._matcher = matcher
        self._files = files
        self._points: dict[str, Mapping[str, str]] = {}

    def asked(self, entry: Entry, reading: Reading, but: str = "") -> dict[str, Asked]:
        """By the heads of passages, "" for the first paragraph; `but` is a phrase that doesn't
        count. Nothing where no phrase of the entry says what it asks for."""
        points = self._of(entry.slug)
        if not points:
            return {}
        likenesses = self._matcher.likenesses(entry, reading)
        told = [(like, points.get(one, "")) for one, like in likenesses if one != but]
        nearest = heapq.nlargest(NEAREST, told)
        total = sum(like for like, _ in nearest) or 1.0
        best: dict[str, float] = {}
        for like, head in told:
            best[head] = max(best.get(head, 0.0), like)
        return {
            head: Asked(most, sum(like for like, one in nearest if one == head) / total)
            for head, most in best.items()
        }

    def _of(self, slug: str) -> Mapping[str, str]:
        """Normalised phrase → the head of the passage that it asks for."""
        if slug not in self._points:
            file = self._files.get(slug)
            self._points[slug] = (
                {normalise(file.lines[line]): head for line, head in file.points.items()}
                if file
                else {}
            )
        return self._points[slug]
