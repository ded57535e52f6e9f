"""What the bot could not answer: questions in clusters, and who waits to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import Any, cast

from sqlite_utils import Database

from bot.messages import Chat
from bot.store.attempts import may_try


class State(StrEnum):
    OPEN = "open"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    REPLIED = "replied"
    DISMISSED = "dismissed"


class Why(StrEnum):
    """How a question got here."""

    UNKNOWN = "unknown"
    NONE_FITS = "none_fits"
    USELESS = "useless"


JOINED = (State.OPEN, State.DRAFTED, State.DISMISSED)
"""Clusters that take in more of the same; what was answered once and isn't now is news."""
COMPARED = 3_000
"""So many of the latest questions a new one is compared with."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """`question` is the one asked first, masked; `count` are questions, `people` who asked them,
    `waiting` who wants to be told."""

    id: int
    state: State
    version: int
    opened_at: datetime
    draft_id: int | None
    entry: str
    question: str
    count: int
    people: int
    waiting: int
    told_at: datetime | None
    alarmed_at: datetime | None
    dismissed_why: str


@dataclass(frozen=True, slots=True)
class Promise:
    """Somebody to be told: of an entry, or in staff's own words."""

    id: int
    cluster_id: int
    question: str
    chat: Chat
    entry: str
    reply: str
    attempts: int


_CLUSTERS = (
    "SELECT clusters.*, count(*) AS count, count(DISTINCT asker) AS people,"
    # Beside min(), a column without an aggregate is of the row that has the minimum.
    " min(questions.id) AS first, questions.text AS question,"
    " (SELECT count(*) FROM promises WHERE promises.cluster_id = clusters.id) AS waiting"
    " FROM clusters JOIN cluster_questions ON cluster_questions.cluster_id = clusters.id"
    " JOIN questions ON questions.id = cluster_questions.question_id"
    " WHERE {condition} GROUP BY clusters.id"
)


def known(db: Database) -> list[tuple[int, str]]:
    """(cluster, plain question) that a new question may belong to, the latest first."""
    states = [state.value for state in JOINED]
    table = "cluster_questions JOIN clusters ON clusters.id = cluster_id"
    query = (
        f"SELECT cluster_id, plain FROM {table}"  # noqa: S608 - our own text
        f" WHERE state IN ({_marks(states)}) ORDER BY question_id DESC LIMIT ?"
    )
    rows = db.execute(query, [*states, COMPARED])
    return [(row[0], row[1]) for row in rows.fetchall()]


def open_new(db: Database, *, now: datetime) -> int:
    row = {"state": State.OPEN.value, "version": 1, "opened_at": now.isoformat()}
    row |= {"entry": "", "reply": ""}
    return cast(int, db.table("clusters").insert(row).last_pk)


def cluster_of(db: Database, *, question_id: int, asker: str) -> int | None:
    """Where this asker's question is; None where it isn't theirs, or not in the inbox."""
    rows = db.execute(
        "SELECT cluster_id FROM cluster_questions JOIN questions ON id = question_id"
        " WHERE question_id = ? AND asker = ?",
        [question_id, asker],
    ).fetchall()
    return rows[0][0] if rows else None


def put(db: Database, *, question_id: int, cluster_id: int, plain: str, why: Why) -> None:
    db.execute(
        "INSERT OR IGNORE INTO cluster_questions VALUES (?, ?, ?, ?)",
        [question_id, cluster_id, plain, why.value],
    )


def question(db: Database, *, question_id: int, asker: str) -> str | None:
    """The asker's own question, masked."""
    rows = db.execute(
        "SELECT text FROM questions WHERE id = ? AND asker = ?", [question_id, asker]
    ).fetchall()
    return rows[0][0] if rows else None


def get(db: Database, *, cluster_id: int) -> Cluster | None:
    rows = list(db.query(_CLUSTERS.format(condition="clusters.id = ?"), [cluster_id]))
    return _cluster(rows[0]) if rows else None


def listing(
    db: Database, *, states: Sequence[State] = (State.OPEN,), limit: int, skip: int = 0
) -> list[Cluster]:
    """Those that most people asked first."""
    wanted = [state.value for state in states]
    query = _CLUSTERS.format(condition=f"state IN ({_marks(wanted)})")
    query += " ORDER BY people DESC, count DESC, clusters.id LIMIT ? OFFSET ?"
    return [_cluster(row) for row in db.query(query, [*wanted, limit, skip])]


def count(db: Database, *, state: State = State.OPEN) -> int:
    return db.table("clusters").count_where("state = ?", [state.value])


def wordings(db: Database, *, cluster_id: int, limit: int) -> list[str]:
    """The different ways in which it was asked, masked, in their order."""
    rows = db.execute(
        "SELECT text FROM cluster_questions JOIN questions ON id = question_id"
        " WHERE cluster_id = ? GROUP BY plain ORDER BY min(question_id) LIMIT ?",
        [cluster_id, limit],
    )
    return [row[0] for row in rows.fetchall()]


def change(db: Database, cluster: Cluster, **values: object) -> bool:
    """Set these columns; False where somebody changed it since it was read."""
    values |= {"version": cluster.version + 1}
    names = ", ".join(f"{name} = ?" for name in values)
    done = db.execute(
        f"UPDATE clusters SET {names} WHERE id = ? AND version = ?",  # noqa: S608
        [*values.values(), cluster.id, cluster.version],
    )
    return done.rowcount == 1


def untold(db: Database) -> list[Cluster]:
    """Open ones that staff have not been told of."""
    query = _CLUSTERS.format(condition="state = 'open' AND told_at IS NULL")
    return [_cluster(row) for row in db.query(query + " ORDER BY clusters.id")]


def told_last(db: Database) -> datetime | None:
    row = db.execute("SELECT max(told_at) FROM clusters").fetchone()
    return datetime.fromisoformat(row[0]) if row[0] else None


def mark(db: Database, *, column: str, ids: Sequence[int], at: datetime) -> None:
    """Set `told_at` or `alarmed_at`, which is no change by staff."""
    if column not in ("told_at", "alarmed_at"):
        raise ValueError(column)
    db.execute(
        f"UPDATE clusters SET {column} = ? WHERE id IN ({_marks(ids)})",  # noqa: S608
        [at.isoformat(), *ids],
    )


def not_alarmed(db: Database, *, before: datetime, now: datetime) -> list[Cluster]:
    """Open ones from before then that no alarm was given for, or one by a clock that was ahead."""
    query = _CLUSTERS.format(
        condition="state = 'open' AND opened_at <= ? AND (alarmed_at IS NULL OR alarmed_at > ?)"
    )
    return [_cluster(row) for row in db.query(query, [before.isoformat(), now.isoformat()])]


def decided(db: Database) -> list[tuple[Cluster, str, str]]:
    """Clusters whose draft was published or discarded meanwhile, with its state and entry."""
    query = _CLUSTERS.format(
        condition="clusters.state = 'drafted' AND draft_id IN"
        " (SELECT id FROM drafts WHERE state IN ('published', 'discarded'))"
    )
    found = []
    for row in list(db.query(query)):
        (state, slug), *_ = db.execute(
            "SELECT state, slug FROM drafts WHERE id = ?", [row["draft_id"]]
        ).fetchall()
        found.append((_cluster(row), state, slug))
    return found


# -- promises ------------------------------------------------------------------------------------


def promise(
    db: Database,
    *,
    cluster_id: int,
    question: str,
    chat: Chat,
    asker: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """One a chat and cluster; said again, it only lasts longer."""
    db.execute(
        "INSERT INTO promises (cluster_id, question, channel, chat_id, asker, promised_at,"
        " expires_at, entry, reply, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, '', '', 0)"
        " ON CONFLICT (cluster_id, asker) DO UPDATE SET expires_at = excluded.expires_at",
        [
            cluster_id,
            question,
            chat.channel,
            chat.id,
            asker,
            now.isoformat(),
            expires_at.isoformat(),
        ],
    )


def fulfil(db: Database, *, cluster_id: int, entry: str = "", reply: str = "") -> int:
    """Give those who wait what they are to be told; returns how many they are."""
    return db.execute(
        "UPDATE promises SET entry = ?, reply = ? WHERE cluster_id = ? AND entry = ''"
        " AND reply = ''",
        [entry, reply, cluster_id],
    ).rowcount


def due(db: Database, *, now: datetime, limit: int = 50) -> list[Promise]:
    """Those that can be kept now."""
    rows = db.query(
        "SELECT * FROM promises WHERE (entry <> '' OR reply <> '') AND expires_at > ? ORDER BY id",
        [now.isoformat()],
    )
    ready = (row for row in rows if may_try(row["attempts"], _moment(row["tried_at"]), now))
    return [
        Promise(
            id=row["id"],
            cluster_id=row["cluster_id"],
            question=row["question"],
            chat=Chat(row["channel"], row["chat_id"]),
            entry=row["entry"],
            reply=row["reply"],
            attempts=row["attempts"],
        )
        for row in islice(ready, limit)
    ]


def last_asked(db: Database, *, cluster_id: int, asker: str) -> int | None:
    """This asker's last question of the cluster, as long as it is kept."""
    found = db.execute(
        "SELECT max(id) FROM cluster_questions JOIN questions ON id = question_id"
        " WHERE cluster_id = ? AND asker = ?",
        [cluster_id, asker],
    ).fetchone()
    return cast("int | None", found[0])


def answered(db: Database) -> int:
    """How many could be kept, now or in the hours for it."""
    return db.table("promises").count_where("entry <> '' OR reply <> ''")


def keep_all(db: Database) -> None:
    """Those that could be kept are taken to have been."""
    db.execute("DELETE FROM promises WHERE entry <> '' OR reply <> ''")


def begin(db: Database, *, promise_id: int, now: datetime) -> bool:
    """Note that it is being told; False where it is gone."""
    begun = db.execute(
        "UPDATE promises SET attempts = attempts + 1, tried_at = ? WHERE id = ?",
        [now.isoformat(), promise_id],
    )
    return begun.rowcount == 1


def put_back(db: Database, *, promise_id: int, soon: bool) -> None:
    """It certainly was not told, which counts as no attempt; try again at once, or in a while."""
    db.execute(
        "UPDATE promises SET attempts = attempts - 1, tried_at = iif(?, NULL, tried_at)"
        " WHERE id = ?",
        [soon, promise_id],
    )


def keep(db: Database, *, promise_id: int) -> None:
    """It was told, or never can be: nothing more is known of the chat."""
    db.execute("DELETE FROM promises WHERE id = ?", [promise_id])


def purge(db: Database, *, now: datetime) -> int:
    """Delete what has expired; returns how many."""
    return db.execute("DELETE FROM promises WHERE expires_at <= ?", [now.isoformat()]).rowcount


def forget(db: Database, *, asker: str) -> int:
    """Delete what this chat waits for; returns how many. Its questions go as questions do."""
    return db.execute("DELETE FROM promises WHERE asker = ?", [asker]).rowcount


# -- digests -------------------------------------------------------------------------------------


def has_digest(db: Database, *, name: str, day: str) -> bool:
    """Whether this one was sent."""
    return db.table("digests").count_where("name = ? AND day = ?", [name, day]) == 1


def sent_digest(db: Database, *, name: str, day: str) -> None:
    db.execute("INSERT OR IGNORE INTO digests VALUES (?, ?)", [name, day])


def drop_digests_ahead(db: Database, *, today: date) -> int:
    """Those of days and weeks to come were sent by a clock that was ahead, and will be due; returns
    how many."""
    return db.execute(
        "DELETE FROM digests WHERE (day GLOB '????-??-??' AND day > ?)"
        " OR (day GLOB '????-W??' AND day > ?)",
        [today.isoformat(), f"{today:%G-W%V}"],
    ).rowcount


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _cluster(row: dict[str, Any]) -> Cluster:
    return Cluster(
        id=row["id"],
        state=State(row["state"]),
        version=row["version"],
        opened_at=datetime.fromisoformat(row["opened_at"]),
        draft_id=row["draft_id"],
        entry=row["entry"],
        question=row["question"],
        count=row["count"],
        people=row["people"],
        waiting=row["waiting"],
        told_at=_moment(row["told_at"]),
        alarmed_at=_moment(row["alarmed_at"]),
        dismissed_why=row["dismissed_why"],
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
