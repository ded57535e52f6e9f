"""Laws of the bureau's province and city in chat, for reviewers: `/statute` takes one in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.editing.local_laws import LocalLaws
from bot.messages import Button, Reply
from bot.staff.permissions import Action, require
from bot.staff.refusals import Refused
from handlers.dialogues.actions import CANCEL, rows
from handlers.dialogues.turns import Heard, Turn

COMMAND = "statute"
ACTION = "st"
_AWAITED = f"{ACTION}:text"
_ASK = (
    "**登记本省、本市的法规**：请把全文发给我，.docx、.txt、.md 文件都行，短的也可以直接粘贴。\n\n"
    "第一行是名称，下面写明通过或施行的日期，每一条另起一行，以“第一条”开头。"
    "登记之后，条目可以引用它，群众也能查到它的条文。"
)


@dataclass(frozen=True)
class StatutesInChat:
    """To anybody but staff the command is one that isn't there."""

    laws: LocalLaws

    async def turn(self, heard: Heard) -> Turn | None:
        if heard.actor is None or not (heard.command == COMMAND or heard.awaited == _AWAITED):
            return None
        try:
            require(heard.actor, Action.STATUTE_REGISTER)
            words = heard.rest if heard.command else heard.words
            if not words:
                return heard.asking(Reply(_ASK, rows(Button("算了", CANCEL))), _AWAITED)
            law = await self.laws.register(heard.actor, words)
        except Refused as refusal:
            return heard.refused(refusal)
        first = f"《{law.title}》第一条"
        return heard.replied(
            Reply(
                f"已登记《{law.title}》：{len(law.articles)} 条，{law.in_force_from} 起施行。"
                f"现在可以引用它，也可以问我“{first}”来核对。"
            )
        )
