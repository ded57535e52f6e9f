"""Who is signed in to the console, one row a browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Session:
    """`how` it was begun: password, link or set_up; until `sure_until` it is taken for granted that
    the person at the browser is who signed in. `banner` is told on the next page."""

    id_hash: str
    account: str
    how: str
    agent: str
    begun_at: datetime
    seen_at: datetime
    expires_at: datetime
    sure_until: datetime
    banner: str = ""


def begin(db: Database, *, session: Session) -> None:
    db.execute(
        "INSERT INTO sessions (id_hash, account, how, agent, begun_at, seen_at, expires_at,"
        " sure_until, banner) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            session.id_hash,
            session.account,
            session.how,
            session.agent,
            session.begun_at.isoformat(),
            session.seen_at.isoformat(),
            session.expires_at.isoformat(),
            session.sure_until.isoformat(),
            session.banner,
        ],
    )


def find(db: Database, *, id_hash: str) -> Session | None:
    """Also one that is over and not deleted yet."""
    rows = db.query("SELECT * FROM sessions WHERE id_hash = ?", [id_hash])
    return next((_session(row) for row in rows), None)


def of(db: Database, *, account: str) -> list[Session]:
    """The latest seen first."""
    rows = db.query("SELECT * FROM sessions WHERE account = ? ORDER BY seen_at DESC", [account])
    return [_session(row) for row in rows]


def touch(db: Database, *, id_hash: str, now: datetime) -> None:
    db.execute("UPDATE sessions SET seen_at = ? WHERE id_hash = ?", [now.isoformat(), id_hash])


def rename(db: Database, *, id_hash: str, new_hash: str, sure_until: datetime) -> None:
    """The same session by another token: whoever knew the old one is out."""
    db.execute(
        "UPDATE sessions SET id_hash = ?, sure_until = ? WHERE id_hash = ?",
        [new_hash, sure_until.isoformat(), id_hash],
    )


def tell(db: Database, *, id_hash: str, banner: str) -> None:
    """On the next page; nothing, once it was told."""
    db.execute("UPDATE sessions SET banner = ? WHERE id_hash = ?", [banner, id_hash])


def end(db: Database, *, id_hash: str) -> None:
    db.execute("DELETE FROM sessions WHERE id_hash = ?", [id_hash])


def end_all(db: Database, *, account: str, but: str = "") -> int:
    """Returns how many; `but` is the hash of one that goes on."""
    ended = db.execute("DELETE FROM sessions WHERE account = ? AND id_hash != ?", [account, but])
    return ended.rowcount


def purge(db: Database, *, before: datetime) -> None:
    """Those that were over by then."""
    db.execute("DELETE FROM sessions WHERE expires_at < ?", [before.isoformat()])


def _session(row: dict[str, Any]) -> Session:
    times = ("begun_at", "seen_at", "expires_at", "sure_until")
    return Session(**row | {name: datetime.fromisoformat(row[name]) for name in times})
