"""People who can be reached only for a time after they were here: when, how often yet, what waits
for them, and which notices they have allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply that waits; `reply` is what its channel wrote down."""

    id: int
    about: str
    reply: str


def touch(db: Database, *, asker: str, now: datetime) -> None:
    """They are here, and follow us."""
    db.execute(
        "INSERT INTO contacts (asker, seen_at, until, messages, brief_until, brief_messages)"
        " VALUES (:asker, :now, '', 0, '', 0)"
        " ON CONFLICT (asker) DO UPDATE SET seen_at = excluded.seen_at, gone_at = NULL",
        {"asker": asker, "now": now.isoformat()},
    )


def open_window(db: Database, *, asker: str, until: datetime, messages: int, brief: bool) -> None:
    """So many messages may be sent until then."""
    columns = "brief_until = :until, brief_messages" if brief else "until = :until, messages"
    db.execute(
        f"UPDATE contacts SET {columns} = :messages WHERE asker = :asker",  # noqa: S608 - ours
        {"asker": asker, "until": until.isoformat(), "messages": messages},
    )


def take(db: Database, *, asker: str, most: int, now: datetime) -> int:
    """How many messages may be sent now, `most` at most; they count as sent. The window that ends
    sooner is used up first."""
    taken = 0
    for until, messages in (("brief_until", "brief_messages"), ("until", "messages")):
        left = db.execute(
            f"SELECT {messages} FROM contacts WHERE asker = :asker"  # noqa: S608 - our own names
            f" AND {until} > :now AND gone_at IS NULL",
            {"asker": asker, "now": now.isoformat()},
        ).fetchone()
        count = min(most - taken, left[0] if left else 0)
        if count > 0:
            db.execute(
                f"UPDATE contacts SET {messages} = {messages} - :count"  # noqa: S608 - our own
                " WHERE asker = :asker",
                {"asker": asker, "count": count},
            )
            taken += count
    return taken


def give_back(db: Database, *, asker: str, count: int, now: datetime) -> None:
    """So many weren't sent: they count no more, in the window that lasts longer."""
    for until, messages in (("until", "messages"), ("brief_until", "brief_messages")):
        back = db.execute(
            f"UPDATE contacts SET {messages} = {messages} + :count"  # noqa: S608 - our own names
            f" WHERE asker = :asker AND {until} > :now AND gone_at IS NULL",
            {"asker": asker, "count": count, "now": now.isoformat()},
        )
        if back.rowcount:
            return


def close(db: Database, *, asker: str) -> None:
    """The other side says that nothing more may be sent."""
    db.execute(
        "UPDATE contacts SET until = '', messages = 0, brief_until = '', brief_messages = 0"
        " WHERE asker = :asker",
        {"asker": asker},
    )


def lose(db: Database, *, asker: str, now: datetime) -> None:
    """They don't follow us any more: nothing is sent, and what waited is of no more use."""
    db.execute(
        "INSERT INTO contacts (asker, seen_at, until, messages, brief_until, brief_messages,"
        " gone_at) VALUES (:asker, :now, '', 0, '', 0, :now)"
        " ON CONFLICT (asker) DO UPDATE SET until = '', messages = 0, brief_until = '',"
        " brief_messages = 0, gone_at = excluded.gone_at",
        {"asker": asker, "now": now.isoformat()},
    )
    for table in ("kept_replies", "cut_replies", "grants", "put_off"):
        db.execute(f"DELETE FROM {table} WHERE asker = :asker", {"asker": asker})  # noqa: S608


def is_gone(db: Database, *, asker: str) -> bool:
    return db.table("contacts").count_where("asker = ? AND gone_at IS NOT NULL", [asker]) == 1


def keep(
    db: Database, *, asker: str, about: str, reply: str, now: datetime, expires_at: datetime
) -> None:
    """The reply waits until they are here again."""
    db.execute(
        "INSERT INTO kept_replies (asker, about, reply, kept_at, expires_at)"
        " VALUES (:asker, :about, :reply, :now, :expires)",
        {
            "asker": asker,
            "about": about,
            "reply": reply,
            "now": now.isoformat(),
            "expires": expires_at.isoformat(),
        },
    )


def waiting(db: Database, *, asker: str, now: datetime, held_until: datetime) -> list[Kept]:
    """What waits for them, oldest first, but for what is on its way to them."""
    rows = db.query(
        "SELECT id, about, reply FROM kept_replies WHERE asker = :asker AND expires_at > :now"
        " AND (held_until <= :now OR held_until > :until) ORDER BY id",
        {"asker": asker, "now": now.isoformat(), "until": held_until.isoformat()},
    )
    return [Kept(**row) for row in rows]


def hold(
    db: Database, *, kept_id: int, now: datetime, held_until: datetime, longest: datetime
) -> bool:
    """It is on its way to them until then, or until it is `given`. False where it is already, or
    was given. Nothing is held until after `longest`: a clock that was set back would do so."""
    return (
        db.execute(
            "UPDATE kept_replies SET held_until = :until WHERE id = :id"
            " AND (held_until <= :now OR held_until > :longest)",
            {
                "id": kept_id,
                "now": now.isoformat(),
                "until": held_until.isoformat(),
                "longest": longest.isoformat(),
            },
        ).rowcount
        == 1
    )


def release(db: Database, *, kept_id: int) -> None:
    """It didn't reach them: it waits again."""
    db.execute("UPDATE kept_replies SET held_until = '' WHERE id = :id", {"id": kept_id})


def given(db: Database, *, kept_id: int) -> bool:
    """It is theirs now; False where somebody else gave it."""
    return db.execute("DELETE FROM kept_replies WHERE id = :id", {"id": kept_id}).rowcount == 1


def keep_rest(db: Database, *, asker: str, reply: str, expires_at: datetime) -> None:
    """What the last reply left out, for when they ask for more."""
    db.execute(
        "INSERT INTO cut_replies (asker, reply, expires_at) VALUES (:asker, :reply, :expires)"
        " ON CONFLICT (asker) DO UPDATE SET reply = excluded.reply,"
        " expires_at = excluded.expires_at",
        {"asker": asker, "reply": reply, "expires": expires_at.isoformat()},
    )


def drop_rest(db: Database, *, asker: str) -> None:
    db.execute("DELETE FROM cut_replies WHERE asker = :asker", {"asker": asker})


def rest(db: Database, *, asker: str, now: datetime) -> str:
    """What the last reply left out; "" where it was shown whole."""
    row = db.execute(
        "SELECT reply FROM cut_replies WHERE asker = :asker AND expires_at > :now",
        {"asker": asker, "now": now.isoformat()},
    ).fetchone()
    return str(row[0]) if row else ""


def grant(db: Database, *, asker: str, template: str, now: datetime) -> None:
    """One more notice is allowed."""
    db.execute(
        "INSERT INTO grants (asker, template, count, changed_at)"
        " VALUES (:asker, :template, 1, :now)"
        " ON CONFLICT (asker, template) DO UPDATE SET count = count + 1,"
        " changed_at = excluded.changed_at",
        {"asker": asker, "template": template, "now": now.isoformat()},
    )


def refuse(db: Database, *, asker: str, template: str, now: datetime) -> None:
    """No notice is allowed any more."""
    db.execute(
        "UPDATE grants SET count = 0, changed_at = :now"
        " WHERE asker = :asker AND template = :template",
        {"asker": asker, "template": template, "now": now.isoformat()},
    )


def spend(db: Database, *, asker: str, template: str, now: datetime) -> bool:
    """Use one of those allowed; False where there is none."""
    spent = db.execute(
        "UPDATE grants SET count = count - 1, changed_at = :now"
        " WHERE asker = :asker AND template = :template AND count > 0",
        {"asker": asker, "template": template, "now": now.isoformat()},
    )
    return spent.rowcount == 1


def granted(db: Database) -> dict[str, int]:
    """By template: how many people allow one notice or more. Numbers only."""
    rows = db.execute("SELECT template, count(*) FROM grants WHERE count > 0 GROUP BY template")
    return dict(rows.fetchall())


def counts(db: Database, *, now: datetime) -> dict[str, int]:
    """People who follow and were here, who can be reached now, and replies that wait."""
    reached = "gone_at IS NULL AND ((until > :now AND messages > 0)"
    queries = {
        "following": "SELECT count(*) FROM contacts WHERE gone_at IS NULL",
        "reachable": f"SELECT count(*) FROM contacts WHERE {reached}"  # noqa: S608 - ours
        " OR (brief_until > :now AND brief_messages > 0))",
        "waiting": "SELECT count(*) FROM kept_replies WHERE expires_at > :now",
    }
    given = {"now": now.isoformat()}
    return {name: db.execute(sql, given).fetchone()[0] for name, sql in queries.items()}


def purge(db: Database, *, now: datetime, before: datetime) -> None:
    """Delete what has waited in vain, and whoever wasn't here since then."""
    for table in ("kept_replies", "cut_replies", "put_off"):
        db.execute(
            f"DELETE FROM {table} WHERE expires_at <= :now",  # noqa: S608 - our own names
            {"now": now.isoformat()},
        )
    db.execute("DELETE FROM contacts WHERE seen_at < :before", {"before": before.isoformat()})


def forget(db: Database, *, asker: str) -> None:
    """Everything but that they don't follow, which a message of theirs ends."""
    for table in ("kept_replies", "cut_replies", "grants", "put_off", "contacts"):
        db.execute(f"DELETE FROM {table} WHERE asker = :asker", {"asker": asker})  # noqa: S608
