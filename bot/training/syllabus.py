"""应知应会清单 (法治宣传教育法 第三十七条): what a post must know, as the bank asks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.knowledge.entries import Entry
from bot.knowledge.items import Item
from bot.knowledge.library import Library
from bot.knowledge.statutes.citations import Article, Citation

CONSTITUTION = "宪法"
COLUMNS = ("法规", "条", "主题", "题数", "相关问答")


@dataclass(frozen=True, slots=True)
class Line:
    """An article with how many items ask about it, and an entry that cites it, of their topic where
    there is one."""

    article: Article
    topics: tuple[str, ...]
    items: int
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Law:
    """`title` is its full name."""

    short: str
    title: str
    lines: tuple[Line, ...]

    @property
    def items(self) -> int:
        return sum(line.items for line in self.lines)


def of_post(post: str, bank: Iterable[Item], library: Library) -> list[Law]:
    """What stands behind the items for this post, the laws with most of them first."""
    found: dict[Citation, list[Item]] = {}
    for item in bank:
        for citation in item.basis if post in item.audience else ():
            found.setdefault(citation, []).append(item)
    laws: dict[str, list[Line]] = {}
    for citation in sorted(one for one in found if one.article):
        laws.setdefault(citation.law, []).append(_line(citation, found[citation], library))
    statutes = library.register.statutes
    listed = [
        Law(short, statutes[short].title if short in statutes else short, tuple(lines))
        for short, lines in laws.items()
    ]
    return sorted(listed, key=lambda law: (law.short != CONSTITUTION, -law.items, law.short))


def rows(laws: Iterable[Law]) -> Iterator[list[object]]:
    """As a table."""
    for law in laws:
        for line in law.lines:
            asked = line.entry.question if line.entry else ""
            yield [law.title, str(line.article), "、".join(line.topics), line.items, asked]


def _line(citation: Citation, items: list[Item], library: Library) -> Line:
    if citation.article is None:
        raise ValueError(f"{citation} names no article")
    topics = dict.fromkeys(item.topic for item in items)
    entries = library.by_citation.get(citation, ())
    of_topic = (entry for entry in entries if entry.topic in topics)
    entry = next(of_topic, next(iter(entries), None))
    return Line(citation.article, tuple(topics), len(items), entry)
