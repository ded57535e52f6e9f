"""The golden questions: staff's own list of what must find its entry first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Connection

from bot.answering.answerer import Answerer
from bot.answering.answers import Answer
from bot.answering.deciding import Decision
from bot.answering.editions import KnowledgeBase
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.members import Actor
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from bot.store import Database
from bot.store import golden as store
from bot.store.golden import Golden
from bot.text.grams import grams
from bot.text.normalise import normalise, same

LONGEST = 200
HELD = 0.1
"""Share of a question's weight: of 2,000 questions, every entry that came first held more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a golden question finds its entry: `rank` is 0 where it isn't among the candidates,
    `first` is what stands first, and how sure that is."""

    golden: Golden
    rank: int
    score: float
    first: str
    reason: str

    @property
    def is_first(self) -> bool:
        return self.rank == 1


@dataclass(frozen=True, slots=True)
class Change:
    """What would stand first in place of what does."""

    golden: Golden
    before: str
    after: str

    @property
    def is_loss(self) -> bool:
        """It takes the first place from the entry that must have it."""
        return self.before == self.golden.slug


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of an imported row."""

    row: int
    question: str
    slug: str
    flaw: str = ""


@dataclass(frozen=True)
class GoldenQuestions:
    database: Database
    knowledge: KnowledgeBase
    clock: Callable[[], datetime]

    async def listing(self, who: Actor) -> list[Golden]:
        permissions.require(who, Action.KNOWLEDGE_SEE)
        return await self.database.read(store.listing)

    async def add(self, who: Actor, question: str, entry: str) -> str:
        """`entry` is a name or an entry's own question; returns the name.

        Raises:
            Refused: it can't be one.
        """
        permissions.require(who, Action.GOLDEN_EDIT)
        fate = self._fate(0, question, entry)
        if fate.flaw:
            raise Refused(fate.flaw)
        await self.database.write(_put, who=who, fates=[fate], now=self.clock())
        return fate.slug

    async def remove(self, who: Actor, golden_id: int) -> Golden:
        """Raises: Unknown."""
        permissions.require(who, Action.GOLDEN_EDIT)
        return await self.database.write(_remove, who=who, golden_id=golden_id, now=self.clock())

    async def put_all(
        self, who: Actor, rows: Iterable[tuple[int, str, str]], *, dry_run: bool = False
    ) -> list[Fate]:
        """Take (row, question, entry) in, all or, where one is flawed, none."""
        permissions.require(who, Action.GOLDEN_EDIT)
        fates = [self._fate(*row) for row in rows]
        if not dry_run and fates and not any(fate.flaw for fate in fates):
            await self.database.write(_put, who=who, fates=fates, now=self.clock())
        return fates

    async def report(self, who: Actor) -> list[Standing]:
        """Each golden question against the knowledge in service, the worst first."""
        permissions.require(who, Action.KNOWLEDGE_SEE)
        goldens = await self.database.read(store.listing)
        return await asyncio.to_thread(standings, goldens, self.knowledge.edition.answerer)

    def _fate(self, row: int, question: str, entry: str) -> Fate:
        library, question = self.knowledge.edition.library, question.strip()
        slug = _named(library, entry.strip())
        flaw = ""
        if not same(question) or len(question) > LONGEST:
            flaw = f"问题是空的或超过 {LONGEST} 字"
        elif not slug:
            flaw = f"没有条目“{entry.strip()}”"
        return Fate(row, question, slug, flaw)


def standings(goldens: Sequence[Golden], answerer: Answerer) -> list[Standing]:
    found = [_standing(golden, answerer) for golden in goldens]
    return sorted(found, key=lambda one: (one.rank == 1, -one.rank if one.rank else -99))


def touched(
    goldens: Iterable[Golden],
    before: Mapping[str, str],
    entry: Entry,
    more: Sequence[str],
    idf: Callable[[str], float],
) -> list[Golden]:
    """Those whose first place an entry with `more` phrases can take or lose: it has it now, or
    holds some of the question's words that tell."""
    words = "\n".join([*entry.phrases, *more, entry.body, *entry.key_points])
    held = set(grams(normalise(words)))
    return [
        golden
        for golden in goldens
        if before[golden.question] == entry.slug or _share(golden.question, held, idf) >= HELD
    ]


def _share(question: str, held: Container[str], idf: Callable[[str], float]) -> float:
    weights = {gram: idf(gram) for gram in grams(normalise(question))}
    total = sum(weights.values())
    return sum(weight for gram, weight in weights.items() if gram in held) / (total or 1.0)


def changes(goldens: Sequence[Golden], before: Mapping[str, str], after: Answerer) -> list[Change]:
    """The golden questions whose first place changes; `before` are the first places now."""
    pairs = ((golden, before[golden.question], after.first(golden.question)) for golden in goldens)
    return [Change(golden, old, new) for golden, old, new in pairs if old != new]


def first(answer: Answer) -> str:
    """The name of what stands first, "" where nothing does."""
    if answer.ranking is None or not answer.ranking.matches:
        return ""
    return answer.ranking.matches[0].entry.slug


def _standing(golden: Golden, answerer: Answerer) -> Standing:
    answer = answerer.explained(golden.question)
    slugs = [match.entry.slug for match in answer.ranking.matches] if answer.ranking else []
    rank = slugs.index(golden.slug) + 1 if golden.slug in slugs else 0
    return Standing(golden, rank, answer.confidence, first(answer), _reason(golden, answer, rank))


def _reason(golden: Golden, answer: Answer, rank: int) -> str:
    if answer.citation:
        return f"问的是条文：{answer.citation.display}"
    if answer.ranking is None or not rank:
        return "没有进入候选，请把这种问法加进条目"
    match = answer.ranking.matches[rank - 1]
    nearest = f"最近的问法“{match.nearest}”，相似 {match.measures['phrase']:.0%}"
    if rank > 1:
        winner = answer.ranking.matches[0]
        return f"{nearest}；被“{winner.entry.question}”（“{winner.nearest}”）抢先"
    shown = {Decision.ANSWER: "直接回答", Decision.SUGGEST: "列为选项"}
    return f"{shown.get(answer.decision, '说不知道')}；{nearest}"


def _named(library: Library, entry: str) -> str:
    if entry in library.entries:
        return entry
    asked = same(entry)
    owners = (one.slug for one in library.entries.values() if same(one.question) == asked)
    return next(owners, "") if asked else ""


def _put(db: Connection, *, who: Actor, fates: Sequence[Fate], now: datetime) -> None:
    for fate in fates:
        before = store.put(
            db,
            question=fate.question,
            asked=same(fate.question),
            slug=fate.slug,
            who=who.member.name,
            now=now,
        )
        if before != fate.slug:
            told = {"question": fate.question, "entry": fate.slug}
            audit.write(
                db,
                who=who,
                action=Action.GOLDEN_EDIT,
                subject=f"golden:{fate.slug}",
                before={"question": fate.question, "entry": before} if before else None,
                after=told,
                at=now,
            )


def _remove(db: Connection, *, who: Actor, golden_id: int, now: datetime) -> Golden:
    golden = store.remove(db, golden_id=golden_id)
    if golden is None:
        raise Unknown(f"没有 {golden_id} 号必答问题")
    audit.write(
        db,
        who=who,
        action=Action.GOLDEN_EDIT,
        subject=f"golden:{golden.slug}",
        before={"question": golden.question, "entry": golden.slug},
        at=now,
    )
    return golden
