"""One SQLite file: a writer thread, readers with connections of their own, transactions."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlite_utils

from bot.files import private_file, private_folder
from bot.store.committing import Work, Write, together
from bot.store.migrations import migrations
from bot.store.watermark import Watermark

P = ParamSpec("P")
T = TypeVar("T")

READERS = 2
TOGETHER = 50
"""Writes in one commit, at most: none waits long for the others."""
BUSY_SECONDS = 10.0
"""How long a statement waits for another process's write lock before it fails."""


class StoreError(RuntimeError):
    """The database can't be opened or written; the message says what to do."""


class Database:
    """Runs an aggregate's functions on the database without blocking the event loop.

    A write is one transaction: all of it or nothing. Writes are done one at a time, in the order
    they were asked for; those that wait at the same time are committed together.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._waiting: deque[Write[Any]] = deque()
        self._opened: list[sqlite_utils.Database] = []
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")
        self._watermark = Watermark(path)
        self._writer.submit(self._migrate).result()

    async def write(
        self,
        work: Callable[Concatenate[sqlite_utils.Database, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run `work(db, …)` in a transaction on the writer thread."""
        return await self._written(lambda db: work(db, *args, **kwargs))

    async def write_durably(
        self,
        work: Callable[Concatenate[sqlite_utils.Database, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Like `write`, and on the disk when it returns: not even a power cut undoes it."""
        return await self._written(lambda db: work(db, *args, **kwargs), durably=True)

    async def read(
        self,
        work: Callable[Concatenate[sqlite_utils.Database, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run `work(db, …)` on a reader's connection; it sees all that was written before."""
        return await asyncio.get_running_loop().run_in_executor(
            self._readers, lambda: work(self._connection(), *args, **kwargs)
        )

    def write_now(
        self,
        work: Callable[Concatenate[sqlite_utils.Database, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Like `write_durably`, while no event loop runs yet."""
        write = Write(lambda db: work(db, *args, **kwargs), durably=True)
        self._waiting.append(write)
        return self._writer.submit(self._done, write).result()

    def read_now(
        self,
        work: Callable[Concatenate[sqlite_utils.Database, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Like `read`, while no event loop runs yet."""
        return self._readers.submit(lambda: work(self._connection(), *args, **kwargs)).result()

    def close(self) -> None:
        """Finish what is under way and close every connection."""
        self._writer.shutdown()
        self._readers.shutdown()
        for db in self._opened:
            db.close()

    async def _written(self, work: Work[T], *, durably: bool = False) -> T:
        write = Write(work, durably)
        self._waiting.append(write)
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._done, write)

    def _done(self, write: Write[T]) -> T:
        """Do it with all that wait by now; its own turn comes after it was done, then."""
        while not write.is_done:
            together(self._connection(), self._taken(), self._watermark)
        return write.outcome()

    def _taken(self) -> list[Write[Any]]:
        count = min(len(self._waiting), TOGETHER)
        return [self._waiting.popleft() for _ in range(count)]

    def _connection(self) -> sqlite_utils.Database:
        db: sqlite_utils.Database | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = connect(self.path)
            self._opened.append(db)
        return db

    def _settle(self, db: sqlite_utils.Database) -> None:
        """This may be an older copy: leave a sign of it, which asks a person."""
        write = Write(lambda db: self._watermark.settle(db, now=datetime.now(UTC)), durably=True)
        together(db, [write], self._watermark)
        write.outcome()

    def _migrate(self) -> None:
        private_folder(self.path.parent)
        if not self.path.exists():
            private_file(self.path)  # SQLite gives its -wal and -shm the same mode
        elif _is_empty(self.path):
            advice = "put a backup back (pufa restore FILE), or delete it to begin anew"
            raise StoreError(f"the database {self.path} is empty: {advice}")
        db = self._connection()
        try:
            if newer := _applied(db) - _known():
                advice = "run that, or put an earlier backup back (pufa restore FILE)"
                made = f"was made by a newer pufa ({min(newer)})"
                raise StoreError(f"the database {self.path} {made}: {advice}")
            migrations.apply(db)
            if self._watermark.is_behind(db):
                self._settle(db)
        except sqlite3.Error as error:
            raise StoreError(f"cannot write the database {self.path}: {error}") from error


def _is_empty(path: Path) -> bool:
    """Nothing in the file, and nothing on its way there."""
    return not path.stat().st_size and not path.with_name(f"{path.name}-wal").exists()


def _applied(db: sqlite_utils.Database) -> set[str]:
    return {migration.name for migration in migrations.applied(db)}


def _known() -> set[str]:
    """Every change of the schema that this version knows: an empty database lacks them all."""
    empty = sqlite_utils.Database(memory=True)
    names = {migration.name for migration in migrations.pending(empty)}
    empty.close()
    return names


def connect(path: Path) -> sqlite_utils.Database:
    """Open the file with the settings that every connection needs.

    Raises:
        StoreError: the file can't be opened, or isn't a database.
    """
    try:
        # check_same_thread: a connection is used by one thread, but closed by the main one.
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
    except sqlite3.Error as error:
        raise StoreError(f"cannot open the database {path}: {error}") from error
    return sqlite_utils.Database(connection)
