"""The banner at the head of the citizens' page: today's campaign, or a poster's."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from bot.knowledge.entries import Entry
from bot.publicity.surfaces import banner
from bot.publicity.surfaces.material import Material, gather
from bot.publicity.surfaces.pictograms import pictogram
from bot.store import campaigns
from handlers.application import Application

LOOKED_AT = 50
"""Campaigns, the newest first: more than a bureau sends in the weeks that one may last."""


@dataclass(frozen=True, slots=True)
class Banner:
    material: Material

    @property
    def pictogram(self) -> Markup:
        return pictogram(self.material.headline, self.material.questions, "currentColor")

    @property
    def questions(self) -> tuple[Entry, ...]:
        return self.material.questions


async def shown(application: Application, campaign_id: int = 0) -> Banner | None:
    """That campaign's where it may be shown, else the one that today is for."""
    database, library = application.database, application.library
    zone = application.settings.zone
    today = application.clock().astimezone(zone).date()
    asked = await database.read(campaigns.get, campaign_id=campaign_id) if campaign_id else None
    if asked is None or asked.state not in banner.SHOWN:
        recent = await database.read(campaigns.recent, states=banner.SHOWN, limit=LOOKED_AT)
        asked = banner.of_today(recent, library, today, zone)
    return Banner(gather(asked, library, today)) if asked else None
