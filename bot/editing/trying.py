"""A draft read and tried out: its flaws, what it would change, and whether it may go on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.deciding import SUGGEST_AT
from bot.answering.editions import Edition
from bot.answering.wording import Wording
from bot.config import Settings
from bot.editing import doubts, forbidden, golden
from bot.editing.cabinet import Cabinet
from bot.editing.reading import Place, Reading, read
from bot.knowledge import entries
from bot.knowledge.entries import Entry
from bot.staff.refusals import Outdated, Refused
from bot.store import golden as golden_store
from bot.store.drafts import Draft

NEAR = 3
NEAR_AT = 0.3
"""So sure that an existing entry answers the question too: worth a look before a new one."""


@dataclass(frozen=True)
class Look:
    """A draft with all that one should see before it goes on.

    `edition` answers as if it were published; `near` are the existing entries it is close to;
    `rivals` are other open drafts of the same entry; `doubts` what no cited article bears out.
    """

    draft: Draft
    reading: Reading
    present: Entry | None
    is_outdated: bool
    edition: Edition | None = None
    near: tuple[Entry, ...] = ()
    changes: tuple[golden.Change, ...] = ()
    rivals: tuple[Draft, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def losses(self) -> tuple[golden.Change, ...]:
        return tuple(change for change in self.changes if change.is_loss)

    @property
    def yes(self) -> str:
        """What a yes to these very changes is known by; "" where there is nothing to say yes to."""
        told = [f"{one.golden.id} {one.before} {one.after}" for one in self.losses]
        return doubts.known_by([*told, *self.doubts])


@dataclass
class Trials:
    settings: Settings
    cabinet: Cabinet
    _last: tuple[object, Edition] | None = field(default=None, init=False, repr=False)

    async def look(self, draft: Draft) -> Look:
        look = await self._read(draft)
        if look.reading.entry is None:
            return look
        goldens = await self.cabinet.database.read(golden_store.listing)
        now = self.cabinet.knowledge.edition
        after = await asyncio.to_thread(self._tried, now, draft, look.reading.entry)
        changes = await asyncio.to_thread(golden.changes, goldens, now.answerer, after.answerer)
        near = _near(look.reading.entry, now.answerer)
        doubted = await asyncio.to_thread(
            doubts.of_entry, look.reading.entry, after.library, after.texts
        )
        return replace(look, edition=after, near=near, changes=tuple(changes), doubts=doubted)

    async def ready(self, draft: Draft) -> tuple[Look, Entry]:
        """With the entry that it makes.

        Raises:
            Refused: it has flaws, or holds words that must not go out.
            Outdated: the entry has a newer version.
        """
        forbidden.of(self.settings).check(draft.text)
        look = await self.look(draft)
        if look.reading.entry is None:
            raise Refused("；".join(map(str, look.reading.flaws)))
        if look.is_outdated:
            raise Outdated(f"条目 {draft.slug} 在此期间有了新版本，请先对照修改")
        return look, look.reading.entry

    async def _read(self, draft: Draft) -> Look:
        place = Place(
            self.cabinet.library,
            self.cabinet.knowledge.today(),
            draft.slug,
            _base(draft),
            (await self.cabinet.taken()) - {draft.slug},
        )
        reading = await asyncio.to_thread(read, draft.text, place)
        present = self.cabinet.present(draft.slug)
        is_outdated = (present.source if present else "") != draft.base_text
        rivals = await self.cabinet.drafts_of(draft.slug) if draft.slug else []
        return Look(
            draft,
            reading,
            present,
            is_outdated and draft.is_open,
            rivals=tuple(other for other in rivals if other.id != draft.id),
        )

    def _tried(self, now: Edition, draft: Draft, entry: Entry) -> Edition:
        """The knowledge as it would be; the last one is kept, since it is asked for repeatedly."""
        key = (id(now), draft.id, draft.version, entry)
        kept = self._last
        if kept and kept[0] == key:
            return kept[1]
        today = self.cabinet.knowledge.today
        library = replace(now.library, entries={**now.library.entries, entry.slug: entry})
        after = replace(
            now,
            library=library,
            answerer=Answerer(library, now.articles.search, today=today, previous=now.answerer),
            wording=Wording(library, now.texts, today),
        )
        self._last = (key, after)
        return after


def _base(draft: Draft) -> Entry | None:
    if not draft.base_text:
        return None
    return entries.parse(draft.base_text, Path(f"{draft.slug}.md"))


def _near(entry: Entry, answerer: Answerer) -> tuple[Entry, ...]:
    """Existing entries that would have answered this one's question."""
    answer = answerer.answer(entry.question)
    offered = [(answer.entry, answer.confidence)] if answer.entry else []
    offered += [(other.entry, other.confidence) for other in answer.suggestions]
    sure_enough = max(NEAR_AT, SUGGEST_AT)
    near = [one for one, sure in offered if one and one.slug != entry.slug and sure >= sure_enough]
    return tuple(near[:NEAR])
