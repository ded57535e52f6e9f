"""Faults and warnings that need no law's text: names, links, phrases, lengths, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.frontmatter import Fault
from bot.knowledge.calendar.dayfiles import Day
from bot.knowledge.checking.fitting import cited_needs
from bot.knowledge.checking.lines import line_of
from bot.knowledge.entries import Entry
from bot.knowledge.library import LINK, NAMED, PLACEHOLDER, Block, Library
from bot.knowledge.library.review import outdated_basis
from bot.knowledge.statutes import Register, Status, Texts
from bot.knowledge.statutes.citations import Citation
from bot.text import marking
from bot.text.normalise import same

MIN_ASK = 5
LENGTH = range(80, 951)
"""Characters that an answer has of its own, most of them folded: shorter leaves questions open.
What comes near to the question stands unfolded, so that a popular entry may have a bullet for each
point that people ask; one of more is two entries."""
NOTICE = range(80, 301)
"""Characters of a notice: less says nothing, more isn't read on a locked screen."""
_SPACE = re.compile(r"\s")


def same_phrases(library: Library) -> Iterator[Fault]:
    """Phrases that two entries own."""
    owners: dict[str, Entry] = {}
    for entry in library.entries.values():
        for phrase in entry.phrases:
            owner = owners.setdefault(same(phrase), entry)
            if owner is not entry:
                message = f"“{phrase}” already stands in {owner.slug}: keep it in one of them"
                yield Fault(entry.path, line_of(entry.source, phrase), message)


def pointless(library: Library) -> Iterator[Fault]:
    """Phrases that ask for a passage which their entry has no more."""
    for slug, told in library.phrases.items():
        heads = library.entries[slug].heads if slug in library.entries else ()
        for line, head in told.points.items():
            if head not in heads:
                message = f"{slug} has no passage “{head}”: name one that it has, or none"
                yield Fault(told.path, line, message)


def entry_faults(entry: Entry, library: Library) -> Iterator[Fault]:
    def fault(text: str, message: str) -> Fault:
        return Fault(entry.path, line_of(entry.source, text), message)

    if entry.path.parent.name != entry.topic:
        message = f"topic {entry.topic} isn't the folder's name: move the file or correct the topic"
        yield fault("topic:", message)
    if len(entry.ask) < MIN_ASK:
        yield fault("ask:", f"{len(entry.ask)} ways to ask: add some, to {MIN_ASK} or more")
    for citation in entry.cited:
        yield from citation_faults(citation, entry.path, entry.source, library)
    for name in entry.blocks:
        if name not in library.blocks:
            yield fault("blocks:", f"no block {name}: use one of {' '.join(library.blocks)}")
    yield from _wording_faults(entry.body, entry.path, entry.source, library)


def entry_warnings(entry: Entry, today: date) -> Iterator[Fault]:
    if entry.review_by < today:
        line = line_of(entry.source, "review_by:")
        yield Fault(entry.path, line, f"due for review since {entry.review_by}")
    length = len(_SPACE.sub("", LINK.sub("]", entry.body)))
    if length not in LENGTH:
        message = f"the answer has {length} characters; {LENGTH[0]} to {LENGTH[-1]} read best"
        yield Fault(entry.path, line_of(entry.source, entry.short_answer), message)
    yield from unshown(entry.body, entry.path, entry.source)


def unshown(body: str, path: Path, source: str) -> Iterator[Fault]:
    """What not every channel can show as it is meant."""
    for one in marking.unshown(body):
        yield Fault(path, line_of(source, one.words), f"“{one.words}”: {one.why}")


def outdated(entry: Entry, texts: Texts, register: Register) -> Iterator[Fault]:
    for citation in outdated_basis(entry, texts, register):
        message = f"{citation.display} has changed since {entry.reviewed}, or is repealed: 待复核"
        yield Fault(entry.path, line_of(entry.source, str(citation)), message)


def block_faults(block: Block, library: Library) -> Iterator[Fault]:
    for citation in (*block.basis, *cited_needs(block)):
        yield from citation_faults(citation, block.path, "", library)
    yield from _wording_faults(block.body, block.path, "", library)


def day_faults(day: Day, library: Library) -> Iterator[Fault]:
    for slug in day.entries:
        if slug not in library.entries:
            line = line_of(day.text, slug)
            yield Fault(day.path, line, f"no entry {slug}: correct or remove it")
    for words in day.words:
        yield from _wording_faults(words, day.path, day.text, library)
    for citation in (*day.cites, *_named(day.basis, library.register)):
        yield from citation_faults(citation, day.path, day.text, library)
    if day.law and day.law not in library.register.statutes:
        yield Fault(day.path, line_of(day.text, "law:"), f"unknown statute {day.law}")
    elif day.is_anniversary:
        law = library.register.statutes[day.law]
        if f"{day.since}-{day.when}" not in (known := (law.effective, law.promulgated)):
            message = f"{day.since}-{day.when} isn't in the register: {' or '.join(known)}"
            yield Fault(day.path, line_of(day.text, "when:"), message)


def day_warnings(day: Day, register: Register) -> Iterator[Fault]:
    laws = {day.law, *(citation.law for citation in day.cites)} & register.statutes.keys()
    for name in sorted(laws):
        law = register.statutes[name]
        if law.status is Status.REPEALED or law.replaced_by:
            now = f"replaced by {law.replaced_by}" if law.replaced_by else "repealed"
            yield Fault(day.path, line_of(day.text, name), f"{name} is {now}: don't keep its day")
    length = len(_SPACE.sub("", day.body))
    if length not in NOTICE:
        message = f"the notice has {length} characters; {NOTICE[0]} to {NOTICE[-1]} read best"
        yield Fault(day.path, line_of(day.text, day.body), message)
    yield from unshown(day.body, day.path, day.text)
    if not day.entries:
        yield Fault(day.path, 1, "the notice leads nowhere: name entries under `entries:`")


def _wording_faults(body: str, path: Path, source: str, library: Library) -> Iterator[Fault]:
    """Links to entries that don't exist, placeholders that nothing fills."""
    for match in LINK.finditer(body):
        if match[1] not in library.entries:
            message = f"link to entry:{match[1]}, which doesn't exist: correct or remove it"
            yield Fault(path, line_of(source, match[0]), message)
    for match in PLACEHOLDER.finditer(body):
        if match[1] not in NAMED:
            known = " ".join(f"{{bureau.{name}}}" for name in NAMED)
            message = f"unknown placeholder {match[0]}: use {known}"
            yield Fault(path, line_of(source, match[0]), message)


def citation_faults(
    citation: Citation, path: Path, source: str, library: Library
) -> Iterator[Fault]:
    statute = library.register.statutes.get(citation.law)
    line = line_of(source, str(citation))
    if statute is None:
        found = library.register.find(citation.law)
        hint = f"write {found.short}" if found else "add it to statutes.yaml or correct the name"
        yield Fault(path, line, f"unknown statute {citation.law}: {hint}")
    elif citation.article and statute.knows(citation.article) is False:
        yield Fault(path, line, f"{citation.display} doesn't exist: look the article up again")


def _named(text: str, register: Register) -> Iterator[Citation]:
    """The articles that running text names."""
    for part in re.split(r"[，。；;]", text):
        if found := register.find_citation(part):
            yield found
