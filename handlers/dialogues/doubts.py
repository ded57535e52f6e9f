"""An administrator's answers to what only a person can know: the date, and a database put back."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.desk.doubting import Doubting
from bot.desk.purging import Purging
from bot.messages import Reply
from bot.staff.refusals import Refused
from handlers.dialogues.turns import Heard, Turn

DATE, SEND, NOT_SEND = "doubt:date", "doubt:send", "doubt:sent"


@dataclass(frozen=True)
class DoubtsInChat:
    zone: ZoneInfo
    purging: Purging
    doubting: Doubting

    async def turn(self, heard: Heard) -> Turn | None:
        pressed = heard.message.action
        if heard.actor is None or pressed not in (DATE, SEND, NOT_SEND):
            return None
        try:
            if pressed == DATE:
                day = (await self.purging.believe(heard.actor)).astimezone(self.zone)
                line = f"好的，已按 {day:%Y-%m-%d} 清理到期的记录，以后照常。"
            else:
                count = await self.doubting.settle(heard.actor, send=pressed == SEND)
                done = "这就发出" if pressed == SEND else "算作已经发过"
                line = f"好的，{count} 条答复{done}。" if count else "已经有人处理过了。"
        except Refused as refusal:
            return heard.refused(refusal)
        return heard.replied(Reply(line))
