"""Letters (留言) from citizens to staff: kept until they expire or the citizen says /forget."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from bot.messages import Chat

_DIGITS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0/O and 1/I/L: a receipt is read out on the telephone."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`receipt` is the number told to people; `token` opens the private page."""

    receipt: str
    token: str
    written_at: datetime
    question: str
    text: str
    reply: str | None


def write(
    db: Database,
    *,
    chat: Chat,
    asker: str,
    question: str,
    text: str,
    written_at: datetime,
    kept: timedelta,
) -> Letter:
    """Store a letter under a new receipt number, `YYMMDD-XXXXXX`: the date of `written_at` in the
    zone it is given in."""
    suffix = "".join(secrets.choice(_DIGITS) for _ in range(6))
    letter = Letter(
        receipt=f"{written_at:%y%m%d}-{suffix}",
        token=secrets.token_urlsafe(24),
        written_at=written_at,
        question=question,
        text=text,
        reply=None,
    )
    db.table("letters").insert(
        {
            "receipt": letter.receipt,
            "token": letter.token,
            "written_at": written_at.astimezone(UTC).isoformat(),
            "expires_at": (written_at + kept).astimezone(UTC).isoformat(),
            "channel": chat.channel,
            "chat_id": chat.id,
            "asker": asker,
            "question": question,
            "text": text,
        }
    )
    return letter


def by_token(db: Database, *, token: str, now: datetime) -> Letter | None:
    """The letter behind a private page; None where there is none or it has expired."""
    rows = list(
        db.query(
            "SELECT * FROM letters WHERE token = ? AND expires_at > ?", [token, now.isoformat()]
        )
    )
    if not rows:
        return None
    row = rows[0]
    return Letter(
        receipt=row["receipt"],
        token=row["token"],
        written_at=datetime.fromisoformat(row["written_at"]),
        question=row["question"],
        text=row["text"],
        reply=row["reply"],
    )


def purge(db: Database, *, now: datetime) -> int:
    """Delete what has expired; returns how many."""
    return db.execute("DELETE FROM letters WHERE expires_at <= ?", [now.isoformat()]).rowcount


def forget(db: Database, *, asker: str) -> int:
    """Delete this chat's letters; returns how many."""
    return db.execute("DELETE FROM letters WHERE asker = ?", [asker]).rowcount
