"""Accounts of staff, and open invitations to become one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlite_utils import Database

from bot.members import Role


@dataclass(frozen=True, slots=True)
class Account:
    """`label` is what colleagues call them; no roles: it is ended. `chat` is the private chat that
    was bound to it, as telegram:123; or empty."""

    name: str
    label: str
    roles: frozenset[Role]
    chat: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Open as long as it is here and not expired."""

    id: int
    roles: frozenset[Role]
    label: str
    invited_by: str
    expires_at: datetime


def every(db: Database) -> list[Account]:
    """Ended ones too, by name."""
    return [_account(row) for row in db.query("SELECT * FROM accounts ORDER BY name")]


def find(db: Database, *, name: str) -> Account | None:
    """Also an ended one."""
    rows = db.query("SELECT * FROM accounts WHERE name = ?", [name])
    return next((_account(row) for row in rows), None)


def save(db: Database, *, account: Account, now: datetime) -> None:
    db.execute(
        "INSERT INTO accounts (name, label, roles, chat, changed_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET label = excluded.label, roles = excluded.roles,"
        " chat = excluded.chat, changed_at = excluded.changed_at",
        [account.name, account.label, _written(account.roles), account.chat, now.isoformat()],
    )


def joined(db: Database, *, name: str) -> None:
    """Staff are to be told that this person has accepted an invitation."""
    db.execute("UPDATE accounts SET news = 'joined' WHERE name = ?", [name])


def changed(db: Database, *, name: str) -> None:
    """This person is to be told that somebody has changed their roles, or taken them all."""
    db.execute("UPDATE accounts SET news = 'changed' WHERE name = ?", [name])


def untold(db: Database) -> list[tuple[Account, bool]]:
    """Those of whom there is news, and whether it is that they have joined."""
    rows = db.query("SELECT * FROM accounts WHERE news != ''")
    return [(_account(row), row["news"] == "joined") for row in rows]


def told(db: Database, *, name: str) -> None:
    db.execute("UPDATE accounts SET news = '' WHERE name = ?", [name])


def invite(
    db: Database,
    *,
    token_hash: str,
    roles: Iterable[Role],
    label: str,
    invited_by: str,
    expires_at: datetime,
) -> int:
    """Returns its id."""
    row = {
        "token_hash": token_hash,
        "roles": _written(roles),
        "label": label,
        "invited_by": invited_by,
        "expires_at": expires_at.isoformat(),
    }
    return cast(int, db.table("invitations").insert(row).last_pk)


def open_invitation(db: Database, *, token_hash: str, now: datetime) -> Invitation | None:
    """The one with this token, which stays open."""
    rows = db.query(
        "SELECT * FROM invitations WHERE token_hash = ? AND expires_at > ?",
        [token_hash, now.isoformat()],
    )
    return next((_invitation(row) for row in rows), None)


def take_invitation(db: Database, *, token_hash: str, now: datetime) -> Invitation | None:
    """The open one with this token, which from now on is nobody's; None where there is none."""
    rows = db.query(
        "DELETE FROM invitations WHERE token_hash = ? AND expires_at > ? RETURNING *",
        [token_hash, now.isoformat()],
    )
    return next((_invitation(row) for row in list(rows)), None)


def revoke(db: Database, *, invitation_id: int) -> Invitation | None:
    """The one that was withdrawn; None where it is gone already."""
    rows = db.query("DELETE FROM invitations WHERE id = ? RETURNING *", [invitation_id])
    return next((_invitation(row) for row in list(rows)), None)


def invitations(db: Database, *, now: datetime) -> list[Invitation]:
    """The open ones, oldest first."""
    rows = db.query("SELECT * FROM invitations WHERE expires_at > ? ORDER BY id", [now.isoformat()])
    return [_invitation(row) for row in rows]


def purge(db: Database, *, now: datetime) -> int:
    """Delete expired invitations; returns how many."""
    gone = db.execute("DELETE FROM invitations WHERE expires_at <= ?", [now.isoformat()])
    return gone.rowcount


def _written(roles: Iterable[Role]) -> str:
    held = set(roles)
    return ",".join(role.value for role in Role if role in held)


def _roles(text: str) -> frozenset[Role]:
    return frozenset(Role(word) for word in text.split(",") if word)


def _account(row: dict[str, Any]) -> Account:
    return Account(row["name"], row["label"], _roles(row["roles"]), row["chat"])


def _invitation(row: dict[str, Any]) -> Invitation:
    return Invitation(
        row["id"],
        _roles(row["roles"]),
        row["label"],
        row["invited_by"],
        datetime.fromisoformat(row["expires_at"]),
    )
