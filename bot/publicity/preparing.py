"""A campaign from its first words until two people stand behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.editing import doubts
from bot.members import Actor
from bot.publicity import transactions
from bot.publicity.seeing import SeeingCampaigns
from bot.publicity.steps import APPROVE, EDIT, RETURN, SUBMIT, Step
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Doubtful, NotAllowed, Refused
from bot.store.campaigns import Campaign, Notice, State


@dataclass(frozen=True)
class PreparingCampaigns:
    """The use cases of whoever writes and reviews."""

    seeing: SeeingCampaigns

    async def draft(
        self,
        actor: Actor,
        notice: Notice,
        *,
        day: str = "",
        send_at: datetime | None = None,
        reason: str = "",
        once: bool = False,
    ) -> Campaign:
        """A new campaign; `send_at` proposes its time.

        Raises:
            Refused: with every reason; or `once`, and the day has one already.
        """
        permissions.require(actor, Action.CAMPAIGN_NEW)
        self.seeing.check(notice)
        campaign_id = await self.seeing.database.write(
            transactions.insert,
            actor=actor,
            notice=notice,
            day=day,
            send_at=send_at,
            reason=reason,
            once=once,
            now=self.seeing.clock(),
        )
        return await self.seeing.get(campaign_id)

    async def edit(
        self, actor: Actor, campaign_id: int, notice: Notice, *, version: int | None = None
    ) -> Campaign:
        """Other words, as a new version that must be approved anew.

        Raises:
            Refused: with every reason; `Outdated` where `version` is no longer the present one.
        """
        permissions.require(actor, EDIT.action)
        campaign = await self.seeing.before(EDIT, campaign_id, version)
        self.seeing.check(notice)
        await self.seeing.database.write(
            transactions.edit,
            actor=actor,
            campaign=campaign,
            notice=notice,
            now=self.seeing.clock(),
        )
        return await self.seeing.get(campaign_id)

    async def submit(self, actor: Actor, campaign_id: int) -> Campaign:
        permissions.require(actor, SUBMIT.action)
        campaign = await self.seeing.before(SUBMIT, campaign_id)
        self.seeing.check(campaign.notice)
        return await self._move(actor, campaign, SUBMIT, State.IN_REVIEW)

    async def approve(
        self, actor: Actor, campaign_id: int, *, version: int | None = None, yes: str = ""
    ) -> Campaign:
        """`yes` says yes to the doubts.

        Raises:
            NotAllowed: by one who wrote or submitted it, unless in the one-person mode.
            Doubtful: something stands in no article, and nobody said yes to that.
        """
        permissions.require(actor, APPROVE.action)
        campaign = await self.seeing.before(APPROVE, campaign_id, version)
        self.seeing.check(campaign.notice)
        is_alone = actor.member.name in await self.seeing.hands(campaign)
        if is_alone and not self.seeing.settings.one_person:
            raise NotAllowed("自己起草、修改或提交的推送不能由自己批准，请另一位审核人批准")
        doubted = self.seeing.doubts(campaign)
        if doubted and yes != (wanted := doubts.known_by(doubted)):
            raise Doubtful(doubted, wanted)
        told = f"核对过仍批准：{'；'.join(doubted)}" if doubted else ""
        return await self._move(
            actor, campaign, APPROVE, State.APPROVED, reason=told, is_alone=is_alone
        )

    async def send_back(self, actor: Actor, campaign_id: int, reason: str) -> Campaign:
        """To its author, with the reason, also after approval."""
        permissions.require(actor, RETURN.action)
        campaign = await self.seeing.before(RETURN, campaign_id)
        if not reason.strip():
            raise Refused("退回要写明原因")
        return await self._move(actor, campaign, RETURN, State.DRAFT, reason=reason.strip())

    async def _move(
        self,
        actor: Actor,
        campaign: Campaign,
        step: Step,
        to: State,
        *,
        reason: str = "",
        is_alone: bool = False,
    ) -> Campaign:
        await self.seeing.database.write(
            transactions.move,
            actor=actor,
            campaign=campaign,
            step=step,
            to=to,
            reason=reason,
            is_alone=is_alone,
            now=self.seeing.clock(),
        )
        return await self.seeing.get(campaign.id)
