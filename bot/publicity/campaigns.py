"""A campaign's life: who may take it from one state to the next, and when it is refused.

draft → in_review → approved → scheduled → sending ⇄ paused → done | cancelled. Each use case asks
for leave itself, changes the state only from the one it has read, and writes a line of the record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.config import Settings
from bot.knowledge.library import Library
from bot.knowledge.statutes import Texts
from bot.publicity.preparing import PreparingCampaigns
from bot.publicity.running import RunningCampaigns
from bot.publicity.seeing import SeeingCampaigns
from bot.store import Database


@dataclass(frozen=True)
class Campaigns:
    """The use cases, by what somebody comes for."""

    seeing: SeeingCampaigns
    preparing: PreparingCampaigns
    running: RunningCampaigns

    @classmethod
    def over(
        cls,
        settings: Settings,
        database: Database,
        library: Callable[[], Library],
        measure: Callable[[str], int],
        clock: Callable[[], datetime],
        texts: Callable[[], Texts] | None = None,
    ) -> Campaigns:
        """See SeeingCampaigns for what these are; without `texts` those of the data folder."""
        held = texts or (lambda: Texts(settings.statutes_dir))
        seeing = SeeingCampaigns(settings, database, library, measure, clock, held)
        return cls(seeing, PreparingCampaigns(seeing), RunningCampaigns(seeing))
