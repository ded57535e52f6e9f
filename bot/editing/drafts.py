"""A draft's life: draft → in_review → published, and what may be done with an entry after that.

Each use case asks for leave itself, changes a draft only from the version it has read, and writes
a line of the record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.config import Settings
from bot.editing.cabinet import Cabinet
from bot.editing.deciding import DecidingDrafts
from bot.editing.publishing import Publisher
from bot.editing.seeing import SeeingDrafts
from bot.editing.trying import Trials
from bot.editing.writing import WritingDrafts


@dataclass(frozen=True)
class Drafts:
    """The use cases, by what somebody comes for."""

    seeing: SeeingDrafts
    writing: WritingDrafts
    deciding: DecidingDrafts

    @classmethod
    def over(
        cls, settings: Settings, publisher: Publisher, clock: Callable[[], datetime]
    ) -> Drafts:
        """Over the publisher's database and knowledge."""
        cabinet = Cabinet(publisher.database, publisher.knowledge)
        trials = Trials(settings, cabinet)
        return cls(
            SeeingDrafts(cabinet, trials),
            WritingDrafts(cabinet, trials, clock),
            DecidingDrafts(settings, cabinet, trials, publisher, clock),
        )
