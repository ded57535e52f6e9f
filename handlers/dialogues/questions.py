"""What the bot could not answer, in chat for staff: what it is to become."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.desk.inbox import LISTED, REASONS, STATES, Inbox
from bot.knowledge.entries import Entry
from bot.members import Actor
from bot.messages import Button, Reply
from bot.staff.permissions import Action, may
from bot.store.drafts import Draft
from bot.store.inbox import Cluster, State
from bot.text.literal import literal, quoted
from handlers.dialogues import draft_pages
from handlers.dialogues.actions import rows
from handlers.dialogues.draft_pages import copied
from handlers.dialogues.inbox_buttons import (
    LETTERS,
    NEVER_MIND,
    QUESTIONS,
    action,
    begun,
    local,
    turned,
)
from handlers.dialogues.turns import Heard, Turn, mark, number


@dataclass(frozen=True)
class Questions:
    """One message of one of staff."""

    zone: ZoneInfo
    inbox: Inbox
    heard: Heard
    who: Actor

    async def listing(self, values: list[str]) -> Turn:
        page = max(0, number(values[0]))
        clusters = await self.inbox.listing(self.who, page)
        return self.heard.replied(_questions(clusters, page))

    async def _show(self, values: list[str]) -> Turn:
        cluster = await self.inbox.get(self.who, number(values[0]))
        asked = await self.inbox.wordings(self.who, cluster.id)
        return self.heard.replied(self._page(cluster, asked))

    async def _ask_which(self, values: list[str]) -> Turn:
        cluster = await self.inbox.get(self.who, number(values[0]))
        entries = await self.inbox.candidates(self.who, cluster.id)
        return self.heard.asking(_which(cluster, entries), action("which", cluster.id))

    async def _attach(self, values: list[str]) -> Turn:
        draft, missing = await self.inbox.attach(self.who, number(values[0]), values[1])
        return self.heard.replied(_attached(draft, missing))

    async def _named_entry(self, values: list[str]) -> Turn:
        """The entry by its name or some words, where none of the offered ones was it."""
        edition = self.inbox.knowledge.edition
        entry = edition.library.current(self.heard.words)
        if entry:
            return await self._attach([values[0], entry.slug])
        cluster = await self.inbox.get(self.who, number(values[0]))
        found = edition.answerer.suggest(self.heard.words, 6)
        return self.heard.asking(_which(cluster, found), action("which", cluster.id))

    async def _settle(self, values: list[str]) -> Turn:
        people = await self.inbox.settle(self.who, number(values[0]), values[1])
        told = f"，会在推送时段内告诉 {people} 人" if people else ""
        return self.heard.replied(Reply(f"好的，这个问题已有条目{told}。", rows(QUESTIONS)))

    async def _write(self, values: list[str]) -> Turn:
        return self.heard.replied(begun(await self.inbox.begin_entry(self.who, number(values[0]))))

    async def _ask_reply(self, values: list[str]) -> Turn:
        cluster = await self.inbox.get(self.who, number(values[0]))
        body = (
            f"请写回复，会发给等这个问题答案的 {cluster.waiting} 人：\n\n{quoted(cluster.question)}"
        )
        return self.heard.asking(Reply(body, rows(NEVER_MIND)), action("say", cluster.id))

    async def _said(self, values: list[str]) -> Turn:
        """Shown before it goes: it reaches people, and can't be taken back."""
        words = self.heard.words
        cluster = await self.inbox.before_replying(self.who, number(values[0]), words)
        body = (
            f"**将发给等这个问题答案的 {cluster.waiting} 人**：\n\n{copied(words)}\n\n"
            f"他们问的是：{literal(cluster.question)}\n\n要改就重新写一遍发给我。"
        )
        send = Button(f"发出（{cluster.waiting} 人）", action("sayit", cluster.id, mark(words)))
        return self.heard.confirming(Reply(body, rows(send, NEVER_MIND)))

    async def _say(self, values: list[str]) -> Turn:
        words = self.heard.held(values[1])
        people = await self.inbox.reply(self.who, number(values[0]), words)
        return self.heard.replied(Reply(f"好的，会在推送时段内告诉 {people} 人。", rows(QUESTIONS)))

    async def _ask_dismissing(self, values: list[str]) -> Turn:
        cluster = await self.inbox.get(self.who, number(values[0]))
        body = (
            f"**忽略“{literal(cluster.question)}”？** {cluster.people} 人问过，"
            f"{cluster.waiting} 人在等答案，忽略后他们不会再收到答案。点一下原因就忽略："
        )
        reasons = [
            Button(words, action("dropit", cluster.id, why)) for why, words in REASONS.items()
        ]
        back = Button("返回", action("show", cluster.id))
        return self.heard.replied(Reply(body, rows(*reasons, back)))

    async def _reopen(self, values: list[str]) -> Turn:
        await self.inbox.reopen(self.who, number(values[0]))
        return await self._show(values)

    async def _dismiss(self, values: list[str]) -> Turn:
        why = values[1] if values[1:] else ""
        cluster = await self.inbox.dismiss(self.who, number(values[0]), why)
        body = f"问题 {cluster.id} 已忽略，同样的问题不再提醒。"
        again = Button("重新打开", action("again", cluster.id))
        return self.heard.replied(Reply(body, rows(again, QUESTIONS)))

    def _page(self, cluster: Cluster, asked: Sequence[str]) -> Reply:
        lines = "\n".join(f"- {literal(words)}" for words in asked)
        body = (
            f"**问题 {cluster.id}**（{STATES[cluster.state]}）\n\n{lines}\n\n"
            f"{cluster.people} 人问了 {cluster.count} 次；{cluster.waiting} 人等答案；"
            f"最早 {local(self.zone, cluster.opened_at)}。"
        )
        if cluster.draft_id:
            body += f"\n\n草稿 #{cluster.draft_id}。"
        if cluster.state is State.DISMISSED and cluster.dismissed_why:
            body += f"\n\n忽略的原因：{cluster.dismissed_why}。"
        buttons = []
        if cluster.state is State.OPEN:
            if may(self.who, Action.INBOX_ATTACH):
                if found := self.inbox.found_now(cluster):
                    body += f"\n\n现在问会答：{found.question}"
                    buttons.append(Button("就是它", action("found", cluster.id, found.slug)))
                buttons.append(Button("归入已有条目", action("which", cluster.id)))
                buttons.append(Button("写成新条目", action("write", cluster.id)))
            if cluster.waiting and may(self.who, Action.INBOX_REPLY):
                buttons.append(Button("回复等答案的人", action("say", cluster.id)))
            if may(self.who, Action.INBOX_DISMISS):
                buttons.append(Button("忽略", action("drop", cluster.id)))
        elif cluster.draft_id:
            draft = cluster.draft_id
            buttons.append(Button(f"看草稿 #{draft}", draft_pages.action("show", draft)))
        elif cluster.state is State.DISMISSED and may(self.who, Action.INBOX_DISMISS):
            buttons.append(Button("重新打开", action("again", cluster.id)))
        return Reply(body, rows(*buttons, QUESTIONS))


def _questions(clusters: Sequence[Cluster], page: int) -> Reply:
    shown = clusters[:LISTED]
    lines = [
        f"- {one.id}. {literal(one.question)}（{one.people} 人，{one.count} 次"
        f"{f'，{one.waiting} 人等答案' if one.waiting else ''}）"
        for one in shown
    ]
    body = "**没答上来的问题**\n\n" + ("\n".join(lines) or "没有。")
    buttons = [Button(f"{one.id}. {one.question[:30]}", action("show", one.id)) for one in shown]
    return Reply(body, (*rows(*buttons), *turned(page, len(clusters), "list"), (LETTERS,)))


def _which(cluster: Cluster, entries: Sequence[Entry]) -> Reply:
    body = (
        f"“{literal(cluster.question)}”是哪个条目的另一种问法？点一下就起草并提交审核；"
        "都不是的话，发条目名或几个字来找。"
    )
    buttons = [Button(one.question, action("attach", cluster.id, one.slug)) for one in entries]
    return Reply(body, rows(*buttons, NEVER_MIND))


def _attached(draft: Draft, missing: str) -> Reply:
    body = f"草稿 #{draft.id}：已加上这个问法并提交审核。"
    if missing:
        body = f"草稿 #{draft.id}：已加上这个问法，但还不能提交审核：{missing}。"
    button = Button(f"看草稿 #{draft.id}", draft_pages.action("show", draft.id))
    return Reply(body, rows(button, QUESTIONS))


_Step = Callable[[Questions, list[str]], Awaitable[Turn]]
BUTTONS: Mapping[str, _Step] = {
    "list": Questions.listing,
    "show": Questions._show,
    "which": Questions._ask_which,
    "attach": Questions._attach,
    "found": Questions._settle,
    "write": Questions._write,
    "say": Questions._ask_reply,
    "sayit": Questions._say,
    "drop": Questions._ask_dismissing,
    "dropit": Questions._dismiss,
    "again": Questions._reopen,
}
ANSWERS: Mapping[str, _Step] = {
    "which": Questions._named_entry,
    "say": Questions._said,
}
