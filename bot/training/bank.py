"""The bank: which items may be asked, and why others may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from weakref import WeakKeyDictionary

from bot.answering.editions import Edition
from bot.knowledge.cases import Case
from bot.knowledge.items import Item
from bot.knowledge.library import Library
from bot.knowledge.library.review import outdated_basis
from bot.knowledge.statutes import Texts
from bot.knowledge.statutes.citations import Citation
from bot.knowledge.statutes.texts import fingerprint


class State(StrEnum):
    APPROVED = "approved"
    SUSPENDED = "suspended"
    RETIRED = "retired"


STATES = {State.APPROVED: "在用", State.SUSPENDED: "停考", State.RETIRED: "停用"}
"""What people call them."""


@dataclass(frozen=True)
class Bank:
    """The items that ship and the bureau's own, against the texts in force. Whether one may be
    asked follows from its file and its articles: nothing is kept of it."""

    library: Library
    texts: Texts

    def why_not(self, item: Item) -> str:
        """Why it is asked of nobody, in words for staff; "" where it is."""
        if item.retired:
            return f"{item.retired} 停用"
        if item.suspended:
            return item.suspended
        if changed := outdated_basis(item, self.texts, self.library.register):
            return f"{'、'.join(one.display for one in changed)}已修改或废止，待复核"
        return ""

    def state(self, item: Item) -> State:
        if item.retired:
            return State.RETIRED
        return State.SUSPENDED if self.why_not(item) else State.APPROVED

    @cached_property
    def asked(self) -> tuple[Item, ...]:
        """Those that may be asked."""
        return tuple(item for item in self.library.items.values() if not self.why_not(item))

    @cached_property
    def suspended(self) -> tuple[tuple[Item, str], ...]:
        """Those that wait for a review, with the reason."""
        return tuple(
            (item, reason)
            for item in self.library.items.values()
            if not item.retired and (reason := self.why_not(item))
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """An article that an item or a case rests on: as it was reviewed against ("" where that version
    isn't held any more), and as it is."""

    citation: Citation
    before: str
    now: str


def changed(item: Item | Case, texts: Texts) -> Iterator[Changed]:
    """The articles that suspend an item, or hide a case."""
    for written, seen in item.fingerprints.items():
        citation = Citation.parse(written)
        now = texts.article(citation)
        if texts.law(citation.law) is None or (now and fingerprint(now) == seen):
            continue
        earlier = [
            version.articles.get(citation.article, "") if citation.article else ""
            for version in texts.versions(citation.law)
        ]
        before = next((text for text in earlier if text and fingerprint(text) == seen), "")
        yield Changed(citation, before, now or "")


def prepare(edition: Edition) -> None:
    """Look through the whole bank, which parses each law that it rests on: seconds that no page
    should wait for."""
    bank = bank_of(edition)
    _ = bank.asked, bank.suspended


def bank_of(edition: Edition) -> Bank:
    """The bank of the knowledge in service; hundreds of articles are held against their
    fingerprints once for each edition, not for each page."""
    if edition not in _banks:
        _banks[edition] = Bank(edition.library, edition.texts)
    return _banks[edition]


_banks: WeakKeyDictionary[Edition, Bank] = WeakKeyDictionary()
