"""A draft read and tried out: its flaws, what it would change, and whether it may go on."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.answers import Answer
from bot.answering.deciding import SUGGEST_AT
from bot.answering.editions import Edition
from bot.answering.wording import Wording
from bot.config import Settings
from bot.editing import doubts, forbidden, golden
from bot.editing.cabinet import Cabinet
from bot.editing.reading import Place, Reading, read
from bot.knowledge import entries
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.staff.refusals import Outdated, Refused
from bot.store import golden as golden_store
from bot.store.drafts import Draft
from bot.store.golden import Golden

KEPT = 16
"""Looks that are kept: as many drafts as wait for review on a busy day."""
ASKED = 8
"""So many of an entry's own questions are tried before it is taken out of service."""
NEAR = 3
NEAR_AT = 0.3
"""So sure that an existing entry answers the question too: worth a look before a new one."""


@dataclass(frozen=True)
class Look:
    """A draft with all that one should see before it goes on.

    `edition` shows things as if it were published (`Trials.answerer` answers so); `near` are the
    existing entries it is close to; `rivals` are other open drafts of the same entry; `doubts` what
    no cited article bears out; `topics` all that there are.
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
    topics: tuple[str, ...] = ()

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
    """Drafts tried out. What was found is kept by draft and version: each is looked at by several
    people, and an index of all entries takes a third of a second."""

    settings: Settings
    cabinet: Cabinet
    _of: Edition | None = field(default=None, init=False, repr=False)
    _firsts: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _kept: OrderedDict[object, Look] = field(default_factory=OrderedDict, init=False, repr=False)

    async def look(self, draft: Draft) -> Look:
        look = await self._read(draft)
        if look.reading.entry is None:
            return look
        goldens = await self.cabinet.database.read(golden_store.listing)
        now = self.cabinet.knowledge.edition
        if self._of is not now:
            self._of, self._kept, self._firsts = now, OrderedDict(), {}
        key = (draft.id, draft.version, look.reading.entry.slug, tuple(goldens))
        kept = self._kept.get(key)
        if kept is None:
            kept = await asyncio.to_thread(self._tried, now, look, look.reading.entry, goldens)
            self._kept[key] = kept
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return replace(
            look, edition=kept.edition, near=kept.near, changes=kept.changes, doubts=kept.doubts
        )

    async def answerer(self, look: Look) -> Answerer:
        """Answers as if the draft were published.

        Raises:
            Refused: it has flaws.
        """
        if look.edition is None:
            raise Refused(f"草稿 #{look.draft.id} 还有要改的地方，不能试答")
        now = self.cabinet.knowledge.edition
        return await asyncio.to_thread(self._answerer, now, look.edition.library)

    async def without(self, entry: Entry, successor: str) -> list[tuple[str, Answer]]:
        """How an entry's own questions would be answered once it is out of service."""
        now = self.cabinet.knowledge.edition
        today = self.cabinet.knowledge.today()
        gone = replace(entry, retired=today, successor=successor)
        library = replace(
            now.library,
            entries={slug: one for slug, one in now.library.entries.items() if slug != entry.slug},
            retired={**now.library.retired, entry.slug: gone},
        )

        def answered() -> list[tuple[str, Answer]]:
            after = self._answerer(now, library)
            more = now.library.phrases.get(entry.slug)
            phrases = [*entry.phrases, *(more.phrases if more else ())]
            return [(phrase, after.answer(phrase)) for phrase in phrases[:ASKED]]

        return await asyncio.to_thread(answered)

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
            topics=tuple(self.cabinet.library.topics),
        )

    def _tried(self, now: Edition, look: Look, entry: Entry, goldens: Sequence[Golden]) -> Look:
        library = replace(now.library, entries={**now.library.entries, entry.slug: entry})
        wording = Wording(library, now.texts, self.cabinet.knowledge.today)
        for one in goldens:
            if one.question not in self._firsts:
                self._firsts[one.question] = now.answerer.first(one.question)
        told = library.phrases.get(entry.slug)
        more, idf = told.phrases if told else (), now.answerer.matcher.collection.idf
        touched = golden.touched(goldens, self._firsts, entry, more, idf)
        changes: Sequence[golden.Change] = ()
        if touched:
            changes = golden.changes(touched, self._firsts, self._answerer(now, library))
        return replace(
            look,
            edition=replace(now, library=library, wording=wording),
            near=_near(entry, now.answerer),
            changes=tuple(changes),
            doubts=doubts.of_entry(entry, library, now.texts),
        )

    def _answerer(self, now: Edition, library: Library) -> Answerer:
        today = self.cabinet.knowledge.today
        return Answerer(
            library, now.articles.search, today=today, previous=now.answerer, is_trial=True
        )


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
