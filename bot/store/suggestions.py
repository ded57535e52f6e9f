"""What training lacks, as far as rows tell it; and which suggestions people have settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.store.questions import WRONG


@dataclass(frozen=True, slots=True)
class Tried:
    """How an item went when people met it first in practice: by its revision."""

    item: str
    revision: str
    people: int
    missed: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that staff had to answer, or whose answer was marked wrong: `words` are masked,
    `people` who asked it; `entry` what answered it, "" where nothing did."""

    key: str
    words: str
    people: int
    entry: str
    is_wrong: bool
    at: datetime


def first_tries(db: Database, *, since: datetime) -> list[Tried]:
    """Everybody's first answer to each item in this time: later ones have met it before."""
    rows = db.query(
        "SELECT item, revision, count(*) AS people, sum(rating = 1) AS missed FROM"
        # Beside min(), a column without an aggregate is of the row that has the minimum.
        " (SELECT item, revision, rating, min(id) FROM reviews WHERE at >= ?"
        "  GROUP BY person, item, revision)"
        " GROUP BY item, revision",
        [since.isoformat()],
    )
    return [Tried(**row) for row in rows]


def handed_on(db: Database, *, since: datetime, limit: int) -> list[Asked]:
    """What the bot could not answer and staff saw to, asked by most people first."""
    rows = db.query(
        "SELECT clusters.id AS id, clusters.entry AS entry, questions.text AS words,"
        " count(DISTINCT asker) AS people, min(questions.id) AS first, clusters.opened_at AS at"
        " FROM clusters JOIN cluster_questions ON cluster_questions.cluster_id = clusters.id"
        " JOIN questions ON questions.id = cluster_questions.question_id"
        " WHERE clusters.state IN ('answered', 'replied') AND clusters.opened_at >= :since"
        " AND NOT EXISTS (SELECT 1 FROM settled_suggestions"
        "  WHERE kind = 'question' AND subject = 'cluster-' || clusters.id)"
        " GROUP BY clusters.id ORDER BY people DESC, clusters.id DESC LIMIT :limit",
        {"since": since.isoformat(), "limit": limit},
    )
    return [
        Asked(
            key=f"cluster-{row['id']}",
            words=row["words"],
            people=row["people"],
            entry=row["entry"],
            is_wrong=False,
            at=datetime.fromisoformat(row["at"]),
        )
        for row in rows
    ]


def marked_wrong(db: Database, *, since: datetime, limit: int) -> list[Asked]:
    """Answers that their askers marked as wrong, the latest first."""
    rows = db.query(
        "SELECT questions.id AS id, questions.text AS words, votes.voted_at AS at,"
        " CASE decision WHEN 'answer' THEN entry ELSE chosen END AS entry"
        " FROM votes JOIN questions ON questions.id = votes.question_id"
        " WHERE votes.helpful = 0 AND votes.reason = :wrong AND votes.voted_at >= :since"
        " AND NOT EXISTS (SELECT 1 FROM settled_suggestions"
        "  WHERE kind = 'question' AND subject = 'vote-' || questions.id)"
        " ORDER BY votes.voted_at DESC LIMIT :limit",
        {"since": since.isoformat(), "limit": limit, "wrong": WRONG},
    )
    return [
        Asked(
            key=f"vote-{row['id']}",
            words=row["words"],
            people=1,
            entry=row["entry"] or "",
            is_wrong=True,
            at=datetime.fromisoformat(row["at"]),
        )
        for row in rows
    ]


def settle(db: Database, *, kind: str, subject: str, by: str, how: str, now: datetime) -> bool:
    """Don't suggest it again; False where somebody has settled it already."""
    done = db.execute(
        "INSERT INTO settled_suggestions (kind, subject, by, how, at)"
        " VALUES (:kind, :subject, :by, :how, :at) ON CONFLICT (kind, subject) DO NOTHING",
        {"kind": kind, "subject": subject, "by": by, "how": how, "at": now.isoformat()},
    )
    return done.rowcount == 1


def settled(db: Database, *, kind: str) -> dict[str, datetime]:
    """Subject → when."""
    rows = db.execute("SELECT subject, at FROM settled_suggestions WHERE kind = ?", [kind])
    return {subject: datetime.fromisoformat(at) for subject, at in rows.fetchall()}
