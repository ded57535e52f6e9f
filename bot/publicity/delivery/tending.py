"""Which campaigns are being sent now: begins those that are due, ends those that are done, and
asks a person where that would be wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.members import SYSTEM
from bot.messages import Reply
from bot.publicity.delivery.lead import Lead
from bot.publicity.delivery.tally import Tally
from bot.publicity.running import RunningCampaigns
from bot.staff.refusals import Refused
from bot.store import Database, outbox, watermark
from bot.store import campaigns as store
from bot.store.campaigns import Campaign, State
from bot.store.outbox import Hours
from bot.store.subscribers import Kind

log = structlog.get_logger()

SILENCE = timedelta(minutes=5)
"""Without a sign of life for longer, it may have been sent elsewhere, or from an older copy."""
TOO_LATE = timedelta(hours=6)
"""Of open window; after an outage or on a copied database nobody may want it any more."""
CHUNK = 2000
"""Subscribers frozen in one transaction: about 10 ms, so no reply waits long for the write lock."""

Compose = Callable[[Campaign, Kind], Reply]


class Sending:
    """A campaign that is being sent: its words for each kind of chat, and how it fares."""

    def __init__(self, campaign: Campaign, compose: Compose, tally: Tally) -> None:
        self.campaign = campaign
        self.tally = tally
        self.notices = {kind: compose(campaign, kind) for kind in Kind}

    def is_still(self, campaign: Campaign) -> bool:
        """Whether nothing has changed: a resumed one is counted anew."""
        return (self.campaign.version, self.campaign.resumed_at) == (
            campaign.version,
            campaign.resumed_at,
        )


class Tending:
    """Looks after campaigns between draft and done."""

    def __init__(
        self, database: Database, running: RunningCampaigns, compose: Compose, hours: Hours
    ) -> None:
        self._database = database
        self._running = running
        self._compose = compose
        self._hours = hours
        self._sending: dict[int, Sending] = {}

    async def due(self, now: datetime) -> list[Campaign]:
        return await self._database.read(store.due, now=now)

    async def begin(self, campaign: Campaign, now: datetime) -> None:
        """Begin a scheduled campaign whose time has come, unless a person should look first."""
        until, at = campaign.notice.useful_until, campaign.send_at or now
        if until and now > until:
            await self.pause(campaign, self._not_useful(until))
        elif self._hours.window.open_between(at, now, self._hours.zone) > TOO_LATE:
            await self.pause(
                campaign, f"原定 {self._running.seeing.local(at)} 发送，已晚了很久，确认后再继续"
            )
        elif self._hours.window.contains(now, self._hours.zone):
            try:
                await self._running.begin(campaign.id)
            except Refused as refusal:  # staff were quicker
                log.info("campaign_not_begun", campaign=campaign.id, reason=str(refusal))

    async def doubt(self, due: list[Campaign], lead: Lead, now: datetime) -> None:
        """We took over: where it isn't clear that a campaign should go on, a person decides."""
        for campaign in due:
            begun = campaign.resumed_at or campaign.begun_at or campaign.send_at or now
            is_sending = campaign.state is State.SENDING
            if lead.is_on_a_copy or (is_sending and lead.last_sign is None):
                await self.pause(campaign, "数据库是恢复或复制来的，可能已经发过，确认后再继续")
            elif lead.is_another_boot and now - begun > SILENCE:
                await self.pause(
                    campaign, "服务器重新启动过，如果恢复过快照，可能已经发过，确认后再继续"
                )
            elif is_sending and lead.last_sign and now - max(begun, lead.last_sign) > SILENCE:
                since = self._running.seeing.local(max(begun, lead.last_sign))
                await self.pause(campaign, f"{since} 起发送中断过，确认没有发过再继续")
        await self._database.write_durably(watermark.asked, sign=watermark.CAMPAIGNS)

    async def leapt(self, due: list[Campaign]) -> None:
        """The clock has leapt ahead, as when a machine goes on from a snapshot."""
        for campaign in due:
            await self.pause(
                campaign, "系统时间突然往前跳，请先核对服务器的时间，确认没有发过再继续"
            )

    async def tend(self, campaign: Campaign, now: datetime, *, in_flight: int) -> Sending | None:
        """Work on one that is being sent; returns it where its recipients may get it now.

        Until its audience is frozen, each call takes in a chunk of it.
        """
        until = campaign.notice.useful_until
        if until and now > until:
            await self.pause(campaign, self._not_useful(until))
            return None
        if not campaign.is_frozen:
            await self._database.write(outbox.freeze, campaign_id=campaign.id, chunk=CHUNK)
            return None
        if not in_flight and await self._database.read(outbox.is_finished, campaign_id=campaign.id):
            await self._finish(campaign)
            return None
        if not self._hours.window.contains(now, self._hours.zone):
            return None
        return await self._as_sending(campaign)

    async def pause(self, campaign: Campaign, reason: str) -> None:
        """Stop, and let a person decide; staff are told of it as of any change."""
        log.warning("campaign_paused", campaign=campaign.id, reason=reason)
        try:
            await self._running.pause(SYSTEM, campaign.id, reason)
        except Refused as refusal:  # staff were quicker
            log.info("campaign_not_paused", campaign=campaign.id, reason=str(refusal))

    async def _finish(self, campaign: Campaign) -> None:
        try:
            await self._running.finish(campaign.id)
        except Refused as refusal:  # staff were quicker
            log.info("campaign_not_finished", campaign=campaign.id, reason=str(refusal))
            return
        counts = await self._database.read(outbox.counts, campaign_id=campaign.id)
        log.info("campaign_done", campaign=campaign.id, **counts)
        self._sending.pop(campaign.id, None)

    async def _as_sending(self, campaign: Campaign) -> Sending | None:
        known = self._sending.get(campaign.id)
        if known and known.is_still(campaign):
            if not known.tally.is_alarming:
                return known
            await self.pause(campaign, f"{known.tally}，查明原因后再继续")
            return None
        since = campaign.resumed_at or campaign.begun_at or campaign.created_at
        tried, failed = await self._database.read(
            outbox.finals_since, campaign_id=campaign.id, since=since
        )
        try:
            sending = Sending(campaign, self._compose, Tally(tried, failed))
        except Exception:
            log.exception("notice_not_composed", campaign=campaign.id)
            await self.pause(campaign, "通知无法生成，请检查内容和按钮")
            return None
        self._sending[campaign.id] = sending
        return sending

    def _not_useful(self, until: datetime) -> str:
        return f"已过最后有效日期 {self._running.seeing.local(until)}，确认后再继续"
