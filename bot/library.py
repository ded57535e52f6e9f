"""The knowledge base in service: an immutable value, built from the files and swapped whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeVar

from bot import anniversaries, dayfiles, entries, frontmatter
from bot.citations import Citation
from bot.dayfiles import Day
from bot.entries import Entry
from bot.frontmatter import Fault, FaultyFile
from bot.matching.lexicon import Lexicon
from bot.matching.lexicon import load as load_lexicon
from bot.matching.normalise import same
from bot.statutes import Register
from bot.statutes.register import load as load_register

PLACEHOLDER = re.compile(r"\{bureau\.(\w+)\}")
LINK = re.compile(r"\]\(entry:([^)\s]*)\)")
_ENTRIES = "entries"
_NEEDED = ("bureau.yaml", "lexicon.yaml", "statutes.yaml")


@dataclass(frozen=True, slots=True)
class Bureau:
    """The bureau's profile, which entries name as {bureau.hotline} and so on."""

    name: str
    hotline: str
    address: str
    hours: str
    website: str


@dataclass(frozen=True, slots=True)
class Block:
    """A passage that many entries share, shown below their answers."""

    name: str
    body: str
    basis: tuple[Citation, ...]
    figures: Mapping[str, str]
    path: Path


@dataclass(frozen=True)
class Library:
    """Entries and what they lean on. `retired` are those that answer nothing any more; `faults` are
    the files that could not be taken in."""

    entries: Mapping[str, Entry]
    blocks: Mapping[str, Block]
    bureau: Bureau
    lexicon: Lexicon
    register: Register
    days: Mapping[str, Day] = field(default_factory=dict)
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
        """Put the bureau's profile in place of its placeholders."""
        return PLACEHOLDER.sub(lambda match: str(getattr(self.bureau, match[1], match[0])), text)

    def related(self, entry: Entry, limit: int = 3) -> tuple[Entry, ...]:
        """Entries that share articles with this one; then others of its topic."""
        shared: dict[str, int] = {}
        for place, citation in enumerate(entry.basis):
            for other in self.by_citation[citation]:
                shared[other.slug] = shared.get(other.slug, 0) + entries.MAX_BASIS - place
        shared.pop(entry.slug, None)
        same_topic = {other.slug for other in self.topics[entry.topic]}
        ranked = sorted(shared, key=lambda slug: (-shared[slug], slug not in same_topic, slug))
        return tuple(self.entries[slug] for slug in ranked[:limit])


def load(folders: Iterable[Path], *, previous: Library | None = None) -> Library:
    """Build the library from the shipped folder and the bureau's overlay, which wins by file.

    A file with a fault is left out and told of in `faults`; where `previous` had a version of it,
    that one stays in service.

    Raises:
        FaultyFile: a file that all need (register, lexicon, profile) is faulty, and there is no
            previous library to take it from; or it is missing, as in a folder that is just being
            replaced.
    """
    files = _overlaid(folders)
    if absent := [Path(name) for name in _NEEDED if Path(name) not in files]:
        message = "missing: the knowledge folder must hold it"
        raise FaultyFile([Fault(path, 1, message) for path in absent])
    faults: list[Fault] = []
    blocks = _taken_in(files, "blocks", _block, previous.blocks if previous else {}, faults)
    days = _taken_in(files, "days", _day, previous.days if previous else {}, faults)
    earlier = {**previous.entries, **previous.retired} if previous else {}
    found = _taken_in(
        files, "entries", lambda path: _entry(path, known=earlier.get(path.stem)), earlier, faults
    )
    shared = _Shared(files, previous)
    return Library(
        entries={slug: entry for slug, entry in found.items() if not entry.retired},
        retired={slug: entry for slug, entry in found.items() if entry.retired},
        blocks=blocks,
        bureau=shared.bureau(),
        lexicon=shared.lexicon(),
        register=shared.register(),
        days=days,
        faults=(*faults, *shared.faults),
    )


class _HasPath(Protocol):
    @property
    def path(self) -> Path: ...


T = TypeVar("T", bound=_HasPath)


def _taken_in(
    files: Mapping[Path, Path],
    folder: str,
    read: Callable[[Path], T],
    earlier: Mapping[str, T],
    faults: list[Fault],
) -> dict[str, T]:
    """What the folder's files hold, by name; a faulty one as it was before, if it was."""
    found: dict[str, T] = {}
    for relative, path in sorted(files.items()):
        if relative.parts[0] != folder:
            continue
        try:
            item = read(path)
            if path.stem in found:
                raise FaultyFile([_twice(path, found[path.stem].path)])
            found[path.stem] = item
        except FaultyFile as error:
            faults.extend(error.faults)
            if path.stem in earlier:
                found.setdefault(path.stem, earlier[path.stem])
    return found


class _Shared:
    """The files that there is one of, each with the version before it as a way out."""

    def __init__(self, files: Mapping[Path, Path], previous: Library | None) -> None:
        self._files = files
        self._previous = previous
        self.faults: list[Fault] = []

    def bureau(self) -> Bureau:
        try:
            return _bureau(self._files[Path("bureau.yaml")])
        except FaultyFile as error:
            return self._before(error).bureau

    def lexicon(self) -> Lexicon:
        try:
            return load_lexicon(self._files[Path("lexicon.yaml")])
        except FaultyFile as error:
            return self._before(error).lexicon

    def register(self) -> Register:
        try:
            return load_register(self._files[Path("statutes.yaml")])
        except FaultyFile as error:
            return self._before(error).register

    def _before(self, error: FaultyFile) -> Library:
        if self._previous is None:
            raise error
        self.faults.extend(error.faults)
        return self._previous


def _overlaid(folders: Iterable[Path]) -> dict[Path, Path]:
    """Relative path → file, the last folder winning."""
    files: dict[Path, Path] = {}
    for folder in folders:
        own = {path.relative_to(folder): path for path in _knowledge_files(folder)}
        # The bureau may have given an entry another topic, which is another folder.
        names = {path.stem for path in own if path.parts[0] == _ENTRIES}
        files = {
            path: file
            for path, file in files.items()
            if path.parts[0] != _ENTRIES or path.stem not in names
        }
        files |= own
    return files


def _knowledge_files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.suffix in (".md", ".yaml") and not path.name.startswith(".") and path.is_file():
            yield path


def _entry(path: Path, *, known: Entry | None) -> Entry:
    text = frontmatter.read_text(path)
    if known and known.path == path and known.source == text:
        return known  # unchanged: a reload parses only what was edited
    return entries.parse(text, path)


def _day(path: Path) -> Day:
    return dayfiles.parse(frontmatter.read_text(path), path)


def _twice(path: Path, other: Path) -> Fault:
    return Fault(path, 1, f"the name {path.stem} is taken by {other}: rename one")


def _block(path: Path) -> Block:
    matter = frontmatter.parse(frontmatter.read_text(path), path)
    if not matter.body.strip():
        raise FaultyFile([Fault(path, matter.body_line, "the block is empty: write its passage")])
    cited, sources = matter.values.get("basis") or [], matter.values.get("figures") or {}
    if not isinstance(cited, list) or not all(isinstance(text, str) for text in cited):
        fault = Fault(path, matter.line_of("basis"), "`basis` must be a list of texts")
        raise FaultyFile([fault])
    if not isinstance(sources, dict):
        fault = Fault(path, matter.line_of("figures"), "`figures` must be pairs: `{what: source}`")
        raise FaultyFile([fault])
    try:
        basis = tuple(Citation.parse(text) for text in cited)
    except ValueError as error:
        raise FaultyFile([Fault(path, matter.line_of("basis"), str(error))]) from error
    figures = {str(key): str(value) for key, value in sources.items()}
    return Block(path.stem, matter.body.strip(), basis, figures, path)


def _bureau(path: Path) -> Bureau:
    values, lines = frontmatter.parse_yaml(frontmatter.read_text(path), path)
    names = [field.name for field in fields(Bureau)]
    faults = [
        Fault(path, lines.get(name, 1), f'`{name}` must be text: add a line `{name}: "…"`')
        for name in names
        if not isinstance(values.get(name), str)
    ]
    faults += [
        Fault(path, lines[name], f"unknown key `{name}`: use {', '.join(names)}")
        for name in values.keys() - set(names)
    ]
    if faults:
        raise FaultyFile(faults)
    return Bureau(**values)
