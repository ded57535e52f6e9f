"""Forms of the console: what was sent too late is kept, what was sent twice is done once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class KeptForm:
    """`body` as the browser sent it, application/x-www-form-urlencoded."""

    path: str
    body: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of a form that was sent: where it led or, where a page answered it, that page as far as it
    may be shown again, to the account that saw it."""

    account: str
    leads_to: str
    shown: str


def keep(db: Database, *, account: str, form: KeptForm, now: datetime) -> None:
    """The last one of an account; the one before it goes."""
    db.execute(
        "INSERT INTO kept_forms (account, path, body, kept_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (account) DO UPDATE SET path = excluded.path, body = excluded.body,"
        " kept_at = excluded.kept_at",
        [account, form.path, form.body, now.isoformat()],
    )


def kept(db: Database, *, account: str, since: datetime) -> KeptForm | None:
    rows = db.query(
        "SELECT path, body FROM kept_forms WHERE account = ? AND kept_at > ?",
        [account, since.isoformat()],
    )
    return next((KeptForm(**row) for row in rows), None)


def drop(db: Database, *, account: str) -> None:
    db.execute("DELETE FROM kept_forms WHERE account = ?", [account])


def type_(db: Database, *, account: str, form: KeptForm, now: datetime) -> None:
    """What is being typed on a page, in the place of what was there before."""
    db.execute(
        "INSERT INTO typed_forms (account, path, body, typed_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (account, path) DO UPDATE SET body = excluded.body,"
        " typed_at = excluded.typed_at",
        [account, form.path, form.body, now.isoformat()],
    )


def typed(db: Database, *, account: str, path: str) -> tuple[str, datetime] | None:
    """What was typed there and never sent, and when."""
    rows = db.query(
        "SELECT body, typed_at FROM typed_forms WHERE account = ? AND path = ?", [account, path]
    )
    return next(((row["body"], datetime.fromisoformat(row["typed_at"])) for row in rows), None)


def untype(db: Database, *, account: str, path: str) -> None:
    """It was sent, or isn't wanted."""
    db.execute("DELETE FROM typed_forms WHERE account = ? AND path = ?", [account, path])


def claim(db: Database, *, token_hash: str, now: datetime) -> bool:
    """False where a form with this token was sent before."""
    claimed = db.execute(
        "INSERT INTO sent_forms (token_hash, sent_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [token_hash, now.isoformat()],
    )
    return claimed.rowcount == 1


def release(db: Database, *, token_hash: str) -> None:
    """It was refused: the corrected form may be sent."""
    db.execute("DELETE FROM sent_forms WHERE token_hash = ?", [token_hash])


def done(db: Database, *, token_hash: str, outcome: Outcome) -> None:
    db.execute(
        "UPDATE sent_forms SET is_done = 1, account = ?, leads_to = ?, shown = ?"
        " WHERE token_hash = ?",
        [outcome.account, outcome.leads_to, outcome.shown, token_hash],
    )


def outcome(db: Database, *, token_hash: str) -> Outcome | None:
    """Of the form that was sent first; None while it is at work, or came to no end."""
    rows = db.query(
        "SELECT account, leads_to, shown FROM sent_forms WHERE token_hash = ? AND is_done",
        [token_hash],
    )
    return next((Outcome(**row) for row in rows), None)


def purge(
    db: Database, *, kept_before: datetime, typed_before: datetime, sent_before: datetime
) -> None:
    db.execute("DELETE FROM kept_forms WHERE kept_at < ?", [kept_before.isoformat()])
    db.execute("DELETE FROM typed_forms WHERE typed_at < ?", [typed_before.isoformat()])
    db.execute("DELETE FROM sent_forms WHERE sent_at < ?", [sent_before.isoformat()])
