"""What whoever comes by a poster's code came for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.knowledge.library import Library
from bot.publicity.surfaces import banner
from bot.publicity.surfaces.places import of_start
from bot.store import Database, campaigns
from bot.text.literal import literal


@dataclass(frozen=True)
class Invitations:
    database: Database
    library: Callable[[], Library]

    async def words(self, start: str) -> str:
        """The notice of the campaign in a start's parameter, as Markdown; "" where there is none,
        or it may not be shown."""
        _, campaign_id = of_start(start) or ("", 0)
        if not campaign_id:
            return ""
        campaign = await self.database.read(campaigns.get, campaign_id=campaign_id)
        if campaign is None or campaign.state not in banner.SHOWN:
            return ""
        notice = campaign.notice
        return f"**{literal(notice.title)}**\n\n{self.library().fill(notice.body)}"
