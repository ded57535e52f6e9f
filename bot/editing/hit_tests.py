"""A list of questions tried on the knowledge in service, and what changed since the last time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import sheets
from bot.answering.editions import KnowledgeBase
from bot.editing import papers
from bot.editing.golden import first
from bot.editing.telling import Tell, to_nobody
from bot.masking import mask
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store import Database
from bot.store import hit_tests as store
from bot.store.hit_tests import Hit
from bot.text.normalise import same

MOST = 500
"""Questions at a time: three to twelve seconds of a busy machine."""
LONGEST = 300
_COLUMNS = {"问题": "问题", "问法": "问题", "标准问题": "问题"}


@dataclass(frozen=True, slots=True)
class Tried:
    """`before` is how it was answered the last time, None where it was never tried."""

    hit: Hit
    before: Hit | None

    @property
    def is_changed(self) -> bool:
        """Whether it is answered otherwise: another entry, or in another way."""
        now, then = self.hit, self.before
        return then is not None and (now.entry, now.decision) != (then.entry, then.decision)


@dataclass(frozen=True)
class HitTests:
    """The use case."""

    database: Database
    knowledge: KnowledgeBase
    clock: Callable[[], datetime]

    async def run(
        self, who: Actor, questions: Sequence[str], *, tell: Tell = to_nobody
    ) -> list[Tried]:
        """Each question once, in their order; what has changed first.

        Raises:
            Refused: there are none, or too many.
        """
        permissions.require(who, Action.KNOWLEDGE_SEE)
        asked = {same(one): mask(one[:LONGEST]) for one in questions if same(one)}
        if not asked:
            raise Refused("没有找到问题：一行写一个，或者表格里有“问题”这一列")
        if len(asked) > MOST:
            raise Refused(f"有 {len(asked)} 个问题，一次最多 {MOST} 个，请分几次")
        before = await self.database.read(store.last, asked=list(asked))
        hits = await asyncio.to_thread(self._hits, asked, tell)
        await self.database.write(store.keep, hits=list(hits.items()))
        tried = [Tried(hit, before.get(key)) for key, hit in hits.items()]
        return sorted(tried, key=lambda one: not one.is_changed)

    def _hits(self, asked: dict[str, str], tell: Tell) -> dict[str, Hit]:
        answerer, now = self.knowledge.edition.answerer, self.clock()
        found = {}
        for key, question in asked.items():
            answer = answerer.answer(question)
            found[key] = Hit(question, now, answer.decision.value, first(answer), answer.confidence)
            tell(len(found), len(asked))
        return found


def questions_in(name: str, content: bytes) -> list[str]:
    """Of a table its column 问题; of any other file its lines.

    Raises:
        Refused: it can't be read.
    """
    if name.lower().endswith((".xlsx", ".csv")):
        try:
            rows = sheets.read_bytes(content, needed=("问题",), known=_COLUMNS)
        except sheets.BadSheet as error:
            raise Refused(str(error)) from error
        return [cells.get("问题", "") for _, cells in rows]
    return papers.text_of(name, content).splitlines()
