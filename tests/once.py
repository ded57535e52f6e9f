"""What comes out the same in every test, made once: the schema of a new database, what is read of
the knowledge base's files, the program of each template of a page, and the command line."""

from __future__ import annotations

import fcntl
import functools
import hashlib
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer.testing
from jinja2 import Environment

from bot import frontmatter
from bot.answering.matching import cached
from bot.answering.matching.collection import Collection
from bot.answering.matching.index import Vocabulary
from bot.config import ROOT
from bot.files import private_file, private_folder
from bot.frontmatter import FaultyFile
from bot.knowledge import entries, facets, intents, lexicon, offices, sums
from bot.knowledge import library as libraries
from bot.knowledge.entries import Entry
from bot.knowledge.facets import Facets
from bot.knowledge.library import Library
from bot.knowledge.library.loading import knowledge_files
from bot.knowledge.sums import Ways
from bot.store import Database
from bot.store.database import connect
from bot.store.migrations import migrations


@contextmanager
def made_once(shared: Path) -> Iterator[None]:
    """`shared` is a folder of all processes of the run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "_migrate", _beginning_with_a_copy(Database._migrate))
        patch.setattr(frontmatter, "parse_yaml", _remembering(frontmatter.parse_yaml))
        patch.setattr(entries, "parse", _entry_by_its_text(entries.parse))
        for module in (facets, intents, lexicon, offices):
            patch.setattr(module, "load", _by_its_text(module.load))
        patch.setattr(sums, "load", _sums_by_their_text(sums.load))
        patch.setattr(libraries, "load", _library_of_ours(libraries.load))
        patch.setattr(cached, "read", _read_once(cached.read, shared / "matching"))
        patch.setattr(Environment, "compile", _compiled_once(Environment.compile))
        get_command = typer.testing._get_command
        patch.setattr(typer.testing, "_get_command", _by_what_is_registered(get_command))
        yield


def _beginning_with_a_copy(migrate: Callable[[Database], None]) -> Callable[[Database], None]:
    """A new database begins as a copy of the first one's file; any other gets what it lacks."""

    @functools.cache
    def template() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "pufa.db")
            made = connect(path)
            migrations.apply(made)
            made.close()
            return path.read_bytes()

    def migrated(self: Database) -> None:
        if not self.path.exists():
            private_folder(self.path.parent)
            private_file(self.path)
            self.path.write_bytes(template())
        migrate(self)

    return migrated


def _remembering(parse: Callable[..., Any]) -> Callable[..., Any]:
    """Each gets values of its own; faults, which name their file, are told anew."""
    known: dict[tuple[str, int], bytes] = {}

    @functools.wraps(parse)
    def remembered(text: str, path: Path, *, first_line: int = 1) -> Any:
        key = text, first_line
        if key not in known:
            known[key] = pickle.dumps(parse(text, path, first_line=first_line))
        return pickle.loads(known[key])

    return remembered


def _entry_by_its_text(parse: Callable[[str, Path], Entry]) -> Callable[[str, Path], Entry]:
    """Of its path an entry's reader minds the name and the folder."""
    known: dict[tuple[str, str, str], Entry] = {}

    def parsed(text: str, path: Path) -> Entry:
        key = text, path.parent.name, path.name
        if key not in known:
            known[key] = parse(text, path)
        return replace(known[key], path=path)

    return parsed


def _by_its_text(load: Callable[[Path], Any]) -> Callable[[Path], Any]:
    """What is read can't be changed, and doesn't know its file; faults do, and are told anew."""
    known: dict[str, Any] = {}

    def loaded(path: Path) -> Any:
        text = frontmatter.read_text(path)
        if text not in known:
            known[text] = load(path)
        return known[text]

    return loaded


def _sums_by_their_text(
    load: Callable[[Path], Mapping[str, Ways]],
) -> Callable[[Path], Mapping[str, Ways]]:
    """Their words, thousands, take longest to read of all; of their file they know the path."""
    known: dict[str, Mapping[str, Ways]] = {}

    def loaded(path: Path) -> Mapping[str, Ways]:
        text = frontmatter.read_text(path)
        if text not in known:
            known[text] = load(path)
        return {name: replace(ways, path=path) for name, ways in known[text].items()}

    return loaded


def _library_of_ours(load: Callable[..., Library]) -> Callable[..., Library]:
    """The library of one of the repository's own folders, where a bureau adds nothing to it; any
    other is read."""
    known: dict[Path, tuple[Library, bytes]] = {}

    def loaded(
        folders: Iterable[Path],
        *,
        previous: Library | None = None,
        kept: Path | None = None,
        recalled: Path | None = None,
    ) -> Library:
        ours, *others = folders
        if previous or ROOT not in ours.parents or not recalled or any(map(_holds_any, others)):
            return load([ours, *others], previous=previous, kept=kept, recalled=recalled)
        if ours not in known:
            library = load([ours, *others], kept=kept, recalled=recalled)
            if not recalled.exists():  # it can't be written there
                return library
            known[ours] = library, recalled.read_bytes()
        library, packed = known[ours]
        if not recalled.exists():
            with suppress(OSError):
                private_folder(recalled.parent)
                recalled.write_bytes(packed)
        return library

    return loaded


def _holds_any(folder: Path) -> bool:
    """Also where it can't be read: that is told of by who tries."""
    try:
        return any(knowledge_files(folder))
    except FaultyFile:
        return True


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Of all processes of the run: what one makes, the others find."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _read_once(read: Callable[..., Collection], shared: Path) -> Callable[..., Collection]:
    """For applications that are new, over the repository's own files, once for all processes; a
    test that has files of its own sees how they are read."""
    known: dict[tuple[Any, ...], tuple[Collection, bytes]] = {}

    def read_once(
        entries: Sequence[Entry],
        more: Mapping[str, Sequence[str]],
        facets: Facets,
        path: Path,
        previous: Collection | None = None,
    ) -> Collection:
        is_new = previous is None and not path.exists()
        if not is_new or not all(ROOT in entry.path.parents for entry in entries):
            return read(entries, more, facets, path, previous)
        words = tuple((entry.path, entry.source) for entry in entries)
        key = words, tuple((slug, tuple(told)) for slug, told in more.items()), repr(facets)
        if key not in known:
            folders = sorted({str(entry.path.parents[1]) for entry in entries})
            file = shared / hashlib.blake2b(repr(folders).encode(), digest_size=16).hexdigest()
            with one_at_a_time(file):
                collection = read(entries, more, facets, file)
            known[key] = collection, file.read_bytes()
        collection, packed = known[key]
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(packed)
        return _of_its_own(collection)

    return read_once


def _of_its_own(collection: Collection) -> Collection:
    """The same, with a vocabulary that may grow."""
    copy = Collection(Vocabulary(collection.vocabulary), collection.reads)
    vars(copy).update({**vars(collection), "vocabulary": copy.vocabulary})
    return copy


def _compiled_once(compile_: Callable[..., Any]) -> Callable[..., Any]:
    """What a filter makes of words in the template itself stands in its program: of all that
    filters know of an application, that is the path its pages stand under."""

    known: dict[tuple[Any, ...], Any] = {}

    def compiled(self: Environment, source: Any, name: Any = None, filename: Any = None) -> Any:
        key = source, name, filename, self.globals.get("root")
        if key not in known:
            known[key] = compile_(self, source, name, filename)
        return known[key]

    return compiled


def _by_what_is_registered(get_command: Callable[..., Any]) -> Callable[..., Any]:
    """Typer would read the signature of each of a hundred commands for each that is run."""
    known: dict[tuple[Any, ...], Any] = {}

    def got(app: typer.Typer) -> Any:
        commands = (one.callback for one in app.registered_commands)
        key = *commands, *(group.typer_instance for group in app.registered_groups)
        if key not in known:
            known[key] = get_command(app)
        return known[key]

    return got
