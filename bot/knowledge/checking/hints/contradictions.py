"""Points and fines that the law attaches to something else than the sentence names.

Two entries that contradict each other can't both agree with the paragraph they share: each is
held against the text, not against the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bot.knowledge.checking.figures import figures_of
from bot.knowledge.checking.hints.likeness import Pairs, likeness, pairs
from bot.knowledge.checking.hints.subject import Remark, Subject, plain
from bot.knowledge.statutes import Texts
from bot.text import quantities

_POINTS_LAW = "道路交通安全违法行为记分管理办法"
_POINTS = re.compile(r"(?<!不)记\s*(\d+)\s*分(?!钟)")
_CLAUSES = re.compile(r"(?<=[。；])")
_PARAGRAPHS = re.compile(r"\n\n(?!（)|(?<=。)")
_PENALTY = re.compile(
    r"(?:可以)?(?:并|单|分别|由.{2,14})?处?以?(?:[0-9一二三四五六七八九十百千万]+(?:元|[日天]|倍))+以[上下]"
    r"|罚款|拘留|警告|吊销|情节(?:较?轻|较?重|严重)|违反本(?:法|条例|规定)(?:的规定|规定)?|有下列.{2,8}之一的"
)
"""What clauses on penalties share whatever they punish."""
_ALIKE, _APART = 0.45, 0.3
"""An item has so much of its own words in the clause, and so much more than the best one with the
figure that the clause gives."""


class _Item(NamedTuple):
    words: Pairs
    figures: frozenset[quantities.Key]
    text: str


def points(subject: Subject) -> Iterator[Remark]:
    """记N分 in a clause whose words are those of an item that another number of points belongs to
    (记分管理办法 第八条至第十二条). Items in other words than the law's aren't recognised."""
    if subject.evidence is None:
        return
    items = _items(subject.evidence.texts)
    like = likeness(subject.evidence.texts)
    for clause in _all_clauses(subject):
        found = _POINTS.findall(plain(clause))
        if len(found) != 1:
            continue  # of several numbers nobody can tell whose is whose
        words = pairs(_POINTS.sub("", plain(clause)))
        given = frozenset([("分", figures_of(f"{found[0]}分")[0].value)])
        shares = [(like.share(item.words, words), item) for item in items]
        best = max(shares, default=None, key=lambda one: one[0])
        right = max((share for share, item in shares if item.figures == given), default=0.0)
        if best and best[1].figures != given and best[0] >= _ALIKE and best[0] - right >= _APART:
            (_, value) = next(iter(best[1].figures))
            yield Remark(
                clause, f"记{found[0]}分, but the law says 记{value}分 for “{best[1].text}”"
            )


def fines(subject: Subject) -> Iterator[Remark]:
    """A fine in a clause whose words are those of a cited paragraph with other figures. The figure
    stands in some cited article, else `pufa check` finds a fault; here it seems to be of another
    case. Clauses on several cases at once may be hits without being wrong."""
    if subject.evidence is None:
        return
    like = likeness(subject.evidence.texts)
    paragraphs = [
        _Item(_acts(part), figures, part.strip())
        for text in subject.articles.values()
        for part in _PARAGRAPHS.split(text)
        if (figures := _money(part))
    ]
    for clause in _all_clauses(subject):
        given = _money(plain(clause))
        if "罚" not in clause or not given or len(paragraphs) < 2:
            continue
        words = _acts(clause)
        shares = [(like.share(words, one.words), one) for one in paragraphs]
        share, best = max(shares, key=lambda one: one[0])
        right = max((share for share, one in shares if given <= one.figures), default=0.0)
        if not given & best.figures and share >= _ALIKE and share - right >= _APART:
            yield Remark(clause, f"its words are those of another fine: “{best.text[:60]}”")


def _all_clauses(subject: Subject) -> Iterator[str]:
    for words in (*subject.sentences, *subject.entry.key_points):
        yield from (part.strip() for part in _CLAUSES.split(words) if part.strip())


def _acts(text: str) -> Pairs:
    """What is punished, without the penalty."""
    return pairs(_PENALTY.sub("。", plain(text)))


def _money(text: str) -> frozenset[quantities.Key]:
    return frozenset(one.key for one in figures_of(text) if one.unit in ("元", "倍"))


@lru_cache(maxsize=2)
def _items(texts: Texts) -> tuple[_Item, ...]:
    """What costs how many points, item by item."""
    law = texts.law(_POINTS_LAW)
    found = []
    for text in law.articles.values() if law else ():
        opening, *items = text.split("\n\n")
        if items and (number := re.search(r"一次记(\S{1,3}分)", opening)):
            figures = frozenset(one.key for one in figures_of(number[1]))
            found += [_Item(pairs(item), figures, item) for item in items]
    return tuple(found)
