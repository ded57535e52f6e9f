"""A paper's life: drafted, approved by another person (which freezes questions, rule and roll),
open in its windows, over."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.knowledge import items as item_files
from bot.members import Actor, Member
from bot.staff import permissions
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action
from bot.staff.refusals import NotAllowed, Outdated, Refused, Settled, Unknown
from bot.store import Database
from bot.store import papers as store
from bot.store.papers import FIRST, MAKEUP, Exemption, Paper, PaperItem, State, Window
from bot.training import chance, paper_transactions
from bot.training.bank import bank_of
from bot.training.blueprints import Blueprint
from bot.training.drawing import Draw, draw
from bot.training.posts import people

FRESH_FOR = timedelta(days=365)
"""Items asked in a paper within this time come last in the next one."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a paper would ask by its present draft; `by_guessing` is the probability to pass so
    in one of the attempts."""

    first: Draw
    makeup: Draw | None
    by_guessing: float
    roll: dict[str, str]
    advice: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        more = tuple(f"补考：{one}" for one in self.makeup.missing) if self.makeup else ()
        return (*self.first.missing, *more)


@dataclass(frozen=True)
class Papers:
    """The use cases of whoever makes papers."""

    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    accounts: Accounts
    clock: Callable[[], datetime]

    async def write(
        self, who: Actor, blueprint: Blueprint, first: Window, makeup: Window | None = None
    ) -> int:
        """A new draft; returns its number.

        Raises:
            NotAllowed
            Refused: the times don't follow each other.
        """
        permissions.require(who, Action.PAPER_WRITE)
        _check(blueprint, first, makeup)
        return await self.database.write(
            paper_transactions.write,
            who=who,
            blueprint=blueprint,
            windows=(first, makeup),
            now=self.clock(),
        )

    async def change(
        self,
        who: Actor,
        paper: Paper,
        blueprint: Blueprint,
        first: Window,
        makeup: Window | None = None,
        *,
        draw_anew: bool = False,
    ) -> None:
        """Raises: NotAllowed, Refused, Outdated."""
        permissions.require(who, Action.PAPER_WRITE)
        _check(blueprint, first, makeup)
        if paper.state is not State.DRAFT:
            raise Settled("试卷已经批准，不能再改；要改就取消后另出一卷")
        seed = secrets.randbelow(2**31) if draw_anew else paper.seed
        await self.database.write(
            paper_transactions.change,
            who=who,
            paper=paper,
            blueprint=blueprint,
            windows=(first, makeup),
            seed=seed,
            now=self.clock(),
        )

    async def paper(self, paper_id: int) -> Paper:
        """Raises: Unknown."""
        paper = await self.database.read(store.get, paper_id=paper_id)
        if paper is None:
            raise Unknown(f"没有 {paper_id} 号试卷")
        return paper

    async def every(self, who: Actor) -> list[Paper]:
        """The latest first. Raises: NotAllowed."""
        permissions.require(who, Action.PAPER_RESULTS)
        return await self.database.read(store.every)

    async def preview(self, who: Actor, paper_id: int) -> Preview:
        """Raises: NotAllowed, Unknown."""
        permissions.require(who, Action.PAPER_RESULTS)
        return await self._preview(await self.paper(paper_id))

    async def approve(self, who: Actor, paper_id: int, version: int) -> Paper:
        """Freeze questions, rule and roll.

        Raises:
            NotAllowed: by one who had a hand in it, unless in the one-person mode.
            Refused: the bank lacks items, nobody is on the roll, or the window is over.
            Outdated: somebody changed it since.
        """
        permissions.require(who, Action.PAPER_APPROVE)
        paper = await self.paper(paper_id)
        if paper.state is not State.DRAFT:
            raise Settled("试卷已经批准或取消")
        if paper.version != version:
            raise Outdated("试卷刚刚有人改过，请重新看过再批准")
        if who.member.name in paper.hands and not self.settings.one_person:
            raise NotAllowed("自己出的卷不能由自己批准，请另一位审核人批准")
        if paper.first.closes <= self.clock():
            raise Refused("考试时间已经过去，请先改时间")
        preview = await self._preview(paper)
        if preview.missing:
            raise Refused(f"题库不够出这份卷：{'；'.join(preview.missing)}")
        if not preview.roll:
            raise Refused("没有应考人员：请先设置岗位，或者改试卷的对象")
        questions = [
            _asked(paper.id, FIRST, preview.first),
            _asked(paper.id, MAKEUP, preview.makeup) if preview.makeup else [],
        ]
        await self.database.write_durably(
            paper_transactions.approve,
            who=who,
            paper=paper,
            questions=[one for sitting in questions for one in sitting],
            roll=preview.roll,
            now=self.clock(),
        )
        return await self.paper(paper_id)

    async def cancel(self, who: Actor, paper_id: int, reason: str) -> None:
        """Raises: NotAllowed, Refused, Unknown."""
        permissions.require(who, Action.PAPER_CANCEL)
        paper = await self.paper(paper_id)
        if paper.state is State.CANCELLED:
            raise Settled("考试已经取消")
        if not reason.strip():
            raise Refused("取消要写明原因")
        await self.database.write_durably(
            paper_transactions.cancel, who=who, paper=paper, reason=reason.strip(), now=self.clock()
        )

    async def exempt(self, who: Actor, paper_id: int, person: str, reason: str) -> None:
        """Raises: NotAllowed, Refused, Unknown."""
        permissions.require(who, Action.PAPER_EXEMPT)
        paper = await self.paper(paper_id)
        if not reason.strip():
            raise Refused("免考要写明原因，如：已取得法律职业资格、长期病假、退休")
        if person not in await self.database.read(store.roll, paper_id=paper.id):
            raise Unknown("应考名单里没有这个人")
        exemption = Exemption(paper.id, person, reason.strip(), who.member.name, self.clock())
        await self.database.write(paper_transactions.exempt, who=who, exemption=exemption)

    async def _preview(self, paper: Paper) -> Preview:
        blueprint = Blueprint.model_validate_json(paper.blueprint)
        bank = list(bank_of(self.knowledge.edition).asked)
        used = await self.database.read(store.used, since=self.clock() - FRESH_FOR)
        first = draw(blueprint, bank, paper.seed, rather_not=used)
        makeup = None
        if paper.makeup:
            asked = {one.item.slug for one in first.questions}
            makeup = draw(blueprint, bank, paper.seed + 1, rather_not=used | asked)
        roll = await self._roll(blueprint)
        once = chance.of_passing(first.questions, blueprint)
        return Preview(
            first=first,
            makeup=makeup,
            by_guessing=1 - (1 - once) ** blueprint.attempts,
            roll={member.name: member.label or member.name for member in roll},
            advice=(*blueprint.advice, *_know_the_keys(roll)),
        )

    async def _roll(self, blueprint: Blueprint) -> list[Member]:
        """Everybody of staff whose post the paper is for."""
        posts = await people(self.database, self.accounts)
        return [member for member, post in posts if post in blueprint.audience]


def _know_the_keys(roll: list[Member]) -> Iterator[str]:
    if knowing := [one.called for one in roll if permissions.may_member(one, Action.ITEM_SEE)]:
        yield f"{'、'.join(knowing)}在应考名单里，也看得到题目和答案：不考的，到“岗位”里设为不参加"


def _asked(paper_id: int, sitting: int, drawn: Draw) -> list[PaperItem]:
    return [
        PaperItem(
            paper=paper_id,
            sitting=sitting,
            n=n,
            item=one.item.slug,
            topic=one.item.topic,
            text=item_files.render(one.item),
            points=one.points,
            key_now=None,
        )
        for n, one in enumerate(drawn.questions, start=1)
    ]


def _check(blueprint: Blueprint, first: Window, makeup: Window | None) -> None:
    for name, window in (("考试", first), ("补考", makeup)):
        if window and window.closes - window.opens < timedelta(minutes=blueprint.minutes):
            raise Refused(f"{name}时间太短：从开始到截止至少要有 {blueprint.minutes} 分钟")
    if makeup and makeup.opens < first.closes:
        raise Refused("补考要在考试截止之后开始")
