"""A campaign from the setting of its time to its end: sent, stopped, sent on, or cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.members import SYSTEM, Actor
from bot.publicity import transactions
from bot.publicity.seeing import SeeingCampaigns
from bot.publicity.steps import BEGIN, CANCEL, FINISH, PAUSE, RESUME, RETRY, SCHEDULE, Step
from bot.staff import permissions
from bot.staff.refusals import Refused
from bot.store import outbox
from bot.store.campaigns import Campaign, State

USEFUL = timedelta(days=7)
"""How long after its time a notice is still worth sending, where nobody said otherwise."""

JUST_NOW = timedelta(minutes=1)
"""A time so little past is not in the past: somebody said “now”, or their clock differs."""


class Late(Refused):
    """Its last useful date is past: somebody has to say that it shall be sent all the same."""


MOST_GROWTH = 0.1
"""How much more than the number that somebody said yes to may be reached, as a share of it."""


class Grown(Refused):
    """Many more would get it than somebody has said yes to: they have to look again."""


@dataclass(frozen=True)
class RunningCampaigns:
    """The use cases of whoever sends, and those of the program itself."""

    seeing: SeeingCampaigns

    async def schedule(
        self,
        actor: Actor,
        campaign_id: int,
        at: datetime | None = None,
        *,
        version: int | None = None,
        expected: int | None = None,
        nobody: bool = False,
        dry_run: bool = False,
    ) -> Campaign:
        """Set its time; without one, the time that was proposed. `expected` is the number of
        recipients that somebody has seen and said yes to; with `nobody` there may be none, and it
        stands on the page and in its feed alone.

        Raises:
            Refused: the time is past, or after the last useful date; nobody would get it.
            Grown: they are more than a tenth more than expected by now.
        """
        permissions.require(actor, SCHEDULE.action)
        campaign = await self.seeing.before(SCHEDULE, campaign_id, version)
        at, now, local = at or campaign.send_at, self.seeing.clock(), self.seeing.local
        if at is None:
            raise Refused("还没有定时间，请说明何时发送")
        until = campaign.notice.useful_until or at + USEFUL
        self.seeing.check(campaign.notice)
        if at < now - JUST_NOW:
            raise Refused(f"时间 {local(at)} 已经过去")
        if at > until:
            raise Refused(f"时间 {local(at)} 晚于最后有效日期 {local(until)}")
        recipients = (await self.seeing.estimate(campaign.notice)).recipients
        if recipients == 0 and not nobody:
            raise Refused("现在没有符合条件的订阅者，发不出去：请放宽对象或主题")
        if expected is not None and recipients > expected * (1 + MOST_GROWTH):
            raise Grown(f"您确认的是 {expected} 个订阅者，现在有 {recipients} 个，请看过再确认一次")
        if dry_run:
            return campaign
        times = {"send_at": at.astimezone(UTC), "useful_until": until.astimezone(UTC)}
        reason = f"定于 {local(at)}"
        return await self._move(actor, campaign, SCHEDULE, State.SCHEDULED, times, reason)

    async def begin(self, campaign_id: int) -> Campaign:
        """Its time has come: from now on its recipients are taken into the outbox."""
        campaign = await self.seeing.before(BEGIN, campaign_id)
        now = self.seeing.clock()
        times = {"begun_at": now, "resumed_at": now}
        return await self._move(SYSTEM, campaign, BEGIN, State.SENDING, times)

    async def pause(self, actor: Actor, campaign_id: int, reason: str = "") -> Campaign:
        permissions.require(actor, PAUSE.action)
        campaign = await self.seeing.before(PAUSE, campaign_id)
        return await self._move(actor, campaign, PAUSE, State.PAUSED, {}, reason)

    async def resume(
        self, actor: Actor, campaign_id: int, *, late: bool = False, dry_run: bool = False
    ) -> Campaign:
        """Go on; what had not begun is sent at its time, or now where that is past.

        Raises:
            Late: its last useful date is past, and `late` doesn't say that this is known.
        """
        permissions.require(actor, RESUME.action)
        campaign = await self.seeing.before(RESUME, campaign_id)
        times, reason = self._going_on(campaign, late)
        if dry_run:
            return campaign
        to = State.SENDING
        if campaign.begun_at is None:
            now = self.seeing.clock()
            to = State.SCHEDULED
            times |= {"resumed_at": None, "send_at": max(campaign.send_at or now, now)}
        return await self._move(actor, campaign, RESUME, to, times, reason)

    async def retry(
        self, actor: Actor, campaign_id: int, *, late: bool = False, dry_run: bool = False
    ) -> int:
        """Send once more to those where it failed; returns how many they are.

        Raises:
            Refused: nothing has failed.
            Late: as for `resume`.
        """
        permissions.require(actor, RETRY.action)
        campaign = await self.seeing.before(RETRY, campaign_id)
        times, reason = self._going_on(campaign, late)
        failed = (await self.seeing.counts(campaign_id))[outbox.State.FAILED]
        if not failed:
            raise Refused(f"{campaign_id} 号推送没有失败的")
        if not dry_run:
            await self.seeing.database.write(
                transactions.retry,
                actor=actor,
                campaign=campaign,
                times=times | {"finished_at": None},
                reason=reason,
                now=self.seeing.clock(),
            )
        return failed

    async def cancel(self, actor: Actor, campaign_id: int, reason: str = "") -> Campaign:
        permissions.require(actor, CANCEL.action)
        campaign = await self.seeing.before(CANCEL, campaign_id)
        times = {"finished_at": self.seeing.clock()}
        return await self._move(actor, campaign, CANCEL, State.CANCELLED, times, reason)

    async def finish(self, campaign_id: int) -> Campaign:
        """Every recipient's row is final."""
        campaign = await self.seeing.before(FINISH, campaign_id)
        times = {"finished_at": self.seeing.clock()}
        return await self._move(SYSTEM, campaign, FINISH, State.DONE, times)

    def _going_on(self, campaign: Campaign, late: bool) -> tuple[dict[str, datetime | None], str]:
        """The times that change when it is sent on, and what the record says to it."""
        now, until = self.seeing.clock(), campaign.notice.useful_until
        times: dict[str, datetime | None] = {"resumed_at": now}
        if until is None or until >= now:
            return times, ""
        day = self.seeing.local(until)
        if not late:
            raise Late(f"最后有效日期 {day} 已过，确实还要发请明确说明")
        return times | {"useful_until": None}, f"知道最后有效日期 {day} 已过"

    async def _move(
        self,
        actor: Actor,
        campaign: Campaign,
        step: Step,
        to: State,
        times: Mapping[str, datetime | None],
        reason: str = "",
    ) -> Campaign:
        await self.seeing.database.write(
            transactions.move,
            actor=actor,
            campaign=campaign,
            step=step,
            to=to,
            times=times,
            reason=reason,
            now=self.seeing.clock(),
        )
        return await self.seeing.get(campaign.id)
