"""The workbench: what waits for whoever of staff asks, and the way there."""

from __future__ import annotations

from dataclasses import dataclass

from bot.members import Actor
from bot.messages import Button, Reply
from bot.staff.permissions import Action, may
from bot.store import Database, campaigns, drafts, inbox, letters
from bot.store.campaigns import State
from handlers.dialogues import campaign_pages, draft_pages, inbox_buttons
from handlers.dialogues.actions import rows
from handlers.dialogues.turns import Heard, Turn

COMMAND = "work"
BUTTON = Button("工作台", f"{COMMAND}:all")
_WORDS = frozenset({"工作台", "待办"})
_MOST = 100
"""So many drafts and campaigns are looked through."""


@dataclass(frozen=True)
class Work:
    """To anybody but staff it isn't there."""

    database: Database

    async def turn(self, heard: Heard) -> Turn | None:
        is_pressed = heard.message.action == BUTTON.action
        is_asked = heard.command == COMMAND or (heard.words in _WORDS and not heard.awaited)
        if heard.actor is None or not (is_pressed or is_asked):
            return None
        return heard.replied(await self._page(heard.actor))

    async def _page(self, who: Actor) -> Reply:
        waiting = [*await self._desk(who), *await self._knowledge(), *await self._campaigns()]
        lines = "\n".join(f"- {label}：{count}" for label, count, _ in waiting)
        buttons = [Button(f"{label} {count}", to) for label, count, to in waiting]
        return Reply(f"**工作台**\n\n{lines}\n\n全部命令：/staff", rows(*buttons))

    async def _desk(self, who: Actor) -> list[tuple[str, int, str]]:
        if not may(who, Action.INBOX_SEE):
            return []
        late = await self.database.read(letters.unanswered)
        asked = await self.database.read(inbox.count)
        return [
            ("待答复留言", late, inbox_buttons.action("letters", 0)),
            ("待办问题", asked, inbox_buttons.action("list", 0)),
        ]

    async def _knowledge(self) -> list[tuple[str, int, str]]:
        open_ones = await self.database.read(drafts.recent, limit=_MOST, skip=0)
        reviews = sum(draft.state is drafts.State.IN_REVIEW for draft in open_ones)
        to = draft_pages.action("list", 0)
        return [("待审核草稿", reviews, to), ("没写完的草稿", len(open_ones) - reviews, to)]

    async def _campaigns(self) -> list[tuple[str, int, str]]:
        found = await self.database.read(campaigns.recent, limit=_MOST)
        to = campaign_pages.action("list", 0)
        counts = [
            ("推送草稿", State.DRAFT),
            ("推送待审核", State.IN_REVIEW),
            ("推送已批准待定时", State.APPROVED),
        ]
        return [(label, sum(one.state is state for one in found), to) for label, state in counts]
