"""A campaign's numbers in the chat, for staff: `/numbers 12`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.messages import Button, Reply
from bot.publicity import results
from bot.publicity.seeing import SeeingCampaigns
from bot.staff.refusals import Refused
from bot.store import Database, campaigns
from bot.store.campaigns import State
from handlers.dialogues.actions import rows
from handlers.dialogues.turns import Heard, Turn, number_or_none

COMMAND = "numbers"
ACTION = "num"
LISTED = 8
_BEGUN = (State.SENDING, State.PAUSED, State.DONE, State.CANCELLED)


@dataclass(frozen=True)
class ResultsInChat:
    """For staff only, whatever their role: to anybody else the command isn't there."""

    campaigns: SeeingCampaigns
    database: Database
    clock: Callable[[], datetime]

    async def turn(self, heard: Heard) -> Turn | None:
        action, _, number = heard.message.action.partition(":")
        if heard.command != COMMAND and action != ACTION:
            return None
        if heard.actor is None:
            return None
        number = number or heard.rest.lstrip("#")
        reply = await (self._of(number) if number else self._choice())
        return reply, heard.idle

    async def _of(self, number: str) -> Reply:
        campaign_id = number_or_none(number)
        if campaign_id is None:
            return Reply("请写推送的编号，例如：/numbers 12")
        try:
            campaign = await self.campaigns.get(campaign_id)
        except Refused as refusal:
            return Reply(f"{refusal}。")
        counted = await results.of_campaign(self.database, campaign, self.clock())
        return Reply(results.as_text(counted, self.campaigns.settings.zone))

    async def _choice(self) -> Reply:
        recent = await self.database.read(campaigns.recent, states=_BEGUN, limit=LISTED)
        if not recent:
            return Reply("还没有发过推送。")
        buttons = [Button(f"{c.id} {c.notice.title}", f"{ACTION}:{c.id}") for c in recent]
        return Reply("看哪一次推送的数字？", rows(*buttons))
