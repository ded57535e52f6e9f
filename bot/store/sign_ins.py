"""What staff sign in with in the browser: password, secret of the codes, recovery codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class SignIn:
    """`password` is its hash; `step` the time step of the code that was used last."""

    account: str
    login: str
    password: str
    secret: str
    step: int


def by_login(db: Database, *, login: str) -> SignIn | None:
    return _one(db, "login = ?", login)


def of(db: Database, *, account: str) -> SignIn | None:
    return _one(db, "account = ?", account)


def _one(db: Database, where: str, value: str) -> SignIn | None:
    rows = db.query(
        f"SELECT account, login, password, secret, step FROM sign_ins WHERE {where}",  # noqa: S608
        [value],
    )
    return next((SignIn(**row) for row in rows), None)


def save(db: Database, *, sign_in: SignIn, code_hashes: Iterable[str], now: datetime) -> None:
    """In the place of what was there, with these recovery codes."""
    forget(db, account=sign_in.account)
    db.execute(
        "INSERT INTO sign_ins (account, login, password, secret, step, changed_at)"
        " VALUES (:account, :login, :password, :secret, :step, :now)",
        {
            "account": sign_in.account,
            "login": sign_in.login,
            "password": sign_in.password,
            "secret": sign_in.secret,
            "step": sign_in.step,
            "now": now.isoformat(),
        },
    )
    db.table("recovery_codes").insert_all(
        {"account": sign_in.account, "code_hash": code_hash} for code_hash in code_hashes
    )


def take_step(db: Database, *, account: str, step: int) -> bool:
    """Use a code; False where it, or a later one, was used already."""
    taken = db.execute(
        "UPDATE sign_ins SET step = :step WHERE account = :account AND step < :step",
        {"account": account, "step": step},
    )
    return taken.rowcount == 1


def take_recovery_code(db: Database, *, account: str, code_hash: str) -> bool:
    """Use one up; False where there is none like it."""
    taken = db.execute(
        "DELETE FROM recovery_codes WHERE account = ? AND code_hash = ?", [account, code_hash]
    )
    return taken.rowcount == 1


def recovery_codes_left(db: Database, *, account: str) -> int:
    return db.table("recovery_codes").count_where("account = ?", [account])


def forget(db: Database, *, account: str) -> None:
    db.execute("DELETE FROM sign_ins WHERE account = ?", [account])
    db.execute("DELETE FROM recovery_codes WHERE account = ?", [account])
