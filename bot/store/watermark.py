"""How many durable transactions there have been: in the database, and in a file beside it.

An older copy of the database that was put in its place, in whichever way, has fewer than the file
says; one that came alone or was restored has no file, or one that says so.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import structlog
from sqlite_utils import Database

log = structlog.get_logger()

NAME = ".watermark"
_DIGITS = 20
CAMPAIGNS, CITIZENS = "copy: campaigns", "copy: citizens"
"""Signs that this is an older copy, until a person has been asked about campaigns that may have
been sent, and about replies and answers that citizens may have had."""


class Watermark:
    """The file beside a database."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(NAME)
        self._noted = self._read() or 0

    def note(self, count: int) -> None:
        """Write down what was committed; another process may have noted more."""
        if count <= self._noted:
            return
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.pwrite(handle, f"{count:0{_DIGITS}}".encode(), 0)
            finally:
                os.close(handle)
        except OSError as error:  # what was committed is not undone by this
            log.error("watermark not written", reason=str(error))
        else:
            self._noted = count

    def settle(self, db: Database, *, now: datetime) -> None:
        """Where this is an older copy, leave the signs by which a person is asked; the next start
        finds both agreeing."""
        count = _count(db)
        if self.is_passed_by(count):
            return
        for name in (CAMPAIGNS, CITIZENS):
            db.execute("INSERT OR REPLACE INTO signs VALUES (?, ?)", [name, now.isoformat()])
        count = max(count, self._read() or 0) + 1
        db.execute("UPDATE watermark SET count = ?", [count])

    def is_behind(self, db: Database) -> bool:
        return not self.is_passed_by(_count(db))

    def is_passed_by(self, count: int) -> bool:
        """Whether a database with this count holds all that was ever committed here."""
        noted = self._read()
        return count >= noted if noted is not None else count == 0 and not self._path.exists()

    def _read(self) -> int | None:
        """None where there is no file, or no count in it."""
        try:
            return int(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None


def count_up(db: Database) -> int:
    """Count this transaction; returns its number."""
    ((count,),) = db.execute("UPDATE watermark SET count = count + 1 RETURNING count").fetchall()
    return int(count)


def is_copy(db: Database, *, sign: str) -> bool:
    """Whether a person has yet to be asked."""
    return db.table("signs").count_where("name = ?", [sign]) == 1


def asked(db: Database, *, sign: str) -> None:
    """A person has been asked, or has answered."""
    db.execute("DELETE FROM signs WHERE name = ?", [sign])


def _count(db: Database) -> int:
    ((count,),) = db.execute("SELECT count FROM watermark").fetchall()
    return int(count)
