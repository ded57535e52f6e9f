"""The register: one row a law, with the names people use for it and the articles it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile
from bot.knowledge.statutes import naming, places
from bot.knowledge.statutes.citations import Article, Citation, find_article
from bot.knowledge.statutes.orders import Order

_KEYS = {
    "title", "aka", "level", "issuer", "promulgated", "effective", "amended", "version", "order",
    "orders", "status", "replaced_by", "articles", "complete", "note",
}  # fmt: skip
_DATES = ("promulgated", "effective", "amended", "version")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
MOST_ARTICLES = 9_999
LEAST_CLIPPED = 5
"""Characters of a law's name without its beginning that still tell which it is."""
STATE = "中华人民共和国"
_OF_AN_ACT = "实施条例"


class Status(StrEnum):
    IN_FORCE = "in-force"
    AMENDED_SINCE = "amended-since"
    REPEALED = "repealed"


@dataclass(frozen=True, slots=True)
class Statute:
    """One law. Dates are as precise as they are known: 2016-09-21, 2016-09 or 2016. `replaced_by`
    is the newer law that has taken its place, even if nobody has said that it is repealed. `orders`
    are the decrees that people may call it by, also those of what it has taken the place of."""

    short: str
    title: str
    aka: tuple[str, ...]
    level: str
    issuer: str
    promulgated: str
    effective: str
    amended: str
    version: str
    order: str
    status: Status
    articles: frozenset[Article]
    complete: bool
    note: str
    replaced_by: str = ""
    orders: tuple[str, ...] = ()

    @property
    def names(self) -> Iterator[str]:
        """Every name it is called by, the official ones first."""
        yield self.title
        if self.title.startswith(STATE):
            yield self.title.removeprefix(STATE)
        if self.short not in (self.title, self.title.removeprefix(STATE)):
            yield self.short
        yield from self.aka

    @property
    def amended_since(self) -> str:
        """The amendment that took place while it was in force: one before its day is that text."""
        return self.amended if self.amended > self.effective else ""

    def knows(self, article: Article) -> bool | None:
        """Whether the article exists; None where the register can't tell."""
        if article in self.articles:
            return True
        return False if self.complete else None


class Register:
    """The laws by short title, and by every other name."""

    def __init__(self, statutes: Mapping[str, Statute]) -> None:
        self.statutes = statutes
        self._by_name = {name: law for law in statutes.values() for name in law.names}
        self._by_name |= statutes
        for name, law in list(_carrying_out(statutes)):
            self._by_name.setdefault(name, law)

    def find(self, name: str) -> Statute | None:
        """The law of that short title, full title or nickname; with or without 《》."""
        return self._by_name.get(name.strip("《》 "))

    def of_order(self, told: Order) -> tuple[Statute, ...]:
        """The laws that a decree of that number made or changed, in the register's order."""
        laws = self.statutes.values()
        return tuple(law for law in laws if any(told.may_be(one) for one in law.orders))

    def find_clipped(self, name: str) -> Statute | None:
        """The one law whose name ends so; None where several do, or what is left is but a kind of
        law: 安全法实施条例."""
        if len(name) < LEAST_CLIPPED:
            return None
        laws = {law.short: law for known, law in self._by_name.items() if known.endswith(name)}
        return next(iter(laws.values())) if len(laws) == 1 else None

    def find_citation(self, text: str) -> Citation | None:
        """The law and article that running text cites: 道交法91条, 《公路法》第四十六条.

        None where it names no known law with an article; what stands before a name may make it
        another law's.
        """
        text = naming.plain(text)
        for match, law in self._named(text):
            article, _ = _article(text, match.end())
            if article:
                return Citation(law.short, article)
        return None

    def find_law(self, text: str) -> Statute | None:
        """The first law that running text names."""
        text = naming.plain(text)
        for match, law in self._named(text):
            if not naming.goes_on(text, match.end()):
                return law
        return None

    def find_alone(self, text: str, around: re.Pattern[str]) -> Statute | None:
        """The first law that running text names, where all before and behind the name matches."""
        text = naming.plain(text)
        for match, law in self._named(text):
            left = (text[: match.start()], text[match.end() :])
            if all(around.fullmatch(part) for part in left):
                return law
        return None

    def find_unknown(self, text: str) -> str:
        """A law that running text cites and that isn't registered, as a bureau's local ones may be:
        河南省道路运输条例第二十条. "" where it cites none."""
        text = naming.plain(text)
        for name, has_article in naming.quoted(text):
            if has_article and self.find(name) is None and naming.looks_like_a_law(name):
                return name
        for match in self._names.finditer(text[: naming.READ]):
            start, end = match.span()
            behind = _article(text, end)[1]
            is_another = (
                naming.is_of_a_place(text, start, end)
                or naming.is_carried_out(text, end)
                or naming.is_draft(text, end)
                or naming.is_anothers(behind)
            )
            own = self._of_place(text, match) or self._of_place_behind(match, behind)
            if is_another and own is None:
                return naming.whole(text, start, end)
        named = naming.local(text)
        if named and self.find(named) is None:
            return named
        nations = naming.nations(text)
        return "" if self._names.search(nations) else nations

    def _named(self, text: str) -> Iterator[tuple[re.Match[str], Statute]]:
        """Where running text names known laws, a place's own in whatever way, and which."""
        for match in self._names.finditer(text):
            behind = _article(text, match.end())[1]
            if naming.stands_for(text, *match.span()) and not naming.is_anothers(behind):
                yield match, self._by_name[match[0]]
            elif law := self._of_place(text, match) or self._of_place_behind(match, behind):
                yield match, law

    def _of_place(self, text: str, match: re.Match[str]) -> Statute | None:
        """The place's law that is registered, where the known name is a part of its own:
        河南省新修订的《道路运输条例》, 河南省道条."""
        if not naming.is_of_a_place(text, *match.span()):
            return None
        known, name = self._by_name[match[0]], naming.of_place(text, *match.span())
        law = self.find(name) or self.find(name.replace(match[0], known.short))
        return None if law is known else law

    def _of_place_behind(self, match: re.Match[str], behind: str) -> Statute | None:
        """The same where the place follows the article: 道路运输条例第20条 河南省的."""
        place, known = places.follows_article(behind), self._by_name[match[0]]
        if not place:
            return None
        tried = (
            f"{place}{more}{name}" for more in ("", "省", "市") for name in (match[0], known.short)
        )
        law = next(filter(None, map(self.find, tried)), None)
        return None if law is known else law

    @cached_property
    def _names(self) -> re.Pattern[str]:
        # Longest first: 道路交通安全法实施条例 is not 道路交通安全法.
        names = sorted(self._by_name, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, names)) or r"(?!)")


def _article(text: str, end: int) -> tuple[Article | None, str]:
    """The article that follows a name at once, and what stands behind it."""
    following = naming.after(text, end)
    found = find_article(following)
    return (found[0], following[found[2] :]) if found and found[1] == 0 else (None, "")


def load(path: Path, before: Register | None = None) -> Register:
    """Read the register; `before` holds laws that it adds to, as a bureau's own do to the nation's.

    Raises:
        FaultyFile: with every fault in it.
    """
    values, lines = frontmatter.parse_yaml(frontmatter.read_text(path), path)
    faults: list[Fault] = []
    known = before.statutes if before else {}
    statutes: dict[str, Statute] = {}
    owners = {name: law.short for law in known.values() for name in (law.short, *law.names)}
    for short, row in values.items():
        try:
            statute = of_row(short, row)
        except (ValueError, TypeError, KeyError) as error:
            faults.append(Fault(path, lines[short], f"{short}: {error}"))
            continue
        faults.extend(
            Fault(path, lines[short], f"{short}: {name} is also a name of {owners[name]}")
            for name in {short, *statute.names}
            if owners.setdefault(name, short) != short or short in known
        )
        statutes[short] = statute
    for short, law in statutes.items():
        if law.replaced_by and law.replaced_by not in {**known, **statutes}:
            message = f"{short}: `replaced_by` {law.replaced_by} isn't in the register: add it"
            faults.append(Fault(path, lines[short], message))
    if faults:
        raise FaultyFile(faults)
    return Register({**known, **statutes})


def of_row(short: str, row: Any) -> Statute:  # noqa: ANN401 - what YAML holds
    """A law from its row of the register.

    Raises:
        ValueError, TypeError: saying what is wrong with the row.
    """
    if not isinstance(row, dict):
        raise TypeError("expected `key: value` lines below the name")
    if unknown := set(row) - _KEYS:
        raise ValueError(f"unknown key `{min(unknown)}`: use {', '.join(sorted(_KEYS))}")
    if not row.get("title"):
        raise ValueError("`title` is missing")
    names = [row["title"], *(row.get("aka") or ())]
    if not all(isinstance(name, str) for name in names):
        raise TypeError("`title` and `aka` must be text: put them in quotes")
    orders = row.get("orders") or []
    if not isinstance(orders, list) or not all(Order.find(str(one)) for one in orders):
        raise ValueError("`orders` must be a list like [国务院令第405号, 交通运输部令2016年第62号]")

    def text(key: str) -> str:
        return str(row.get(key) or "")

    for key in _DATES:
        _check_date(key, text(key))

    return Statute(
        short=short,
        title=row["title"],
        aka=tuple(row.get("aka") or ()),
        level=text("level"),
        issuer=text("issuer"),
        promulgated=text("promulgated"),
        effective=text("effective"),
        amended=text("amended"),
        version=text("version"),
        order=text("order"),
        status=Status(row.get("status", Status.IN_FORCE)),
        articles=frozenset(_articles(text("articles"))),
        complete=bool(row.get("complete", False)),
        note=text("note"),
        replaced_by=text("replaced_by"),
        orders=tuple(orders),
    )


def _carrying_out(statutes: Mapping[str, Statute]) -> Iterator[tuple[str, Statute]]:
    """What carries out an act, by every name of that: 道安法实施条例."""
    for law in statutes.values():
        act, kind = law.short[: -len(_OF_AN_ACT)], law.short[-len(_OF_AN_ACT) :]
        if kind == _OF_AN_ACT and act in statutes:
            names = (name for name in statutes[act].names if name.endswith("法"))
            yield from ((f"{name}{kind}", law) for name in names)


def _check_date(key: str, written: str) -> None:
    """Raises: ValueError: it is none, not even to the month or year."""
    if not written:
        return
    try:
        if not _DATE.fullmatch(written):
            raise ValueError(written)
        date.fromisoformat(f"{written}-01-01"[:10])
    except ValueError as error:
        how = "write 2016-09-21, 2016-09 or 2016"
        raise ValueError(f"`{key}` {written[:40]!r} is no date: {how}") from error


def _articles(ranges: str) -> Iterator[Article]:
    """`1-9, 12, 133之1` as articles."""
    for part in filter(None, (part.strip() for part in ranges.split(","))):
        first, _, last = part.partition("-")
        if last:
            if not 0 < int(first) <= int(last) <= MOST_ARTICLES:
                raise ValueError(f"`articles`: {part} is no range of articles")
            yield from (Article(number) for number in range(int(first), int(last) + 1))
        else:
            yield Article.parse(first)
