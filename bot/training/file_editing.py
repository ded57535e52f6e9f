"""The life of an item's or a case card's file: draft → in review → in service, and back again.

As with entries, a decision is a row and the file follows from it: whoever comes first writes it,
and twice does no harm.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import structlog

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.files import write_atomically
from bot.frontmatter import Fault, FaultyFile
from bot.knowledge.checking import Evidence, VerifiedFacts
from bot.knowledge.library import Library
from bot.knowledge.statutes import Texts
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import NotAllowed, Outdated, Refused, Settled, Unknown
from bot.store import Database
from bot.store import file_drafts as store
from bot.store.drafts import State
from bot.store.file_drafts import FileDraft, Kind, Proposal
from bot.training import file_transactions

log = structlog.get_logger()
_TOPIC = re.compile(r"^topic: *['\"]?([^\s'\"/]+)", re.MULTILINE)
SAID = 5
"""Faults that a refusal names: more aren't read at once."""


class Filed(Protocol):
    """An item or a card, as far as its file goes."""

    @property
    def slug(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def source(self) -> str: ...


F = TypeVar("F", bound=Filed)
Found = tuple[Iterable[Fault], Iterable[Fault]]
"""What must be mended, and what is for the reader."""


_MISSING = re.compile(r"缺“(\w+)”：加一行“\1: …”")
_FIELD = re.compile(r"“[^”]*”| ?(?<![A-Za-z_])(?P<name>[a-z_]{3,})(?![A-Za-z_]) ?")
"""What a message quotes stays as it was written."""


@dataclass(frozen=True, slots=True)
class Actions:
    """Whose each step is."""

    see: Action
    write: Action
    submit: Action
    discard: Action
    approve: Action
    send_back: Action


@dataclass(frozen=True)
class Sort(Generic[F]):
    """What is edited. `called` is what people call one, `measure` what they count them by,
    `service` what becomes of it once it is approved; `folder` that of its files; `labels` are
    what people call its fields. `approved` gives the file of one that is approved on a day.
    Whoever submits or approves one says that they have `confirmed` this; "" asks nothing."""

    kind: Kind
    called: str
    measure: str
    service: str
    folder: str
    actions: Actions
    parse: Callable[[str, Path], F]
    held: Callable[[Library], Mapping[str, F]]
    check: Callable[[F, Library, Evidence | None], Found]
    approved: Callable[[F, Texts, date], str]
    labels: Mapping[str, str]
    confirmed: str = ""

    def said(self, fault: Fault) -> str:
        """What is wrong, for somebody who fills in a form or a sheet and knows no file."""
        if (missing := _MISSING.fullmatch(fault.message)) and missing[1] in self.labels:
            return f"没有写“{self.labels[missing[1]]}”"

        def labelled(found: re.Match[str]) -> str:
            label = self.labels.get(found["name"] or "")
            return f"“{label}”" if label else found[0]

        return _FIELD.sub(labelled, fault.message)

    @property
    def states(self) -> dict[State, str]:
        """What people call them."""
        return {
            State.DRAFT: "草稿",
            State.IN_REVIEW: "待审核",
            State.APPROVING: "已批准，正在写入",
            State.PUBLISHED: f"已{self.service}",
            State.DISCARDED: "已放弃",
        }


@dataclass(frozen=True, slots=True)
class Look(Generic[F]):
    """A draft as it reads: `read` is None where it can't be read. `faults` must be mended before it
    can be approved; `hints` are for the reader."""

    draft: FileDraft
    read: F | None
    faults: tuple[str, ...]
    hints: tuple[str, ...]


@dataclass
class EditingFiles(Generic[F]):
    """What an heir edits is its `sort`."""

    sort: Sort[F] = field(init=False)
    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    clock: Callable[[], datetime]
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def write(self, who: Actor, proposals: Sequence[Proposal]) -> list[int]:
        """New drafts, all in one transaction; returns their numbers. Raises: NotAllowed."""
        permissions.require(who, self.sort.actions.write)
        return await self.database.write(
            file_transactions.write,
            who=who,
            action=self.sort.actions.write,
            kind=self.sort.kind,
            proposals=proposals,
            now=self.clock(),
        )

    async def change(self, who: Actor, draft_id: int, version: int, text: str) -> FileDraft:
        """Raises: NotAllowed, Unknown, Settled, Outdated."""
        permissions.require(who, self.sort.actions.write)
        draft = await self._open(draft_id, version)
        topic = _TOPIC.search(text)
        values = {
            "text": text,
            "topic": topic[1] if topic else draft.topic,
            "state": State.DRAFT.value,
        }
        await self._change(who, self.sort.actions.write, draft, values, has_hand=True)
        return await self.draft(draft_id)

    async def submit(
        self, who: Actor, draft_id: int, version: int, *, confirmed: bool = False
    ) -> None:
        """Raises: NotAllowed, Unknown, Settled, Outdated; Refused: it has faults, or what must be
        confirmed isn't."""
        permissions.require(who, self.sort.actions.submit)
        draft = await self._open(draft_id, version)
        self._sound(draft)
        self._require_confirmed(confirmed)
        values = {"state": State.IN_REVIEW.value}
        await self._change(
            who,
            self.sort.actions.submit,
            draft,
            values,
            has_hand=True,
            confirmed=self.sort.confirmed,
        )

    async def discard(self, who: Actor, draft_id: int, version: int) -> None:
        """Raises: NotAllowed, Unknown, Settled, Outdated."""
        permissions.require(who, self.sort.actions.discard)
        draft = await self._open(draft_id, version)
        values = {"state": State.DISCARDED.value}
        await self._change(who, self.sort.actions.discard, draft, values)

    async def send_back(self, who: Actor, draft_id: int, version: int, reason: str) -> None:
        """Raises: NotAllowed, Unknown, Settled, Outdated; Refused: there is no reason."""
        permissions.require(who, self.sort.actions.send_back)
        draft = await self._open(draft_id, version)
        if not reason.strip():
            raise Refused("退回要写明原因")
        values = {"state": State.DRAFT.value, "reason": reason.strip()}
        await self._change(who, self.sort.actions.send_back, draft, values)

    async def approve(
        self, who: Actor, draft_id: int, version: int, *, confirmed: bool = False
    ) -> None:
        """Into service. Raises: as `decide`."""
        await self.decide(who, draft_id, version, confirmed=confirmed)
        await self.publish()

    async def decide(
        self, who: Actor, draft_id: int, version: int, *, confirmed: bool = False
    ) -> None:
        """It shall go into service; its file follows with `publish`.

        Raises:
            NotAllowed: by one who had a hand in it, unless in the one-person mode.
            Unknown, Settled, Outdated
            Refused: it isn't in review, has faults, or what must be confirmed isn't.
        """
        permissions.require(who, self.sort.actions.approve)
        draft, called = await self._open(draft_id, version), self.sort.called
        if draft.state is not State.IN_REVIEW:
            raise Refused(f"这{self.sort.measure}{called}还没有提交审核")
        if who.member.name in draft.hands and not self.settings.one_person:
            raise NotAllowed(f"自己写或提交的{called}不能由自己批准，请另一位审核人批准")
        if draft.base_text and draft.base_text != self._present(draft.slug):
            raise Outdated(f"这{self.sort.measure}{called}已经有了新版本，请重新起草")
        read = self._sound(draft)
        self._require_confirmed(confirmed)
        text = self.sort.approved(read, self.knowledge.edition.texts, self.knowledge.today())
        values = {"state": State.APPROVING.value, "text": text, "reviewer": who.member.name}
        await self._change(
            who,
            self.sort.actions.approve,
            draft,
            values,
            confirmed=self.sort.confirmed,
            durably=True,
        )

    async def _replace(self, who: Actor, action: Action, proposal: Proposal, reason: str) -> None:
        """Put a file in place at once, where waiting for a second person would do harm. Whose that
        is, the caller has asked."""
        await self.database.write_durably(
            file_transactions.replace,
            who=who,
            action=action,
            kind=self.sort.kind,
            proposal=proposal,
            reason=reason,
            now=self.clock(),
        )
        await self.publish()

    async def publish(self) -> None:
        """Write every file that has yet to be, and put it in service."""
        async with self._one_at_a_time:
            waiting = await self.database.read(store.unwritten, kind=self.sort.kind)
            if not waiting:
                return
            folder = self.settings.overlay_dir / self.sort.folder
            for draft in waiting:
                path = folder / draft.topic / f"{draft.slug}.md"
                await asyncio.to_thread(write_atomically, path, draft.text)
            await self.knowledge.reload()
            for draft in waiting:
                await self.database.write(store.mark_written, draft_id=draft.id)
            slugs = [draft.slug for draft in waiting]
            log.info("files published", kind=self.sort.kind.value, slugs=slugs)

    async def drafts(self, who: Actor) -> list[FileDraft]:
        """The open ones, those in review first. Raises: NotAllowed."""
        permissions.require(who, self.sort.actions.see)
        return await self.open_ones()

    async def open_ones(self) -> list[FileDraft]:
        return await self.database.read(store.open_ones, kind=self.sort.kind)

    async def look(self, who: Actor, draft_id: int) -> Look[F]:
        """Raises: NotAllowed, Unknown."""
        permissions.require(who, self.sort.actions.see)
        return self.read(await self.draft(draft_id))

    async def draft(self, draft_id: int) -> FileDraft:
        """Raises: Unknown."""
        draft = await self.database.read(store.get, draft_id=draft_id)
        if draft is None or draft.kind is not self.sort.kind:
            raise Unknown(f"没有 {draft_id} 号{self.sort.called}草稿")
        return draft

    def faults_of(self, proposal: Proposal) -> tuple[str, ...]:
        """What must be mended before it can be submitted."""
        return self._read(proposal.slug, proposal.topic, proposal.text)[1]

    def read(self, draft: FileDraft) -> Look[F]:
        """What a draft says, and what is wrong with it."""
        return Look(draft, *self._read(draft.slug, draft.topic, draft.text))

    def _read(
        self, slug: str, topic: str, text: str
    ) -> tuple[F | None, tuple[str, ...], tuple[str, ...]]:
        path = Path(topic) / f"{slug}.md"
        try:
            read = self.sort.parse(text, path)
        except FaultyFile as error:
            return None, tuple(map(self.sort.said, error.faults)), ()
        edition = self.knowledge.edition
        evidence = Evidence(edition.texts, VerifiedFacts()) if edition.texts.laws else None
        faults, hints = self.sort.check(read, edition.library, evidence)
        return read, tuple(map(self.sort.said, faults)), tuple(map(self.sort.said, hints))

    def _sound(self, draft: FileDraft) -> F:
        look = self.read(draft)
        if look.read is None or look.faults:
            raise Refused(f"{self.sort.called}还有问题：{'；'.join(look.faults[:SAID])}")
        return look.read

    def _require_confirmed(self, confirmed: bool) -> None:
        if self.sort.confirmed and not confirmed:
            raise Refused(f"请先核对，再勾选“{self.sort.confirmed}”")

    def _present(self, slug: str) -> str:
        held = self.sort.held(self.knowledge.edition.library).get(slug)
        return held.source if held else ""

    async def _open(self, draft_id: int, version: int) -> FileDraft:
        draft = await self.draft(draft_id)
        if not draft.is_open:
            name = f"{self.sort.called}草稿 #{draft_id}"
            raise Settled(f"{name}：{self.sort.states[draft.state]}")
        if draft.version != version:
            raise file_transactions.outdated(draft)
        return draft

    async def _change(
        self,
        who: Actor,
        action: Action,
        draft: FileDraft,
        values: Mapping[str, object],
        *,
        has_hand: bool = False,
        confirmed: str = "",
        durably: bool = False,
    ) -> None:
        write = self.database.write_durably if durably else self.database.write
        await write(
            file_transactions.change,
            who=who,
            action=action,
            draft=draft,
            values=dict(values),
            has_hand=has_hand,
            confirmed=confirmed,
            now=self.clock(),
        )
