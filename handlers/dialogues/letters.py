"""Letters in chat, for staff: whose each is, what is answered, and when it is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk.inbox import LISTED
from bot.desk.letters import Correspondence, state_of, whose
from bot.desk.reading_letters import CATEGORIES, is_delicate
from bot.members import Actor, Staff, is_private
from bot.messages import Button, Reply
from bot.staff.permissions import Action, may
from bot.staff.refusals import Outdated, Refused
from bot.store.letters import Letter, Sending
from bot.text.literal import literal, quoted
from handlers.dialogues.actions import rows
from handlers.dialogues.draft_pages import copied
from handlers.dialogues.inbox_buttons import LETTERS, NEVER_MIND, OLD, action, begun, local, turned
from handlers.dialogues.turns import Heard, Turn, mark, number

OPENS = "l_"
"""What the word of a link begins with that opens a letter: l_261123-ABCDEF."""
QUOTED = 200
"""Characters of a letter that whoever answers it is reminded of."""
_ON_ITS_WAY: Mapping[str, str] = {
    Sending.PENDING: "正在发给留言的人",
    Sending.KEPT: "现在发不到留言的人那里，已替他留着，他下次来时就给他",
    Sending.UNREACHABLE: "发不到留言的人那里，只写在回执页上",
}


@dataclass(frozen=True)
class Letters:
    """One message of one of staff. `link` opens a talk with the bot; "" where no channel can."""

    zone: ZoneInfo
    letters: Correspondence
    heard: Heard
    who: Actor
    staff: Staff
    link: Callable[[str], str]

    async def listing(self, values: list[str]) -> Turn:
        page = max(0, number(values[0]))
        letters = await self.letters.reading.listing(self.who, page)
        shown = letters[:LISTED]
        lines = [
            f"- {one.receipt} {one.category or '未分类'}（{local(self.zone, one.written_at)}，"
            f"{'已答复' if one.reply else '待答复'}"
            f"{'，' + self.staff.called(one.assigned) if one.assigned else ''}）"
            for one in shown
        ]
        body = "**留言**\n\n" + ("\n".join(lines) or "没有要办的留言。")
        buttons = [
            Button(f"{one.receipt}{self._beginning(one)}", action("l", one.receipt))
            for one in shown
        ]
        more = turned(page, len(letters), "letters")
        closed = Button("已办结的", action("closed", 0))
        return self.heard.replied(Reply(body, (*rows(*buttons), *more, (closed,))))

    def _beginning(self, letter: Letter) -> str:
        return "" if self._is_read_along(letter) else f" {letter.text[:20]}"

    async def show(self, values: list[str]) -> Turn:
        letter = await self.letters.reading.get(self.who, values[0])
        return self.heard.replied(self._page(letter))

    async def _take(self, values: list[str]) -> Turn:
        seen = values[1] if values[1:] else None
        try:
            letter = await self.letters.assign(self.who, values[0], self.who.member.name, seen=seen)
        except Outdated as refusal:
            return self._not_done("没有办成", values[0], refusal)
        return self.heard.replied(self._page(letter, "分派给您了。"))

    async def _ask_whom(self, values: list[str]) -> Turn:
        letter = await self.letters.reading.get(self.who, values[0])
        buttons = [
            Button(member.called, action("give", letter.receipt, member.name))
            for member in self.staff.members.values()
            if may(Actor(member, ""), Action.LETTER_ANSWER)
        ]
        body = f"留言 {letter.receipt} 分派给谁？"
        return self.heard.replied(Reply(body, rows(*buttons, NEVER_MIND)))

    async def _give(self, values: list[str]) -> Turn:
        name = ":".join(values[1:])
        if self.staff.named(name) is None:
            raise Refused(OLD)
        letter = await self.letters.assign(self.who, values[0], name)
        return self.heard.replied(self._page(letter, f"分派给{self.staff.called(name)}了。"))

    async def _sort(self, values: list[str]) -> Turn:
        letter = await self.letters.classify(self.who, values[0], values[1])
        return self.heard.replied(self._page(letter, f"类别：{letter.category}。"))

    async def _ask_answer(self, values: list[str]) -> Turn:
        letter = await self.letters.reading.get(self.who, values[0])
        if self._is_read_along(letter):
            return self.heard.replied(self._elsewhere(letter))
        parts = [f"请写对留言 {letter.receipt} 的答复：", quoted(letter.text)]
        if letter.reply:
            by = self.staff.called(letter.replied_by)
            parts.append(f"{by}已经答复过，您写的会取代它：\n\n{copied(letter.reply)}")
        elif letter.assigned and letter.assigned != self.who.member.name:
            parts.append(f"这条留言是{self.staff.called(letter.assigned)}在办。")
        awaited = action("answer", letter.receipt, state_of(letter))
        return self.heard.asking(Reply("\n\n".join(parts), rows(NEVER_MIND)), awaited)

    async def _answered(self, values: list[str]) -> Turn:
        """Shown before it goes: it reaches a citizen, and can't be taken back."""
        letter = await self.letters.before_answering(self.who, values[0], self.heard.words)
        where = "会发到留言人的聊天里，并写在回执页上" if letter.chat else "会写在回执页上"
        body = (
            f"**将答复留言 {letter.receipt}**，{where}：\n\n{copied(self.heard.words)}\n\n"
            f"它答的是：\n\n{quoted(letter.text[:QUOTED])}\n\n要改就重新写一遍发给我。"
        )
        receipt, seen = values[0], values[1] if values[1:] else ""
        send = Button("发出", action("send", receipt, seen, mark(self.heard.words)))
        return self.heard.confirming(Reply(body, rows(send, NEVER_MIND)))

    async def _send(self, values: list[str]) -> Turn:
        try:
            letter = await self.letters.answer(
                self.who, values[0], self.heard.held(values[2]), seen=values[1] or None
            )
        except Outdated as refusal:
            return self._not_done("没有发出", values[0], refusal)
        return self.heard.replied(self._page(letter, "答复好了，已写到回执页并发给留言的人。"))

    async def _close(self, values: list[str]) -> Turn:
        letter = await self.letters.reading.get(self.who, values[0])
        if self._is_read_along(letter):
            return self.heard.replied(self._elsewhere(letter))
        seen = values[1] if values[1:] else state_of(letter)
        if seen != state_of(letter) and not letter.closed_at:
            return self.heard.replied(self._page(letter, "没有办结：留言刚刚有变化。"))
        if letter.reply or letter.closed_at:
            letter = await self.letters.close(self.who, letter.receipt, seen=seen)
            return self.heard.replied(self._page(letter, "已办结。"))
        body = (
            f"**留言 {letter.receipt} 还没有答复，确定不答复就办结？** 请写明原因，会告诉留言的人："
            f"\n\n{quoted(letter.text[:QUOTED])}"
        )
        return self.heard.asking(Reply(body, rows(NEVER_MIND)), action("why", letter.receipt, seen))

    async def _closing(self, values: list[str]) -> Turn:
        why = literal(self.heard.words)
        body = (
            f"**将办结留言 {values[0]}，不另外答复**，留言的人会看到原因：\n\n“{why}”\n\n"
            "要改就重新写一遍发给我。"
        )
        done = Button("办结", action("shut", *values[:2], mark(self.heard.words)))
        return self.heard.confirming(Reply(body, rows(done, NEVER_MIND)))

    async def _shut(self, values: list[str]) -> Turn:
        *seen, words = values[1:]
        try:
            letter = await self.letters.close(
                self.who, values[0], self.heard.held(words), seen=seen[0] if seen else None
            )
        except Outdated as refusal:
            return self._not_done("没有办结", values[0], refusal)
        return self.heard.replied(self._page(letter, "已办结，会告诉留言的人。"))

    async def _reopen(self, values: list[str]) -> Turn:
        letter = await self.letters.reopen(self.who, values[0])
        return self.heard.replied(self._page(letter, "重新打开了。"))

    async def closed(self, values: list[str]) -> Turn:
        """Those that are done with: a slip of the finger is found here."""
        page = max(0, number(values[0]))
        letters = await self.letters.reading.closed(self.who, page)
        shown = letters[:LISTED]
        lines = "\n".join(
            f"- {one.receipt} {one.category or '未分类'}（{'已答复' if one.reply else '没有答复'}）"
            for one in shown
        )
        buttons = [Button(one.receipt, action("l", one.receipt)) for one in shown]
        more = turned(page, len(letters), "closed")
        body = "**已办结的留言**\n\n" + (lines or "没有。")
        return self.heard.replied(Reply(body, (*rows(*buttons), *more, (LETTERS,))))

    async def _entry_from(self, values: list[str]) -> Turn:
        return self.heard.replied(begun(await self.letters.begin_entry(self.who, values[0])))

    def _page(self, letter: Letter, opening: str = "") -> Reply:
        if self._is_read_along(letter):
            return self._elsewhere(letter, opening)
        parts = [opening] if opening else []
        parts.append(
            f"**留言 {letter.receipt}**（{letter.category or '未分类'}）\n\n{quoted(letter.text)}"
        )
        if letter.question:
            parts.append(f"之前问的是：{literal(letter.question)}")
        facts = [f"写于 {local(self.zone, letter.written_at)}"]
        if letter.assigned:
            facts.append(f"经办：{self.staff.called(letter.assigned)}")
        if letter.replied_at:
            facts.append(f"答复用时 {_duration(letter.written_at, letter.replied_at)}")
        if letter.closed_at:
            facts.append(f"办结用时 {_duration(letter.written_at, letter.closed_at)}")
        if letter.sending in _ON_ITS_WAY:
            facts.append(_ON_ITS_WAY[letter.sending])
        parts.append("；".join(facts) + "。")
        if letter.reply:
            parts.append(f"**答复**：{letter.reply}")
        return Reply("\n\n".join(parts), self._buttons(letter))

    def _not_done(self, what: str, receipt: str, refusal: Outdated) -> Turn:
        show = Button("打开看看", action("l", receipt))
        return self.heard.replied(Reply(f"{what}：{refusal}。", rows(show)))

    def _is_read_along(self, letter: Letter) -> bool:
        return is_delicate(letter) and not is_private(self.heard.message.chat)

    def _elsewhere(self, letter: Letter, opening: str = "") -> Reply:
        """What others read along isn't for them: the letter is opened where one is alone."""
        body = f"**留言 {letter.receipt}**（{letter.category or '未分类'}）请在和我的私聊里看。"
        url = self.link(f"{OPENS}{letter.receipt}")
        how = f"\n\n在私聊里发：/letter {letter.receipt}" if not url else ""
        button = rows(Button("在私聊里打开", url=url)) if url else ()
        return Reply("\n\n".join(filter(None, [opening, body])) + how, button)

    def _buttons(self, letter: Letter) -> tuple[tuple[Button, ...], ...]:
        receipt = letter.receipt
        if letter.closed_at:
            return rows(Button("重新打开", action("open", receipt)), LETTERS)
        label = "改答复" if letter.reply else "答复"
        close = Button("办结", action("close", receipt, state_of(letter)))
        first = (Button(label, action("answer", receipt)), close)
        second = (
            Button("我来办", action("take", receipt, whose(letter))),
            Button("分派", action("whom", receipt)),
        )
        sorts = tuple(Button(name, action("sort", receipt, name)) for name in CATEGORIES)
        more = []
        if may(self.who, Action.DRAFT_WRITE):
            more.append(Button("写成新条目", action("entry", receipt)))
        return (first, second, sorts, *rows(*more, LETTERS))


def _duration(since: datetime, until: datetime) -> str:
    minutes = round((until - since).total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} 分钟"
    hours = round(minutes / 60)
    return f"{hours} 小时" if hours < 48 else f"{round(hours / 24)} 天"


_Step = Callable[[Letters, list[str]], Awaitable[Turn]]
BUTTONS: Mapping[str, _Step] = {
    "letters": Letters.listing,
    "l": Letters.show,
    "take": Letters._take,
    "whom": Letters._ask_whom,
    "give": Letters._give,
    "sort": Letters._sort,
    "answer": Letters._ask_answer,
    "close": Letters._close,
    "send": Letters._send,
    "shut": Letters._shut,
    "open": Letters._reopen,
    "closed": Letters.closed,
    "entry": Letters._entry_from,
}
ANSWERS: Mapping[str, _Step] = {
    "answer": Letters._answered,
    "why": Letters._closing,
}
