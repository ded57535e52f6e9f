"""Everything that is kept of a chat, deleted at its word."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from bot.store import campaigns, conversations, inbox, letters, questions, subscribers


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many of each were deleted."""

    questions: int
    letters: int
    subscriptions: int


def forget(db: Database, *, asker: str) -> Forgotten:
    """In one transaction: either nothing is left, or nothing has changed."""
    conversations.forget(db, asker=asker)
    campaigns.forget_taps(db, asker=asker)
    inbox.forget(db, asker=asker)
    return Forgotten(
        questions=questions.forget(db, asker=asker),
        letters=letters.forget(db, asker=asker),
        subscriptions=subscribers.forget(db, asker=asker),
    )
