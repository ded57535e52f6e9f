"""Builds the library from its folders; what is faulty stays as it was before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Protocol, TypeVar

from bot import frontmatter
from bot.files import MOUNT_IT, dangling_link, walked
from bot.frontmatter import Fault, FaultyFile, FrontMatter, read_text
from bot.knowledge import (
    cases,
    complaints,
    english,
    entries,
    facets,
    intents,
    items,
    lexicon,
    offices,
    phrases,
    roles,
    subjects,
    sums,
)
from bot.knowledge.calendar import dayfiles
from bot.knowledge.complaints import Complaints
from bot.knowledge.english import English
from bot.knowledge.library import profile
from bot.knowledge.library.collection import Block, Library
from bot.knowledge.roles import Role
from bot.knowledge.statutes import Register
from bot.knowledge.statutes.citations import Citation
from bot.knowledge.statutes.register import load as load_register
from bot.knowledge.sums import Ways
from bot.recalled import kept_in

LOCAL_STATUTES = "local-statutes.yaml"
"""The laws of the bureau's province and city: added to the register, which an upgrade may renew."""
ROLES = "roles.yaml"
"""Whoever comes, and what the page begins with for them; a bureau may do without."""
SUBJECTS = "subjects.yaml"
"""What is asked back of a bare subject; a bureau may do without."""
SUMS = "sums.yaml"
"""How people tell the figures of a sum; a bureau may do without."""
COMPLAINTS = "complaints.yaml"
"""What is told to who complains; a bureau may do without."""
ENGLISH = "english.yaml"
"""How English messages are read; a bureau may do without."""
_PHRASES = "phrases"
_BY_TOPIC = ("entries", "phrases", "items", "cases")
_NEEDED = (
    "bureau.yaml", "facets.yaml", "intents.yaml", "lexicon.yaml", "offices.yaml", "statutes.yaml",
)  # fmt: skip


def load(
    folders: Iterable[Path],
    *,
    previous: Library | None = None,
    kept: Path | None = None,
    recalled: Path | None = None,
) -> Library:
    """Build the library from the shipped folder and the bureau's overlay, which wins by file. Where
    there is no `previous`, what YAML was read as is taken from the file `recalled` and kept there.

    A file with a fault is told of in `faults`, and the version before it stays in service: that
    of `previous`, else the one in the folder `kept` (which `keeping.keep` fills), else the shipped
    one; without any it is left out.

    Raises:
        FaultyFile: a file that all need (register, lexicon, profile) is faulty, and there is no
            version before it; or it is missing, as in a folder that is just being replaced.
    """
    known = kept_in(recalled) if recalled and not previous else nullcontext()
    with known:
        return _load(_overlaid(folders, kept), previous)


def _load(files: Mapping[Path, Versions], previous: Library | None) -> Library:
    if absent := [Path(name) for name in _NEEDED if Path(name) not in files]:
        message = "missing: the knowledge folder must hold it"
        raise FaultyFile([Fault(path, 1, message) for path in absent])
    kinds = _Kinds(files, previous)
    found = kinds.take_changed(
        "entries", entries.parse, lambda library: {**library.entries, **library.retired}
    )
    shared = _Shared(files, previous)
    return Library(
        entries={slug: entry for slug, entry in found.items() if not entry.retired},
        retired={slug: entry for slug, entry in found.items() if entry.retired},
        blocks=kinds.take("blocks", _block, lambda library: library.blocks),
        bureau=shared.take("bureau.yaml", profile.read, lambda library: library.bureau),
        lexicon=shared.take("lexicon.yaml", lexicon.load, lambda library: library.lexicon),
        register=shared.register(),
        facets=shared.take("facets.yaml", facets.load, lambda library: library.facets),
        intents=shared.take("intents.yaml", intents.load, lambda library: library.intents),
        roles=shared.roles(),
        subjects=shared.subjects(),
        sums=shared.sums(),
        complaints=shared.complaints(),
        english=shared.english(),
        offices=shared.take("offices.yaml", offices.load, lambda library: library.offices),
        phrases=kinds.take_changed("phrases", phrases.parse, lambda library: library.phrases),
        local=kinds.take("local", intents.parse_local, lambda library: library.local),
        days=kinds.take("days", dayfiles.parse, lambda library: library.days),
        items=kinds.take_changed("items", items.parse, lambda library: library.items),
        cases=kinds.take_changed("cases", cases.parse, lambda library: library.cases),
        faults=(*kinds.faults, *shared.faults),
    )


class _HasPath(Protocol):
    @property
    def path(self) -> Path: ...


class _HasSource(_HasPath, Protocol):
    @property
    def source(self) -> str: ...


Versions = list[Path]
"""A file and what it stands in place of, the newest first."""
T = TypeVar("T", bound=_HasPath)
U = TypeVar("U", bound=_HasSource)
S = TypeVar("S")


class _Kinds:
    """The files that there are many of, a folder for each kind, and what they hold by name."""

    def __init__(self, files: Mapping[Path, Versions], previous: Library | None) -> None:
        self._files = files
        self._previous = previous
        self.faults: list[Fault] = []

    def take(
        self,
        folder: str,
        parse: Callable[[str, Path], T],
        before: Callable[[Library], Mapping[str, T]],
    ) -> dict[str, T]:
        """What the folder's files hold; a faulty one as it was before, if it was."""
        return self._taken(folder, lambda path: parse(read_text(path), path), self._earlier(before))

    def take_changed(
        self,
        folder: str,
        parse: Callable[[str, Path], U],
        before: Callable[[Library], Mapping[str, U]],
    ) -> dict[str, U]:
        """The same, parsing only what has been edited since."""
        earlier = self._earlier(before)

        def read(path: Path) -> U:
            text, known = read_text(path), earlier.get(path.stem)
            if known and (known.path, known.source) == (path, text):
                return known
            return parse(text, path)

        return self._taken(folder, read, earlier)

    def _earlier(self, before: Callable[[Library], Mapping[str, T]]) -> Mapping[str, T]:
        return before(self._previous) if self._previous else {}

    def _taken(
        self, folder: str, read: Callable[[Path], T], earlier: Mapping[str, T]
    ) -> dict[str, T]:
        found: dict[str, T] = {}
        for relative, versions in self._files.items():
            if relative.parts[0] != folder:
                continue
            path = versions[0]
            try:
                with frontmatter.reading(path):
                    _check_name(path)
                    item = read(path)
                if path.stem in found:
                    raise FaultyFile([_twice(path, found[path.stem].path)])
                found[path.stem] = item
            except FaultyFile as error:
                self.faults.extend(error.faults)
                before = earlier.get(path.stem) or _first_sound(versions[1:], read)
                if before:
                    found.setdefault(path.stem, before)
        return found


def _first_sound(versions: Versions, read: Callable[[Path], S]) -> S | None:
    """What the first of these holds that can be read: their own faults were told when they were
    the files in service."""
    for path in versions:
        try:
            with frontmatter.reading(path):
                return read(path)
        except FaultyFile:
            continue
    return None


def _check_name(path: Path) -> None:
    try:
        path.name.encode()
    except UnicodeEncodeError as error:
        raise FaultyFile([Fault(path, 1, "the file's name isn't UTF-8: rename it")]) from error


class _Shared:
    """The files that there is one of, each with the version before it as a way out."""

    def __init__(self, files: Mapping[Path, Versions], previous: Library | None) -> None:
        self._files = files
        self._previous = previous
        self.faults: list[Fault] = []

    def take(
        self,
        name: str,
        read: Callable[[Path], S],
        before: Callable[[Library], S],
        *,
        otherwise: S | None = None,
    ) -> S:
        """What the file holds; where it is faulty, what it was before, else `otherwise`."""
        path, *others = self._files[Path(name)]
        try:
            with frontmatter.reading(path):
                return read(path)
        except FaultyFile as error:
            earlier = before(self._previous) if self._previous else _first_sound(others, read)
            earlier = otherwise if earlier is None else earlier
            if earlier is None:
                raise
            self.faults.extend(error.faults)
            return earlier

    def roles(self) -> tuple[Role, ...]:
        """None where the folder has none."""
        if Path(ROLES) not in self._files:
            return ()
        return self.take(ROLES, roles.load, lambda library: library.roles, otherwise=())

    def subjects(self) -> Mapping[str, tuple[str, ...]]:
        """None where the folder has none."""
        if Path(SUBJECTS) not in self._files:
            return {}
        return self.take(SUBJECTS, subjects.load, lambda library: library.subjects, otherwise={})

    def sums(self) -> Mapping[str, Ways]:
        """None where the folder has none."""
        if Path(SUMS) not in self._files:
            return {}
        return self.take(SUMS, sums.load, lambda library: library.sums, otherwise={})

    def complaints(self) -> Complaints:
        """None where the folder has no such file."""
        if Path(COMPLAINTS) not in self._files:
            return Complaints()
        return self.take(
            COMPLAINTS,
            complaints.load,
            lambda library: library.complaints,
            otherwise=Complaints(),
        )

    def english(self) -> English:
        """None where the folder has no such file."""
        if Path(ENGLISH) not in self._files:
            return English()
        return self.take(
            ENGLISH, english.load, lambda library: library.english, otherwise=English()
        )

    def register(self) -> Register:
        """The nation's laws and the bureau's own; where those are faulty, the ones before."""
        laws = self.take("statutes.yaml", load_register, lambda library: library.register)
        if Path(LOCAL_STATUTES) not in self._files:
            return laws
        return self.take(
            LOCAL_STATUTES,
            lambda path: load_register(path, laws),
            lambda library: library.register,
            otherwise=laws,
        )


def _overlaid(folders: Iterable[Path], kept: Path | None) -> dict[Path, Versions]:
    """Relative path, in order → its file in the last folder that has one, then what it stands in
    place of: the copy that was kept of it, and the files of the folders before."""
    files: dict[Path, Versions] = {}
    for number, folder in enumerate(folders):
        own = {path.relative_to(folder): path for path in knowledge_files(folder)}
        # The bureau may have given an entry another topic, which is another folder.
        moved = {(path.parts[0], path.stem) for path in own if path.parts[0] in _BY_TOPIC}
        under = {
            (path.parts[0], path.stem): files.pop(path)
            for path in list(files)
            if path in own or (path.parts[0], path.stem) in moved
        }
        for path, file in own.items():
            copies = [kept / path] if kept and number and (kept / path).is_file() else []
            files[path] = [file, *copies, *under.get((path.parts[0], path.stem), [])]
    return dict(sorted(files.items()))


def is_knowledge(path: Path) -> bool:
    """Whether the knowledge base is read from such a file."""
    if path.name.startswith("."):
        return False
    if path.name in profile.EMBLEMS:
        return True
    return path.suffix in (".md", ".yaml") or (path.suffix == ".txt" and _PHRASES in path.parts)


def knowledge_files(folder: Path) -> Iterator[Path]:
    """Every file below the folder that the knowledge base is read from.

    Raises:
        FaultyFile: the folder is a link that leads nowhere, or can't be read: what it held mustn't
            count as deleted.
    """
    if lost := dangling_link(folder):
        raise FaultyFile([Fault(folder, 1, f"{lost}: {MOUNT_IT}")])
    try:
        for path in walked(folder):
            if is_knowledge(path) and not path.is_dir():  # a broken link is a file that is faulty
                yield path
    except OSError as error:
        fault = Fault(folder, 1, f"{error.filename} can't be read: {error.strerror}")
        raise FaultyFile([fault]) from error


def _twice(path: Path, other: Path) -> Fault:
    return Fault(path, 1, f"the name {path.stem} is taken by {other}: rename one")


def _block(text: str, path: Path) -> Block:
    matter = frontmatter.parse(text, path)
    if not matter.body.strip():
        raise FaultyFile([Fault(path, matter.body_line, "the block is empty: write its passage")])
    cited, needs = _texts(matter, "basis", path), _texts(matter, "needs", path)
    sources = matter.values.get("figures") or {}
    if not isinstance(sources, dict):
        fault = Fault(path, matter.line_of("figures"), "`figures` must be pairs: `{what: source}`")
        raise FaultyFile([fault])
    if faults := list(frontmatter.pair_faults(matter, "figures", path)):
        raise FaultyFile(faults)
    try:
        basis = tuple(Citation.parse(text) for text in cited)
    except ValueError as error:
        raise FaultyFile([Fault(path, matter.line_of("basis"), str(error))]) from error
    figures = {str(key): str(value) for key, value in sources.items()}
    return Block(path.stem, matter.body.strip(), basis, figures, path, tuple(needs))


def _texts(matter: FrontMatter, key: str, path: Path) -> list[str]:
    found = matter.values.get(key) or []
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise FaultyFile([Fault(path, matter.line_of(key), f"`{key}` must be a list of texts")])
    return found
