"""One SQLite file: a writer thread, readers with connections of their own, transactions."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlite_utils
import structlog

from bot import kept
from bot.files import private_file, private_folder
from bot.store.committing import Work, Write, together
from bot.store.migrations import migrations
from bot.store.watermark import Watermark

log = structlog.get_logger()
P = ParamSpec("P")
T = TypeVar("T")

READERS = 2
TOGETHER = 50
"""Writes in one commit, at most: none waits long for the others."""
ERASING = (0.2, 1.0, 3.0)
"""Seconds until the log is tried again where somebody reads it."""
PATIENCE, HINDERED, SILENT = 1.0, 5.0, 60.0
"""Seconds that an answer waits until it is recorded; for which it then doesn't wait at all; between
two lines in the log about it."""
ROOM = 64 * 1024
"""Bytes that a database needs to be opened: its index of the log has as many."""
BUSY_SECONDS = 10.0
"""How long a statement waits for another process's write lock before it fails."""
_MIXED = (
    "it is damaged, or was put back while the log of a later one (-wal, -shm) stayed beside it: "
    "move the three aside and put a backup back (pufa restore FILE)"
)


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
        self._soon: Future[Any] | None = None
        self._hindered_until = self._silent_until = 0.0
        self._writer.submit(self._migrate).result()
        self._inode = path.stat().st_ino

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
        """Like `write`, and on the disk when it returns: not even a power cut undoes it.

        Raises:
            StoreError: the file was removed or replaced: what is written would be lost.
        """
        if not self.is_in_place:
            raise StoreError(f"{self.path} was removed or replaced while in use: restart pufa")
        return await self._written(lambda db: work(db, *args, **kwargs), durably=True)

    async def write_if_possible(
        self,
        work: Callable[Concatenate[sqlite_utils.Database, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        """Like `write`, for what is good to keep and nobody should wait for. None where it can't be
        written now: the disk is full, or another process holds the lock; then it is still written
        once that ends within seconds."""
        writing = asyncio.ensure_future(self.write(work, *args, **kwargs))
        writing.add_done_callback(self._told_of)
        return writing.result() if await self._is_done(writing) else None

    async def write_within(
        self,
        seconds: float,
        work: Callable[Concatenate[sqlite_utils.Database, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        """Like `write`, for what must be known to be written before something is promised. None
        where it isn't by then; it may still be."""
        writing = asyncio.ensure_future(self.write(work, *args, **kwargs))
        writing.add_done_callback(self._told_of)
        done, _ = await asyncio.wait({writing}, timeout=max(seconds, 0.0))
        return writing.result() if done and not writing.exception() else None

    async def _is_done(self, writing: asyncio.Future[Any]) -> bool:
        """Wait for a write, not for long, and not at all where others could not be done of late."""
        patience = PATIENCE if time.monotonic() >= self._hindered_until else 0.0
        done, _ = await asyncio.wait({writing}, timeout=patience)
        if done and not writing.exception():
            return True
        self._hindered_until = time.monotonic() + HINDERED
        return False

    def write_soon(
        self,
        work: Callable[Concatenate[sqlite_utils.Database, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Future[T]:
        """Like `write_if_possible`, and nobody waits at all. What is written or read here after it
        finds it done; a crash within milliseconds loses it. The result is of no loop, and for those
        who want to know later what became of it."""
        write = Write(lambda db: work(db, *args, **kwargs))
        self._waiting.append(write)
        # Of no loop: it is done also where that ends before it.
        writing = self._soon = self._writer.submit(self._done, write)
        writing.add_done_callback(self._told_of)
        return writing

    def _told_of(self, writing: asyncio.Future[Any] | Future[Any]) -> None:
        """Log what could not be kept, once a minute: a full disk isn't helped by a full log."""
        error = None if writing.cancelled() else writing.exception()
        if error is None or time.monotonic() < self._silent_until:
            return
        self._silent_until = time.monotonic() + SILENT
        log.error("not recorded", reason=f"{type(error).__name__}: {error}")

    async def read(
        self,
        work: Callable[Concatenate[sqlite_utils.Database, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run `work(db, …)` on a reader's connection; it sees all that was written before, but what
        was to be written soon and can't be now: nobody's answer waits for that."""
        loop = asyncio.get_running_loop()
        if self._soon and not self._soon.done():
            await self._is_done(loop.run_in_executor(self._writer, lambda: None))
        return await loop.run_in_executor(
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

    async def erase_traces(self) -> bool:
        """Merge the write-ahead log and empty it: what was deleted stands there as it was, and in
        results that are kept in memory. False where a reader was in the way for too long; the next
        call does it."""
        kept.drop()
        for pause in (*ERASING, 0.0):
            loop = asyncio.get_running_loop()
            if await loop.run_in_executor(self._writer, self._truncated):
                return True
            await asyncio.sleep(pause)
        log.warning("write-ahead log not emptied: somebody reads it")
        return False

    def _truncated(self) -> bool:
        db = self._connection()
        ((is_busy, _, _),) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return not is_busy

    @property
    def is_in_place(self) -> bool:
        """Whether the file is still the one that was opened."""
        try:
            return self.path.stat().st_ino == self._inode
        except OSError:
            return False

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
        has_log = _has_log(self.path)
        try:
            if has_log:
                _check(self.path)
            db = self._connection()
            if has_log:
                db.execute("PRAGMA wal_checkpoint(PASSIVE)")  # refused of another file's log
            if newer := _applied(db) - _known():
                advice = "run that, or put an earlier backup back (pufa restore FILE)"
                made = f"was made by a newer pufa ({min(newer)})"
                raise StoreError(f"the database {self.path} {made}: {advice}")
            migrations.apply(db)
            if self._watermark.is_behind(db):
                self._settle(db)
        except sqlite3.Error as error:
            is_mixed = has_log and not isinstance(error, sqlite3.OperationalError)
            advice = f"; {_MIXED}" if is_mixed else ""
            raise StoreError(f"cannot write the database {self.path}: {error}{advice}") from error


def _is_empty(path: Path) -> bool:
    """Nothing in the file, and nothing on its way there."""
    return not path.stat().st_size and not path.with_name(f"{path.name}-wal").exists()


def _has_log(path: Path) -> bool:
    """Whether a log of writes lies beside the file, as a crash leaves it."""
    log_file = path.with_name(f"{path.name}-wal")
    return log_file.exists() and log_file.stat().st_size > 0


def _check(path: Path) -> None:
    """Look through file and log together without changing either: where a file was put back and the
    later log left beside it, SQLite would mix the two for good.

    Raises:
        sqlite3.Error: they don't go together, or can't be read.
    """
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        ((found,),) = db.execute("PRAGMA quick_check(1)").fetchall()
    finally:
        db.close()
    if found != "ok":
        raise sqlite3.DatabaseError(found)


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
        # What is deleted is overwritten, whatever SQLite was built with.
        connection.execute("PRAGMA secure_delete=ON")
    except sqlite3.Error as error:
        raise StoreError(f"cannot open the database {path}: {error}{_advice(path)}") from error
    return sqlite_utils.Database(connection)


def _advice(path: Path) -> str:
    """What to do, where the machine's state tells: SQLite has the same words for many causes."""
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return "; no permission: run this as the user who owns it"
    try:
        is_full = shutil.disk_usage(path.parent).free < ROOM
    except OSError:
        return ""
    return "; the disk is full: make room and run this again" if is_full else ""
