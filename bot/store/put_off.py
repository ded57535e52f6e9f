"""What was said when there was no time for it: kept until there is, or until it is no use."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

MOST = 2_000
"""Messages of everybody; and of one person:"""
MOST_OF_ONE = 3


def keep(
    db: Database,
    *,
    asker: str,
    about: str,
    key: str,
    content: str,
    now: datetime,
    expires_at: datetime,
) -> bool:
    """False where there is no room for it. The same words once more (`about` is their hash) keep
    their place."""
    theirs = [row[0] for row in db.execute("SELECT about FROM put_off WHERE asker = ?", [asker])]
    if about in theirs:
        return True
    if len(theirs) >= MOST_OF_ONE or db.table("put_off").count >= MOST:
        return False
    db.execute(
        "INSERT INTO put_off (asker, about, key, content, at, expires_at)"
        " VALUES (:asker, :about, :key, :content, :now, :expires)",
        {
            "asker": asker,
            "about": about,
            "key": key,
            "content": content,
            "now": now.isoformat(),
            "expires": expires_at.isoformat(),
        },
    )
    return True


def asked_again(db: Database, *, asker: str, about: str) -> int:
    """They say this now: it needn't be kept. Returns how much else of theirs is."""
    db.execute("DELETE FROM put_off WHERE asker = ? AND about = ?", [asker, about])
    return db.table("put_off").count_where("asker = ?", [asker])


def take(db: Database, *, asker: str, now: datetime) -> tuple[str, str] | None:
    """The key and content of what was said first, of this person or, by "", of anybody; it isn't
    kept here any more. None where there is nothing."""
    row = db.execute(
        "SELECT id, key, content FROM put_off WHERE expires_at > :now"
        " AND (:asker = '' OR asker = :asker) ORDER BY id LIMIT 1",
        {"asker": asker, "now": now.isoformat()},
    ).fetchone()
    if row is None:
        return None
    number, key, content = row
    db.execute("DELETE FROM put_off WHERE id = ?", [number])
    return key, content
