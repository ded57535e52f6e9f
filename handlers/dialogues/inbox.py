"""The inbox in chat, for staff: what the bot could not answer, and letters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk.inbox import LISTED, STATES, Inbox
from bot.desk.letters import CATEGORIES, Correspondence
from bot.knowledge.entries import Entry
from bot.members import Actor, Staff
from bot.messages import Button, Reply
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action, may
from bot.staff.refusals import Refused
from bot.store.drafts import Draft
from bot.store.inbox import Cluster, State
from bot.store.letters import Letter
from handlers.dialogues import knowledge_pages
from handlers.dialogues.actions import CANCEL, rows
from handlers.dialogues.turns import Heard, Turn

ACTION = "in"
_COMMANDS = ("inbox", "letters", "letter")
_OLD = "这个按钮已经过期，请发 /inbox"
_NEVER_MIND = Button("算了", CANCEL)


def action(verb: str, *values: str | int) -> str:
    return ":".join([ACTION, verb, *map(str, values)])


@dataclass(frozen=True)
class InboxInChat:
    """To anybody but staff these commands are ones that aren't there."""

    zone: ZoneInfo
    inbox: Inbox
    letters: Correspondence
    accounts: Accounts

    async def turn(self, heard: Heard) -> Turn | None:
        who = heard.actor
        if who is None or not _is_ours(heard):
            return None
        staff = await self.accounts.staff()
        desk = _Desk(self.zone, self.inbox, self.letters, heard, who, staff)
        try:
            return await desk.turn()
        except Refused as refusal:
            # What was asked for still is: the words may be sent once more.
            after = heard.conversation if heard.awaited else heard.idle
            return Reply(f"没有办成：{refusal}。"), after


def _is_ours(heard: Heard) -> bool:
    kind = heard.message.action.partition(":")[0]
    return ACTION in (kind, heard.awaited.partition(":")[0]) or heard.command in _COMMANDS


@dataclass(frozen=True)
class _Desk:
    """One message of one of staff."""

    zone: ZoneInfo
    inbox: Inbox
    letters: Correspondence
    heard: Heard
    who: Actor
    staff: Staff

    async def turn(self) -> Turn:
        if self.heard.command == "inbox":
            return await self._list(["0"])
        if self.heard.command:
            rest = self.heard.rest
            return await (self._letter([rest]) if rest else self._letters(["0"]))
        pressed = self.heard.message.action
        table = _BUTTONS if pressed else _ANSWERS
        verb, *values = (pressed or self.heard.awaited).split(":")[1:]
        if verb not in table:
            raise Refused(_OLD)
        try:
            return await table[verb](self, values)
        except (IndexError, ValueError) as error:
            if isinstance(error, Refused):
                raise
            raise Refused(_OLD) from error

    # -- questions -------------------------------------------------------------------------------

    async def _list(self, values: list[str]) -> Turn:
        page = max(0, int(values[0]))
        clusters = await self.inbox.listing(self.who, page)
        return self._reply(_questions(clusters, page))

    async def _show(self, values: list[str]) -> Turn:
        cluster = await self.inbox.get(self.who, int(values[0]))
        asked = await self.inbox.wordings(self.who, cluster.id)
        return self._reply(self._page(cluster, asked))

    async def _ask_which(self, values: list[str]) -> Turn:
        cluster = await self.inbox.get(self.who, int(values[0]))
        entries = await self.inbox.candidates(self.who, cluster.id)
        return self._asking(_which(cluster, entries), "which", cluster.id)

    async def _attach(self, values: list[str]) -> Turn:
        draft, missing = await self.inbox.attach(self.who, int(values[0]), values[1])
        return self._reply(_attached(draft, missing))

    async def _named_entry(self, values: list[str]) -> Turn:
        """The entry by its name or some words, where none of the offered ones was it."""
        edition = self.inbox.knowledge.edition
        entry = edition.library.current(self.heard.words)
        if entry:
            return await self._attach([values[0], entry.slug])
        cluster = await self.inbox.get(self.who, int(values[0]))
        found = edition.answerer.suggest(self.heard.words, 6)
        return self._asking(_which(cluster, found), "which", cluster.id)

    async def _settle(self, values: list[str]) -> Turn:
        people = await self.inbox.settle(self.who, int(values[0]), values[1])
        told = f"，会在推送时段内告诉 {people} 人" if people else ""
        return self._reply(Reply(f"好的，这个问题已有条目{told}。", rows(_BACK)))

    async def _write(self, values: list[str]) -> Turn:
        return self._reply(_begun(await self.inbox.begin_entry(self.who, int(values[0]))))

    async def _ask_reply(self, values: list[str]) -> Turn:
        cluster = await self.inbox.get(self.who, int(values[0]))
        body = f"请写回复，会发给等这个问题答案的 {cluster.waiting} 人：\n\n“{cluster.question}”"
        return self._asking(Reply(body, rows(_NEVER_MIND)), "say", cluster.id)

    async def _said(self, values: list[str]) -> Turn:
        people = await self.inbox.reply(self.who, int(values[0]), self.heard.words)
        return self._reply(Reply(f"好的，会在推送时段内告诉 {people} 人。", rows(_BACK)))

    async def _dismiss(self, values: list[str]) -> Turn:
        cluster = await self.inbox.dismiss(self.who, int(values[0]))
        return self._reply(Reply(f"问题 {cluster.id} 已忽略，同样的问题不再提醒。", rows(_BACK)))

    def _page(self, cluster: Cluster, asked: Sequence[str]) -> Reply:
        lines = "\n".join(f"- {words}" for words in asked)
        body = (
            f"**问题 {cluster.id}**（{STATES[cluster.state]}）\n\n{lines}\n\n"
            f"{cluster.people} 人问了 {cluster.count} 次；{cluster.waiting} 人等答案；"
            f"最早 {self._time(cluster.opened_at)}。"
        )
        if cluster.draft_id:
            body += f"\n\n草稿 #{cluster.draft_id}。"
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
            number = cluster.draft_id
            buttons.append(Button(f"看草稿 #{number}", knowledge_pages.action("show", number)))
        return Reply(body, rows(*buttons, _BACK))

    # -- letters ---------------------------------------------------------------------------------

    async def _letters(self, values: list[str]) -> Turn:
        page = max(0, int(values[0]))
        letters = await self.letters.listing(self.who, page)
        shown = letters[:LISTED]
        lines = [
            f"- {one.receipt} {one.category or '未分类'}（{self._time(one.written_at)}，"
            f"{'已答复' if one.reply else '待答复'}"
            f"{'，' + self.staff.called(one.assigned) if one.assigned else ''}）"
            for one in shown
        ]
        body = "**留言**\n\n" + ("\n".join(lines) or "没有要办的留言。")
        buttons = [
            Button(f"{one.receipt} {one.text[:20]}", action("l", one.receipt)) for one in shown
        ]
        turning = _turning(page, len(letters), "letters")
        return self._reply(Reply(body, (*rows(*buttons), *turning)))

    async def _letter(self, values: list[str]) -> Turn:
        letter = await self.letters.get(self.who, values[0])
        return self._reply(self._letter_page(letter))

    async def _take(self, values: list[str]) -> Turn:
        letter = await self.letters.assign(self.who, values[0], self.who.member.name)
        return self._reply(self._letter_page(letter, "分派给您了。"))

    async def _ask_whom(self, values: list[str]) -> Turn:
        letter = await self.letters.get(self.who, values[0])
        buttons = [
            Button(member.label or member.name, action("give", letter.receipt, member.name))
            for member in self.staff.members.values()
            if may(Actor(member, ""), Action.LETTER_ANSWER)
        ]
        return self._reply(Reply(f"留言 {letter.receipt} 分派给谁？", rows(*buttons, _NEVER_MIND)))

    async def _give(self, values: list[str]) -> Turn:
        name = ":".join(values[1:])
        if self.staff.named(name) is None:
            raise Refused(_OLD)
        letter = await self.letters.assign(self.who, values[0], name)
        return self._reply(self._letter_page(letter, f"分派给{self.staff.called(name)}了。"))

    async def _sort(self, values: list[str]) -> Turn:
        letter = await self.letters.classify(self.who, values[0], values[1])
        return self._reply(self._letter_page(letter, f"类别：{letter.category}。"))

    async def _ask_answer(self, values: list[str]) -> Turn:
        letter = await self.letters.get(self.who, values[0])
        body = f"请写对留言 {letter.receipt} 的答复：\n\n“{letter.text}”"
        return self._asking(Reply(body, rows(_NEVER_MIND)), "answer", letter.receipt)

    async def _answered(self, values: list[str]) -> Turn:
        letter = await self.letters.answer(self.who, values[0], self.heard.words)
        return self._reply(self._letter_page(letter, "答复好了，已写到回执页并发给留言的人。"))

    async def _close(self, values: list[str]) -> Turn:
        letter = await self.letters.close(self.who, values[0])
        return self._reply(self._letter_page(letter, "已办结。"))

    async def _entry_from(self, values: list[str]) -> Turn:
        return self._reply(_begun(await self.letters.begin_entry(self.who, values[0])))

    def _letter_page(self, letter: Letter, opening: str = "") -> Reply:
        parts = [opening] if opening else []
        parts.append(f"**留言 {letter.receipt}**（{letter.category or '未分类'}）\n\n{letter.text}")
        if letter.question:
            parts.append(f"之前问的是：{letter.question}")
        facts = [f"写于 {self._time(letter.written_at)}"]
        if letter.assigned:
            facts.append(f"经办：{self.staff.called(letter.assigned)}")
        if letter.replied_at:
            facts.append(f"答复用时 {_duration(letter.written_at, letter.replied_at)}")
        if letter.closed_at:
            facts.append(f"办结用时 {_duration(letter.written_at, letter.closed_at)}")
        parts.append("；".join(facts) + "。")
        if letter.reply:
            parts.append(f"**答复**：{letter.reply}")
        return Reply("\n\n".join(parts), self._letter_buttons(letter))

    def _letter_buttons(self, letter: Letter) -> tuple[tuple[Button, ...], ...]:
        receipt = letter.receipt
        if letter.closed_at:
            return rows(_LETTERS)
        label = "改答复" if letter.reply else "答复"
        first = (Button(label, action("answer", receipt)), Button("办结", action("close", receipt)))
        second = (
            Button("我来办", action("take", receipt)),
            Button("分派", action("whom", receipt)),
        )
        sorts = tuple(Button(name, action("sort", receipt, name)) for name in CATEGORIES)
        more = []
        if may(self.who, Action.DRAFT_WRITE):
            more.append(Button("写成新条目", action("entry", receipt)))
        return (first, second, sorts, *rows(*more, _LETTERS))

    # -- both ------------------------------------------------------------------------------------

    def _time(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%m-%d %H:%M}"

    def _reply(self, reply: Reply) -> Turn:
        return reply, self.heard.idle

    def _asking(self, reply: Reply, what: str, *values: str | int) -> Turn:
        """The next words are the answer."""
        return reply, replace(self.heard.idle, awaiting=action(what, *values))


_BACK = Button("待办问题", action("list", 0))
_LETTERS = Button("所有留言", action("letters", 0))


def _questions(clusters: Sequence[Cluster], page: int) -> Reply:
    shown = clusters[:LISTED]
    lines = [
        f"- {one.id}. {one.question}（{one.people} 人，{one.count} 次"
        f"{f'，{one.waiting} 人等答案' if one.waiting else ''}）"
        for one in shown
    ]
    body = "**没答上来的问题**\n\n" + ("\n".join(lines) or "没有。")
    buttons = [Button(f"{one.id}. {one.question[:30]}", action("show", one.id)) for one in shown]
    return Reply(body, (*rows(*buttons), *_turning(page, len(clusters), "list"), (_LETTERS,)))


def _turning(page: int, count: int, verb: str) -> tuple[tuple[Button, ...], ...]:
    turning = []
    if page:
        turning.append(Button("上一页", action(verb, page - 1)))
    if count > LISTED:
        turning.append(Button("下一页", action(verb, page + 1)))
    return (tuple(turning),) if turning else ()


def _which(cluster: Cluster, entries: Sequence[Entry]) -> Reply:
    body = (
        f"“{cluster.question}”是哪个条目的另一种问法？点一下就起草并提交审核；"
        "都不是的话，发条目名或几个字来找。"
    )
    buttons = [Button(one.question, action("attach", cluster.id, one.slug)) for one in entries]
    return Reply(body, rows(*buttons, _NEVER_MIND))


def _attached(draft: Draft, missing: str) -> Reply:
    body = f"草稿 #{draft.id}：已加上这个问法并提交审核。"
    if missing:
        body = f"草稿 #{draft.id}：已加上这个问法，但还不能提交审核：{missing}。"
    button = Button(f"看草稿 #{draft.id}", knowledge_pages.action("show", draft.id))
    return Reply(body, rows(button, _BACK))


def _begun(draft: Draft) -> Reply:
    body = f"草稿 #{draft.id} 建好了，问题和问法已填上。发布后，等答案的人会收到通知。"
    edit = Button("补写答案", knowledge_pages.action("edit", draft.id))
    return Reply(body, rows(edit, Button("看草稿", knowledge_pages.action("show", draft.id))))


def _duration(since: datetime, until: datetime) -> str:
    minutes = round((until - since).total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} 分钟"
    hours = round(minutes / 60)
    return f"{hours} 小时" if hours < 48 else f"{round(hours / 24)} 天"


_Step = Callable[[_Desk, list[str]], Awaitable[Turn]]
_BUTTONS: Mapping[str, _Step] = {
    "list": _Desk._list,
    "show": _Desk._show,
    "which": _Desk._ask_which,
    "attach": _Desk._attach,
    "found": _Desk._settle,
    "write": _Desk._write,
    "say": _Desk._ask_reply,
    "drop": _Desk._dismiss,
    "letters": _Desk._letters,
    "l": _Desk._letter,
    "take": _Desk._take,
    "whom": _Desk._ask_whom,
    "give": _Desk._give,
    "sort": _Desk._sort,
    "answer": _Desk._ask_answer,
    "close": _Desk._close,
    "entry": _Desk._entry_from,
}
_ANSWERS: Mapping[str, _Step] = {
    "which": _Desk._named_entry,
    "say": _Desk._said,
    "answer": _Desk._answered,
}
