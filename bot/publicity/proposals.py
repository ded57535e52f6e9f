"""Campaigns that the calendar proposes: a draft for each core day, some days ahead, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import structlog

from bot.knowledge.library import Library
from bot.members import SYSTEM, Actor
from bot.publicity import days
from bot.publicity.days import Occurrence
from bot.publicity.notices import MOST_BUTTONS, shortened
from bot.publicity.preparing import PreparingCampaigns
from bot.publicity.times import end_of_day
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store.campaigns import ButtonKind, Campaign, Notice, NoticeButton

log = structlog.get_logger()

HOUR = time(9)
"""When a day's notice goes out, in the bureau's zone; a week's or month's on its first day."""
QUESTION = NoticeButton("我有问题", ButtonKind.QUESTION)


@dataclass(frozen=True)
class Proposals:
    preparing: PreparingCampaigns

    async def draft_upcoming(self) -> list[Campaign]:
        """Draft what begins within the days set, unless that was done before; they wait for staff:
        nothing that is drafted here is sent before two people have seen it."""
        seeing = self.preparing.seeing
        settings, library = seeing.settings, seeing.library()
        today = seeing.clock().astimezone(settings.zone).date()
        drafted = []
        for occurrence in days.upcoming(library, today, settings.draft_days):
            if await seeing.is_drafted(occurrence.id):
                continue
            try:
                campaign = await self.draft(SYSTEM, occurrence, once=True)
            except Refused as refusal:
                log.error("day_not_drafted", day=occurrence.id, reason=str(refusal))
                continue
            log.info("day_drafted", day=occurrence.id, campaign=campaign.id)
            drafted.append(campaign)
        return drafted

    async def draft(self, actor: Actor, occurrence: Occurrence, *, once: bool = False) -> Campaign:
        """A draft in the day's own words.

        Where a yearly notice sets the date, no time is proposed: staff look it up and set it.

        Raises:
            Refused: the day's words can't be sent; or `once`, and there is one already.
        """
        permissions.require(actor, Action.CAMPAIGN_NEW)
        seeing = self.preparing.seeing
        zone, now = seeing.settings.zone, seeing.clock()
        at = datetime.combine(occurrence.first, HOUR, zone).astimezone(UTC)
        needs_confirmation = occurrence.needs_confirmation
        return await self.preparing.draft(
            actor,
            day_notice(seeing.library(), occurrence, zone),
            day=occurrence.id,
            send_at=None if needs_confirmation or at < now else at,
            reason="日期以当年的通知为准，核实后再定时" if needs_confirmation else "",
            once=once,
        )


def day_notice(library: Library, occurrence: Occurrence, zone: ZoneInfo) -> Notice:
    """The day's words, with buttons to the entries it points to; useful until it is over."""
    told = days.notice(library, occurrence)
    entries = [library.entries[slug] for slug in told.entries if slug in library.entries]
    buttons = [
        NoticeButton(shortened(entry.question), ButtonKind.ENTRY, entry.slug)
        for entry in entries[: MOST_BUTTONS - 1]
    ]
    return Notice(
        title=told.title,
        body=told.body,
        audiences=told.audiences,
        buttons=(*buttons, QUESTION),
        useful_until=None if occurrence.is_announced else end_of_day(str(occurrence.last), zone),
    )
