"""Links that are good once: to become the first administrator, to sign in, to bind a chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database


class Kind(StrEnum):
    FIRST = "first"
    SIGN_IN = "sign_in"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Link:
    """`account` is empty where the first administrator is still to be made."""

    kind: Kind
    account: str
    expires_at: datetime
    used_at: datetime | None


def make(db: Database, *, token_hash: str, kind: Kind, account: str, expires_at: datetime) -> None:
    """Older ones of its kind for the same account are good no longer."""
    db.execute("DELETE FROM console_links WHERE kind = ? AND account = ?", [kind, account])
    db.execute(
        "INSERT INTO console_links (token_hash, kind, account, expires_at) VALUES (?, ?, ?, ?)",
        [token_hash, kind, account, expires_at.isoformat()],
    )


def find(db: Database, *, token_hash: str) -> Link | None:
    """Also one that was used or has expired, for a while."""
    rows = db.query("SELECT * FROM console_links WHERE token_hash = ?", [token_hash])
    return next((_link(row) for row in rows), None)


def use(db: Database, *, token_hash: str, kind: Kind, now: datetime) -> Link | None:
    """The open one of this kind, which is used from now on; None where there is none."""
    rows = db.query(
        "UPDATE console_links SET used_at = :now WHERE token_hash = :token_hash AND kind = :kind"
        " AND used_at IS NULL AND expires_at > :now RETURNING *",
        {"token_hash": token_hash, "kind": kind, "now": now.isoformat()},
    )
    return next((_link(row) for row in list(rows)), None)


def forget(db: Database, *, account: str) -> None:
    db.execute("DELETE FROM console_links WHERE account = ?", [account])


def purge(db: Database, *, before: datetime) -> None:
    db.execute("DELETE FROM console_links WHERE expires_at < ?", [before.isoformat()])


def _link(row: dict[str, Any]) -> Link:
    used_at = row["used_at"] and datetime.fromisoformat(row["used_at"])
    return Link(
        Kind(row["kind"]), row["account"], datetime.fromisoformat(row["expires_at"]), used_at
    )
