"""Lists: filtered by the address, fifty a page, so that each can be linked to and gone back to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from handlers.channels.console.visits import Visit

T = TypeVar("T")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address without it."""

    words: str
    without: str


@dataclass(frozen=True)
class Asked:
    """What a list's address asks for. `names` are the filters' names for people, by parameter."""

    visit: Visit
    path: str
    names: Mapping[str, str]

    def __post_init__(self) -> None:
        self.visit.shows_list(self.path)

    def word(self, name: str) -> str:
        """What is searched for; the empty text for nothing."""
        return self.visit.asked(name)[:100]

    def choice(self, name: str, among: Collection[str]) -> str:
        """One of these, or nothing: a word that isn't known asks for nothing."""
        asked = self.visit.asked(name)
        return asked if asked in among else ""

    def sort(self, among: Mapping[str, str]) -> str:
        """What it is sorted by; the first one where nothing is said."""
        return self.choice("sort", among) or next(iter(among))

    def link(self, **changes: str | int) -> str:
        """The same list asked otherwise; "" takes a filter off, and any change leads to page 1."""
        kept = {name: self.visit.asked(name) for name in (*self.names, "sort")}
        return self.visit.link(self.path, **kept | {"page": ""} | changes)

    def chips(self, **shown: Mapping[str, str]) -> list[Chip]:
        """The filters that are on; `shown` says what a parameter's value is called."""
        on = {name: self.visit.asked(name) for name in self.names if self.visit.asked(name)}
        return [
            Chip(f"{self.names[name]}：{shown.get(name, {}).get(value, value)}",
                 self.link(**{name: ""}))
            for name, value in on.items()
        ]  # fmt: skip

    def paged(self, rows: Sequence[T]) -> Listing[T]:
        """The page asked for, or the last one where there are fewer."""
        pages = max(1, -(-len(rows) // PER_PAGE))
        asked = self.visit.asked("page", "1")
        number = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 6 else 1
        start = (number - 1) * PER_PAGE
        return Listing(
            rows=rows[start : start + PER_PAGE],
            total=len(rows),
            number=number,
            pages=pages,
            before=self.link(page=number - 1) if number > 1 else "",
            after=self.link(page=number + 1) if number < pages else "",
        )


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One page of a list; `before` and `after` are addresses, or empty."""

    rows: Sequence[T]
    total: int
    number: int
    pages: int
    before: str
    after: str


def having(rows: Sequence[T], words: str, text: Callable[[T], str]) -> list[T]:
    """Those in whose text all the words stand."""
    wanted = words.casefold().split()
    return [row for row in rows if all(word in text(row).casefold() for word in wanted)]


def sorted_by(rows: Sequence[T], keys: Mapping[str, Callable[[T], Any]], by: str) -> list[T]:
    return sorted(rows, key=keys[by])
