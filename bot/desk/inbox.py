"""What the bot could not answer: the same question, asked in many ways, is one cluster.

From there it becomes an entry (a new one, or another way of asking one), or staff reply, or leave
it. Whoever asked to be told is told once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.answering.deciding import Decision
from bot.answering.editions import KnowledgeBase
from bot.desk import transactions
from bot.desk.wordings import check_reply, draft_form, phrase_of, with_phrase
from bot.editing.forbidden import Forbidden
from bot.editing.writing import WritingDrafts
from bot.knowledge.entries import Entry
from bot.members import Actor
from bot.messages import Chat
from bot.privacy import Asker
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Settled, Unknown
from bot.store import Database
from bot.store import inbox as store
from bot.store.drafts import Draft
from bot.store.drafts import State as DraftState
from bot.store.inbox import Cluster, State, Why
from bot.text.normalise import same

log = structlog.get_logger()

LISTED = 8
MOST = 2_000
"""Questions of one state that are looked through at once."""
WORDINGS = 10
REASONS = {
    "other_office": "不归本单位管",
    "no_question": "不是法规问题",
    "unclear": "看不明白问什么",
    "other": "其他原因",
}
"""Why a question is let be, by the word that a button carries."""

STATES = {
    State.OPEN: "待处理",
    State.DRAFTED: "已起草，等发布",
    State.ANSWERED: "已有条目",
    State.REPLIED: "已回复",
    State.DISMISSED: "已忽略",
}


@dataclass(frozen=True)
class Inbox:
    """The use cases."""

    database: Database
    knowledge: KnowledgeBase
    drafts: WritingDrafts
    forbidden: Forbidden
    clock: Callable[[], datetime]

    # -- citizens --------------------------------------------------------------------------------

    async def take(self, question_id: int, asker: str, why: Why) -> int | None:
        """The asker's question went unanswered; returns its cluster, None where it isn't theirs."""
        text = await self.database.read(store.question, question_id=question_id, asker=asker)
        plain = same(text) if text else ""
        if not plain:
            return None
        return await self.database.write_if_possible(
            transactions.take,
            question_id=question_id,
            asker=asker,
            plain=plain,
            why=why,
            now=self.clock(),
        )

    async def promise(self, question_id: int, chat: Chat, asker: Asker) -> bool:
        """Tell this chat once there is an answer; False where the question is no longer here."""
        return await self.database.write_durably(
            transactions.promise, question_id=question_id, chat=chat, asker=asker, now=self.clock()
        )

    # -- staff -----------------------------------------------------------------------------------

    async def listing(self, who: Actor, page: int = 0) -> list[Cluster]:
        """One page of the open ones, and one more where there are more."""
        permissions.require(who, Action.INBOX_SEE)
        return await self.database.read(store.listing, limit=LISTED + 1, skip=page * LISTED)

    async def in_state(self, who: Actor, state: State) -> list[Cluster]:
        """Those that most people asked first."""
        permissions.require(who, Action.INBOX_SEE)
        return await self.database.read(store.listing, states=(state,), limit=MOST)

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
        answerer = self.knowledge.edition.answerer
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
        phrase = phrase_of(cluster.question)
        draft = await self.drafts.revise(who, slug)
        text = with_phrase(draft.text, phrase)
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
        answer = self.knowledge.edition.answerer.answer(cluster.question)
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
        cluster, words = await self.before_replying(who, cluster_id, words), words.strip()
        await self._move(who, cluster, Action.INBOX_REPLY, State.REPLIED, reply=words)
        return cluster.waiting

    async def before_replying(self, who: Actor, cluster_id: int, words: str) -> Cluster:
        """The question that these words would answer.

        Raises:
            Refused: nobody waits, or these words must not go out.
        """
        permissions.require(who, Action.INBOX_REPLY)
        cluster = await self._open(cluster_id)
        check_reply(words.strip(), self.forbidden)
        if not cluster.waiting:
            raise Refused("没有人留下“有答案时告诉我”，回复不到；可以写成条目")
        return cluster

    async def reopen(self, who: Actor, cluster_id: int) -> Cluster:
        """One that was dismissed. Raises: Settled: it wasn't."""
        permissions.require(who, Action.INBOX_DISMISS)
        cluster = await self._get(cluster_id)
        if cluster.state is not State.DISMISSED:
            raise Settled(f"这个问题{STATES[cluster.state]}")
        values = {"dismissed_why": "", "reply": ""}
        return await self._move(who, cluster, Action.INBOX_DISMISS, State.OPEN, **values)

    async def before_dismissing(self, who: Actor, cluster_id: int, word: str) -> Cluster:
        """The question that would be let be, with this word to those who wait; "" for none.

        Raises: Refused: nobody waits, or the word must not go out.
        """
        permissions.require(who, Action.INBOX_DISMISS)
        return (
            await self.before_replying(who, cluster_id, word)
            if word.strip()
            else (await self._open(cluster_id))
        )

    async def dismiss(self, who: Actor, cluster_id: int, why: str, word: str = "") -> Cluster:
        """It needs no answer, `why` (of REASONS); more of the same goes with it. Who waits for one
        is told this word; without any they are forgotten when their time is over: it may be opened
        again until then.

        Raises: Refused: there is no such reason, or as `before_dismissing`.
        """
        cluster = await self.before_dismissing(who, cluster_id, word)
        if why not in REASONS:
            raise Refused("选一个忽略的原因")
        values = {"dismissed_why": REASONS[why], "reply": word.strip()}
        return await self._move(who, cluster, Action.INBOX_DISMISS, State.DISMISSED, **values)

    async def follow_drafts(self) -> None:
        """Where a cluster's draft was published, those who wait are to be told; where it was
        given up, the cluster is open again."""
        for cluster, state, slug in await self.database.read(store.decided):
            is_live = slug in self.knowledge.edition.library.entries
            if state == DraftState.PUBLISHED and not is_live:
                continue  # its file is still on its way into service
            told = await self.database.write_durably(
                transactions.follow,
                cluster=cluster,
                slug=slug if state == DraftState.PUBLISHED else "",
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
            raise Settled(f"这个问题{STATES[cluster.state]}")
        return cluster

    async def _move(
        self, who: Actor, cluster: Cluster, action: Action, state: State, **values: object
    ) -> Cluster:
        await self.database.write_durably(
            transactions.move,
            who=who,
            cluster=cluster,
            action=action,
            values={"state": state.value, **values},
            now=self.clock(),
        )
        return replace(cluster, state=state)
