"""The buttons under a notice: an entry, a page, or a question of one's own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.messages import Button, Reply
from bot.store import Database, campaigns
from bot.store.campaigns import ButtonKind, Campaign, State
from handlers.dialogues import actions
from handlers.dialogues.actions import rows
from handlers.dialogues.citizens import Citizens
from handlers.dialogues.turns import Heard, Turn, number, number_or_none

_OUT = (State.SENDING, State.PAUSED, State.DONE, State.CANCELLED)
"""Before that, only staff see the notice: their taps on a preview don't count."""


@dataclass(frozen=True)
class Notices:
    database: Database
    citizens: Citizens

    async def turn(self, heard: Heard) -> Turn | None:
        kind, *numbers = heard.message.action.split(":")
        if kind != actions.TAP:
            return None
        campaign = await self._campaign(numbers)
        if campaign is None:
            return Reply("这个按钮已经过期了，请直接提问。"), heard.idle
        button = campaign.notice.buttons[number(numbers[1])]
        if campaign.state in _OUT and not heard.is_staff:
            await self.database.write_if_possible(
                campaigns.tap,
                campaign_id=campaign.id,
                button=numbers[1],
                asker=heard.asker.tap,
                now=heard.now,
            )
        match button.kind:
            case ButtonKind.ENTRY:
                # It is no choice from what the last question was offered.
                heard = replace(heard, conversation=replace(heard.idle, question_id=None))
                return await self.citizens.turn(heard.pressing(actions.entry(button.target)))
            case ButtonKind.CASE:
                words = self.citizens.knowledge.edition.wording.case(button.target)
                return Reply(words), heard.idle
            case ButtonKind.PAGE:
                return Reply("请打开：", rows(Button(button.label, url=button.target))), heard.idle
        asking = f"关于“{campaign.notice.title}”，您想问什么？请打成一句话发给我。"
        return Reply(asking, asks=True), replace(heard.idle, campaign_id=campaign.id)

    async def _campaign(self, numbers: list[str]) -> Campaign | None:
        """The campaign whose button was pressed; None where there is no such button."""
        known = [number_or_none(one) for one in numbers]
        if len(known) != 2 or known[0] is None or known[1] is None:
            return None
        campaign = await self.database.read(campaigns.get, campaign_id=known[0])
        if campaign is None or known[1] >= len(campaign.notice.buttons):
            return None
        return campaign
