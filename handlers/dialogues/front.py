"""The front desk: keeps the conversation, and gives each message to the part that knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.editing import papers
from bot.messages import Message, Reply
from bot.privacy import Hasher
from bot.staff.accounts import Accounts
from bot.staff.refusals import Refused
from bot.store import Database, conversations
from bot.store.conversations import Conversation
from handlers.dialogues import actions, halves, learning_pages, prompts, staffing
from handlers.dialogues.turns import Heard, Part, Turn


@dataclass(frozen=True)
class Front:
    """One dialogue made of parts, asked in their order; the last one answers everything. `staff_at`
    is the staff's chat, as the settings name it."""

    parts: Sequence[Part]
    database: Database
    hasher: Hasher
    accounts: Accounts
    clock: Callable[[], datetime]
    staff_at: str = ""

    async def respond(self, message: Message) -> Reply:
        heard = await self.database.read(self._heard, message=message)
        before, asker, now = heard.conversation, heard.asker.conversation, heard.now
        reply, after = _remembering(*await self._turn(heard))
        after = prompts.dated(after, before, reply, now)
        if after != before:
            self.database.write_soon(conversations.save, asker=asker, conversation=after, now=now)
        return reply

    def _heard(self, db: Connection, *, message: Message) -> Heard:
        """The roles are looked up at each message: they end at once."""
        asker, now = self.hasher.asker(message.chat), self.clock()
        conversation = conversations.load(db, asker=asker.conversation, now=now)
        actor = self.accounts.actor_in(db, chat=message.chat)
        message = replace(message, text=actions.meant(message.text))
        return _picked(Heard(message, asker, conversation, now, actor, is_staff=actor is not None))

    async def _turn(self, heard: Heard) -> Turn:
        if turn := halves.refused(heard):
            return turn
        heard = halves.past(heard)
        try:
            heard, warnings = await _with_paper(heard)
        except Refused as refusal:
            return heard.refused(refusal)
        reply, after = await self._answered(heard)
        if warnings:
            lines = "\n".join(f"- {warning}" for warning in warnings)
            reply = replace(reply, body=f"{reply.body}\n\n文件里请留意：\n\n{lines}")
        return reply, after

    async def _answered(self, heard: Heard) -> Turn:
        if turn := staffing.refused(heard, self.staff_at):
            return turn
        heard = staffing.placed(heard, self.staff_at)
        if turn := prompts.ended(heard):
            return turn
        try:
            heard = prompts.settled(heard)
        except Refused as refusal:
            return heard.refused(refusal)
        for part in self.parts:
            if turn := await part.turn(heard):
                return turn
        raise AssertionError("the last part answers everything")


def _picked(heard: Heard) -> Heard:
    """The button that was meant: by its number, unless words are awaited, or by its label."""
    words, before = heard.words, heard.conversation
    is_asked_to_pick = heard.awaited.partition(":")[0] == actions.CALCULATOR
    if words.isdecimal() and before.numbered and (is_asked_to_pick or not heard.awaited):
        number = int(words[:4])
        chosen = before.choices[number - 1] if heard.has_choice(number) else ""
        return heard.pressing(chosen) if chosen and not actions.is_news(chosen) else heard
    if heard.awaited and prompts.is_ending(words):
        return heard
    action = actions.labelled(words, before.labels, before.choices)
    if not action and not heard.awaited:
        action = learning_pages.typed(words, before.choices)
    return heard.pressing(action) if action else heard


async def _with_paper(heard: Heard) -> tuple[Heard, tuple[str, ...]]:
    """What staff sent as a document, as its words, and what to look at in it. Citizens' documents
    are left alone."""
    paper = heard.message.paper
    if heard.actor is None or paper is None:
        return heard, ()
    if not papers.is_paper(paper.name):
        papers.require_words(heard.message.text)
        return heard, ()
    read = papers.read(paper.name, await paper.fetch())
    said = replace(heard.message, text=read.text, attachment=None, paper=None)
    return replace(heard, message=said), read.warnings


def _remembering(reply: Reply, conversation: Conversation) -> Turn:
    """Remember the reply's buttons: its number alone, or its label, picks one of them."""
    offered = [button for row in reply.buttons for button in row if button.action]
    if not offered:
        return reply, conversation
    return reply, replace(
        conversation,
        choices=tuple(button.action for button in offered),
        labels=tuple(actions.spoken(button.label) for button in offered),
        numbered=actions.are_numbered(reply),
    )
