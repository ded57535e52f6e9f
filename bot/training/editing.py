"""An item's life: draft → in review → in the bank; suspended, retired, and back again.

As with entries, a decision is a row and the file follows from it: whoever comes first writes it,
and twice does no harm.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import structlog

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.files import write_atomically
from bot.frontmatter import Fault, FaultyFile
from bot.knowledge import items as item_files
from bot.knowledge.checking import Evidence, VerifiedFacts
from bot.knowledge.checking import items as checking
from bot.knowledge.items import Item
from bot.knowledge.library.review import reviewed
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import NotAllowed, Outdated, Refused, Settled, Unknown
from bot.store import Database, practice
from bot.store import item_drafts as store
from bot.store.item_drafts import ItemDraft, Proposal, State
from bot.training import item_transactions

log = structlog.get_logger()
_TOPIC = re.compile(r"^topic: *['\"]?([^\s'\"/]+)", re.MULTILINE)
ITEMS = "items"
STATES = {
    State.DRAFT: "草稿",
    State.IN_REVIEW: "待审核",
    State.APPROVING: "已批准，正在写入",
    State.PUBLISHED: "已入库",
    State.DISCARDED: "已放弃",
}
"""What people call them."""


@dataclass(frozen=True, slots=True)
class Look:
    """A draft as it reads: `item` is None where it can't be read. `faults` must be mended before it
    can be approved; `hints` are for the reader."""

    draft: ItemDraft
    item: Item | None
    faults: tuple[str, ...]
    hints: tuple[str, ...]


@dataclass
class EditingItems:
    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    clock: Callable[[], datetime]
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def write(self, who: Actor, proposals: Sequence[Proposal]) -> list[int]:
        """New drafts, all in one transaction; returns their numbers. Raises: NotAllowed."""
        permissions.require(who, Action.ITEM_WRITE)
        return await self.database.write(
            item_transactions.write, who=who, proposals=proposals, now=self.clock()
        )

    async def change(self, who: Actor, draft_id: int, version: int, text: str) -> ItemDraft:
        """Raises: NotAllowed, Unknown, Settled, Outdated."""
        permissions.require(who, Action.ITEM_WRITE)
        draft = await self._open(draft_id, version)
        topic = _TOPIC.search(text)
        values = {
            "text": text,
            "topic": topic[1] if topic else draft.topic,
            "state": State.DRAFT.value,
        }
        await self._change(who, Action.ITEM_WRITE, draft, values)
        return await self.draft(draft_id)

    async def submit(self, who: Actor, draft_id: int, version: int) -> None:
        """Raises: NotAllowed, Unknown, Settled, Outdated; Refused: it has faults."""
        permissions.require(who, Action.ITEM_SUBMIT)
        draft = await self._open(draft_id, version)
        self._sound(draft)
        await self._change(who, Action.ITEM_SUBMIT, draft, {"state": State.IN_REVIEW.value})

    async def discard(self, who: Actor, draft_id: int, version: int) -> None:
        """Raises: NotAllowed, Unknown, Settled, Outdated."""
        permissions.require(who, Action.ITEM_DISCARD)
        draft = await self._open(draft_id, version)
        await self._change(who, Action.ITEM_DISCARD, draft, {"state": State.DISCARDED.value})

    async def send_back(self, who: Actor, draft_id: int, version: int, reason: str) -> None:
        """Raises: NotAllowed, Unknown, Settled, Outdated; Refused: there is no reason."""
        permissions.require(who, Action.ITEM_RETURN)
        draft = await self._open(draft_id, version)
        if not reason.strip():
            raise Refused("退回要写明原因")
        values = {"state": State.DRAFT.value, "reason": reason.strip()}
        await self._change(who, Action.ITEM_RETURN, draft, values)

    async def approve(self, who: Actor, draft_id: int, version: int) -> None:
        """Into the bank.

        Raises:
            NotAllowed: by one who had a hand in it, unless in the one-person mode.
            Unknown, Settled, Outdated
            Refused: it isn't in review, or has faults.
        """
        permissions.require(who, Action.ITEM_APPROVE)
        draft = await self._open(draft_id, version)
        if draft.state is not State.IN_REVIEW:
            raise Refused("这道题还没有提交审核")
        if who.member.name in draft.hands and not self.settings.one_person:
            raise NotAllowed("自己写或提交的题目不能由自己批准，请另一位审核人批准")
        if draft.base_text and draft.base_text != self._present(draft.slug):
            raise Outdated("题库里的这道题已经有了新版本，请重新起草")
        item = replace(self._sound(draft), suspended="", source="")
        edition, today = self.knowledge.edition, self.knowledge.today()
        text = item_files.render(replace(reviewed(item, edition.texts, today), reviewed=today))
        values = {"state": State.APPROVING.value, "text": text, "reviewer": who.member.name}
        await self._change(who, Action.ITEM_APPROVE, draft, values, durably=True)
        await self.publish()

    async def suspend(self, who: Actor, slug: str, reason: str, *, for_good: bool = False) -> None:
        """Ask it of nobody from now on: a wrong key can't wait for a second person. What is
        suspended comes back by a draft that is approved; what is gone `for_good` doesn't.

        Raises:
            NotAllowed, Unknown
            Refused: there is no reason.
        """
        permissions.require(who, Action.ITEM_SUSPEND)
        item = self.knowledge.edition.library.items.get(slug)
        if item is None:
            raise Unknown(f"没有题目 {slug}")
        if not reason.strip():
            raise Refused("停考要写明原因")
        gone = replace(item, suspended=reason.strip(), source="")
        if for_good:
            gone = replace(gone, retired=self.knowledge.today())
        text = item_files.render(gone)
        proposal = Proposal(slug, item.topic, text, item.source)
        await self.database.write_durably(
            item_transactions.suspend,
            who=who,
            proposal=proposal,
            reason=reason.strip(),
            now=self.clock(),
        )
        await self.publish()

    async def settle_report(self, who: Actor, report_id: int) -> None:
        """Somebody looked into what a colleague said is wrong. Raises: NotAllowed, Settled."""
        permissions.require(who, Action.ITEM_SUSPEND)
        done = await self.database.write(
            practice.settle_report, report_id=report_id, by=who.member.name, now=self.clock()
        )
        if not done:
            raise Settled("这条报错已经处理过了")

    async def publish(self) -> None:
        """Write every file that has yet to be, and put it in service."""
        async with self._one_at_a_time:
            waiting = await self.database.read(store.unwritten)
            if not waiting:
                return
            for draft in waiting:
                path = self.settings.overlay_dir / ITEMS / draft.topic / f"{draft.slug}.md"
                await asyncio.to_thread(write_atomically, path, draft.text)
            await self.knowledge.reload()
            for draft in waiting:
                await self.database.write(store.mark_written, draft_id=draft.id)
            log.info("items published", slugs=[draft.slug for draft in waiting])

    async def drafts(self, who: Actor) -> list[ItemDraft]:
        """The open ones, those in review first. Raises: NotAllowed."""
        permissions.require(who, Action.ITEM_SEE)
        return await self.database.read(store.open_ones)

    async def look(self, who: Actor, draft_id: int) -> Look:
        """Raises: NotAllowed, Unknown."""
        permissions.require(who, Action.ITEM_SEE)
        return self.read(await self.draft(draft_id))

    async def draft(self, draft_id: int) -> ItemDraft:
        """Raises: Unknown."""
        draft = await self.database.read(store.get, draft_id=draft_id)
        if draft is None:
            raise Unknown(f"没有 {draft_id} 号题目草稿")
        return draft

    def faults_of(self, proposal: Proposal) -> tuple[str, ...]:
        """What must be mended before it can be submitted."""
        return self._read(proposal.slug, proposal.topic, proposal.text)[1]

    def read(self, draft: ItemDraft) -> Look:
        """What a draft says, and what is wrong with it."""
        return Look(draft, *self._read(draft.slug, draft.topic, draft.text))

    def _read(
        self, slug: str, topic: str, text: str
    ) -> tuple[Item | None, tuple[str, ...], tuple[str, ...]]:
        path = Path(topic) / f"{slug}.md"
        try:
            item = item_files.parse(text, path)
        except FaultyFile as error:
            return None, tuple(map(_said, error.faults)), ()
        edition = self.knowledge.edition
        library, texts = edition.library, edition.texts
        evidence = Evidence(texts, VerifiedFacts()) if texts.laws else None
        others = [one for one in library.items.values() if one.slug != slug]
        faults = [
            *checking.faults(item, library, evidence),
            *checking.beside(item, others),
        ]
        hints = checking.hints(item, library)
        return item, tuple(map(_said, faults)), tuple(map(_said, hints))

    def _sound(self, draft: ItemDraft) -> Item:
        look = self.read(draft)
        if look.item is None or look.faults:
            raise Refused(f"题目还有问题：{'；'.join(look.faults[:5])}")
        return look.item

    def _present(self, slug: str) -> str:
        item = self.knowledge.edition.library.items.get(slug)
        return item.source if item else ""

    async def _open(self, draft_id: int, version: int) -> ItemDraft:
        draft = await self.draft(draft_id)
        if not draft.is_open:
            raise Settled(f"题目草稿 #{draft_id}：{STATES[draft.state]}")
        if draft.version != version:
            raise item_transactions.outdated(draft)
        return draft

    async def _change(
        self,
        who: Actor,
        action: Action,
        draft: ItemDraft,
        values: dict[str, object] | dict[str, str],
        *,
        durably: bool = False,
    ) -> None:
        write = self.database.write_durably if durably else self.database.write
        await write(
            item_transactions.change,
            who=who,
            action=action,
            draft=draft,
            values=dict(values),
            now=self.clock(),
        )


def _said(fault: Fault) -> str:
    return fault.message
