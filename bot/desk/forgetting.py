"""Everything that is kept of a chat, deleted at its word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.privacy import Asker
from bot.store import campaigns, contacts, conversations, inbox, letters, questions, subscribers


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many of each were deleted."""

    questions: int
    letters: int
    subscriptions: int


def forget(db: Database, *, asker: Asker) -> Forgotten:
    """In one transaction: either nothing is left, or nothing has changed."""
    conversations.forget(db, asker=asker.conversation)
    campaigns.forget_taps(db, asker=asker.tap)
    inbox.forget(db, asker=asker.promise)
    contacts.forget(db, asker=asker.contact)
    return Forgotten(
        questions=questions.forget(db, asker=asker.question),
        letters=letters.forget(db, asker=asker.letter),
        subscriptions=subscribers.forget(db, asker=asker.subscriber),
    )


def let_go(db: Database, *, asker: Asker, now: datetime) -> None:
    """They left the channel: nothing is sent any more, and what was only for sending goes. Their
    questions, which are nobody's, and their letters, which staff are at, stay for their time."""
    contacts.lose(db, asker=asker.contact, now=now)
    conversations.forget(db, asker=asker.conversation)
    campaigns.forget_taps(db, asker=asker.tap)
    inbox.forget(db, asker=asker.promise)
    letters.let_go(db, asker=asker.letter)
    subscribers.forget(db, asker=asker.subscriber)
