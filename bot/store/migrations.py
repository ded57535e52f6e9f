"""The schema, one migration a change, applied at start; a released one is never edited.

Times are UTC in ISO 8601 with an offset, as `datetime.isoformat` writes them.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.masking import mask
from bot.text.normalise import same

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


@migrations()
def m003_numbers(db: Database) -> None:
    _activities(db)
    for statement in _COUNTS_THAT_STAY:
        db.execute(statement)
    # What was noticed about the knowledge files: their dates alone don't tell what came or went.
    db.table("knowledge_changes").create(
        {
            "id": int,
            "at": str,
            "slug": str,
            "topic": str,
            "question": str,
            "change": str,  # listed (it was there at first), added, reviewed, retired
            "reviewed": str,  # the date in the file
        },
        pk="id",
        not_null={"at", "slug", "topic", "question", "change", "reviewed"},
    ).create_index(["slug"])


def _activities(db: Database) -> None:
    db.table("activities").create(
        {
            "id": int,
            "held_on": str,  # local date
            "kind": str,
            "day": str,  # publicity day and year, constitution-day/2026; or empty
            "law": str,  # short title; or empty
            "people": int,
            "materials": int,
            "consultations": int,
            "note": str,
            "version": int,
        },
        pk="id",
        not_null={"held_on", "kind", "day", "law", "note", "version"}
        | {"people", "materials", "consultations"},
    ).create_index(["held_on"])
    db.table("activity_changes").create(
        {
            "id": int,
            "activity_id": int,
            "at": str,
            "who": str,
            "via": str,
            "change": str,  # added, corrected, deleted
            "before": str,  # the row as JSON; empty where it wasn't there
            "after": str,
            "reason": str,
        },
        pk="id",
        not_null={"activity_id", "at", "who", "via", "change", "before", "after", "reason"},
    ).create_index(["activity_id"])
    for event in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER activity_changes_stay_on_{event.lower()}"
            f" BEFORE {event} ON activity_changes"
            " BEGIN SELECT RAISE(ABORT, 'the record of activities is only added to'); END"
        )


# Questions, votes, taps, letters and subscribers are deleted when their time is over or by
# /forget; a year's report needs their number. Whichever way a row goes, what stays of it is a line
# without words, person or minute. The views hold what is there and what stayed.
_COUNTS_THAT_STAY = (
    "CREATE TABLE past_questions (asked_at TEXT NOT NULL, channel TEXT NOT NULL,"
    " decision TEXT NOT NULL, entry TEXT, chosen TEXT, campaign_id INTEGER, milliseconds FLOAT)",
    "CREATE INDEX past_questions_asked_at ON past_questions (asked_at)",
    "CREATE INDEX past_questions_campaign_id ON past_questions (campaign_id)",
    "CREATE INDEX past_questions_decision ON past_questions (channel, decision)",
    "CREATE INDEX questions_campaign_id ON questions (campaign_id)",
    "CREATE TRIGGER questions_leave_a_count AFTER DELETE ON questions BEGIN"
    " INSERT INTO past_questions VALUES (substr(OLD.asked_at, 1, 13) || ':00:00+00:00',"
    " OLD.channel, OLD.decision, OLD.entry, OLD.chosen, OLD.campaign_id, OLD.milliseconds); END",
    "CREATE VIEW all_questions AS SELECT asked_at, channel, decision, entry, chosen, campaign_id,"
    " milliseconds FROM questions UNION ALL SELECT * FROM past_questions",
    "CREATE TABLE past_votes (voted_at TEXT NOT NULL, helpful INTEGER NOT NULL)",
    "CREATE TRIGGER votes_leave_a_count AFTER DELETE ON votes BEGIN INSERT INTO past_votes"
    " VALUES (substr(OLD.voted_at, 1, 13) || ':00:00+00:00', OLD.helpful); END",
    "CREATE VIEW all_votes AS SELECT voted_at, helpful FROM votes"
    " UNION ALL SELECT * FROM past_votes",
    "CREATE TABLE past_taps (campaign_id INTEGER NOT NULL, button TEXT NOT NULL)",
    "CREATE INDEX past_taps_campaign_id ON past_taps (campaign_id)",
    "CREATE TRIGGER taps_leave_a_count AFTER DELETE ON taps BEGIN INSERT INTO past_taps"
    " VALUES (OLD.campaign_id, OLD.button); END",
    "CREATE VIEW all_taps AS SELECT campaign_id, button FROM taps"
    " UNION ALL SELECT * FROM past_taps",
    "CREATE TABLE past_letters (written_at TEXT NOT NULL, seconds_to_reply INTEGER)",
    "CREATE TRIGGER letters_leave_a_count AFTER DELETE ON letters BEGIN INSERT INTO past_letters"
    " VALUES (substr(OLD.written_at, 1, 13) || ':00:00+00:00', CAST(round("
    "(julianday(OLD.replied_at) - julianday(OLD.written_at)) * 86400) AS INTEGER)); END",
    "CREATE VIEW all_letters AS SELECT written_at, CAST(round("
    "(julianday(replied_at) - julianday(written_at)) * 86400) AS INTEGER) AS seconds_to_reply"
    " FROM letters UNION ALL SELECT * FROM past_letters",
    "CREATE TABLE past_subscribers (consented_at TEXT NOT NULL, kind TEXT NOT NULL,"
    " place TEXT NOT NULL)",
    "CREATE TRIGGER subscribers_leave_a_count AFTER DELETE ON subscribers BEGIN INSERT INTO"
    " past_subscribers VALUES (substr(OLD.consented_at, 1, 13) || ':00:00+00:00', OLD.kind,"
    " coalesce(OLD.place, '')); END",
    "CREATE VIEW all_subscribers AS SELECT consented_at, kind, coalesce(place, '') AS place"
    " FROM subscribers UNION ALL SELECT * FROM past_subscribers",
)


@migrations()
def m004_places(db: Database) -> None:
    # Where posters hang, and how many came from there: numbers, nobody's name.
    db.table("places").create(
        {"code": str, "name": str, "created_at": str},
        pk="code",
        not_null={"name", "created_at"},
    ).create_index(["name"], unique=True)
    db.execute(
        "CREATE TABLE arrivals ("
        " place TEXT NOT NULL REFERENCES places(code),"
        " campaign_id INTEGER NOT NULL,"  # the poster's; 0: the link names none
        " channel TEXT NOT NULL, day TEXT NOT NULL,"  # local date
        " count INTEGER NOT NULL,"
        " PRIMARY KEY (place, campaign_id, channel, day)) WITHOUT ROWID"
    )


@migrations()
def m010_accounts_and_audit(db: Database) -> None:
    # Staff, not citizens: kept as long as they may do something, and after that as ended.
    db.table("accounts").create(
        {
            "name": str,  # telegram:123
            "label": str,  # what colleagues call them
            "roles": str,  # separated by commas; empty: ended
            "changed_at": str,
        },
        pk="name",
        not_null={"label", "roles", "changed_at"},
    )
    # Gone once used or expired; the token itself is nowhere but in the link.
    db.execute(
        "CREATE TABLE invitations (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " token_hash TEXT NOT NULL UNIQUE, roles TEXT NOT NULL, label TEXT NOT NULL,"
        " invited_by TEXT NOT NULL, expires_at TEXT NOT NULL)"
    )
    columns = ", ".join(
        f"{name} TEXT NOT NULL"
        for name in ("at", "who", "via", "action", "subject", "before", "after", "hash")
    )
    db.execute(f"CREATE TABLE audit (number INTEGER PRIMARY KEY, {columns})")
    db.table("audit").create_index(["subject"])
    db.execute("CREATE TABLE audit_head (count INTEGER NOT NULL, hash TEXT NOT NULL)")
    db.execute("INSERT INTO audit_head VALUES (0, '')")
    # Against slips; what gets past them is found by the chain.
    for event, table in (("UPDATE", "audit"), ("DELETE", "audit"), ("DELETE", "audit_head")):
        db.execute(
            f"CREATE TRIGGER {table}_stays_on_{event.lower()} BEFORE {event} ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'the audit record is only added to'); END"
        )


@migrations()
def m011_drafts(db: Database) -> None:
    # Words of staff for the public knowledge base; no citizens.
    db.execute(
        "CREATE TABLE drafts (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " slug TEXT NOT NULL,"  # the entry's name; empty while none can be made up
        " state TEXT NOT NULL,"  # draft, in_review, approving, published, discarded
        " version INTEGER NOT NULL,"  # one more with every change
        " text TEXT NOT NULL,"  # as staff wrote it, faults and all
        " base_number INTEGER NOT NULL,"  # the entry's version it was made from; 0: none recorded
        " base_text TEXT NOT NULL,"  # the entry's file it was made from; empty: a new entry
        " author TEXT NOT NULL,"
        " hands TEXT NOT NULL,"  # all who wrote or submitted it, as a JSON list
        " reason TEXT NOT NULL,"  # why it was returned
        " news TEXT NOT NULL,"  # what staff have still to be told: submit, approve, return
        " news_by TEXT NOT NULL,"
        " changed_at TEXT NOT NULL)"
    )
    db.table("drafts").create_index(["state"])
    db.table("drafts").create_index(["slug"])
    # Every version of an entry that staff published; a row without written_at is a file that has
    # yet to be written, also after a crash.
    db.execute(
        "CREATE TABLE entry_versions (slug TEXT NOT NULL, number INTEGER NOT NULL,"
        " at TEXT NOT NULL, change TEXT NOT NULL,"  # found, published, retired
        " author TEXT NOT NULL, reviewer TEXT NOT NULL, is_alone INTEGER NOT NULL,"
        " draft_id INTEGER, topic TEXT NOT NULL, text TEXT NOT NULL, reason TEXT NOT NULL,"
        " written_at TEXT, PRIMARY KEY (slug, number))"
    )
    db.execute(
        "CREATE INDEX entry_versions_unwritten ON entry_versions (slug) WHERE written_at IS NULL"
    )
    db.execute(
        "CREATE TABLE golden_questions (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " question TEXT NOT NULL, asked TEXT NOT NULL UNIQUE,"  # without what doesn't count
        " slug TEXT NOT NULL, added_by TEXT NOT NULL, added_at TEXT NOT NULL)"
    )
    # Who has been told that an entry falls due, once for each date.
    db.execute(
        "CREATE TABLE review_reminders (slug TEXT NOT NULL, review_by TEXT NOT NULL,"
        " told_at TEXT NOT NULL, PRIMARY KEY (slug, review_by))"
    )


@migrations()
def m012_inbox(db: Database) -> None:
    # What the bot could not answer: a cluster is its questions; it has no words of its own but
    # staff's reply. When its last question goes (by time or /forget), so does it.
    db.execute(
        "CREATE TABLE clusters (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " state TEXT NOT NULL,"  # open, drafted, answered, replied, dismissed
        " version INTEGER NOT NULL,"  # one more with every change by staff
        " opened_at TEXT NOT NULL,"
        " draft_id INTEGER,"  # the entry being written, or changed, for it
        " entry TEXT NOT NULL,"  # what answers it now; or empty
        " reply TEXT NOT NULL,"  # staff's words to those who wait; or empty
        " told_at TEXT, alarmed_at TEXT)"  # when staff were told of it, and that it is old
    )
    db.table("clusters").create_index(["state"])
    db.execute(
        "CREATE TABLE cluster_questions ("
        " question_id INTEGER PRIMARY KEY REFERENCES questions(id),"
        " cluster_id INTEGER NOT NULL REFERENCES clusters(id),"
        " plain TEXT NOT NULL,"  # masked, and without what doesn't count
        " why TEXT NOT NULL)"  # unknown, none_fits, useless
    )
    db.table("cluster_questions").create_index(["cluster_id"])
    db.execute(
        "CREATE TRIGGER questions_leave_the_inbox BEFORE DELETE ON questions"
        " BEGIN DELETE FROM cluster_questions WHERE question_id = OLD.id; END"
    )
    # A promise reaches a person, so it keeps the chat itself: until it is kept or expires, or
    # /forget.
    db.execute(
        "CREATE TABLE promises (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " cluster_id INTEGER NOT NULL, question TEXT NOT NULL,"  # masked
        " channel TEXT NOT NULL, chat_id TEXT NOT NULL, asker TEXT NOT NULL,"
        " promised_at TEXT NOT NULL, expires_at TEXT NOT NULL,"
        " entry TEXT NOT NULL, reply TEXT NOT NULL,"  # what is to be told; both empty: nothing yet
        " attempts INTEGER NOT NULL,"  # begun; the mark is set before the request
        " UNIQUE (cluster_id, asker))"
    )
    db.table("promises").create_index(["asker"])
    db.execute(
        "CREATE TRIGGER an_empty_cluster_goes AFTER DELETE ON cluster_questions"
        " WHEN NOT EXISTS (SELECT 1 FROM cluster_questions WHERE cluster_id = OLD.cluster_id)"
        " BEGIN DELETE FROM clusters WHERE id = OLD.cluster_id;"
        " DELETE FROM promises WHERE cluster_id = OLD.cluster_id AND entry = '' AND reply = '';"
        " END"
    )
    for column in ("category", "assigned", "replied_by"):
        db.execute(f"ALTER TABLE letters ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    # A reply is sent to the chat where one can be reached: pending, sent, unreachable; or empty.
    db.execute("ALTER TABLE letters ADD COLUMN sending TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE letters ADD COLUMN closed_at TEXT")
    db.execute("ALTER TABLE letters ADD COLUMN alarmed_at TEXT")
    # Which digest has been sent: its name and day.
    db.execute(
        "CREATE TABLE digests (name TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (name, day))"
    )


@migrations()
def m013_told(db: Database) -> None:
    # Staff are told of a letter from its row, until they have been; of those before this they were.
    db.execute("ALTER TABLE letters ADD COLUMN told_at TEXT")
    db.execute("UPDATE letters SET told_at = written_at")
    db.execute("CREATE INDEX letters_untold ON letters (written_at) WHERE told_at IS NULL")
    # How often a reply or an answer that was waited for may have been sent, and when last.
    db.execute("ALTER TABLE letters ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0")
    for table in ("letters", "promises"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN tried_at TEXT")
    # Whoever has accepted an invitation, until staff have been told.
    db.execute("ALTER TABLE accounts ADD COLUMN news TEXT NOT NULL DEFAULT ''")


@migrations()
def m014_signs(db: Database) -> None:
    # What a leap of the clock, or an older copy of this file, is known by.
    db.execute("CREATE TABLE signs (name TEXT PRIMARY KEY, at TEXT NOT NULL)")


@migrations()
def m015_watermark(db: Database) -> None:
    # Durable transactions so far; a file beside this one knows it too.
    db.execute("CREATE TABLE watermark (count INTEGER NOT NULL)")
    db.execute("INSERT INTO watermark VALUES (0)")


@migrations()
def m016_answered(db: Database) -> None:
    # An update holds its words and the reply until it is answered; those of before were.
    db.execute("ALTER TABLE telegram_updates ADD COLUMN answered_at TEXT")
    db.execute("UPDATE telegram_updates SET answered_at = seen_at")
    db.execute("ALTER TABLE telegram_updates ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0")
    for column in ("content", "reply"):
        db.execute(f"ALTER TABLE telegram_updates ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    db.execute(
        "CREATE INDEX telegram_updates_unanswered ON telegram_updates (update_id)"
        " WHERE answered_at IS NULL"
    )


@migrations()
def m020_pseudonyms(db: Database) -> None:
    # With how many keys the names in the columns `asker` were made; 0: as before there was one for
    # each purpose, which the next start makes.
    db.execute("CREATE TABLE pseudonyms (keys INTEGER NOT NULL, fingerprint TEXT NOT NULL)")
    db.execute("INSERT INTO pseudonyms VALUES (0, '')")
    # Where no reply can be sent, the conversation's name is of no use, and may not join.
    db.execute("UPDATE letters SET chat_id = '' WHERE channel IN ('web', 'terminal')")


@migrations()
def m021_masked_anew(db: Database) -> None:
    # What was stored before more kinds of numbers, names and doors were known.
    db.conn.create_function("masked", 1, mask, deterministic=True)
    db.conn.create_function("plain", 1, same, deterministic=True)
    for table, column in _MASKED.items():
        change = f"UPDATE {table} SET {column} = masked({column})"  # noqa: S608 - our own names
        db.execute(f"{change} WHERE {column} IS NOT NULL")
    db.execute(
        "UPDATE cluster_questions SET plain = plain(text) FROM questions"
        " WHERE questions.id = question_id AND text LIKE '%〔%'"
    )


_MASKED = {"questions": "text", "votes": "reason", "letters": "question", "promises": "question"}


@migrations()
def m030_letters_reopened(db: Database) -> None:
    # Why a letter was closed without a reply, and whether whoever it was given to has been told.
    db.execute("ALTER TABLE letters ADD COLUMN closed_why TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE letters ADD COLUMN assignee_told INTEGER NOT NULL DEFAULT 1")


@migrations()
def m031_draft_texts(db: Database) -> None:
    # Every text that a draft ever had, and the one that was returned last.
    db.execute(
        "CREATE TABLE draft_texts (draft_id INTEGER NOT NULL, version INTEGER NOT NULL,"
        " text TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL,"
        " PRIMARY KEY (draft_id, version))"
    )
    db.execute("INSERT INTO draft_texts SELECT id, version, text, author, changed_at FROM drafts")
    db.execute("ALTER TABLE drafts ADD COLUMN returned_text TEXT NOT NULL DEFAULT ''")


@migrations()
def m050_training_practice(db: Database) -> None:
    # What somebody remembers of an item (`answer`: of which right answer) and, by the bureau's
    # calendar, the day it is due; the answers that it follows from.
    db.execute(
        "CREATE TABLE memory (person TEXT NOT NULL, item TEXT NOT NULL, answer TEXT NOT NULL,"
        " card TEXT NOT NULL, due TEXT NOT NULL, PRIMARY KEY (person, item))"
    )
    db.execute("CREATE INDEX memory_due ON memory (person, due)")
    db.execute(
        "CREATE TABLE reviews (id INTEGER PRIMARY KEY, person TEXT NOT NULL, item TEXT NOT NULL,"
        " revision TEXT NOT NULL, answer TEXT NOT NULL, at TEXT NOT NULL, day TEXT NOT NULL,"
        " rating INTEGER NOT NULL, chosen TEXT NOT NULL, UNIQUE (person, item, day))"
    )
    # Where somebody works: it says which items and papers are theirs.
    db.execute("CREATE TABLE posts (person TEXT PRIMARY KEY, post TEXT NOT NULL)")
    db.execute(
        "CREATE TABLE item_reports (id INTEGER PRIMARY KEY, item TEXT NOT NULL,"
        " revision TEXT NOT NULL, person TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,"
        " settled_at TEXT, settled_by TEXT NOT NULL DEFAULT '')"
    )


@migrations()
def m051_training_papers(db: Database) -> None:
    db.execute(
        "CREATE TABLE papers (id INTEGER PRIMARY KEY, title TEXT NOT NULL, blueprint TEXT NOT NULL,"
        " opens TEXT NOT NULL, closes TEXT NOT NULL, makeup_from TEXT, makeup_to TEXT,"
        " seed INTEGER NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL,"
        " author TEXT NOT NULL, hands TEXT NOT NULL, reviewer TEXT NOT NULL DEFAULT '',"
        " changed_at TEXT NOT NULL)"
    )
    # The questions as they are asked, for good: `text` is the item's file. `key_now` is a key that
    # was corrected since; an empty list counts every answer as right.
    db.execute(
        "CREATE TABLE paper_items (paper INTEGER NOT NULL REFERENCES papers (id),"
        " sitting INTEGER NOT NULL, n INTEGER NOT NULL, item TEXT NOT NULL, topic TEXT NOT NULL,"
        " text TEXT NOT NULL, points INTEGER NOT NULL, key_now TEXT,"
        " PRIMARY KEY (paper, sitting, n))"
    )
    db.execute(
        "CREATE TABLE paper_roll (paper INTEGER NOT NULL REFERENCES papers (id),"
        " person TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (paper, person))"
    )
    db.execute(
        "CREATE TABLE exemptions (paper INTEGER NOT NULL REFERENCES papers (id),"
        " person TEXT NOT NULL, reason TEXT NOT NULL, granted_by TEXT NOT NULL, at TEXT NOT NULL,"
        " PRIMARY KEY (paper, person))"
    )
    db.execute(
        "CREATE TABLE exam_attempts (id INTEGER PRIMARY KEY, paper INTEGER NOT NULL"
        " REFERENCES papers (id), sitting INTEGER NOT NULL, person TEXT NOT NULL,"
        " number INTEGER NOT NULL, seed INTEGER NOT NULL, started_at TEXT NOT NULL,"
        " expires_at TEXT NOT NULL, seen_at TEXT NOT NULL, handed_in_at TEXT,"
        " handed_in_by TEXT NOT NULL DEFAULT '', score REAL, UNIQUE (paper, person, number))"
    )
    # However many tabs and devices: one that is under way.
    db.execute(
        "CREATE UNIQUE INDEX exam_attempts_open ON exam_attempts (paper, person)"
        " WHERE handed_in_at IS NULL"
    )
    db.execute(
        "CREATE TABLE exam_answers (attempt INTEGER NOT NULL REFERENCES exam_attempts (id),"
        " n INTEGER NOT NULL, chosen TEXT NOT NULL, is_marked INTEGER NOT NULL DEFAULT 0,"
        " at TEXT NOT NULL, PRIMARY KEY (attempt, n))"
    )
    db.execute(
        "CREATE TABLE regrades (id INTEGER PRIMARY KEY, paper INTEGER NOT NULL REFERENCES papers"
        " (id), sitting INTEGER NOT NULL, n INTEGER NOT NULL, key_before TEXT NOT NULL,"
        " key_after TEXT NOT NULL, reason TEXT NOT NULL, regraded_by TEXT NOT NULL,"
        " at TEXT NOT NULL)"
    )
    db.execute(
        "CREATE TABLE score_changes (regrade INTEGER NOT NULL REFERENCES regrades (id),"
        " attempt INTEGER NOT NULL REFERENCES exam_attempts (id), before REAL NOT NULL,"
        " after REAL NOT NULL, PRIMARY KEY (regrade, attempt))"
    )
    db.execute(
        "CREATE TABLE certificates (number TEXT PRIMARY KEY, paper INTEGER NOT NULL REFERENCES"
        " papers (id), person TEXT NOT NULL, issued_at TEXT NOT NULL, UNIQUE (paper, person))"
    )


@migrations()
def m052_training_quiz(db: Database) -> None:
    # How often the public chose an option on a day, and nothing of who.
    db.execute(
        "CREATE TABLE quiz_counts (day TEXT NOT NULL, item TEXT NOT NULL, revision TEXT NOT NULL,"
        " option TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, item, revision, option))"
    )


@migrations()
def m053_training_items(db: Database) -> None:
    # Items on their way into the bank. `base_text`: the file it was made from; `doubts`: why a
    # generator or an import isn't sure of it.
    db.execute(
        "CREATE TABLE item_drafts (id INTEGER PRIMARY KEY, slug TEXT NOT NULL, topic TEXT NOT NULL,"
        " state TEXT NOT NULL, version INTEGER NOT NULL, text TEXT NOT NULL,"
        " base_text TEXT NOT NULL DEFAULT '', origin TEXT NOT NULL DEFAULT '',"
        " doubts TEXT NOT NULL DEFAULT '', author TEXT NOT NULL, hands TEXT NOT NULL,"
        " reviewer TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',"
        " changed_at TEXT NOT NULL)"
    )
    db.execute("CREATE INDEX item_drafts_open ON item_drafts (state, changed_at)")


@migrations()
def m040_console(db: Database) -> None:
    # One person, one account: it may be reached in a chat that isn't its name.
    db.execute("ALTER TABLE accounts ADD COLUMN chat TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE UNIQUE INDEX accounts_chat ON accounts (chat) WHERE chat != ''")
    # What an account is signed in with in the browser, once both parts are set.
    db.execute(
        "CREATE TABLE sign_ins (account TEXT PRIMARY KEY,"
        " login TEXT NOT NULL UNIQUE,"  # folded: 李雯, zhangsan
        " password TEXT NOT NULL,"  # argon2's own form
        " secret TEXT NOT NULL,"  # of the six-digit codes
        " step INTEGER NOT NULL,"  # time step of the code used last: none is good twice
        " changed_at TEXT NOT NULL)"
    )
    db.execute(
        "CREATE TABLE recovery_codes (account TEXT NOT NULL, code_hash TEXT NOT NULL,"
        " PRIMARY KEY (account, code_hash))"
    )
    # The tokens themselves are nowhere but in the cookie or the link.
    db.execute(
        "CREATE TABLE sessions (id_hash TEXT PRIMARY KEY, account TEXT NOT NULL,"
        " how TEXT NOT NULL,"  # password, link, set_up
        " agent TEXT NOT NULL, begun_at TEXT NOT NULL, seen_at TEXT NOT NULL,"
        " expires_at TEXT NOT NULL, sure_until TEXT NOT NULL,"
        " banner TEXT NOT NULL DEFAULT '')"  # told on the next page, once
    )
    db.table("sessions").create_index(["account"])
    db.execute(
        "CREATE TABLE console_links (token_hash TEXT PRIMARY KEY,"
        " kind TEXT NOT NULL,"  # first, sign_in, chat
        " account TEXT NOT NULL,"  # empty: the first administrator's, to be made
        " expires_at TEXT NOT NULL, used_at TEXT)"
    )
    # What was sent when a session had ended: shown again once its own account is back.
    db.execute(
        "CREATE TABLE kept_forms (account TEXT PRIMARY KEY, path TEXT NOT NULL,"
        " body TEXT NOT NULL, kept_at TEXT NOT NULL)"
    )
    # A form sent twice does its work once; where it led the first time.
    db.execute(
        "CREATE TABLE sent_forms (token_hash TEXT PRIMARY KEY, sent_at TEXT NOT NULL,"
        " leads_to TEXT NOT NULL DEFAULT '')"
    )


@migrations()
def m070_contacts(db: Database) -> None:
    # When somebody can be reached who is reached only for a time after they have been here, how
    # often yet, and since when not at all. Nobody's chat: `asker` is a name for this alone.
    db.execute(
        "CREATE TABLE contacts (asker TEXT PRIMARY KEY, seen_at TEXT NOT NULL,"
        " until TEXT NOT NULL, messages INTEGER NOT NULL,"  # after words of theirs
        " brief_until TEXT NOT NULL, brief_messages INTEGER NOT NULL,"  # after a tap or a scan
        " gone_at TEXT)"
    )
    # What could not be sent then, until they are here again.
    db.execute(
        "CREATE TABLE kept_replies (id INTEGER PRIMARY KEY AUTOINCREMENT, asker TEXT NOT NULL,"
        " about TEXT NOT NULL,"  # a hash of the words that it answers; or empty
        " reply TEXT NOT NULL, kept_at TEXT NOT NULL, expires_at TEXT NOT NULL)"
    )
    db.table("kept_replies").create_index(["asker"])
    # How many notices by a template somebody has allowed.
    db.execute(
        "CREATE TABLE grants (asker TEXT NOT NULL, template TEXT NOT NULL,"
        " count INTEGER NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY (asker, template))"
    )


@migrations()
def m071_wechat(db: Database) -> None:
    # A push holds its words until it is answered, and the reply while WeChat may ask for it again.
    db.execute(
        "CREATE TABLE wechat_pushes (key TEXT PRIMARY KEY, seen_at TEXT NOT NULL,"
        " tries INTEGER NOT NULL, holder TEXT NOT NULL, held_until TEXT NOT NULL,"
        " content TEXT NOT NULL, reply TEXT NOT NULL DEFAULT '', answered_at TEXT,"
        " is_active INTEGER NOT NULL DEFAULT 0,"  # WeChat's tries are over: it is sent by us
        " given_at TEXT)"
    )
    db.execute("CREATE INDEX wechat_pushes_open ON wechat_pushes (seen_at) WHERE given_at IS NULL")
    # One token for all replicas.
    db.execute(
        "CREATE TABLE wechat_tokens (appid TEXT PRIMARY KEY, token TEXT NOT NULL,"
        " expires_at TEXT NOT NULL)"
    )
    # What an API refused last, and until when it is left alone.
    db.execute(
        "CREATE TABLE wechat_faults (api TEXT PRIMARY KEY, code INTEGER NOT NULL,"
        " detail TEXT NOT NULL, at TEXT NOT NULL, off_until TEXT NOT NULL)"
    )
    db.execute(
        "CREATE TABLE wechat_scenes (scene TEXT PRIMARY KEY, url TEXT NOT NULL,"
        " ticket TEXT NOT NULL, made_at TEXT NOT NULL)"
    )
    # Menus as they were published, each with the one that it took the place of.
    db.execute(
        "CREATE TABLE wechat_menus (id INTEGER PRIMARY KEY AUTOINCREMENT, menu TEXT NOT NULL,"
        " before TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL)"
    )


@migrations()
def m041_console_typed(db: Database) -> None:
    # What one of staff is typing on a page, kept while they do.
    db.execute(
        "CREATE TABLE typed_forms (account TEXT NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL,"
        " typed_at TEXT NOT NULL, PRIMARY KEY (account, path))"
    )


@migrations()
def m042_hit_tests(db: Database) -> None:
    # How a question of staff's own list was answered when it was tried last; `question` is masked.
    db.execute(
        "CREATE TABLE hit_tests (asked TEXT PRIMARY KEY, question TEXT NOT NULL, at TEXT NOT NULL,"
        " decision TEXT NOT NULL, entry TEXT NOT NULL, confidence REAL NOT NULL)"
    )


@migrations()
def m072_broadcasts(db: Database) -> None:
    # A campaign sent to all who follow the account: one delivery, whose size the platform tells.
    db.execute(
        "CREATE TABLE broadcasts (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " campaign_id INTEGER NOT NULL REFERENCES campaigns(id), version INTEGER NOT NULL,"
        " way TEXT NOT NULL,"  # mass: pushed to all; publish: an address alone
        " once TEXT NOT NULL UNIQUE,"  # by which the platform takes it once
        " draft TEXT NOT NULL, message TEXT NOT NULL DEFAULT '',"  # the platform's ids
        " state TEXT NOT NULL,"  # confirmed, submitted, sent, failed
        " by TEXT NOT NULL, at TEXT NOT NULL, ended_at TEXT, reason TEXT NOT NULL DEFAULT '',"
        " total INTEGER, sent INTEGER, failed INTEGER)"
    )
    db.execute("CREATE UNIQUE INDEX broadcasts_message ON broadcasts (message) WHERE message != ''")


@migrations()
def m043_letters_due(db: Database) -> None:
    # By which day staff mean to answer it, and the office that it was handed over to.
    db.execute("ALTER TABLE letters ADD COLUMN due_on TEXT")
    db.execute("ALTER TABLE letters ADD COLUMN handed_to TEXT NOT NULL DEFAULT ''")


@migrations()
def m044_dismissed_why(db: Database) -> None:
    # Why staff let a question be.
    db.execute("ALTER TABLE clusters ADD COLUMN dismissed_why TEXT NOT NULL DEFAULT ''")


@migrations()
def m060_letters_found_again(db: Database) -> None:
    # What opens a letter with its number, hashed; '' where its writer chose none.
    db.execute("ALTER TABLE letters ADD COLUMN word TEXT NOT NULL DEFAULT ''")


@migrations()
def m045_feeds(db: Database) -> None:
    # The private address under which one of staff reads what waits; the token itself is nowhere.
    db.execute(
        "CREATE TABLE feeds (account TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE,"
        " made_at TEXT NOT NULL)"
    )


@migrations()
def m082_file_drafts(db: Database) -> None:
    # Case cards go the way of items.
    db.execute("ALTER TABLE item_drafts RENAME TO file_drafts")
    db.execute("ALTER TABLE file_drafts ADD COLUMN kind TEXT NOT NULL DEFAULT 'item'")


@migrations()
def m083_settled_suggestions(db: Database) -> None:
    # What training was suggested and somebody has seen to: it isn't suggested again.
    db.execute(
        "CREATE TABLE settled_suggestions (kind TEXT NOT NULL,"  # topic, question, law, plan
        " subject TEXT NOT NULL, by TEXT NOT NULL, how TEXT NOT NULL, at TEXT NOT NULL,"
        " PRIMARY KEY (kind, subject))"
    )


@migrations()
def m061_cut_replies(db: Database) -> None:
    # What of the last reply its channel had no room for, until they ask for it or for another.
    db.execute(
        "CREATE TABLE cut_replies (asker TEXT PRIMARY KEY, reply TEXT NOT NULL,"
        " expires_at TEXT NOT NULL)"
    )


@migrations()
def m084_presence(db: Database) -> None:
    # Who of staff has which page open, so that two don't write the same unawares.
    db.execute(
        "CREATE TABLE presence (path TEXT NOT NULL, account TEXT NOT NULL, at TEXT NOT NULL,"
        " PRIMARY KEY (path, account))"
    )


@migrations()
def m085_question_a_day(db: Database) -> None:
    # Rooms that want a question a day, and the day of the last one.
    db.execute("ALTER TABLE subscribers ADD COLUMN has_quiz INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE subscribers ADD COLUMN quizzed_on TEXT NOT NULL DEFAULT ''")


@migrations()
def m086_practice_unreminded(db: Database) -> None:
    # Who of staff would rather not hear on Mondays what there is to practise.
    db.execute("CREATE TABLE practice_unreminded (person TEXT PRIMARY KEY)")


@migrations()
def m087_alerts(db: Database) -> None:
    # What staff were told in a message that can be changed, by the channel's own id of it: the
    # numbers of letters and questions, nobody's words.
    db.execute(
        "CREATE TABLE alerts (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " kind TEXT NOT NULL,"  # letters, questions, late, given
        " channel TEXT NOT NULL, chat_id TEXT NOT NULL, message TEXT NOT NULL,"
        " is_stale INTEGER NOT NULL)"  # something of it has changed since
    )
    db.execute("CREATE INDEX alerts_stale ON alerts (id) WHERE is_stale")
    db.execute(
        "CREATE TABLE alert_subjects (alert_id INTEGER NOT NULL, subject TEXT NOT NULL,"
        " PRIMARY KEY (alert_id, subject))"  # letter:261128-ABCDEF, question:12
    )
    db.table("alert_subjects").create_index(["subject"])
    for name, event, subject in (
        (
            "letter_changes",
            "UPDATE OF text, category, assigned, replied_by, closed_at ON letters",
            "'letter:' || NEW.receipt",
        ),
        ("letter_goes", "DELETE ON letters", "'letter:' || OLD.receipt"),
        ("question_changes", "UPDATE OF state ON clusters", "'question:' || NEW.id"),
        ("question_goes", "DELETE ON cluster_questions", "'question:' || OLD.cluster_id"),
    ):
        db.execute(
            f"CREATE TRIGGER alerts_age_when_a_{name} AFTER {event} BEGIN"  # noqa: S608 - our own names
            " UPDATE alerts SET is_stale = 1 WHERE id IN"
            f" (SELECT alert_id FROM alert_subjects WHERE subject = {subject}); END"
        )


@migrations()
def m088_put_off(db: Database) -> None:
    # What somebody said when there was no time for it, as it came; `about` is a hash of the words.
    db.execute(
        "CREATE TABLE put_off (id INTEGER PRIMARY KEY AUTOINCREMENT, asker TEXT NOT NULL,"
        " about TEXT NOT NULL, key TEXT NOT NULL, content TEXT NOT NULL, at TEXT NOT NULL,"
        " expires_at TEXT NOT NULL, UNIQUE (asker, about))"
    )


@migrations()
def m089_cards_that_ask(db: Database) -> None:
    # What else staff are told and changes later: drafts and campaigns that wait for somebody, and
    # digests, from which only deleted words go: `said` is the rest of theirs.
    db.execute("ALTER TABLE alerts ADD COLUMN said TEXT NOT NULL DEFAULT ''")
    for name, event, subject in (
        ("draft_changes", "UPDATE OF state, version ON drafts", "'draft:' || NEW.id"),
        ("campaign_changes", "UPDATE OF state, version ON campaigns", "'campaign:' || NEW.id"),
        ("word_goes", "DELETE ON cluster_questions", "'words:' || OLD.cluster_id"),
    ):
        db.execute(
            f"CREATE TRIGGER alerts_age_when_a_{name} AFTER {event} BEGIN"  # noqa: S608 - our own names
            " UPDATE alerts SET is_stale = 1 WHERE id IN"
            f" (SELECT alert_id FROM alert_subjects WHERE subject = {subject}); END"
        )


@migrations()
def m090_answers_to_forms(db: Database) -> None:
    # A form that a page answered: whoever sends it again, as a reload does, sees that page again
    # where it may be shown twice. `is_done`: it came to an end.
    db.execute("ALTER TABLE sent_forms ADD COLUMN is_done INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE sent_forms ADD COLUMN account TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE sent_forms ADD COLUMN shown TEXT NOT NULL DEFAULT ''")
    db.execute("UPDATE sent_forms SET is_done = 1 WHERE leads_to != ''")


@migrations()
def m091_replies_on_their_way(db: Database) -> None:
    # A reply that waits and is being sent now: whoever does that may die meanwhile.
    db.execute("ALTER TABLE kept_replies ADD COLUMN held_until TEXT NOT NULL DEFAULT ''")
