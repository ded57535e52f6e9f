"""Everything that is kept of a chat, deleted at its word."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from bot.privacy import Asker
from bot.store import campaigns, conversations, inbox, letters, questions, subscribers


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
    return Forgotten(
        questions=questions.forget(db, asker=asker.question),
        letters=letters.forget(db, asker=asker.letter),
        subscriptions=subscribers.forget(db, asker=asker.subscriber),
    )
