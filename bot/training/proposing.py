"""Generators' items become drafts, with what they aren't sure of; none goes to people unseen."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.knowledge import items as item_files
from bot.knowledge.items import Item, Option
from bot.knowledge.library import Library
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store.file_drafts import Proposal
from bot.text.normalise import same
from bot.training import rows
from bot.training.editing import EditingItems
from bot.training.generating import GENERATORS, propose
from bot.training.generating.made import Made
from bot.training.naming import slug_for

MOST = 60
"""Drafts of one run: more than anybody reads at a sitting."""


@dataclass(frozen=True)
class Proposing:
    editing: EditingItems

    async def propose(
        self, who: Actor, law: str, kinds: Collection[str] = tuple(GENERATORS)
    ) -> list[int]:
        """Drafts from a law's text; what the bank or a draft asks already is left out.

        Raises:
            NotAllowed
            Refused: no such law, or none of its text is held.
        """
        permissions.require(who, Action.ITEM_WRITE)
        library, texts = (
            self.editing.knowledge.edition.library,
            self.editing.knowledge.edition.texts,
        )
        statute = library.register.find(law)
        text = texts.law(statute.short) if statute else None
        if text is None:
            raise Refused(f"没有收录“{law}”的全文，不能出题")
        drafts = await self.editing.open_ones()
        made = await asyncio.to_thread(lambda: list(propose(text, frozenset(kinds))))
        taken = {*library.items, *(draft.slug for draft in drafts)}
        asked = {same(item.stem) for item in library.items.values()}
        asked |= {same(draft.text) for draft in drafts}
        known = [one for one in made if not any(same(one.stem) in words for words in asked)]
        proposals = self._proposals(known[:MOST], library, taken)
        return await self.editing.write(who, proposals) if proposals else []

    def _proposals(self, made: Iterable[Made], library: Library, taken: set[str]) -> list[Proposal]:
        today = self.editing.knowledge.today()
        found = []
        for one in made:
            slug = slug_for(one.citation, taken)
            taken.add(slug)
            item = as_item(one, slug, rows.topic_of((one.citation,), library), today)
            proposal = Proposal(slug, item.topic, item_files.render(item), origin="出题程序")
            doubts = [*one.doubts, *self.editing.faults_of(proposal)]
            found.append(replace(proposal, doubts="\n".join(doubts)))
        return found


def as_item(made: Made, slug: str, topic: str, today: date) -> Item:
    """Options by size where they are figures, else in an order of their own."""
    words = [*made.right, *made.wrong]
    chance = random.Random(made.stem)  # noqa: S311 - the same each time
    if made.aim not in (item_files.Aim.TIME, item_files.Aim.RANGE):
        chance.shuffle(words)
    options = tuple(Option(letter, text) for letter, text in zip(rows.LETTERS, words, strict=False))
    return Item(
        slug=slug,
        form=made.form,
        stem=made.stem,
        key=tuple(one.id for one in options if one.text in made.right),
        topic=topic,
        audience=("执法",),
        aim=made.aim,
        basis=(made.citation,),
        explanation=made.explanation,
        reviewed=today,
        review_by=date.fromordinal(today.toordinal() + rows.REVIEW_AFTER),
        options=options,
    )
