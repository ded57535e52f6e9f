"""What training suggests of itself, and what people make of it: papers, topics, scenarios.

Suggestions follow from what there is, each time anew; only that somebody has settled one is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlite_utils import Database as Connection

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.knowledge import items as item_files
from bot.knowledge.items import Aim, Form, Item
from bot.members import Actor
from bot.staff import audit, permissions
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Settled, Unknown
from bot.store import Database
from bot.store import suggestions as store
from bot.store.file_drafts import Proposal
from bot.store.suggestions import Asked
from bot.training import blueprints, rhythm, weak_topics
from bot.training.bank import bank_of
from bot.training.blueprints import Blueprint
from bot.training.editing import EditingItems
from bot.training.fields import REVIEW_AFTER
from bot.training.naming import slug_for
from bot.training.papers import Papers
from bot.training.posts import people
from bot.training.rhythm import Planned, Revised
from bot.training.weak_topics import WeakTopic

LOOKED_BACK = timedelta(days=180)
MOST = 15
"""Questions of each kind: more aren't read at a sitting."""
NEW_LAW = "new-law"
TOPIC, QUESTION, LAW, PLAN = "topic", "question", "law", "plan"
KINDS = {TOPIC: "薄弱主题", QUESTION: "群众的提问", LAW: "法规有修改", PLAN: "年度考试"}
"""What people call them."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    planned: tuple[Planned, ...]
    revised: tuple[Revised, ...]
    weak: tuple[WeakTopic, ...]
    handed_on: tuple[Asked, ...]
    marked_wrong: tuple[Asked, ...]

    @property
    def count(self) -> int:
        """Of those that ask for a decision by a day or by numbers; questions wait without haste."""
        return len(self.planned) + len(self.revised) + len(self.weak)


@dataclass(frozen=True)
class Suggesting:
    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    accounts: Accounts
    papers: Papers
    editing: EditingItems
    clock: Callable[[], datetime]

    async def every(self, who: Actor) -> Suggestions:
        """Raises: NotAllowed."""
        permissions.require(who, Action.PAPER_RESULTS)
        posts = {post for _, post in await people(self.database, self.accounts)}
        return await self.database.read(self._every, posts=posts, now=self.clock())

    async def make_planned(self, who: Actor, key: str) -> int:
        """Write the year's paper down as a draft, which goes the way of all papers; returns its
        number. Raises: NotAllowed, Unknown, Settled."""
        found = [one for one in (await self.every(who)).planned if one.key == key]
        if not found:
            raise Unknown("这份卷现在不用出：已经办过，或者时间过了")
        await self._settle(who, Action.PAPER_WRITE, PLAN, key, "出卷")
        return await self.papers.write(who, found[0].blueprint, found[0].first, found[0].makeup)

    async def make_revised(self, who: Actor, key: str) -> int:
        """The paper of a law's changed articles, as a draft; returns its number.

        Raises:
            NotAllowed, Unknown, Settled
            Refused: the bank has too few questions on them.
        """
        found = [one for one in (await self.every(who)).revised if one.key == key]
        model = self._blueprints().get(NEW_LAW)
        if not found or model is None:
            raise Unknown("这部法没有要学的修改：已经办过，或者时间过了")
        if not found[0].is_enough:
            raise Refused(
                f"改过的条文只有 {len(found[0].items)} 道在用的题，"
                f"至少要 {rhythm.SHORT_PAPER} 道：先从条文出题、复核停考的题"
            )
        await self._settle(who, Action.PAPER_WRITE, LAW, key, "出卷")
        first, makeup = rhythm.next_windows(self.clock(), self.settings.zone)
        return await self.papers.write(who, rhythm.short_paper(model, found[0]), first, makeup)

    async def make_scenario(self, who: Actor, key: str) -> int:
        """A draft of an item whose case is what somebody asked; returns its number. An editor
        writes the question, options and key. Raises: NotAllowed, Unknown, Settled."""
        permissions.require(who, Action.ITEM_WRITE)
        every = await self.database.read(self._asked, now=self.clock())
        found = [one for some in every for one in some if one.key == key]
        if not found:
            raise Unknown("这个提问已经处理过，或者超过了保存时间")
        await self._settle(who, Action.ITEM_WRITE, QUESTION, key, "写成题目")
        proposal = await self._scenario(found[0])
        (number,) = await self.editing.write(who, [proposal])
        return number

    async def dismiss(self, who: Actor, kind: str, subject: str, reason: str) -> None:
        """Let one be: it was seen to otherwise, or isn't needed.

        Raises:
            NotAllowed, Settled
            Refused: there is no reason.
        """
        action = Action.ITEM_WRITE if kind == QUESTION else Action.PAPER_WRITE
        permissions.require(who, action)
        if kind not in KINDS or not subject:
            raise Unknown("没有这条建议")
        if not reason.strip():
            raise Refused("写一句怎么处理的：已在例会讲过、今年不办、不适合出题")
        await self._settle(who, action, kind, subject, reason.strip())

    def subject_of(self, weak: WeakTopic) -> str:
        """A topic that was taught is suggested again in the next quarter if it is still weak."""
        today = self.knowledge.today()
        return f"{weak.topic}@{today.year}Q{(today.month + 2) // 3}"

    def _every(self, db: Connection, *, posts: set[str], now: datetime) -> Suggestions:
        today, zone = now.astimezone(self.settings.zone).date(), self.settings.zone
        bank = list(bank_of(self.knowledge.edition).asked)
        done = {kind: store.settled(db, kind=kind) for kind in (TOPIC, LAW, PLAN)}
        weak = weak_topics.find(db, bank=bank, since=now - LOOKED_BACK, now=now)
        handed_on, marked_wrong = self._asked(db, now=now)
        plan = rhythm.planned(today, zone, self._blueprints(), posts)
        laws = rhythm.revised(self.knowledge.edition.texts, today, bank)
        return Suggestions(
            planned=tuple(one for one in plan if one.key not in done[PLAN]),
            revised=tuple(one for one in laws if one.key not in done[LAW]),
            weak=tuple(one for one in weak if self.subject_of(one) not in done[TOPIC]),
            handed_on=handed_on,
            marked_wrong=marked_wrong,
        )

    def _asked(
        self, db: Connection, *, now: datetime
    ) -> tuple[tuple[Asked, ...], tuple[Asked, ...]]:
        since = now - LOOKED_BACK
        return (
            tuple(store.handed_on(db, since=since, limit=MOST)),
            tuple(store.marked_wrong(db, since=since, limit=MOST)),
        )

    async def _scenario(self, asked: Asked) -> Proposal:
        library = self.knowledge.edition.library
        entry = library.current(asked.entry) if asked.entry else None
        basis = entry.basis[:1] if entry else ()
        drafts = await self.editing.open_ones()
        slug = slug_for(next(iter(basis), None), {*library.items, *(one.slug for one in drafts)})
        today = self.knowledge.today()
        item = Item(
            slug=slug,
            form=Form.SINGLE,
            case=asked.words[: item_files.LONGEST_CASE],
            stem="",
            key=(),
            topic=entry.topic if entry else next(iter(library.topics)),
            audience=("执法",),
            aim=Aim.QUALIFY,
            basis=basis,
            explanation="",
            reviewed=today,
            review_by=date.fromordinal(today.toordinal() + REVIEW_AFTER),
            entry=entry.slug if entry else "",
        )
        why = "群众说答错了" if asked.is_wrong else f"{asked.people} 人问过，转给了工作人员"
        doubt = "案情是群众的原话（号码已隐去）：改写成执法人员会遇到的案情，再写问题、选项和答案"
        return Proposal(slug, item.topic, item_files.render(item), origin=why, doubts=doubt)

    async def _settle(self, who: Actor, action: Action, kind: str, subject: str, how: str) -> None:
        permissions.require(who, action)
        done = await self.database.write(
            _settle, who=who, action=action, kind=kind, subject=subject, how=how, now=self.clock()
        )
        if not done:
            raise Settled("这条建议已经有人处理过了")

    def _blueprints(self) -> dict[str, Blueprint]:
        found, _ = blueprints.load([self.settings.knowledge_dir, self.settings.overlay_dir])
        return found


def _settle(
    db: Connection, *, who: Actor, action: Action, kind: str, subject: str, how: str, now: datetime
) -> bool:
    if not store.settle(db, kind=kind, subject=subject, by=who.member.name, how=how, now=now):
        return False
    name = f"suggestion:{kind}:{subject}"
    audit.write(db, who=who, action=action, subject=name, after={"how": how}, at=now)
    return True
