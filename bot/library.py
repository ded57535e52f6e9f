"""The knowledge base in service: an immutable value, built from the files and swapped whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

from bot import entries, frontmatter
from bot.citations import Citation
from bot.entries import Entry
from bot.frontmatter import Fault, FaultyFile
from bot.matching.lexicon import Lexicon
from bot.matching.lexicon import load as load_lexicon
from bot.statutes import Register
from bot.statutes.register import load as load_register

PLACEHOLDER = re.compile(r"\{bureau\.(\w+)\}")
LINK = re.compile(r"\]\(entry:([^)\s]*)\)")


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
    """Entries and what they lean on. `faults` are the files that could not be taken in."""

    entries: Mapping[str, Entry]
    blocks: Mapping[str, Block]
    bureau: Bureau
    lexicon: Lexicon
    register: Register
    faults: tuple[Fault, ...] = ()

    @cached_property
    def topics(self) -> dict[str, tuple[Entry, ...]]:
        """Entries by topic, the largest topic first."""
        topics: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            topics.setdefault(entry.topic, []).append(entry)
        ordered = sorted(topics.items(), key=lambda item: (-len(item[1]), item[0]))
        return {topic: tuple(members) for topic, members in ordered}

    @cached_property
    def by_citation(self) -> dict[Citation, tuple[Entry, ...]]:
        """The entries that cite an article."""
        found: dict[Citation, list[Entry]] = {}
        for entry in self.entries.values():
            for citation in entry.basis:
                found.setdefault(citation, []).append(entry)
        return {citation: tuple(members) for citation, members in found.items()}

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
            previous library to take it from.
    """
    files = _overlaid(folders)
    faults: list[Fault] = []
    found: dict[str, Entry] = {}
    blocks: dict[str, Block] = {}
    for relative, path in sorted(files.items()):
        kind = relative.parts[0]
        try:
            if kind == "entries":
                entry = _entry(path, known=previous.entries.get(path.stem) if previous else None)
                if entry.slug in found:
                    raise FaultyFile([_twice(path, found[entry.slug])])
                found[entry.slug] = entry
            elif kind == "blocks":
                blocks[path.stem] = _block(path)
        except FaultyFile as error:
            faults.extend(error.faults)
            if previous and kind == "entries" and path.stem in previous.entries:
                found.setdefault(path.stem, previous.entries[path.stem])
            if previous and kind == "blocks" and path.stem in previous.blocks:
                blocks[path.stem] = previous.blocks[path.stem]
    shared = _Shared(files, previous)
    return Library(
        entries=found,
        blocks=blocks,
        bureau=shared.bureau(),
        lexicon=shared.lexicon(),
        register=shared.register(),
        faults=(*faults, *shared.faults),
    )


class _Shared:
    """The files that there is one of, each with the version before it as a way out."""

    def __init__(self, files: Mapping[Path, Path], previous: Library | None) -> None:
        self._files = files
        self._previous = previous
        self.faults: list[Fault] = []

    def bureau(self) -> Bureau:
        try:
            return _bureau(self._file("bureau.yaml"))
        except FaultyFile as error:
            return self._before(error).bureau

    def lexicon(self) -> Lexicon:
        try:
            return load_lexicon(self._file("lexicon.yaml"))
        except FaultyFile as error:
            return self._before(error).lexicon

    def register(self) -> Register:
        try:
            return load_register(self._file("statutes.yaml"))
        except FaultyFile as error:
            return self._before(error).register

    def _file(self, name: str) -> Path:
        try:
            return self._files[Path(name)]
        except KeyError:
            fault = Fault(Path(name), 1, "missing: the knowledge folder must hold it")
            raise FaultyFile([fault]) from None

    def _before(self, error: FaultyFile) -> Library:
        if self._previous is None:
            raise error
        self.faults.extend(error.faults)
        return self._previous


def _overlaid(folders: Iterable[Path]) -> dict[Path, Path]:
    """Relative path → file, the last folder winning."""
    files: dict[Path, Path] = {}
    for folder in folders:
        files |= {path.relative_to(folder): path for path in _knowledge_files(folder)}
    return files


def _knowledge_files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.suffix in (".md", ".yaml") and not path.name.startswith(".") and path.is_file():
            yield path


def _entry(path: Path, *, known: Entry | None) -> Entry:
    text = _text(path)
    if known and known.path == path and known.source == text:
        return known  # unchanged: a reload parses only what was edited
    return entries.parse(text, path)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FaultyFile([Fault(path, 1, "not UTF-8: save the file as UTF-8")]) from error


def _twice(path: Path, other: Entry) -> Fault:
    return Fault(path, 1, f"the name {path.stem} is taken by {other.path}: rename one")


def _block(path: Path) -> Block:
    matter = frontmatter.parse(_text(path), path)
    if not matter.body.strip():
        raise FaultyFile([Fault(path, matter.body_line, "the block is empty: write its passage")])
    try:
        basis = tuple(Citation.parse(text) for text in matter.values.get("basis") or ())
    except ValueError as error:
        raise FaultyFile([Fault(path, matter.line_of("basis"), str(error))]) from error
    figures = {str(key): str(value) for key, value in (matter.values.get("figures") or {}).items()}
    return Block(path.stem, matter.body.strip(), basis, figures, path)


def _bureau(path: Path) -> Bureau:
    values, lines = frontmatter.parse_yaml(_text(path), path)
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
