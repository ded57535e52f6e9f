"""The inbox in chat, for staff: what the bot could not answer, and letters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.desk.inbox import Inbox
from bot.desk.letters import Correspondence
from bot.members import Actor
from bot.staff.accounts import Accounts
from bot.staff.refusals import Refused
from handlers.dialogues import letters, questions
from handlers.dialogues.inbox_buttons import ACTION, OLD
from handlers.dialogues.letters import OPENS, Letters
from handlers.dialogues.questions import Questions
from handlers.dialogues.turns import Heard, Turn, take_step

_COMMANDS = ("inbox", "letters", "letter")


@dataclass(frozen=True)
class InboxInChat:
    """To anybody but staff these commands are ones that aren't there."""

    zone: ZoneInfo
    inbox: Inbox
    letters: Correspondence
    accounts: Accounts
    link: Callable[[str], str]

    async def turn(self, heard: Heard) -> Turn | None:
        who = heard.actor
        if who is None or not _is_ours(heard):
            return None
        try:
            return await self._turn(heard, who)
        except Refused as refusal:
            return heard.refused(refusal)

    async def _turn(self, heard: Heard, who: Actor) -> Turn:
        about_questions = Questions(self.zone, self.inbox, heard, who)
        staff = await self.accounts.staff()
        about_letters = Letters(self.zone, self.letters, heard, who, staff, self.link)
        if heard.command == "inbox":
            return await about_questions.listing(["0"])
        if heard.command:
            rest = heard.rest.removeprefix(OPENS)
            return await (about_letters.show([rest]) if rest else about_letters.listing(["0"]))
        pressed = heard.message.action
        of_questions = questions.BUTTONS if pressed else questions.ANSWERS
        of_letters = letters.BUTTONS if pressed else letters.ANSWERS
        words = pressed or heard.awaited
        verb = words.partition(":")[2].partition(":")[0]
        if verb in of_questions:
            return await take_step(of_questions, about_questions, words, old=OLD)
        return await take_step(of_letters, about_letters, words, old=OLD)


def _is_ours(heard: Heard) -> bool:
    kind = heard.message.action.partition(":")[0]
    if heard.command == "start" and heard.rest.startswith(OPENS):
        return True
    return ACTION in (kind, heard.awaited.partition(":")[0]) or heard.command in _COMMANDS
