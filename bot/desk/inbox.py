"""What the bot could not answer: the same question, asked in many ways, is one cluster.

From there it becomes an entry (a new one, or another way of asking one), or staff reply, or leave
it. Whoever asked to be told is told once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

import structlog
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein
from sqlite_utils import Database as Connection

from bot.answering.answerer import Decision
from bot.editing import forms
from bot.editing.drafts import Drafts
from bot.editing.forbidden import Forbidden
from bot.knowledge.entries import Entry
from bot.members import Actor
from bot.messages import Chat
from bot.privacy import mask
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated, Refused, Unknown
from bot.store import Database
from bot.store import inbox as store
from bot.store.drafts import Draft
from bot.store.drafts import State as DraftState
from bot.store.inbox import Cluster, State, Why
from bot.text.normalise import same

log = structlog.get_logger()

LISTED = 8
WORDINGS = 10
ALIKE = 75.0
"""Of 100, what two questions have in common without the words that only make them questions."""
SOUNDS_ALIKE = 95.0
NEAREST = 5
PROMISED = timedelta(days=90)
MAX_REPLY = 2000

STATES = {
    State.OPEN: "待处理",
    State.DRAFTED: "已起草，等发布",
    State.ANSWERED: "已有条目",
    State.REPLIED: "已回复",
    State.DISMISSED: "已忽略",
}
_CHANGED = "在此期间有人处理过，请重新打开看过再办"
_FRAME = re.compile(
    r"请问|你好|您好|我想问|想问|问一下|一下|咨询|怎么办理|怎么办|怎么样|怎么|怎样|如何|什么|哪里|"
    r"哪些|多少钱|多少|多久|可以|能不能|可不可以|是不是|会不会|要不要|需要|有没有|应该|"
    r"处罚|罚款|罚|[吗呢啊呀吧的了么我你要能会]"
)
_LATIN = re.compile(r"[a-z]{3}")
_LABEL = re.compile(r"^\s*问法\s*[：:].*$", re.MULTILINE)
_MASKED = re.compile(r"〔[^〕]*〕")


@lru_cache(maxsize=20_000)
def core(plain: str) -> str:
    """What a question is about: 摩托车年检 of 摩托车怎么年检; all of it where nothing is left."""
    left = _FRAME.sub("", plain)
    return left if len(left) > 1 else plain


def alike(plain: str, others: list[tuple[int, str]]) -> int | None:
    """The cluster of the question most like this one; None where none is like it.

    Two of one question are seen at a glance; one of two questions gives somebody the answer to
    another. So 货车年检 and 出租车年检 stay apart, however alike they look.
    """
    names, name = [core(other) for _, other in others], core(plain)
    near = process.extract(name, names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=NEAREST)
    found = [others[index][0] for other, _, index in near if _same_words(name, other)]
    if found or not _LATIN.search(plain):
        return found[0] if found else None
    sounds = [sound(other) for _, other in others]
    best = process.extractOne(sound(plain), sounds, scorer=fuzz.ratio, score_cutoff=SOUNDS_ALIKE)
    return others[best[2]][0] if best else None


@lru_cache(maxsize=20_000)
def sound(plain: str) -> str:
    """How it would be typed by somebody who picks no characters."""
    return "".join(lazy_pinyin(plain))


def _same_words(one: str, other: str) -> bool:
    """Whether nothing stands in place of something else, but for what sounds the same."""
    return all(
        _is_typo(one[step.src_start : step.src_end], other[step.dest_start : step.dest_end])
        for step in Levenshtein.opcodes(one, other)
        if step.tag == "replace"
    )


def _is_typo(one: str, other: str) -> bool:
    """货车 and 火车 sound the same and are none."""
    return {one, other} != {"货", "火"} and sound(one) == sound(other)


@dataclass(frozen=True)
class Inbox:
    """The use cases."""

    database: Database
    drafts: Drafts
    forbidden: Forbidden
    clock: Callable[[], datetime]

    # -- citizens --------------------------------------------------------------------------------

    async def take(self, question_id: int, asker: str, why: Why) -> int | None:
        """The asker's question went unanswered; returns its cluster, None where it isn't theirs."""
        text = await self.database.read(store.question, question_id=question_id, asker=asker)
        plain = same(text) if text else ""
        if not plain:
            return None
        return await self.database.write(
            _take, question_id=question_id, asker=asker, plain=plain, why=why, now=self.clock()
        )

    async def promise(self, question_id: int, chat: Chat, asker: str) -> bool:
        """Tell this chat once there is an answer; False where the question is no longer here."""
        return await self.database.write(
            _promise, question_id=question_id, chat=chat, asker=asker, now=self.clock()
        )

    # -- staff -----------------------------------------------------------------------------------

    async def listing(self, who: Actor, page: int = 0) -> list[Cluster]:
        """One page of the open ones, and one more where there are more."""
        permissions.require(who, Action.INBOX_SEE)
        return await self.database.read(store.listing, limit=LISTED + 1, skip=page * LISTED)

    async def get(self, who: Actor, cluster_id: int) -> Cluster:
        """Raises: Unknown."""
        permissions.require(who, Action.INBOX_SEE)
        return await self._get(cluster_id)

    async def wordings(self, who: Actor, cluster_id: int) -> list[str]:
        """The ways in which it was asked."""
        permissions.require(who, Action.INBOX_SEE)
        return await self.database.read(store.wordings, cluster_id=cluster_id, limit=WORDINGS)

    async def candidates(self, who: Actor, cluster_id: int) -> list[Entry]:
        """The entries that it might be another way of asking, best first."""
        permissions.require(who, Action.INBOX_SEE)
        cluster = await self._get(cluster_id)
        answerer = self.drafts.knowledge.edition.answerer
        answer = answerer.answer(cluster.question)
        near = [answer.entry, *(other.entry for other in answer.suggestions)]
        near += answerer.suggest(cluster.question)
        found = {entry.slug: entry for entry in near if entry}
        return list(found.values())[:4]

    async def attach(self, who: Actor, cluster_id: int, slug: str) -> tuple[Draft, str]:
        """Make it another way of asking that entry: a draft, submitted for review. Returns the
        draft, and why it could not be submitted yet; "" where it was.

        Raises:
            Refused: its words hold somebody's number; or its state isn't open.
        """
        permissions.require(who, Action.INBOX_ATTACH)
        cluster = await self._open(cluster_id)
        phrase = _phrase(cluster.question)
        draft = await self.drafts.revise(who, slug)
        text = _with_phrase(draft.text, phrase)
        if text != draft.text:
            draft = await self.drafts.edit(who, draft.id, text, version=draft.version)
        await self._move(who, cluster, Action.INBOX_ATTACH, State.DRAFTED, draft_id=draft.id)
        if draft.state is DraftState.IN_REVIEW:
            return draft, ""
        try:
            return await self.drafts.submit(who, draft.id, version=draft.version), ""
        except Refused as refusal:
            return draft, str(refusal)

    async def settle(self, who: Actor, cluster_id: int, slug: str) -> int:
        """An entry that came by another way answers it already; returns how many are to be told.

        Raises:
            Refused: it isn't what the question finds now.
        """
        permissions.require(who, Action.INBOX_ATTACH)
        cluster = await self._open(cluster_id)
        found = self.found_now(cluster)
        if found is None or found.slug != slug:
            raise Refused("现在这个问题找不到这个条目，请归入条目或写成新条目")
        await self._move(who, cluster, Action.INBOX_ATTACH, State.ANSWERED, entry=slug)
        return cluster.waiting

    def found_now(self, cluster: Cluster) -> Entry | None:
        """The entry that would be the answer to its question today."""
        answer = self.drafts.knowledge.edition.answerer.answer(cluster.question)
        return answer.entry if answer.decision is Decision.ANSWER else None

    async def begin_entry(self, who: Actor, cluster_id: int) -> Draft:
        """A draft of a new entry, with the question and its other wordings filled in."""
        permissions.require(who, Action.INBOX_ATTACH)
        cluster = await self._open(cluster_id)
        asked = await self.database.read(store.wordings, cluster_id=cluster_id, limit=WORDINGS)
        draft = await self.drafts.write(who, draft_form(cluster.question, asked))
        await self._move(who, cluster, Action.INBOX_ATTACH, State.DRAFTED, draft_id=draft.id)
        return draft

    async def reply(self, who: Actor, cluster_id: int, words: str) -> int:
        """Say this to all who wait for it, and be done; returns how many they are.

        Raises:
            Refused: nobody waits, or these words must not go out.
        """
        permissions.require(who, Action.INBOX_REPLY)
        cluster = await self._open(cluster_id)
        words = words.strip()
        check_reply(words, self.forbidden)
        if not cluster.waiting:
            raise Refused("没有人留下“有答案时告诉我”，回复不到；可以写成条目")
        await self._move(who, cluster, Action.INBOX_REPLY, State.REPLIED, reply=words)
        return cluster.waiting

    async def dismiss(self, who: Actor, cluster_id: int) -> Cluster:
        """It needs no answer; more of the same goes with it. Nobody is waited for any longer."""
        permissions.require(who, Action.INBOX_DISMISS)
        cluster = await self._open(cluster_id)
        return await self._move(who, cluster, Action.INBOX_DISMISS, State.DISMISSED)

    async def follow_drafts(self) -> None:
        """Where a cluster's draft was published, those who wait are to be told; where it was
        given up, the cluster is open again."""
        for cluster, state, slug in await self.database.read(store.decided):
            is_live = slug in self.drafts.knowledge.edition.library.entries
            if state == DraftState.PUBLISHED and not is_live:
                continue  # its file is still on its way into service
            told = await self.database.write_durably(
                _follow, cluster=cluster, slug=slug if state == DraftState.PUBLISHED else ""
            )
            log.info("cluster followed its draft", id=cluster.id, state=state, to_tell=told)

    # -- inside ----------------------------------------------------------------------------------

    async def _get(self, cluster_id: int) -> Cluster:
        cluster = await self.database.read(store.get, cluster_id=cluster_id)
        if cluster is None:
            raise Unknown(f"没有 {cluster_id} 号问题：它可能已经到期，或者提问的人删除了")
        return cluster

    async def _open(self, cluster_id: int) -> Cluster:
        cluster = await self._get(cluster_id)
        if cluster.state is not State.OPEN:
            raise Refused(f"这个问题{STATES[cluster.state]}")
        return cluster

    async def _move(
        self, who: Actor, cluster: Cluster, action: Action, state: State, **values: object
    ) -> Cluster:
        await self.database.write_durably(
            _move,
            who=who,
            cluster=cluster,
            action=action,
            values={"state": state.value, **values},
            now=self.clock(),
        )
        return replace(cluster, state=state)


def check_reply(words: str, forbidden: Forbidden) -> None:
    """Raises: Refused: there is nothing, too much, or what must not go out."""
    if not words:
        raise Refused("没有内容")
    if len(words) > MAX_REPLY:
        raise Refused(f"太长了：最多 {MAX_REPLY} 字")
    forbidden.check(words)


def _take(
    db: Connection, *, question_id: int, asker: str, plain: str, why: Why, now: datetime
) -> int:
    present = store.cluster_of(db, question_id=question_id, asker=asker)
    if present is not None:
        return present
    cluster_id = alike(plain, store.known(db))
    if cluster_id is None:
        cluster_id = store.open_new(db, now=now)
    store.put(db, question_id=question_id, cluster_id=cluster_id, plain=plain, why=why)
    return cluster_id


def _promise(db: Connection, *, question_id: int, chat: Chat, asker: str, now: datetime) -> bool:
    cluster_id = store.cluster_of(db, question_id=question_id, asker=asker)
    text = store.question(db, question_id=question_id, asker=asker)
    if cluster_id is None or text is None:
        return False
    store.promise(
        db,
        cluster_id=cluster_id,
        question=text,
        chat=chat,
        asker=asker,
        now=now,
        expires_at=now + PROMISED,
    )
    cluster = store.get(db, cluster_id=cluster_id)
    if cluster and cluster.state is State.DISMISSED:
        # Somebody does want to know: staff are to look at it again.
        store.change(db, cluster, state=State.OPEN.value, told_at=None, opened_at=now.isoformat())
    if cluster and cluster.entry:
        store.fulfil(db, cluster_id=cluster_id, entry=cluster.entry)
    return True


def _move(
    db: Connection,
    *,
    who: Actor,
    cluster: Cluster,
    action: Action,
    values: dict[str, object],
    now: datetime,
) -> None:
    if not store.change(db, cluster, **values):
        raise Outdated(f"问题 {cluster.id} {_CHANGED}")
    told: dict[str, object] = {"state": values["state"]}
    if values.get("draft_id"):
        told["draft"] = values["draft_id"]
    entry, reply = str(values.get("entry", "")), str(values.get("reply", ""))
    if entry:
        told["entry"] = entry
    if entry or reply:
        told["told"] = store.fulfil(db, cluster_id=cluster.id, entry=entry, reply=reply)
    if values["state"] == State.DISMISSED.value:
        store.break_off(db, cluster_id=cluster.id)
    audit.write(
        db,
        who=who,
        action=action,
        subject=f"cluster:{cluster.id}",
        before={"state": cluster.state.value},
        after=told,
        at=now,
    )


def _follow(db: Connection, *, cluster: Cluster, slug: str) -> int:
    """The draft's own life is in the record already."""
    if not slug:
        store.change(db, cluster, state=State.OPEN.value, draft_id=None)
        return 0
    if not store.change(db, cluster, state=State.ANSWERED.value, entry=slug):
        return 0
    return store.fulfil(db, cluster_id=cluster.id, entry=slug)


def _phrase(question: str) -> str:
    phrase = " ".join(question.split())
    if _MASKED.search(phrase) or mask(phrase) != phrase:
        raise Refused("原话里有电话、身份证号或车牌，不能直接归入；请用“写成条目”改写")
    return phrase


def _with_phrase(text: str, phrase: str) -> str:
    """The form with one more way of asking."""
    if any(same(words) == same(phrase) for _, words in forms.parse(text).items("ask")):
        return text
    label = _LABEL.search(text)
    if label is None:
        raise Refused("这个条目已有一份写法不同的草稿，请先在 /drafts 里办完它")
    return f"{text[: label.end()]}\n- {phrase}{text[label.end() :]}"


def draft_form(question: str, asked: list[str]) -> str:
    """The template of an entry with what citizens asked; their numbers, masked already, left
    out."""
    plain = [" ".join(_MASKED.sub("", words).split()) for words in asked]
    others = [words for words in plain if same(words) != same(_MASKED.sub("", question))]
    bullets = "".join(f"\n- {words}" for words in others)
    title = " ".join(_MASKED.sub("", question).split())
    return f"问题：{title}\n问法：{bullets}\n主题：\n对象：\n依据：\n- \n答案：\n"
