"""A draft from its first words until it is submitted or given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.editing import forms, transactions
from bot.editing.cabinet import STATES, Cabinet
from bot.editing.reading import name_for
from bot.editing.trying import Trials
from bot.knowledge import entries
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Settled
from bot.store import drafts as store
from bot.store import entry_versions
from bot.store.drafts import Draft, State


@dataclass(frozen=True)
class WritingDrafts:
    """The use cases of whoever writes."""

    cabinet: Cabinet
    trials: Trials
    clock: Callable[[], datetime]

    async def write(self, who: Actor, text: str) -> Draft:
        """A new draft of a new entry, be it half written.

        Raises:
            Refused: it is empty or too long.
        """
        permissions.require(who, Action.DRAFT_WRITE)
        _check_length(text)
        form = forms.parse(text)
        if not (form.parts or form.emptied or form.is_file):
            raise Refused(f"看不出是条目，没有存：{_NO_LABEL}")
        slug = _name(text, await self.cabinet.taken())
        draft_id = await self.cabinet.database.write(
            transactions.add, who=who, slug=slug, text=text, base=None, now=self.clock()
        )
        return await self.cabinet.draft(draft_id)

    async def write_all(self, who: Actor, texts: Sequence[tuple[str, str]]) -> list[int]:
        """Import: (text, slug or "" for a new one) as drafts, all in one transaction."""
        permissions.require(who, Action.ENTRY_IMPORT)
        taken, rows = set(await self.cabinet.taken()), []
        for text, slug in texts:
            _check_length(text)
            slug = slug or _name(text, frozenset(taken))
            taken.add(slug)
            rows.append((slug, text, self.cabinet.present(slug)))
        return await self.cabinet.database.write(
            transactions.add_all, who=who, rows=rows, now=self.clock()
        )

    async def revise(self, who: Actor, slug: str) -> Draft:
        """A draft of an entry's next version; the one that this person already has open.

        Raises:
            Unknown
        """
        permissions.require(who, Action.DRAFT_WRITE)
        base = self.cabinet.entry(slug)
        for draft in await self.cabinet.drafts_of(slug):
            if draft.author == who.member.name:
                return draft
        return await self._begin(who, slug, forms.write(base))

    async def restore(self, who: Actor, slug: str, number: int) -> Draft:
        """An earlier version as a new draft. Raises: Unknown."""
        permissions.require(who, Action.DRAFT_WRITE)
        version = await self.cabinet.version(slug, number)
        earlier = entries.parse(version.text, Path(version.topic) / f"{slug}.md")
        return await self._begin(who, slug, forms.write(earlier))

    async def edit(
        self, who: Actor, draft_id: int, text: str, *, version: int | None = None
    ) -> Draft:
        """Other words, or parts of the form that take the place of those parts; all must be
        reviewed anew.

        Raises:
            Outdated: `version` is no longer the present one.
            Refused: there is no label in them.
        """
        permissions.require(who, Action.DRAFT_WRITE)
        _check_length(text)
        draft = await self.cabinet.open_draft(draft_id, version)
        try:
            text = forms.merged(draft.text, text)
        except ValueError:
            raise Refused(f"没有改：{_NO_LABEL}") from None
        return await self._rewritten(who, draft, text)

    async def replace(self, who: Actor, draft_id: int, text: str, *, version: int) -> Draft:
        """All of its words, as a form of fields has them: what is empty there is gone.

        Raises:
            Outdated: `version` is no longer the present one.
            Refused: there is nothing in them.
        """
        permissions.require(who, Action.DRAFT_WRITE)
        draft = await self.cabinet.open_draft(draft_id, version)
        if text == draft.text:
            return draft
        return await self._rewritten(who, draft, text)

    async def undo(self, who: Actor, draft_id: int, *, version: int) -> Draft:
        """The words before the last change, as a new version.

        Raises:
            Outdated: `version` is no longer the present one.
            Refused: there are none.
        """
        permissions.require(who, Action.DRAFT_WRITE)
        draft = await self.cabinet.open_draft(draft_id, version)
        before = await self.cabinet.database.read(
            store.text_before, draft_id=draft_id, version=draft.version
        )
        if not before:
            raise Refused(f"草稿 #{draft_id} 没有更早的文字")
        return await self._rewritten(who, draft, before)

    async def append(self, who: Actor, draft_id: int, first: str, rest: str) -> Draft:
        """The second half of a message that was cut in two: `first` is the half that the draft was
        changed by."""
        permissions.require(who, Action.DRAFT_WRITE)
        draft = await self.cabinet.open_draft(draft_id)
        before = await self.cabinet.database.read(
            store.text_before, draft_id=draft_id, version=draft.version
        )
        return await self._rewritten(who, draft, forms.merged(before, forms.joined(first, rest)))

    async def _rewritten(self, who: Actor, draft: Draft, text: str) -> Draft:
        _check_length(text)
        slug = draft.slug
        if not draft.base_text:
            slug = _name(text, (await self.cabinet.taken()) - {draft.slug})
        return await self._change(
            who,
            draft,
            Action.DRAFT_WRITE,
            hands=_hands(draft, who),
            text=text,
            slug=slug,
            state=State.DRAFT,
            news="",
        )

    async def rebase(self, who: Actor, draft_id: int) -> Draft:
        """Its words against the entry's present version, which its writer has seen."""
        permissions.require(who, Action.DRAFT_WRITE)
        draft = await self.cabinet.open_draft(draft_id)
        last = await self.cabinet.database.read(entry_versions.last, slug=draft.slug)
        present = self.cabinet.present(draft.slug)
        return await self._change(
            who,
            draft,
            Action.DRAFT_WRITE,
            hands=_hands(draft, who),
            base_text=present.source if present else "",
            base_number=last.number if last else 0,
            state=State.DRAFT,
            news="",
        )

    async def submit(self, who: Actor, draft_id: int, *, version: int | None = None) -> Draft:
        """Raises: Refused: it has flaws; Outdated: the entry has a newer version."""
        permissions.require(who, Action.DRAFT_SUBMIT)
        draft = await self.cabinet.open_draft(draft_id, version)
        if draft.state is State.IN_REVIEW:
            raise Refused(f"草稿 #{draft_id} 已经在审核")
        await self.trials.ready(draft)
        return await self._change(
            who,
            draft,
            Action.DRAFT_SUBMIT,
            hands=_hands(draft, who),
            state=State.IN_REVIEW,
            reason="",
            news="submit",
            news_by=who.member.name,
        )

    async def discard(self, who: Actor, draft_id: int) -> Draft:
        permissions.require(who, Action.DRAFT_DISCARD)
        draft = await self.cabinet.open_draft(draft_id)
        return await self._change(
            who,
            draft,
            Action.DRAFT_DISCARD,
            state=State.DISCARDED,
            news="discard",
            news_by=who.member.name,
        )

    async def take_up(self, who: Actor, draft_id: int) -> Draft:
        """One that was given up, as a draft again. Raises: Settled: it wasn't given up."""
        permissions.require(who, Action.DRAFT_DISCARD)
        draft = await self.cabinet.draft(draft_id)
        if draft.state is not State.DISCARDED:
            raise Settled(f"草稿 #{draft_id}：{STATES[draft.state]}")
        return await self._change(who, draft, Action.DRAFT_WRITE, state=State.DRAFT, news="")

    async def _begin(self, who: Actor, slug: str, text: str) -> Draft:
        base = self.cabinet.entry(slug)
        draft_id = await self.cabinet.database.write(
            transactions.add, who=who, slug=slug, text=text, base=base, now=self.clock()
        )
        return await self.cabinet.draft(draft_id)

    async def _change(self, who: Actor, draft: Draft, action: Action, **values: object) -> Draft:
        await self.cabinet.database.write(
            transactions.change,
            who=who,
            draft=draft,
            action=action,
            values=values,
            now=self.clock(),
        )
        return await self.cabinet.draft(draft.id)


_NO_LABEL = "请以“问题：”“答案：”这样的行开头，或者整条复制、修改后发来"


def _name(text: str, taken: frozenset[str]) -> str:
    """What a new entry is to be called; "" while that can't be told."""
    form = forms.parse(text)
    own, question = form.text("slug"), form.text("question")
    if own and own not in taken and entries.SLUG.fullmatch(own):
        return own
    return name_for(question, taken) if question else ""


def _check_length(text: str) -> None:
    if not text.strip():
        raise Refused("没有内容")
    if len(text) > forms.LONGEST:
        raise Refused(f"太长了：最多 {forms.LONGEST} 字")


def _hands(draft: Draft, who: Actor) -> list[str]:
    """Whoever has written in it, with this person: none of them is a second one to approve it."""
    return list(dict.fromkeys([*draft.hands, who.member.name]))
