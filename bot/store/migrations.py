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


@migrations()
def m002_subscribers_and_campaigns(db: Database) -> None:
    db.table("questions").add_column("campaign_id", int)  # asked through a notice's button
    # Kept by consent, with the chat itself, until the subscriber ends it or says /forget.
    # AUTOINCREMENT: the outbox names people by this id, so it must never pass to somebody else.
    db.execute(
        "CREATE TABLE subscribers ("
        " id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " channel TEXT NOT NULL, chat_id TEXT NOT NULL,"
        " asker TEXT NOT NULL,"  # the keyed hash, so that /forget finds it
        " kind TEXT NOT NULL,"  # private, group or channel
        " state TEXT NOT NULL, state_at TEXT NOT NULL,"  # active paused blocked gone
        " audiences TEXT, topics TEXT,"  # JSON lists; an empty one: all
        " quiet TEXT,"  # local time, 22:00-07:00; empty: none
        " monthly_cap INTEGER,"
        " consented_at TEXT NOT NULL,"
        " place TEXT)"  # the poster or bus that brought them, from a deep link
    )
    db.table("subscribers").create_index(["channel", "chat_id"], unique=True)
    db.table("subscribers").create_index(["asker"])
    db.table("campaigns").create(
        {
            "id": int,
            "title": str,
            "body": str,
            "audiences": str,
            "topics": str,
            "buttons": str,  # JSON: at most 3 of {"label", "kind": entry|page|question, "target"}
            "day": str,  # key of the publicity day and the year it is for, constitution-day/2026
            "author": str,
            "state": str,
            "version": int,  # grows with each edit; approval names the version it saw
            "created_at": str,
            "send_at": str,
            "useful_until": str,
            "begun_at": str,
            "resumed_at": str,
            "finished_at": str,
            "frozen_to": int,  # last subscriber id that was frozen into the outbox
            "is_frozen": int,
        },
        pk="id",
        not_null={"title", "body", "author", "state", "version", "created_at"},
    ).create_index(["state", "send_at"]).create_index(["day"])
    db.table("campaign_changes").create(
        {
            "id": int,
            "campaign_id": int,
            "at": str,
            "who": str,
            "via": str,  # the channel, cli or system
            "change": str,
            "before": str,
            "after": str,
            "version": int,
            "is_alone": int,  # approved by its author, in the one-person mode
            "reason": str,
            "told_at": str,  # when staff were told of it; null: not yet
        },
        pk="id",
        not_null={"campaign_id", "at", "who", "via", "change", "after", "version"},
        foreign_keys=[("campaign_id", "campaigns", "id")],
    ).create_index(["campaign_id"]).create_index(["told_at"])
    # The outbox: one row a recipient. The key makes a second row for the same person impossible.
    # Their chat is looked up when their turn comes: /forget need not search here.
    db.execute(
        "CREATE TABLE deliveries ("
        " campaign_id INTEGER NOT NULL REFERENCES campaigns(id),"
        " subscriber_id INTEGER NOT NULL,"
        " channel TEXT NOT NULL,"
        " state TEXT NOT NULL,"  # pending sending sent uncertain blocked failed skipped
        " attempts INTEGER NOT NULL DEFAULT 0,"
        " not_before TEXT NOT NULL DEFAULT '',"
        " marked_at TEXT, sent_at TEXT, message_id TEXT, reason TEXT,"
        " times_uncertain INTEGER NOT NULL DEFAULT 0,"
        " PRIMARY KEY (campaign_id, subscriber_id)) WITHOUT ROWID"
    )
    db.execute(
        "CREATE INDEX deliveries_due ON deliveries (campaign_id, state, channel, not_before)"
    )
    db.table("taps").create(
        {"campaign_id": int, "button": str, "asker": str, "at": str},
        pk=("campaign_id", "button", "asker"),
        not_null={"at"},
    )
    db.table("leases").create(
        {"name": str, "holder": str, "expires_at": str},
        pk="name",
        not_null={"holder", "expires_at"},
    )
