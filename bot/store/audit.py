"""The lines of the audit record, their chain, and its head."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from typing import Any

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Line:
    """One change; `before` and `after` are JSON, "" where there was or is nothing."""

    number: int
    at: str
    who: str
    via: str
    action: str
    subject: str
    before: str
    after: str

    def hash(self, previous: str) -> str:
        """Of this line, given the hash of the one before it."""
        words = json.dumps([previous, *astuple(self)], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """How many lines there are, and the hash of the last one; "" while there is none."""

    count: int
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the record isn't what was written, and how."""

    number: int
    reason: str


def append(
    db: Database,
    *,
    at: str,
    who: str,
    via: str,
    action: str,
    subject: str,
    before: str,
    after: str,
) -> None:
    """Add a line to the end of the chain."""
    last = head(db)
    line = Line(last.count + 1, at, who, via, action, subject, before, after)
    digest = line.hash(last.hash)
    db.execute(
        "INSERT INTO audit (number, at, who, via, action, subject, before, after, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [*astuple(line), digest],
    )
    db.execute("UPDATE audit_head SET count = ?, hash = ?", [line.number, digest])


def head(db: Database) -> Head:
    row = db.execute("SELECT count, hash FROM audit_head").fetchone()
    return Head(*row) if row else Head(0, "")


def count(db: Database) -> int:
    return db.table("audit").count


def lines(db: Database, *, who: str, since: str, subject: str, limit: int) -> list[Line]:
    """The last ones that fit, oldest first; empty words ask for nothing."""
    rows = db.query(
        "SELECT * FROM audit WHERE (:who = '' OR who = :who) AND at >= :since"
        " AND (:subject = '' OR subject = :subject"
        "  OR substr(subject, 1, length(:subject) + 1) = :subject || ':')"
        " ORDER BY number DESC LIMIT :limit",
        {"who": who, "since": since, "subject": subject, "limit": limit},
    )
    return [_line(row) for row in rows][::-1]


def faults(db: Database, *, expected: Head | None) -> Iterator[Fault]:
    """Each place where the chain doesn't hold; an altered line is told once, not for all after it.

    One row at a time: a record of many years fits in any memory.
    """
    number, previous, expected_hash = 0, "", ""
    for row in db.query("SELECT * FROM audit ORDER BY number"):
        line = _line(row)
        if line.number > number + 1:
            # This one can't be checked without the hash of the one before it; the next one can.
            yield _missing(number + 1, line.number - 1)
        elif line.hash(previous) != row["hash"]:
            yield Fault(line.number, "altered since it was written")
        number, previous = line.number, row["hash"]
        if expected and number == expected.count:
            expected_hash = row["hash"]
    last = head(db)
    if number < last.count:
        yield _missing(number + 1, last.count)
    elif number > last.count:
        yield Fault(last.count + 1, f"the head knows only {last.count} lines")
    elif previous != last.hash:
        yield Fault(number, "the head has another hash")
    if expected and expected_hash != expected.hash:
        yield Fault(expected.count, "not the line that was noted down")


def _missing(first: int, last: int) -> Fault:
    return Fault(first, "missing" if first == last else f"missing, up to {last}")


def _line(row: dict[str, Any]) -> Line:
    return Line(**{field.name: row[field.name] for field in fields(Line)})
