"""The names that stand for people in the tables: which keys they were made with, and all renamed
when a key is added."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from bot.privacy import Hasher, Purpose

COLUMNS = {
    "conversations": Purpose.CONVERSATION,
    "questions": Purpose.QUESTION,
    "letters": Purpose.LETTER,
    "promises": Purpose.PROMISE,
    "subscribers": Purpose.SUBSCRIBER,
    "taps": Purpose.TAP,
    "contacts": Purpose.CONTACT,
    "cut_replies": Purpose.CONTACT,
    "kept_replies": Purpose.CONTACT,
    "grants": Purpose.CONTACT,
    "put_off": Purpose.CONTACT,
}
"""Table → what its column `asker` is for."""


@dataclass(frozen=True, slots=True)
class Made:
    """With how many keys the names were made, 0: one name for all purposes; and the keys'
    fingerprint."""

    keys: int
    fingerprint: str


def made(db: Database) -> Made:
    row = db.execute("SELECT keys, fingerprint FROM pseudonyms").fetchone()
    return Made(*row)


def are_there(db: Database) -> bool:
    """Whether anybody has a name."""
    return any(db.table(table).count for table in COLUMNS)


def rename(db: Database, *, hasher: Hasher) -> int:
    """Give everybody the names that all of the hasher's keys make; returns how many rows have
    one. Done already, nothing changes."""
    since = made(db).keys
    db.conn.create_function(
        "renamed", 2, lambda purpose, name: hasher.renamed(Purpose(purpose), name, since)
    )
    rows = 0
    for table, purpose in COLUMNS.items():
        changed = f"UPDATE {table} SET asker = renamed(?, asker)"  # noqa: S608 - our own names
        rows += db.execute(changed, [purpose.value]).rowcount
    db.execute("UPDATE pseudonyms SET keys = ?, fingerprint = ?", [hasher.keys, hasher.fingerprint])
    return rows
