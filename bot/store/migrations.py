"""The schema, one migration a change, applied at start; a released one is never edited.

Times are UTC in ISO 8601 with an offset, as `datetime.isoformat` writes them.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("pufa")


@migrations()
def m001_first_version(db: Database) -> None:
    # `asker` is a keyed hash of the chat: it counts people without knowing them.
    db.table("questions").create(
        {
            "id": int,
            "asked_at": str,
            "channel": str,
            "asker": str,
            "text": str,  # masked
            "decision": str,
            "entry": str,
            "chosen": str,  # from what was offered where the bot was unsure
            "confidence": float,
            "milliseconds": float,
        },
        pk="id",
        not_null={"asked_at", "channel", "asker", "text", "decision"},
    ).create_index(["asked_at"]).create_index(["asker"])
    db.table("votes").create(
        {
            "question_id": int,
            "voted_at": str,
            "helpful": int,
            "reason": str,
        },
        pk="question_id",
        not_null={"voted_at", "helpful"},
        foreign_keys=[("question_id", "questions", "id")],
    )
    # A letter reaches a person, so it keeps the chat itself until `expires_at` or /forget.
    db.table("letters").create(
        {
            "receipt": str,
            "token": str,
            "written_at": str,
            "expires_at": str,
            "channel": str,
            "chat_id": str,
            "asker": str,
            "question": str,
            "text": str,
            "reply": str,
            "replied_at": str,
        },
        pk="receipt",
        not_null={"token", "written_at", "expires_at", "channel", "chat_id", "asker", "text"},
    ).create_index(["token"], unique=True).create_index(["asker"])
    db.table("conversations").create(
        {"asker": str, "state": str, "expires_at": str},
        pk="asker",
        not_null={"state", "expires_at"},
    )
    db.table("telegram_updates").create(
        {"update_id": int, "seen_at": str}, pk="update_id", not_null={"seen_at"}
    )
