"""An item's life: draft → in review → in the bank; suspended, retired, and back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.knowledge import items as item_files
from bot.knowledge.checking import Evidence
from bot.knowledge.checking import items as checking
from bot.knowledge.items import Item
from bot.knowledge.library import Library
from bot.knowledge.library.review import reviewed
from bot.knowledge.statutes import Texts
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Settled, Unknown
from bot.store import practice
from bot.store.file_drafts import Kind, Proposal
from bot.training import fields
from bot.training.file_editing import Actions, EditingFiles, Found, Sort


def _check(item: Item, library: Library, evidence: Evidence | None) -> Found:
    others = [one for one in library.items.values() if one.slug != item.slug]
    faults = [*checking.faults(item, library, evidence), *checking.beside(item, others)]
    return faults, checking.hints(item, library)


def _approved(item: Item, texts: Texts, today: date) -> str:
    asked = replace(item, suspended="", source="")
    return item_files.render(replace(reviewed(asked, texts, today), reviewed=today))


ITEMS = Sort(
    kind=Kind.ITEM,
    called="题目",
    measure="道",
    service="入库",
    folder="items",
    actions=Actions(
        see=Action.ITEM_SEE,
        write=Action.ITEM_WRITE,
        submit=Action.ITEM_SUBMIT,
        discard=Action.ITEM_DISCARD,
        approve=Action.ITEM_APPROVE,
        send_back=Action.ITEM_RETURN,
    ),
    parse=item_files.parse,
    held=lambda library: library.items,
    check=_check,
    approved=_approved,
    labels=fields.LABELS,
)


class EditingItems(EditingFiles[Item]):
    sort = ITEMS

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
        proposal = Proposal(slug, item.topic, item_files.render(gone), item.source)
        await self._replace(who, Action.ITEM_SUSPEND, proposal, reason.strip())

    async def settle_report(self, who: Actor, report_id: int) -> None:
        """Somebody looked into what a colleague said is wrong. Raises: NotAllowed, Settled."""
        permissions.require(who, Action.ITEM_SUSPEND)
        done = await self.database.write(
            practice.settle_report, report_id=report_id, by=who.member.name, now=self.clock()
        )
        if not done:
            raise Settled("这条报错已经处理过了")
