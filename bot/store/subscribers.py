"""Subscribers: who asked for notices, which ones, and whether they can be reached."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from bot.messages import Chat

DEFAULT_CAP = 4
"""Notices a month where the subscriber chose no other number."""


class Kind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class Standing(StrEnum):
    """Only an active subscriber is sent anything."""

    ACTIVE = "active"
    PAUSED = "paused"  # unsubscribed
    BLOCKED = "blocked"  # blocked the bot, or put it out of the group
    GONE = "gone"  # the chat is no more


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Empty `audiences` and `topics` mean all; `quiet` is local time, 22:00-07:00. A room that
    `has_quiz` is asked a question a day."""

    id: int
    chat: Chat
    kind: Kind
    state: Standing
    consented_at: datetime
    audiences: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    quiet: str = ""
    monthly_cap: int = DEFAULT_CAP
    place: str = ""
    has_quiz: bool = False


def subscribe(
    db: Database, *, chat: Chat, asker: str, kind: Kind, place: str, now: datetime
) -> Subscriber:
    """Keep the consent and its date; one who comes back finds their choices as they left them."""
    db.execute(
        "INSERT INTO subscribers (channel, chat_id, asker, kind, state, state_at, audiences,"
        " topics, quiet, monthly_cap, consented_at, place)"
        " VALUES (?, ?, ?, ?, 'active', ?, '[]', '[]', '', ?, ?, ?)"
        " ON CONFLICT (channel, chat_id) DO UPDATE SET state = 'active',"
        " state_at = excluded.state_at, consented_at = excluded.consented_at"
        " WHERE state != 'active'",
        [
            chat.channel,
            chat.id,
            asker,
            kind.value,
            now.isoformat(),
            DEFAULT_CAP,
            now.isoformat(),
            place,
        ],
    )
    found = find(db, chat=chat)
    assert found  # noqa: S101 - it was written above
    return found


def find(db: Database, *, chat: Chat) -> Subscriber | None:
    """Whoever is or was subscribed under this chat."""
    rows = db.query(
        "SELECT * FROM subscribers WHERE channel = ? AND chat_id = ?", [chat.channel, chat.id]
    )
    return next((_subscriber(row) for row in rows), None)


def set_standing(db: Database, *, chat: Chat, state: Standing, now: datetime) -> bool:
    """Change whether they are reached; False where nothing changed, or nobody is there."""
    changed = db.execute(
        "UPDATE subscribers SET state = ?, state_at = ?"
        " WHERE channel = ? AND chat_id = ? AND state != ?",
        [state.value, now.isoformat(), chat.channel, chat.id, state.value],
    )
    return changed.rowcount == 1


_IN_CHAT = " channel = ? AND (chat_id = ? OR chat_id LIKE ? || '#%')"
"""A chat, and the topics in it, which are subscribed by themselves as CHAT#TOPIC."""


def lose(db: Database, *, chat: Chat, state: Standing, now: datetime) -> bool:
    """An active subscriber can't be reached (blocked or gone); one who left stays so."""
    changed = db.execute(
        f"UPDATE subscribers SET state = ?, state_at = ? WHERE {_IN_CHAT} AND state = 'active'",  # noqa: S608
        [state.value, now.isoformat(), chat.channel, chat.id, chat.id],
    )
    return changed.rowcount > 0


def come_back(db: Database, *, chat: Chat, now: datetime) -> bool:
    """One who blocked the bot can be reached again; one who unsubscribed stays so."""
    changed = db.execute(
        f"UPDATE subscribers SET state = 'active', state_at = ? WHERE {_IN_CHAT}"  # noqa: S608
        " AND state IN ('blocked', 'gone')",
        [now.isoformat(), chat.channel, chat.id, chat.id],
    )
    return changed.rowcount > 0


def move(db: Database, *, old: Chat, new: Chat, asker: str) -> bool:
    """A group has a new id and keeps its subscription; False where it had none.

    The group may have subscribed under its new id already: then the old one's ends.
    """
    moved = db.execute(
        "UPDATE OR IGNORE subscribers SET chat_id = ?, asker = ? WHERE channel = ? AND chat_id = ?",
        [new.id, asker, old.channel, old.id],
    ).rowcount
    if not moved:
        db.execute(
            "DELETE FROM subscribers WHERE channel = ? AND chat_id = ?", [old.channel, old.id]
        )
    return moved == 1


def set_wishes(db: Database, *, subscriber: Subscriber) -> None:
    """Keep what they want to get now."""
    db.execute(
        "UPDATE subscribers SET audiences = ?, topics = ?, quiet = ?, monthly_cap = ?,"
        " has_quiz = ? WHERE id = ?",
        [
            _list(subscriber.audiences),
            _list(subscriber.topics),
            subscriber.quiet,
            subscriber.monthly_cap,
            subscriber.has_quiz,
            subscriber.id,
        ],
    )


def to_be_asked(db: Database, *, day: date) -> list[Subscriber]:
    """The rooms that have not had that day's question."""
    rows = db.query(
        "SELECT * FROM subscribers WHERE has_quiz AND state = 'active' AND quizzed_on < ?"
        " ORDER BY id",
        [day.isoformat()],
    )
    return [_subscriber(row) for row in rows]


def claim_question(db: Database, *, subscriber: int, day: date) -> bool:
    """The room is asked now; False where it has been, or doesn't want it any more."""
    claimed = db.execute(
        "UPDATE subscribers SET quizzed_on = :day"
        " WHERE id = :id AND has_quiz AND state = 'active' AND quizzed_on < :day",
        {"day": day.isoformat(), "id": subscriber},
    )
    return claimed.rowcount == 1


def release_question(db: Database, *, subscriber: int) -> None:
    """The room was not asked after all."""
    db.execute("UPDATE subscribers SET quizzed_on = '' WHERE id = ?", [subscriber])


def add_imported(
    db: Database,
    *,
    chat: Chat,
    asker: str,
    kind: Kind,
    audiences: Sequence[str],
    topics: Sequence[str],
    consented_at: datetime,
    now: datetime,
) -> bool:
    """One from another system; False where the chat is known here: what it chose here holds."""
    added = db.execute(
        "INSERT INTO subscribers (channel, chat_id, asker, kind, state, state_at, audiences,"
        " topics, quiet, monthly_cap, consented_at, place)"
        " VALUES (?, ?, ?, ?, 'active', ?, ?, ?, '', ?, ?, 'import')"
        " ON CONFLICT (channel, chat_id) DO NOTHING",
        [
            chat.channel,
            chat.id,
            asker,
            kind.value,
            now.isoformat(),
            _list(audiences),
            _list(topics),
            DEFAULT_CAP,
            consented_at.isoformat(),
        ],
    )
    return added.rowcount == 1


def everyone(db: Database) -> Iterator[Subscriber]:
    """All of them, oldest first, a row at a time."""
    for row in db.query("SELECT * FROM subscribers ORDER BY id"):
        yield _subscriber(row)


def segment(audiences: Sequence[str], topics: Sequence[str]) -> tuple[str, list[str]]:
    """The condition on `subscribers`, with its parameters, for who gets such a campaign."""
    wanted: list[str] = ["state = 'active'"]
    parameters: list[str] = []
    for column, items in (("audiences", audiences), ("topics", topics)):
        if items:
            marks = ", ".join("?" * len(items))
            wanted.append(
                f"({column} = '[]' OR EXISTS (SELECT 1 FROM json_each({column})"  # noqa: S608
                f" WHERE value IN ({marks})))"
            )
            parameters += items
    return " AND ".join(wanted), parameters


def count_kinds(db: Database, *, audiences: Sequence[str], topics: Sequence[str]) -> dict[str, int]:
    """How many a segment reaches, by kind: private, group, channel."""
    condition, parameters = segment(audiences, topics)
    sql = f"SELECT kind, count(*) FROM subscribers WHERE {condition} GROUP BY 1"  # noqa: S608 - ours
    return dict(db.execute(sql, parameters).fetchall())


def counts(db: Database) -> dict[str, dict[str, int]]:
    """How many by state, and of the active by channel, kind, audience, topic and place."""
    grouped = {
        "state": "SELECT state, count(*) FROM subscribers GROUP BY 1",
        "channel": "SELECT channel, count(*) FROM subscribers WHERE state = 'active' GROUP BY 1",
        "kind": "SELECT kind, count(*) FROM subscribers WHERE state = 'active' GROUP BY 1",
        "place": "SELECT place, count(*) FROM subscribers WHERE state = 'active' GROUP BY 1",
        "audience": _COUNT_ITEMS.format("audiences"),
        "topic": _COUNT_ITEMS.format("topics"),
    }
    return {name: dict(db.execute(sql).fetchall()) for name, sql in grouped.items()}


_COUNT_ITEMS = (
    "SELECT coalesce(value, ''), count(*) FROM subscribers"
    " LEFT JOIN json_each(subscribers.{}) WHERE state = 'active' GROUP BY 1"
)


def purge(db: Database, *, before: datetime) -> int:
    """Delete those that ended before then; returns how many."""
    return db.execute(
        "DELETE FROM subscribers WHERE state != 'active' AND state_at < ?", [before.isoformat()]
    ).rowcount


def forget(db: Database, *, asker: str) -> int:
    """Delete this chat's subscription; returns how many there were."""
    return db.execute("DELETE FROM subscribers WHERE asker = ?", [asker]).rowcount


def _list(items: Sequence[str]) -> str:
    return json.dumps(list(items), ensure_ascii=False)


def _subscriber(row: dict[str, Any]) -> Subscriber:
    return Subscriber(
        id=row["id"],
        chat=Chat(row["channel"], row["chat_id"]),
        kind=Kind(row["kind"]),
        state=Standing(row["state"]),
        consented_at=datetime.fromisoformat(row["consented_at"]),
        audiences=tuple(json.loads(row["audiences"] or "[]")),
        topics=tuple(json.loads(row["topics"] or "[]")),
        quiet=row["quiet"] or "",
        monthly_cap=row["monthly_cap"] or DEFAULT_CAP,
        place=row["place"] or "",
        has_quiz=bool(row["has_quiz"]),
    )
