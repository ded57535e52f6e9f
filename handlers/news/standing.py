"""How letters stand that staff were told of, in words."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.members import Staff
from bot.messages import Chat
from bot.store.letters import Letter


@dataclass(frozen=True)
class Standing:
    staff: Staff
    zone: ZoneInfo

    def of(self, letter: Letter) -> str:
        """李雯在办; "" while nobody has taken it."""
        if letter.closed_at:
            return f"已转{letter.handed_to}" if letter.handed_to else "已办结"
        if letter.reply:
            return f"{self.staff.called(letter.replied_by)}已答复"
        return f"{self.staff.called(letter.assigned)}在办" if letter.assigned else ""

    def is_open_with(self, letter: Letter, chat: Chat) -> bool:
        """Whether whoever has this private chat is to answer it still."""
        member = self.staff.named(letter.assigned)
        is_theirs = member is not None and member.chat == chat
        return is_theirs and not (letter.reply or letter.closed_at)
