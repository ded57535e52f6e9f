"""Pushes of WeChat: claimed by one replica before work on them begins, and answered once.

WeChat asks three times, five seconds apart, until it gets an answer: each try finds the row of the
first. Whoever claimed it and died leaves it to the next try, or to the next start.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Claim:
    """`tries` is how often WeChat has asked; `reply` the reply as it was written down, "" while
    there is none; `is_active`: WeChat waits no more, and we send it."""

    key: str
    tries: int
    is_ours: bool
    content: str
    reply: str
    is_answered: bool
    is_active: bool


def begin(
    db: Database, *, key: str, content: str, holder: str, now: datetime, held_until: datetime
) -> Claim:
    """One try more; ours is what nobody works on."""
    db.execute(
        "INSERT INTO wechat_pushes (key, seen_at, tries, holder, held_until, content)"
        " VALUES (:key, :now, 1, :holder, :until, :content)"
        " ON CONFLICT (key) DO UPDATE SET tries = tries + 1",
        {
            "key": key,
            "now": now.isoformat(),
            "holder": holder,
            "until": held_until.isoformat(),
            "content": content,
        },
    )
    return take_over(db, key=key, holder=holder, now=now, held_until=held_until)


def take_up(
    db: Database, *, key: str, content: str, holder: str, now: datetime, held_until: datetime
) -> None:
    """One that WeChat has an answer to already, and we owe another: ours, to be sent."""
    db.execute(
        "INSERT OR IGNORE INTO wechat_pushes (key, seen_at, tries, holder, held_until, content,"
        " is_active) VALUES (:key, :now, 1, :holder, :until, :content, 1)",
        {
            "key": key,
            "now": now.isoformat(),
            "holder": holder,
            "until": held_until.isoformat(),
            "content": content,
        },
    )


def is_known(db: Database, *, key: str) -> bool:
    return db.table("wechat_pushes").count_where("key = ?", [key]) == 1


def take_over(db: Database, *, key: str, holder: str, now: datetime, held_until: datetime) -> Claim:
    """How far it is; ours now where whoever worked on it is gone. `held_until` may not lie further
    ahead of now than a claim lasts: else a clock that was set back would keep it for ever."""
    db.execute(
        "UPDATE wechat_pushes SET holder = :holder, held_until = :until WHERE key = :key"
        " AND answered_at IS NULL AND (held_until <= :now OR held_until > :until)",
        {
            "key": key,
            "holder": holder,
            "now": now.isoformat(),
            "until": held_until.isoformat(),
        },
    )
    row = next(db.query("SELECT * FROM wechat_pushes WHERE key = :key", {"key": key}), None)
    if row is None:  # it couldn't be written down: nothing is promised, nobody else has it
        return Claim(key, 0, False, "", "", is_answered=False, is_active=False)
    return Claim(
        key=key,
        tries=row["tries"],
        is_ours=row["holder"] == holder,
        content=row["content"],
        reply=row["reply"],
        is_answered=row["answered_at"] is not None,
        is_active=bool(row["is_active"]),
    )


def prolong(db: Database, *, key: str, holder: str, held_until: datetime) -> None:
    db.execute(
        "UPDATE wechat_pushes SET held_until = :until WHERE key = :key AND holder = :holder",
        {"key": key, "holder": holder, "until": held_until.isoformat()},
    )


def keep_reply(db: Database, *, key: str, reply: str, now: datetime) -> bool:
    """All that it asked for is done, and this is to be said. False where another replica was
    faster."""
    kept = db.execute(
        "UPDATE wechat_pushes SET reply = :reply, answered_at = :now"
        " WHERE key = :key AND answered_at IS NULL",
        {"key": key, "reply": reply, "now": now.isoformat()},
    )
    return kept.rowcount == 1


def make_active(db: Database, *, key: str) -> bool:
    """WeChat shall wait no more: from now on it is ours to send. False where it already was, or
    the reply was given in time."""
    made = db.execute(
        "UPDATE wechat_pushes SET is_active = 1 WHERE key = :key AND is_active = 0"
        " AND given_at IS NULL",
        {"key": key},
    )
    return made.rowcount == 1


def must_send(db: Database, *, key: str, holder: str, now: datetime, held_until: datetime) -> bool:
    """Whether it wasn't given in time and nobody else sends it: it is ours to send then, and no try
    gets it any more."""
    must = db.execute(
        "UPDATE wechat_pushes SET is_active = 1, holder = :holder, held_until = :until"
        " WHERE key = :key AND given_at IS NULL"
        " AND (holder = :holder OR held_until <= :now OR held_until > :until)",
        {
            "key": key,
            "holder": holder,
            "now": now.isoformat(),
            "until": held_until.isoformat(),
        },
    )
    return must.rowcount == 1


def given(db: Database, *, key: str, now: datetime) -> None:
    """The reply is on its way to the person: their words go, and it stays while WeChat may ask for
    it again."""
    db.execute(
        "UPDATE wechat_pushes SET given_at = :now, content = ''"
        " WHERE key = :key AND given_at IS NULL",
        {"key": key, "now": now.isoformat()},
    )


def left(db: Database, *, holder: str, now: datetime, before: datetime) -> list[str]:
    """Keys of what was taken before then, was given to nobody and is nobody's work, oldest
    first."""
    rows = db.execute(
        "SELECT key FROM wechat_pushes WHERE given_at IS NULL AND seen_at < :before"
        " AND held_until <= :now AND holder != :holder ORDER BY seen_at LIMIT 200",
        {"holder": holder, "now": now.isoformat(), "before": before.isoformat()},
    )
    return [row[0] for row in rows]


def purge(db: Database, *, asked_until: datetime, before: datetime) -> None:
    """Delete the words that WeChat asks for no more, and marks older than that."""
    db.execute(
        "UPDATE wechat_pushes SET reply = '', content = '' WHERE given_at < :until"
        " AND (reply != '' OR content != '')",
        {"until": asked_until.isoformat()},
    )
    db.execute("DELETE FROM wechat_pushes WHERE seen_at < :before", {"before": before.isoformat()})
