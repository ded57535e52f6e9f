"""What a chat was last offered or asked: needed to understand its next message, kept for a day."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Conversation:
    """`choices` are the actions of the buttons shown last, `labels` what they say; a number alone
    picks one where they are `numbered`. `awaiting` is what the next words are taken as ("" for a
    question); `question` is the last one, masked, as it was read, `said` its own words where it was
    read with the one before, and `question_id` its id as long as a choice from what it was offered
    would answer it. The next question goes to `campaign_id`, whose notice invited it; `place` is
    the poster or bus whose link began the conversation. `asked` is the question that `awaiting`
    began with, put at `asked_at` (ISO 8601); `held` are words that were shown and wait for a yes.
    """

    choices: tuple[str, ...] = ()
    awaiting: str = ""
    question: str = ""
    said: str = ""
    question_id: int | None = None
    campaign_id: int | None = None
    place: str = ""
    asked: str = ""
    asked_at: str = ""
    held: str = ""
    labels: tuple[str, ...] = ()
    numbered: bool = True


def load(db: Database, *, asker: str, now: datetime) -> Conversation:
    """The chat's conversation; an empty one where none is kept."""
    rows = list(
        db.query(
            "SELECT state FROM conversations WHERE asker = ? AND expires_at > ?",
            [asker, now.isoformat()],
        )
    )
    if not rows:
        return Conversation()
    state = json.loads(rows[0]["state"])
    lists = {name: tuple(state.get(name, ())) for name in ("choices", "labels")}
    return Conversation(**{**state, **lists})


def save(db: Database, *, asker: str, conversation: Conversation, now: datetime) -> None:
    db.table("conversations").upsert(
        {
            "asker": asker,
            "state": json.dumps(asdict(conversation), ensure_ascii=False),
            "expires_at": (now + KEPT).isoformat(),
        },
        pk="asker",
    )


def purge(db: Database, *, now: datetime) -> int:
    """Delete what has expired; returns how many."""
    return db.execute("DELETE FROM conversations WHERE expires_at <= ?", [now.isoformat()]).rowcount


def forget(db: Database, *, asker: str) -> None:
    db.execute("DELETE FROM conversations WHERE asker = ?", [asker])
