"""The banner: on our own page on the day, and as a piece of HTML for the bureau's site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.knowledge.library import Library
from bot.publicity import days
from bot.publicity.surfaces.material import Material
from bot.publicity.surfaces.pictograms import pictogram
from bot.publicity.surfaces.rendering import rendered
from bot.store.campaigns import Campaign, State

SHOWN = (State.APPROVED, State.SCHEDULED, State.SENDING, State.DONE)
"""States in which it may stand on the page: whatever is paused may be so because it is wrong."""


def of_today(
    campaigns: Iterable[Campaign], library: Library, today: date, zone: ZoneInfo
) -> Campaign | None:
    """The campaign that today is for: a day's before a week's before a month's, a law's anniversary
    last, and the newest."""
    found = [
        (order, -campaign.id, campaign)
        for campaign in campaigns
        if campaign.state in SHOWN and (order := _order(campaign, library, today, zone)) is not None
    ]
    return min(found)[2] if found else None


def html(material: Material, link: str) -> str:
    """For another site: needs none of our styles, and opens our page."""
    return rendered(
        "banner.html",
        material=material,
        link=link,
        pictogram=pictogram(material.headline, material.questions, "#fff"),
    )


def _order(
    campaign: Campaign, library: Library, today: date, zone: ZoneInfo
) -> tuple[timedelta, bool] | None:
    """By how long what it is for lasts, and whether that is an anniversary; None where that is not
    today."""
    if campaign.day:
        occurrence = days.find(library, campaign.day, today)
        if occurrence is None or today not in occurrence or occurrence.is_announced:
            return None
        return occurrence.last - occurrence.first, occurrence.day.is_anniversary
    sent_at = campaign.begun_at or campaign.send_at
    is_today = sent_at is not None and sent_at.astimezone(zone).date() == today
    return (timedelta(), False) if is_today else None
