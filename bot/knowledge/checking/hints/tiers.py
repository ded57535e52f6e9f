"""Penalties that the law holds in tiers, and the answer stops at one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from bot.knowledge.checking.figures import figures_of
from bot.knowledge.checking.hints.subject import Remark, Subject, plain

_CASE = re.compile(
    r"情节(?:特别)?(?:严重|恶劣)|情节较[重轻]|后果特别严重|造成严重后果|数额巨大"
    r"|拒不改正|逾期(?:不|未)改|没有违法所得"
)
_CLOSING = re.compile(r"停产|停业|吊销")
_CLAUSES = re.compile(r"(?<=[。；])")
_UNITS = frozenset("元倍日年")

Range = tuple[str, str]
"""The figures of N以上M以下; empty where M以下 has no lower one, or N以上 no upper one."""


class _Tier(NamedTuple):
    ranges: frozenset[Range]
    text: str

    def is_in(self, answer: str, said: frozenset[Range]) -> bool:
        """Whether the answer gives one of its ranges, or the closing that it threatens."""
        closings = _CLOSING.findall(self.text)
        return bool(self.ranges & said) or any(one in answer for one in closings)


def lost_tier(subject: Subject) -> Iterator[Remark]:
    """A range (5日以上10日以下, 2万元以下 …) after which the cited paragraph goes on with what a
    graver or lighter case, a refusal to mend or no gain brings, while the answer has neither its
    figures nor its 停业, 吊销; the key points, which are read without it, are held to the same.
    Where another cited paragraph has the range and nothing is left out of it, it says nothing,
    even if that one is about something else; nor where the sentence leads to another entry."""
    paragraphs = [
        paragraph for text in subject.articles.values() for paragraph in text.split("\n\n")
    ]
    points = subject.entry.key_points
    yield from _stops(subject.sentences, subject.answer, paragraphs)
    yield from _stops(points, "\n".join(points), paragraphs)


def _stops(sentences: Iterable[str], answer: str, paragraphs: list[str]) -> Iterator[Remark]:
    """Where these sentences give a tier and all that is read with them gives no more."""
    said = ranges(answer)
    told: set[str] = set()
    for words in sentences:
        if "](entry:" in words:
            continue
        for one in sorted(ranges(plain(words))):
            left_out = [
                _left_out(paragraph, one, answer, said)
                for paragraph in paragraphs
                if one in ranges(paragraph)
            ]
            if left_out and all(left_out) and left_out[0] not in told:
                told.add(left_out[0])
                yield Remark(words, f"the article goes on: “{left_out[0][:60]}”")


def _left_out(paragraph: str, one: Range, answer: str, said: frozenset[Range]) -> str:
    """The first tier behind this range that the answer has nothing of; empty for none."""
    tiers = [_Tier(ranges(text), text.strip()) for text in _CLAUSES.split(paragraph)]
    first = next(number for number, tier in enumerate(tiers) if one in tier.ranges)
    behind = (
        tier
        for tier in tiers[first + 1 :]
        if _CASE.search(tier.text) and (tier.ranges or _CLOSING.search(tier.text))
    )
    return next((tier.text for tier in behind if not tier.is_in(answer, said)), "")


@lru_cache(maxsize=16384)
def ranges(text: str) -> frozenset[Range]:
    """Every N以上M以下, M以下 and N以上 of the text, by the figures' values."""
    found: set[Range] = set()
    low, reach = "", 0
    for figure in figures_of(text):
        end = figure.start + len(figure.written)
        if figure.unit not in _UNITS:
            continue
        value = f"{figure.value.normalize():f}{figure.unit}"
        closes = text.startswith("以下", end)
        if low and not (closes and figure.start <= reach):
            found.add((low, ""))
            low = ""
        if closes:
            found.add((low, value))
        low, reach = (value, end + len("以上的")) if text.startswith("以上", end) else ("", 0)
    return frozenset(found | {(low, "")} if low else found)
