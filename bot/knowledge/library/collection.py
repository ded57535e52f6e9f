"""The knowledge base in service: an immutable value, built from the files and swapped whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

from bot.frontmatter import Fault
from bot.knowledge import entries
from bot.knowledge.calendar import anniversaries
from bot.knowledge.calendar.dayfiles import Day
from bot.knowledge.cases import Case
from bot.knowledge.complaints import Complaints
from bot.knowledge.english import English
from bot.knowledge.entries import Entry
from bot.knowledge.facets import Facets
from bot.knowledge.intents import Intent, Local
from bot.knowledge.items import Item
from bot.knowledge.lexicon import Lexicon
from bot.knowledge.library.profile import Bureau
from bot.knowledge.offices import Office
from bot.knowledge.phrases import PhraseFile
from bot.knowledge.roles import Role
from bot.knowledge.statutes import Register
from bot.knowledge.statutes.citations import Citation
from bot.knowledge.sums import Ways
from bot.text.normalise import same

PLACEHOLDER = re.compile(r"\{bureau\.(\w+)\}")
_CHINESE = re.compile(r"[\u4e00-\u9fff，。；：、（）“”]")
_SET_OFF = re.compile(
    rf"((?:(?<={_CHINESE.pattern}) )?){PLACEHOLDER.pattern}((?: (?={_CHINESE.pattern}))?)"
)
"""A placeholder with the spaces that part it from Chinese."""
LINK = re.compile(r"\]\(entry:([^)\s]*)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A passage that many entries share, shown below their answers.

    `needs` says which ones it suits: those that cite one of these articles or laws, or say one of
    these words.
    """

    name: str
    body: str
    basis: tuple[Citation, ...]
    figures: Mapping[str, str]
    path: Path
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Library:
    """Entries and what they lean on. `phrases` are further ways to ask an entry, by slug, which are
    only searched. `items` are all there are, suspended and retired ones too, and so
    are `cases`, withdrawn ones too. `retired` are
    entries that answer nothing any more; `faults` are
    the files that could not be taken in."""

    entries: Mapping[str, Entry]
    blocks: Mapping[str, Block]
    bureau: Bureau
    lexicon: Lexicon
    register: Register
    facets: Facets
    intents: tuple[Intent, ...] = ()
    offices: tuple[Office, ...] = ()
    roles: tuple[Role, ...] = ()
    subjects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sums: Mapping[str, Ways] = field(default_factory=dict)
    complaints: Complaints = field(default_factory=Complaints)
    english: English = field(default_factory=English)
    local: Mapping[str, Local] = field(default_factory=dict)
    phrases: Mapping[str, PhraseFile] = field(default_factory=dict)
    days: Mapping[str, Day] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    retired: Mapping[str, Entry] = field(default_factory=dict)

    def known(self, slug: str) -> Entry | None:
        """The entry of that name, in service or retired."""
        return self.entries.get(slug) or self.retired.get(slug)

    def current(self, slug: str) -> Entry | None:
        """The entry in service under that name: itself, or what has succeeded it."""
        seen: set[str] = set()
        while slug in self.retired and slug not in seen:
            seen.add(slug)
            slug = self.retired[slug].successor
        return self.entries.get(slug)

    @cached_property
    def topics(self) -> dict[str, tuple[Entry, ...]]:
        """Entries by topic, the largest topic first."""
        topics: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            topics.setdefault(entry.topic, []).append(entry)
        ordered = sorted(topics.items(), key=lambda item: (-len(item[1]), item[0]))
        return {topic: tuple(members) for topic, members in ordered}

    @cached_property
    def first_questions(self) -> dict[str, tuple[Entry, ...]]:
        """What the page begins with for each role."""
        found = {role.name: map(self.current, role.entries) for role in self.roles}
        return {name: tuple(filter(None, entries)) for name, entries in found.items()}

    def subject(self, name: str) -> tuple[Entry, ...]:
        """What is offered to who writes but that name, normalised: 电动车; () for any other."""
        found = map(self.current, self.subjects.get(name, ()))
        return tuple(filter(None, found))

    @cached_property
    def owners(self) -> dict[str, Entry]:
        """The entry of each phrase, by the phrase without what doesn't count."""
        return {same(phrase): entry for entry in self.entries.values() for phrase in entry.phrases}

    @cached_property
    def by_citation(self) -> dict[Citation, tuple[Entry, ...]]:
        """The entries that cite an article."""
        found: dict[Citation, list[Entry]] = {}
        for entry in self.entries.values():
            for citation in entry.basis:
                found.setdefault(citation, []).append(entry)
        return {citation: tuple(members) for citation, members in found.items()}

    @cached_property
    def by_law(self) -> dict[str, tuple[Entry, ...]]:
        """The entries that rest on a law by its short title; those that cite it first, first."""
        found: dict[str, dict[str, Entry]] = {}
        for place in range(entries.MAX_BASIS):
            for entry in self.entries.values():
                if place < len(entry.basis):
                    found.setdefault(entry.basis[place].law, {}).setdefault(entry.slug, entry)
        return {law: tuple(members.values()) for law, members in found.items()}

    @cached_property
    def anniversaries(self) -> tuple[Day, ...]:
        """The laws' anniversaries, every year's; those with a file of their own are in `days`."""
        return tuple(anniversaries.derive(self.register, self.by_law, self.days))

    def answer_text(self, entry: Entry) -> str:
        """The whole answer in Markdown: its shared blocks appended, placeholders filled in."""
        blocks = [self.blocks[name].body for name in entry.blocks if name in self.blocks]
        return self.fill("\n\n".join([entry.body, *blocks]))

    def fill(self, text: str) -> str:
        """Put the bureau's profile in place of its placeholders: numbers set off from the words
        around them, as they were written, names not."""

        def filled(match: re.Match[str]) -> str:
            before, name, after = match.groups()
            said = str(getattr(self.bureau, name, f"{{bureau.{name}}}"))
            return (
                ("" if _CHINESE.match(said[:1]) else before)
                + said
                + ("" if _CHINESE.match(said[-1:]) else after)
            )

        return _SET_OFF.sub(filled, text)

    def related(
        self, entry: Entry, limit: int = 3, near: Sequence[Entry] = ()
    ) -> tuple[Entry, ...]:
        """What may be asked next: of the same topic and of nothing else that moves; those `near`
        the question first, then those that share most articles. Rather none than a foreign one."""
        shared: dict[str, int] = {}
        for place, citation in enumerate(entry.basis):
            for other in self.by_citation[citation]:
                shared[other.slug] = shared.get(other.slug, 0) + entries.MAX_BASIS - place
        ranked = sorted(shared, key=lambda slug: (-shared[slug], slug))
        others = dict.fromkeys([*(other.slug for other in near), *ranked])
        others.pop(entry.slug, None)
        kin = (self.entries[slug] for slug in others if self._are_kin(entry, self.entries[slug]))
        return tuple(islice(kin, limit))

    def _are_kin(self, entry: Entry, other: Entry) -> bool:
        """Whether who asks the one may go on to the other: no lorry's driver asks of taxis."""
        if entry.topic != other.topic:
            return False
        moves, moved = (set(self.facets.of(one.question)["moves"]) for one in (entry, other))
        return not moves or not moved or not moves.isdisjoint(moved)
