"""A draft's life: draft → in_review → published, and what may be done with an entry after that.

Each use case asks for leave itself, changes a draft only from the version it has read, and writes
a line of the record. An approval is one transaction: the decision, the version and the record; the
file follows from it (bot.publishing).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from sqlite_utils import Database as Connection

from bot.answering.answerer import SUGGEST_AT, Answer, Answerer
from bot.answering.editions import Edition, KnowledgeBase
from bot.answering.wording import Wording
from bot.config import Settings
from bot.editing import forbidden, forms, golden
from bot.editing.forms import Place, Reading
from bot.editing.publishing import ENTRIES, Publisher
from bot.frontmatter import FaultyFile
from bot.knowledge import entries
from bot.knowledge.entries import Entry
from bot.knowledge.library import LINK, Library
from bot.knowledge.library.review import reviewed
from bot.members import Actor
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import NotAllowed, Outdated, Refused, Unknown
from bot.store import Database, entry_versions
from bot.store import drafts as store
from bot.store import golden as golden_store
from bot.store.drafts import Draft, State
from bot.store.entry_versions import FOUND, PUBLISHED, RETIRED, Version

STATES = {
    State.DRAFT: "草稿",
    State.IN_REVIEW: "待审核",
    State.APPROVING: "已批准，正在写入",
    State.PUBLISHED: "已发布",
    State.DISCARDED: "已放弃",
}
"""What people call them."""

LISTED = 8
NEAR = 3
NEAR_AT = 0.3
"""So sure that an existing entry answers the question too: worth a look before a new one."""
_CHANGED = "在此期间有人改过，请重新打开看过再办"


class TakesGolden(Refused):
    """It would take golden questions' first places: somebody has to say yes to these very ones."""

    def __init__(self, changes: Sequence[golden.Change], yes: str) -> None:
        super().__init__(f"会改变 {len(changes)} 个必答问题的第一位，请看过后再确认")
        self.changes = changes
        self.yes = yes


@dataclass(frozen=True)
class Look:
    """A draft with all that one should see before it goes on.

    `edition` answers as if it were published; `near` are the existing entries it is close to;
    `rivals` are other open drafts of the same entry.
    """

    draft: Draft
    reading: Reading
    present: Entry | None
    is_outdated: bool
    edition: Edition | None = None
    near: tuple[Entry, ...] = ()
    changes: tuple[golden.Change, ...] = ()
    rivals: tuple[Draft, ...] = ()

    @property
    def losses(self) -> tuple[golden.Change, ...]:
        return tuple(change for change in self.changes if change.is_loss)

    @property
    def yes(self) -> str:
        """What a yes to these very changes is known by; "" where there is nothing to say yes to."""
        told = "\n".join(f"{one.golden.id} {one.before} {one.after}" for one in self.losses)
        return hashlib.sha256(told.encode()).hexdigest()[:8] if told else ""


@dataclass
class Drafts:
    """The use cases."""

    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    publisher: Publisher
    clock: Callable[[], datetime]
    _trial: tuple[object, Edition] | None = field(default=None, init=False, repr=False)

    # -- seeing ----------------------------------------------------------------------------------

    async def get(self, who: Actor, draft_id: int) -> Draft:
        """Raises: Unknown."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self._get(draft_id)

    async def listing(self, who: Actor, page: int = 0) -> list[Draft]:
        """One page of the open ones, and one more where there are more."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self.database.read(store.recent, limit=LISTED + 1, skip=page * LISTED)

    async def history(self, who: Actor, slug: str) -> list[Version]:
        """The latest first; empty where staff never changed it."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self.database.read(entry_versions.of_entry, slug=slug)

    async def open_of(self, who: Actor, slug: str) -> list[Draft]:
        """The entry's open drafts, everybody's."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self.database.read(store.open_of, slug=slug)

    async def version(self, who: Actor, slug: str, number: int) -> Version:
        """Raises: Unknown."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self._version(slug, number)

    async def look(self, who: Actor, draft_id: int) -> Look:
        """The draft, read and tried out. Raises: Unknown."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self._look(await self._get(draft_id))

    async def why(
        self, who: Actor, question: str, draft_id: int | None = None
    ) -> tuple[Answer, Answer | None]:
        """How it is answered now, and how with that draft published.

        Raises:
            Refused: the draft has flaws.
        """
        permissions.require(who, Action.KNOWLEDGE_SEE)
        before = self.knowledge.edition.answerer.answer(question)
        if draft_id is None:
            return before, None
        look = await self._look(await self._get(draft_id))
        if look.edition is None:
            raise Refused(f"草稿 #{draft_id} 还有要改的地方，不能试答")
        return before, look.edition.answerer.answer(question)

    # -- writing ---------------------------------------------------------------------------------

    async def write(self, who: Actor, text: str) -> Draft:
        """A new draft of a new entry, be it half written.

        Raises:
            Refused: it is empty or too long.
        """
        permissions.require(who, Action.DRAFT_WRITE)
        _check_length(text)
        slug = self._name(text, await self._taken())
        draft_id = await self.database.write(
            _add, who=who, slug=slug, text=text, base=None, now=self.clock()
        )
        return await self._get(draft_id)

    async def write_all(self, who: Actor, texts: Sequence[tuple[str, str]]) -> list[int]:
        """Import: (text, slug or "" for a new one) as drafts, all in one transaction."""
        permissions.require(who, Action.ENTRY_IMPORT)
        taken, rows = set(await self._taken()), []
        for text, slug in texts:
            _check_length(text)
            slug = slug or self._name(text, frozenset(taken))
            taken.add(slug)
            rows.append((slug, text, self._present(slug)))
        return await self.database.write(_add_all, who=who, rows=rows, now=self.clock())

    async def revise(self, who: Actor, slug: str) -> Draft:
        """A draft of an entry's next version; the one that this person already has open.

        Raises:
            Unknown
        """
        permissions.require(who, Action.DRAFT_WRITE)
        base = self._entry(slug)
        return await self._begin(who, slug, forms.write(base))

    async def restore(self, who: Actor, slug: str, number: int) -> Draft:
        """An earlier version as a new draft. Raises: Unknown."""
        permissions.require(who, Action.DRAFT_WRITE)
        version = await self._version(slug, number)
        earlier = entries.parse(version.text, Path(version.topic) / f"{slug}.md")
        return await self._begin(who, slug, forms.write(earlier), is_new=True)

    async def edit(
        self, who: Actor, draft_id: int, text: str, *, version: int | None = None
    ) -> Draft:
        """Other words, which must be reviewed anew.

        Raises:
            Outdated: `version` is no longer the present one.
        """
        permissions.require(who, Action.DRAFT_WRITE)
        _check_length(text)
        draft = await self._open(draft_id, version)
        slug = draft.slug
        if not draft.base_text:
            slug = self._name(text, (await self._taken()) - {draft.slug})
        values = {"text": text, "slug": slug, "state": State.DRAFT, "news": ""}
        return await self._change(who, draft, Action.DRAFT_WRITE, _hands(draft, who) | values)

    async def rebase(self, who: Actor, draft_id: int) -> Draft:
        """Its words against the entry's present version, which its writer has seen."""
        permissions.require(who, Action.DRAFT_WRITE)
        draft = await self._open(draft_id)
        last = await self.database.read(entry_versions.last, slug=draft.slug)
        present = self._present(draft.slug)
        values: dict[str, object] = {
            "base_text": present.source if present else "",
            "base_number": last.number if last else 0,
            "state": State.DRAFT,
            "news": "",
        }
        return await self._change(who, draft, Action.DRAFT_WRITE, _hands(draft, who) | values)

    async def submit(self, who: Actor, draft_id: int, *, version: int | None = None) -> Draft:
        """Raises: Refused: it has flaws; Outdated: the entry has a newer version."""
        permissions.require(who, Action.DRAFT_SUBMIT)
        draft = await self._open(draft_id, version)
        if draft.state is State.IN_REVIEW:
            raise Refused(f"草稿 #{draft_id} 已经在审核")
        await self._ready(draft)
        values = {"state": State.IN_REVIEW, "reason": "", "news": "submit"}
        values |= {"news_by": who.member.name}
        return await self._change(who, draft, Action.DRAFT_SUBMIT, _hands(draft, who) | values)

    async def discard(self, who: Actor, draft_id: int) -> Draft:
        permissions.require(who, Action.DRAFT_DISCARD)
        draft = await self._open(draft_id)
        values: dict[str, object] = {"state": State.DISCARDED, "news": ""}
        return await self._change(who, draft, Action.DRAFT_DISCARD, values)

    # -- deciding --------------------------------------------------------------------------------

    async def send_back(self, who: Actor, draft_id: int, reason: str) -> Draft:
        """To its author, with the reason."""
        permissions.require(who, Action.DRAFT_RETURN)
        draft = await self._open(draft_id)
        if draft.state is not State.IN_REVIEW:
            raise Refused(f"草稿 #{draft_id} 不在审核")
        if not reason.strip():
            raise Refused("退回要写明原因")
        values: dict[str, object] = {"state": State.DRAFT, "reason": reason.strip()}
        values["news"] = "return"
        values |= {"news_by": who.member.name}
        return await self._change(who, draft, Action.DRAFT_RETURN, values)

    async def approve(
        self, who: Actor, draft_id: int, *, version: int | None = None, yes: str = ""
    ) -> Draft:
        """Publish it: from now on it answers. `yes` says yes to the golden questions' changes.

        Raises:
            NotAllowed: by one who wrote or submitted it, unless in the one-person mode.
            TakesGolden: golden questions would lose their first places; nobody said yes.
            Outdated: it, or the entry, has a newer version.
        """
        permissions.require(who, Action.DRAFT_APPROVE)
        draft = await self._open(draft_id, version)
        if draft.state is not State.IN_REVIEW:
            raise Refused(f"草稿 #{draft_id} 还没有提交审核")
        is_alone = who.member.name in draft.hands
        if is_alone and not self.settings.one_person:
            raise NotAllowed("自己起草、修改或提交的条目不能由自己批准，请另一位审核人批准")
        look = await self._ready(draft)
        if look.losses and yes != look.yes:
            raise TakesGolden(look.losses, look.yes)
        entry = self._to_publish(look)
        await self.database.write_durably(
            _approve,
            who=who,
            draft=draft,
            version=self._decided(who, entry, draft.author, is_alone, draft_id=draft.id),
            lost=[one.golden.question for one in look.losses],
            now=self.clock(),
        )
        await self.publisher.publish()
        return await self._get(draft_id)

    async def retire(self, who: Actor, slug: str, reason: str, successor: str = "") -> Version:
        """Take an entry out of service at once: wrong law mustn't wait for a second person.

        Raises:
            Refused: there is no reason, or the successor isn't in service.
        """
        permissions.require(who, Action.ENTRY_RETIRE)
        entry = self._entry(slug)
        if entry.retired:
            raise Refused(f"条目 {slug} 已经停用")
        if not reason.strip():
            raise Refused("停用要写明原因")
        if successor and (successor == slug or successor not in self._library.entries):
            raise Refused(f"接替的条目“{successor}”不存在")
        gone = replace(entry, retired=self._today, successor=successor)
        version = self._decided(who, gone, "", False, reason=reason.strip())
        await self.database.write_durably(
            _retire, who=who, version=version, before=entry, successor=successor, now=self.clock()
        )
        await self.publisher.publish()
        return await self._version(slug, None)

    def linking(self, slug: str) -> list[Entry]:
        """The entries whose answers lead to this one."""
        return [
            entry
            for entry in self._library.entries.values()
            if slug in (match[1] for match in LINK.finditer(entry.body))
        ]

    # -- inside ----------------------------------------------------------------------------------

    @property
    def _library(self) -> Library:
        return self.knowledge.edition.library

    @property
    def _today(self) -> date:
        return self.knowledge.today()

    def _present(self, slug: str) -> Entry | None:
        return self._library.known(slug) if slug else None

    def _entry(self, slug: str) -> Entry:
        entry = self._present(slug)
        if entry is None:
            raise Unknown(f"没有条目 {slug}")
        return entry

    async def _get(self, draft_id: int) -> Draft:
        draft = await self.database.read(store.get, draft_id=draft_id)
        if draft is None:
            raise Unknown(f"没有 {draft_id} 号草稿")
        return draft

    async def _open(self, draft_id: int, version: int | None = None) -> Draft:
        draft = await self._get(draft_id)
        if not draft.is_open:
            raise Refused(f"草稿 #{draft_id}：{STATES[draft.state]}")
        if version is not None and version != draft.version:
            raise Outdated(f"草稿 #{draft_id} {_CHANGED}")
        return draft

    async def _version(self, slug: str, number: int | None) -> Version:
        if number is None:
            version = await self.database.read(entry_versions.last, slug=slug)
        else:
            version = await self.database.read(entry_versions.get, slug=slug, number=number)
        if version is None:
            raise Unknown(f"条目 {slug} 没有第 {number} 版")
        return version

    async def _taken(self) -> frozenset[str]:
        drafted = await self.database.read(store.slugs)
        return frozenset({*self._library.entries, *self._library.retired, *drafted})

    def _name(self, text: str, taken: frozenset[str]) -> str:
        """What a new entry is to be called; "" while that can't be told."""
        form = forms.parse(text)
        own, question = form.text("slug"), form.text("question")
        if own and own not in taken and entries.SLUG.fullmatch(own):
            return own
        return forms.name_for(question, taken) if question else ""

    async def _begin(self, who: Actor, slug: str, text: str, *, is_new: bool = False) -> Draft:
        rivals = await self.database.read(store.open_of, slug=slug)
        own = [draft for draft in rivals if draft.author == who.member.name]
        if own and not is_new:
            return own[0]
        draft_id = await self.database.write(
            _add, who=who, slug=slug, text=text, base=self._entry(slug), now=self.clock()
        )
        return await self._get(draft_id)

    async def _change(
        self, who: Actor, draft: Draft, action: Action, values: dict[str, object]
    ) -> Draft:
        await self.database.write(
            _change, who=who, draft=draft, action=action, values=values, now=self.clock()
        )
        return await self._get(draft.id)

    async def _look(self, draft: Draft) -> Look:
        place = Place(
            self._library,
            self._today,
            draft.slug,
            _base(draft),
            (await self._taken()) - {draft.slug},
        )
        reading = await asyncio.to_thread(forms.read, draft.text, place)
        present = self._present(draft.slug)
        is_outdated = (present.source if present else "") != draft.base_text
        rivals = await self.database.read(store.open_of, slug=draft.slug) if draft.slug else []
        look = Look(
            draft,
            reading,
            present,
            is_outdated and draft.is_open,
            rivals=tuple(other for other in rivals if other.id != draft.id),
        )
        if reading.entry is None:
            return look
        goldens = await self.database.read(golden_store.listing)
        now = self.knowledge.edition
        after = await asyncio.to_thread(self._tried, now, draft, reading.entry)
        changes = await asyncio.to_thread(golden.changes, goldens, now.answerer, after.answerer)
        near = _near(reading.entry, now.answerer)
        return replace(look, edition=after, near=near, changes=tuple(changes))

    def _tried(self, now: Edition, draft: Draft, entry: Entry) -> Edition:
        """The knowledge as it would be; the last one is kept, since it is asked for repeatedly."""
        key = (id(now), draft.id, draft.version, entry)
        kept = self._trial
        if kept and kept[0] == key:
            return kept[1]
        library = replace(now.library, entries={**now.library.entries, entry.slug: entry})
        after = replace(
            now,
            library=library,
            answerer=Answerer(library, now.articles.search, today=self.knowledge.today),
            wording=Wording(library, now.texts, self.knowledge.today),
        )
        self._trial = (key, after)
        return after

    async def _ready(self, draft: Draft) -> Look:
        """Raises: Refused: it can't be published as it is."""
        forbidden.of(self.settings).check(draft.text)
        look = await self._look(draft)
        if look.reading.entry is None:
            raise Refused("；".join(map(str, look.reading.flaws)))
        if look.is_outdated:
            raise Outdated(f"条目 {draft.slug} 在此期间有了新版本，请先对照修改")
        return look

    def _to_publish(self, look: Look) -> Entry:
        if look.reading.entry is None:
            raise Refused("；".join(map(str, look.reading.flaws)))
        entry = reviewed(look.reading.entry, self.knowledge.edition.texts, self._today)
        return replace(entry, reviewed=self._today)

    def _decided(
        self,
        who: Actor,
        entry: Entry,
        author: str,
        is_alone: bool,
        *,
        draft_id: int | None = None,
        reason: str = "",
    ) -> Version:
        """The version to be; its number is given in the transaction."""
        text = entries.render(replace(entry, source=""))
        try:
            entries.parse(text, Path(ENTRIES) / entry.topic / f"{entry.slug}.md")
        except FaultyFile as error:
            raise Refused(f"写不成文件：{error}") from error
        return Version(
            slug=entry.slug,
            number=0,
            at=self.clock(),
            change=RETIRED if entry.retired else PUBLISHED,
            author=author,
            reviewer=who.member.name,
            is_alone=is_alone,
            draft_id=draft_id,
            topic=entry.topic,
            text=text,
            reason=reason,
        )


def _check_length(text: str) -> None:
    if not text.strip():
        raise Refused("没有内容")
    if len(text) > forms.LONGEST:
        raise Refused(f"太长了：最多 {forms.LONGEST} 字")


def _hands(draft: Draft, who: Actor) -> dict[str, object]:
    return {"hands": list(dict.fromkeys([*draft.hands, who.member.name]))}


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


def _add(
    db: Connection, *, who: Actor, slug: str, text: str, base: Entry | None, now: datetime
) -> int:
    last = entry_versions.last(db, slug=slug) if base else None
    draft_id = store.add(
        db,
        slug=slug,
        text=text,
        base_number=last.number if last else 0,
        base_text=base.source if base else "",
        author=who.member.name,
        now=now,
    )
    audit.write(
        db,
        who=who,
        action=Action.DRAFT_WRITE,
        subject=f"draft:{draft_id}",
        after={"entry": slug, "version": 1},
        at=now,
    )
    return draft_id


def _add_all(
    db: Connection, *, who: Actor, rows: Sequence[tuple[str, str, Entry | None]], now: datetime
) -> list[int]:
    return [
        _add(db, who=who, slug=slug, text=text, base=base, now=now) for slug, text, base in rows
    ]


def _change(
    db: Connection,
    *,
    who: Actor,
    draft: Draft,
    action: Action,
    values: dict[str, object],
    now: datetime,
) -> None:
    if not store.change(db, draft, now=now, **values):
        raise Outdated(f"草稿 #{draft.id} {_CHANGED}")
    told: dict[str, object] = {
        "entry": values.get("slug", draft.slug),
        "state": values["state"],
        "version": draft.version + 1,
    }
    if values.get("reason"):
        told["reason"] = values["reason"]
    before = {"entry": draft.slug, "state": draft.state, "version": draft.version}
    audit.write(
        db,
        who=who,
        action=action,
        subject=f"draft:{draft.id}",
        before=before,
        after=told,
        at=now,
    )


def _approve(
    db: Connection,
    *,
    who: Actor,
    draft: Draft,
    version: Version,
    lost: Sequence[str],
    now: datetime,
) -> None:
    done = store.change(
        db,
        draft,
        now=now,
        state=State.APPROVING,
        slug=version.slug,
        news="approve",
        news_by=who.member.name,
    )
    if not done:
        raise Outdated(f"草稿 #{draft.id} {_CHANGED}")
    last = entry_versions.last(db, slug=version.slug)
    if (last.number if last else 0) != draft.base_number:
        raise Outdated(f"条目 {version.slug} 在此期间有了新版本，请先对照修改")
    number = _number(db, version, draft.base_text, now)
    entry_versions.add(db, replace(version, number=number))
    told: dict[str, object] = {"version": number, "draft": draft.id, "author": draft.author}
    if version.is_alone:
        told["one_person"] = True
    if lost:
        told["golden_lost"] = list(lost)
    audit.write(
        db,
        who=who,
        action=Action.DRAFT_APPROVE,
        subject=f"entry:{version.slug}",
        before={"version": number - 1} if number > 1 else None,
        after=told,
        at=now,
    )


def _retire(
    db: Connection, *, who: Actor, version: Version, before: Entry, successor: str, now: datetime
) -> None:
    number = _number(db, version, before.source, now)
    entry_versions.add(db, replace(version, number=number))
    told: dict[str, object] = {"version": number, "reason": version.reason}
    if successor:
        told["successor"] = successor
        told["golden_moved"] = golden_store.move(db, old=version.slug, new=successor)
    audit.write(
        db,
        who=who,
        action=Action.ENTRY_RETIRE,
        subject=f"entry:{version.slug}",
        before={"version": number - 1},
        after=told,
        at=now,
    )


def _number(db: Connection, version: Version, base_text: str, now: datetime) -> int:
    """The next number; the file that it replaces gets one first, where it came by another way."""
    last = entry_versions.last(db, slug=version.slug)
    number = last.number + 1 if last else 1
    if base_text and (last is None or last.text != base_text):
        found = replace(
            version,
            number=number,
            change=FOUND,
            author="",
            reviewer="",
            is_alone=False,
            draft_id=None,
            topic=entries.parse(base_text, Path(f"{version.slug}.md")).topic,
            text=base_text,
            reason="",
            written_at=now,
        )
        entry_versions.add(db, found)
        number += 1
    return number
