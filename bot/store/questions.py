"""Questions that were asked, masked, and what people thought of the answers."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlite_utils import Database

WRONG = "内容不对"
"""What a vote's reason is where the answer itself is at fault."""


def record(
    db: Database,
    *,
    asked_at: datetime,
    channel: str,
    asker: str,
    text: str,
    decision: str,
    entry: str | None,
    confidence: float,
    milliseconds: float,
    campaign_id: int | None = None,
) -> int:
    """Store one masked question, asked through a campaign's button or not; returns its id."""
    row = {
        "asked_at": asked_at.isoformat(),
        "channel": channel,
        "asker": asker,
        "text": text,
        "decision": decision,
        "entry": entry,
        "confidence": confidence,
        "milliseconds": milliseconds,
        "campaign_id": campaign_id,
    }
    return cast(int, db.table("questions").insert(row).last_pk)


def choose(db: Database, *, question_id: int, asker: str, entry: str) -> None:
    """Keep which of the offered entries the asker opened last."""
    db.execute(
        "UPDATE questions SET chosen = ? WHERE id = ? AND asker = ?", [entry, question_id, asker]
    )


def vote(db: Database, *, question_id: int, asker: str, helpful: bool, voted_at: datetime) -> bool:
    """Keep the asker's last vote; False where the question isn't theirs or is gone."""
    if not _is_theirs(db, question_id, asker):
        return False
    db.execute(
        "INSERT INTO votes (question_id, voted_at, helpful) VALUES (?, ?, ?)"
        " ON CONFLICT (question_id) DO UPDATE SET helpful = excluded.helpful,"
        " voted_at = excluded.voted_at",
        [question_id, voted_at.isoformat(), int(helpful)],
    )
    return True


def explain_vote(db: Database, *, question_id: int, asker: str, reason: str) -> None:
    """Add what was wrong, masked, to the asker's own vote."""
    if _is_theirs(db, question_id, asker):
        db.execute("UPDATE votes SET reason = ? WHERE question_id = ?", [reason, question_id])


def most_asked(db: Database, *, since: datetime, limit: int) -> list[str]:
    """The entries that answered most people since then, most first."""
    rows = db.query(
        "SELECT CASE decision WHEN 'answer' THEN entry ELSE chosen END AS answered"
        " FROM questions WHERE asked_at >= ? AND answered IS NOT NULL"
        " GROUP BY answered ORDER BY count(DISTINCT asker) DESC, answered LIMIT ?",
        [since.isoformat(), limit],
    )
    return [row["answered"] for row in rows]


def purge(db: Database, *, before: datetime) -> int:
    """Delete questions, and their votes, that were asked before then; returns how many."""
    return _delete(db, "asked_at < ?", before.isoformat())


def forget(db: Database, *, asker: str) -> int:
    """Delete all that this chat asked; returns how many questions."""
    return _delete(db, "asker = ?", asker)


def _is_theirs(db: Database, question_id: int, asker: str) -> bool:
    return db.table("questions").count_where("id = ? AND asker = ?", [question_id, asker]) == 1


def _delete(db: Database, condition: str, value: str) -> int:
    ids = f"SELECT id FROM questions WHERE {condition}"  # noqa: S608 - condition is our own text
    db.execute(f"DELETE FROM votes WHERE question_id IN ({ids})", [value])  # noqa: S608
    return db.execute(f"DELETE FROM questions WHERE {condition}", [value]).rowcount  # noqa: S608
