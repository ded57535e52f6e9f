"""Takes in laws that a package delivers: kept beside the bureau's own imports, which win.

Each version of a law is a file of its own, `<law>/<day it takes effect>-<package>.md`, whose front
matter says where it comes from. A note is left last, so what was broken off is done again at the
next start, and what is done is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path

from bot.files import write_atomically
from bot.knowledge.statutes import importing
from bot.knowledge.statutes.importing import Imported
from bot.knowledge.statutes.register import Register
from bot.knowledge.statutes.texts import LawText

WRITERS = 8
NO_TABLE = "（这里有一张表，没有收录，请查官方文本。）"
READ = 2
"""Raised whenever laws are read otherwise, so that those taken in before are taken in again."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A version of a law as the package has it: its lines are articles and headings."""

    title: str
    effective: date
    version: date
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it. `problems` says of each version what of it wasn't taken, and why."""

    origin: str
    laws: int = 0
    versions: int = 0
    articles: int = 0
    problems: tuple[str, ...] = ()


def is_done(package: str, version: str, register: Register, folder: Path) -> bool:
    """Whether this version of the package was taken in for these laws."""
    try:
        return _note(package, folder).read_text(encoding="utf-8") == _done(version, register)
    except (OSError, UnicodeDecodeError):  # not there, or damaged: it is all done again
        return False


def take_in(
    package: str, version: str, delivered: Iterable[Delivered], register: Register, folder: Path
) -> Taken:
    """Put the laws that are registered below the folder, all versions of each.

    Raises:
        OSError: a file can't be written; the next call does it all again.
    """
    origin = f"{package} {version}"
    taken: list[LawText] = []
    problems: list[str] = []
    # A file is on the disk before the next step, which takes longer than reading the law.
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = []
        for one in delivered:
            law, odd = _read(one, origin, register)
            problems += [f"{one.title}, {one.version}: {problem}" for problem in odd]
            if law is not None:
                taken.append(law)
                path = folder / law.short / f"{law.in_force_from}-{package}.md"
                writing.append(pool.submit(write_atomically, path, importing.render(law)))
        for written in writing:
            written.result()
    write_atomically(_note(package, folder), _done(version, register))
    laws = len({law.short for law in taken})
    articles = sum(len(law.articles) for law in taken)
    return Taken(origin, laws, len(taken), articles, tuple(problems))


def _read(one: Delivered, origin: str, register: Register) -> tuple[LawText | None, list[str]]:
    """The law as it is kept, None where it isn't, and what is odd about it."""
    statute = register.find(one.title)
    if statute is None:
        return None, []
    found = importing.of_lines(statute, one.title, _without_tables(one.lines))
    odd = [*found.problems, *found.odd]
    if not found.law.articles or len(odd) > len(found.gaps):
        return None, [*odd, "not taken in"]
    law = _without_gaps(found)
    return replace(law, effective=one.effective, version=one.version, origin=origin), odd


def _without_tables(lines: Iterable[str]) -> Iterator[str]:
    """A table drawn in characters has lost its cells' order: better none than a wrong rate."""
    for is_table, run in groupby(lines, lambda line: "|" in line or line.startswith("+--")):
        if is_table:
            yield NO_TABLE
        else:
            yield from run


def _without_gaps(found: Imported) -> LawText:
    """The law without the articles that may have swallowed what is missing after them; it says so.
    Nobody here can mend the text, and 1,238 of 1,240 articles are better than none."""
    law, gaps = found.law, found.gaps
    if not gaps:
        return replace(law, notes=())
    names = "、".join(map(str, gaps))
    note = f"所取的文本在{names}之后有缺漏，这些地方的条文没有收录，请查官方文本。"
    kept = {number: text for number, text in law.articles.items() if number not in gaps}
    return replace(law, articles=kept, notes=(note,))


def _note(package: str, folder: Path) -> Path:
    return folder / f".{package}"


def _done(version: str, register: Register) -> str:
    """Differs whenever there may be something new to take."""
    names = "\n".join(sorted(name for law in register.statutes.values() for name in law.names))
    return f"{version} {READ} {hashlib.sha256(names.encode()).hexdigest()[:12]}\n"
