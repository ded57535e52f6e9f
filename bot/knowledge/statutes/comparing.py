"""What a newer version of a law changed: articles added, dropped, renumbered and changed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge.statutes.citations import Article
from bot.knowledge.statutes.texts import LawText, fingerprint

SAME_ARTICLE = 0.6
"""Likeness from which an article under another number is the same one, renumbered or reworded."""


class Change(StrEnum):
    ADDED = "added"
    DROPPED = "dropped"
    RENUMBERED = "renumbered"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One article's fate: `before` is None for an added one, `after` for a dropped one."""

    change: Change
    before: Article | None
    after: Article | None
    old: str
    new: str

    def words(self) -> Iterator[tuple[str, str]]:
        """The text in pieces: (" ", kept), ("-", taken out), ("+", put in)."""
        matcher = difflib.SequenceMatcher(None, self.old, self.new, autojunk=False)
        for operation, a, b, c, d in matcher.get_opcodes():
            if operation == "equal":
                yield " ", self.old[a:b]
                continue
            if b > a:
                yield "-", self.old[a:b]
            if d > c:
                yield "+", self.new[c:d]


def compare(old: LawText, new: LawText) -> list[Difference]:
    """The differences in the order of the newer text, dropped articles last."""
    same = {number for number in old.articles if number in new.articles}
    moved = _moved(old, new, same)
    differences = []
    for number, text in new.articles.items():
        before = number if number in same and number not in moved.values() else moved.get(number)
        if before is None:
            differences.append(Difference(Change.ADDED, None, number, "", text))
            continue
        was = old.articles[before]
        if before != number:
            differences.append(Difference(Change.RENUMBERED, before, number, was, text))
        elif fingerprint(was) != fingerprint(text):
            differences.append(Difference(Change.CHANGED, number, number, was, text))
    kept = {difference.before for difference in differences} | (same - set(moved.values()))
    differences += [
        Difference(Change.DROPPED, number, None, text, "")
        for number, text in old.articles.items()
        if number not in kept
    ]
    return differences


def _moved(old: LawText, new: LawText, same: set[Article]) -> dict[Article, Article]:
    """New number → old number, for articles that are found again under another number."""
    changed = [n for n in new.articles if n not in same or not _alike(old, new, n)]
    free = [n for n in old.articles if n not in same or not _alike(old, new, n)]
    moved: dict[Article, Article] = {}
    for number in changed:
        scored = [(_likeness(old.articles[other], new.articles[number]), other) for other in free]
        likeness, other = max(scored, default=(0.0, number))
        if likeness >= SAME_ARTICLE:
            free.remove(other)
            if other != number:
                moved[number] = other
    return moved


def _alike(old: LawText, new: LawText, number: Article) -> bool:
    return fingerprint(old.articles[number]) == fingerprint(new.articles[number])


def _likeness(a: str, b: str) -> float:
    from rapidfuzz import fuzz

    return fuzz.ratio(a, b) / 100
