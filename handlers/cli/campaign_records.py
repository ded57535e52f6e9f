"""A campaign as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.publicity.seeing import SeeingCampaigns
from bot.store import campaigns as store
from bot.store.campaigns import Campaign
from handlers.dialogues.campaign_pages import estimated


async def everything(seeing: SeeingCampaigns, campaign_id: int) -> dict[str, Any]:
    """All that is known of it. Raises: Unknown."""
    campaign = await seeing.get(campaign_id)
    estimate = await seeing.estimate(campaign.notice)
    read = seeing.database.read
    return fields(campaign) | {
        "estimate": {
            "recipients": estimate.recipients,
            "seconds": round(estimate.duration.total_seconds(), 1),
            "words": estimated(estimate),
        },
        "counts": await seeing.counts(campaign_id),
        "taps": await read(store.taps, campaign_id=campaign_id),
        "questions": await read(store.questions, campaign_id=campaign_id),
        "record": [
            {
                "at": change.at.isoformat(),
                "who": change.who,
                "via": change.via,
                "change": change.change,
                "before": change.before,
                "after": change.after,
                "version": change.version,
                "one_person": change.is_alone,
                "reason": change.reason,
            }
            for change in await seeing.record(campaign_id)
        ],
    }


def fields(campaign: Campaign) -> dict[str, Any]:
    notice = campaign.notice
    return {
        "id": campaign.id,
        "title": notice.title,
        "body": notice.body,
        "audiences": list(notice.audiences),
        "topics": list(notice.topics),
        "buttons": [
            {"label": button.label, "kind": button.kind.value, "target": button.target}
            for button in notice.buttons
        ],
        "day": campaign.day,
        "author": campaign.author,
        "state": campaign.state.value,
        "version": campaign.version,
        "created_at": _iso(campaign.created_at),
        "send_at": _iso(campaign.send_at),
        "useful_until": _iso(notice.useful_until),
        "begun_at": _iso(campaign.begun_at),
        "finished_at": _iso(campaign.finished_at),
    }


def _iso(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
