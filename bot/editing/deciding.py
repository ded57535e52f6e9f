"""What reviewers decide: a draft goes back or into service, an entry out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from bot.answering.answers import Answer
from bot.config import Settings
from bot.editing import golden, transactions
from bot.editing.cabinet import Cabinet
from bot.editing.publishing import ENTRIES, Publisher
from bot.editing.trying import Trials
from bot.frontmatter import FaultyFile
from bot.knowledge import entries
from bot.knowledge.entries import Entry
from bot.knowledge.library import LINK
from bot.knowledge.library.review import reviewed
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Doubtful, NotAllowed, Refused, Settled
from bot.store import drafts as store
from bot.store.drafts import Draft, State
from bot.store.entry_versions import PUBLISHED, RETIRED, Version
from bot.text.normalise import same


class NeedsYes(Doubtful):
    """It would take golden questions' first places, or holds what no cited article bears out:
    somebody has to say yes to these very things."""

    def __init__(self, changes: Sequence[golden.Change], doubts: Sequence[str], yes: str) -> None:
        told = [f"会改变 {len(changes)} 个必答问题的第一位"] if changes else []
        super().__init__([*told, *doubts], yes)
        self.changes = changes
        self.doubts = tuple(doubts)


@dataclass(frozen=True)
class DecidingDrafts:
    """The use cases of whoever reviews. A decision is one transaction: what is decided, the
    version and the record; the file follows from it (bot.editing.publishing)."""

    settings: Settings
    cabinet: Cabinet
    trials: Trials
    publisher: Publisher
    clock: Callable[[], datetime]

    async def send_back(self, who: Actor, draft_id: int, reason: str) -> Draft:
        """To its author, with the reason."""
        permissions.require(who, Action.DRAFT_RETURN)
        draft = await self.cabinet.open_draft(draft_id)
        if draft.state is not State.IN_REVIEW:
            raise Refused(f"草稿 #{draft_id} 不在审核")
        if not reason.strip():
            raise Refused("退回要写明原因")
        await self.cabinet.database.write(
            transactions.change,
            who=who,
            draft=draft,
            action=Action.DRAFT_RETURN,
            values={
                "state": State.DRAFT,
                "reason": reason.strip(),
                "returned_text": draft.text,
                "news": "return",
                "news_by": who.member.name,
            },
            now=self.clock(),
        )
        return await self.cabinet.draft(draft_id)

    async def approve(
        self, who: Actor, draft_id: int, *, version: int | None = None, yes: str = ""
    ) -> Draft:
        """Publish it: from now on it answers. `yes` says yes to the golden questions' changes.

        Raises:
            NotAllowed: by one who wrote or submitted it, unless in the one-person mode.
            NeedsYes: golden questions would lose their first places, or figures stand in no
                article; nobody said yes.
            Outdated: it, or the entry, has a newer version.
        """
        permissions.require(who, Action.DRAFT_APPROVE)
        draft = await self.cabinet.open_draft(draft_id, version)
        if draft.state is not State.IN_REVIEW:
            raise Refused(f"草稿 #{draft_id} 还没有提交审核")
        is_alone = who.member.name in draft.hands
        if is_alone and not self.settings.one_person:
            raise NotAllowed("自己起草、修改或提交的条目不能由自己批准，请另一位审核人批准")
        look, entry = await self.trials.ready(draft)
        if look.yes and yes != look.yes:
            raise NeedsYes(look.losses, look.doubts, look.yes)
        texts = self.cabinet.knowledge.edition.texts
        entry = replace(reviewed(entry, texts, self._today), reviewed=self._today)
        decided = self._decided(who, entry, PUBLISHED)
        writer = await self.cabinet.database.read(store.last_writer, draft_id=draft.id)
        await self.cabinet.database.write_durably(
            transactions.approve,
            who=who,
            draft=draft,
            version=replace(
                decided, author=writer or draft.author, is_alone=is_alone, draft_id=draft.id
            ),
            lost=[one.golden.question for one in look.losses],
            doubts=look.doubts,
            now=self.clock(),
        )
        await self.publisher.publish()
        return await self.cabinet.draft(draft_id)

    async def retire(self, who: Actor, slug: str, reason: str, successor: str = "") -> Version:
        """Take an entry out of service at once: wrong law mustn't wait for a second person.

        Raises:
            Refused: there is no reason, or the successor isn't in service.
        """
        entry, successor = self._retiring(who, slug, reason, successor)
        gone = replace(entry, retired=self._today, successor=successor)
        version = replace(self._decided(who, gone, RETIRED), reason=reason.strip())
        await self.cabinet.database.write_durably(
            transactions.retire,
            who=who,
            version=version,
            before=entry,
            successor=successor,
            now=self.clock(),
        )
        await self.publisher.publish()
        return await self.cabinet.version(slug)

    async def before_retiring(
        self, who: Actor, slug: str, reason: str, successor: str = ""
    ) -> tuple[Entry | None, list[tuple[str, Answer]]]:
        """The successor, and how the entry's own questions would be answered then.

        Raises:
            Refused: it can't be retired like that.
        """
        entry, successor = self._retiring(who, slug, reason, successor)
        return self.cabinet.present(successor), await self.trials.without(entry, successor)

    def _retiring(self, who: Actor, slug: str, reason: str, successor: str) -> tuple[Entry, str]:
        """The entry and its successor's name, which may be given by its question."""
        permissions.require(who, Action.ENTRY_RETIRE)
        entry, library = self.cabinet.entry(slug), self.cabinet.library
        if entry.retired:
            raise Settled(f"条目 {slug} 已经停用")
        if not reason.strip():
            raise Refused("停用要写明原因")
        if successor and successor not in library.entries:
            owner = library.owners.get(same(successor))
            if owner is None:
                raise Refused(f"接替的条目“{successor}”不存在")
            successor = owner.slug
        if successor == slug:
            raise Refused("不能由自己接替")
        return entry, successor

    def linking(self, slug: str) -> list[Entry]:
        """The entries whose answers lead to this one."""
        return [
            entry
            for entry in self.cabinet.library.entries.values()
            if slug in (match[1] for match in LINK.finditer(entry.body))
        ]

    @property
    def _today(self) -> date:
        return self.cabinet.knowledge.today()

    def _decided(self, who: Actor, entry: Entry, change: str) -> Version:
        """The version to be; its number is given in the transaction.

        Raises:
            Refused: its file could not be read again.
        """
        text = entries.render(replace(entry, source=""))
        try:
            entries.parse(text, Path(ENTRIES) / entry.topic / f"{entry.slug}.md")
        except FaultyFile as error:
            raise Refused(f"写不成文件：{error}") from error
        return Version(
            slug=entry.slug,
            number=0,
            at=self.clock(),
            change=change,
            author="",
            reviewer=who.member.name,
            is_alone=False,
            draft_id=None,
            topic=entry.topic,
            text=text,
            reason="",
        )
