"""Several writes in one transaction: each done wholly or not at all, one commit for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlite_utils import Database

from bot.store.watermark import Watermark, count_up

T = TypeVar("T")
Work = Callable[[Database], T]


@dataclass
class Write(Generic[T]):
    """One piece of work; once it is done, its result or what it failed with. `durably`: on the disk
    by then, so that not even a power cut undoes it."""

    work: Work[T]
    durably: bool = False
    is_done: bool = False
    _result: list[T] = field(default_factory=list)
    _error: BaseException | None = None

    def succeeds(self, result: T) -> None:
        self._result, self._error, self.is_done = [result], None, True

    def fails(self, error: BaseException) -> None:
        self._result, self._error, self.is_done = [], error, True

    def outcome(self) -> T:
        """
        Raises:
            BaseException: what the work raised, or the commit.
        """
        if self._error is not None:
            raise self._error
        return self._result[0]


def together(db: Database, writes: Sequence[Write[Any]], beside: Watermark) -> None:
    """Do them in their order; one that fails takes none of the others with it. Durable ones are
    counted, also beside the database."""
    durably = any(write.durably for write in writes)
    left = writes
    try:
        if durably:
            db.execute("PRAGMA synchronous=FULL")
        while left:
            left = _committed(db, left, beside)
        if durably:
            db.execute("PRAGMA synchronous=NORMAL")
    except BaseException as error:
        for write in left:
            write.fails(error)


def _committed(
    db: Database, writes: Sequence[Write[Any]], beside: Watermark
) -> Sequence[Write[Any]]:
    """One transaction; returns those that it didn't come to."""
    try:
        # Begun later, at its first write, a transaction that has read can't wait for another
        # process's lock: SQLite refuses it at once.
        db.execute("BEGIN IMMEDIATE")
        for number, write in enumerate(writes):
            if not _tried(db, write):
                # A full disk or an error of it undoes all that the transaction has done.
                _fail(writes[:number], write)
                return writes[number + 1 :]
        count = count_up(db) if any(write.durably for write in writes) else 0
        db.commit()
        beside.note(count)
    except BaseException as error:
        if db.conn.in_transaction:
            db.rollback()
        for write in writes:
            write.fails(error)
    return ()


def _tried(db: Database, write: Write[Any]) -> bool:
    """False where SQLite has ended the transaction over it."""
    db.execute("SAVEPOINT of_one")
    try:
        write.succeeds(write.work(db))
    except BaseException as error:
        write.fails(error)
        if not db.conn.in_transaction:
            return False
        db.execute("ROLLBACK TO of_one")
    db.execute("RELEASE of_one")
    return True


def _fail(writes: Sequence[Write[Any]], culprit: Write[Any]) -> None:
    for write in writes:
        write.fails(culprit._error or RuntimeError("the transaction was undone"))
