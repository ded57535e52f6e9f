"""Private addresses of feeds, one an account, and what stands in such a feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Item:
    """Something that waits: which, since when, and a word of ours on it (a letter's category)."""

    name: str
    at: datetime
    word: str = ""


def make(db: Database, *, account: str, token_hash: str, now: datetime) -> None:
    """In the place of an older one."""
    db.execute(
        "INSERT INTO feeds (account, token_hash, made_at) VALUES (:account, :hash, :now)"
        " ON CONFLICT (account) DO UPDATE SET token_hash = excluded.token_hash,"
        " made_at = excluded.made_at",
        {"account": account, "hash": token_hash, "now": now.isoformat()},
    )


def end(db: Database, *, account: str) -> bool:
    """False where there is none."""
    return db.execute("DELETE FROM feeds WHERE account = ?", [account]).rowcount == 1


def account_of(db: Database, *, token_hash: str) -> str:
    """ "" where there is none."""
    row = db.execute("SELECT account FROM feeds WHERE token_hash = ?", [token_hash]).fetchone()
    return row[0] if row else ""


def made_at(db: Database, *, account: str) -> datetime | None:
    row = db.execute("SELECT made_at FROM feeds WHERE account = ?", [account]).fetchone()
    return datetime.fromisoformat(row[0]) if row else None


def letters(db: Database, *, limit: int) -> list[Item]:
    """Those without a reply, the newest first."""
    return _items(
        db,
        "SELECT receipt, written_at, category FROM letters WHERE replied_at IS NULL"
        " AND closed_at IS NULL ORDER BY written_at DESC LIMIT :limit",
        limit,
    )


def questions(db: Database, *, limit: int) -> list[Item]:
    """Open ones, the newest first."""
    return _items(
        db,
        "SELECT id, opened_at, '' FROM clusters WHERE state = 'open'"
        " ORDER BY opened_at DESC LIMIT :limit",
        limit,
    )


def drafts(db: Database, *, limit: int) -> list[Item]:
    """In review, the newest first."""
    return _items(
        db,
        "SELECT id, changed_at, '' FROM drafts WHERE state = 'in_review'"
        " ORDER BY changed_at DESC LIMIT :limit",
        limit,
    )


def _items(db: Database, query: str, limit: int) -> list[Item]:
    rows = db.execute(query, {"limit": limit}).fetchall()
    return [Item(str(name), datetime.fromisoformat(at), word) for name, at, word in rows]
