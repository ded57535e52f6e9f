"""Letters in chat, for staff: whose each is, what is answered, and when it is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk.inbox import LISTED
from bot.desk.letters import CATEGORIES, Correspondence
from bot.members import Actor, Staff
from bot.messages import Button, Reply
from bot.staff.permissions import Action, may
from bot.staff.refusals import Refused
from bot.store.letters import Letter
from bot.text.literal import literal, quoted
from handlers.dialogues.actions import rows
from handlers.dialogues.inbox_buttons import LETTERS, NEVER_MIND, OLD, action, begun, local, turned
from handlers.dialogues.turns import Heard, Turn, number


@dataclass(frozen=True)
class Letters:
    """One message of one of staff."""

    zone: ZoneInfo
    letters: Correspondence
    heard: Heard
    who: Actor
    staff: Staff

    async def listing(self, values: list[str]) -> Turn:
        page = max(0, number(values[0]))
        letters = await self.letters.listing(self.who, page)
        shown = letters[:LISTED]
        lines = [
            f"- {one.receipt} {one.category or '未分类'}（{local(self.zone, one.written_at)}，"
            f"{'已答复' if one.reply else '待答复'}"
            f"{'，' + self.staff.called(one.assigned) if one.assigned else ''}）"
            for one in shown
        ]
        body = "**留言**\n\n" + ("\n".join(lines) or "没有要办的留言。")
        buttons = [
            Button(f"{one.receipt} {one.text[:20]}", action("l", one.receipt)) for one in shown
        ]
        more = turned(page, len(letters), "letters")
        return self.heard.replied(Reply(body, (*rows(*buttons), *more)))

    async def show(self, values: list[str]) -> Turn:
        letter = await self.letters.get(self.who, values[0])
        return self.heard.replied(self._page(letter))

    async def _take(self, values: list[str]) -> Turn:
        letter = await self.letters.assign(self.who, values[0], self.who.member.name)
        return self.heard.replied(self._page(letter, "分派给您了。"))

    async def _ask_whom(self, values: list[str]) -> Turn:
        letter = await self.letters.get(self.who, values[0])
        buttons = [
            Button(member.label or member.name, action("give", letter.receipt, member.name))
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
        letter = await self.letters.get(self.who, values[0])
        body = f"请写对留言 {letter.receipt} 的答复：\n\n{quoted(letter.text)}"
        return self.heard.asking(Reply(body, rows(NEVER_MIND)), action("answer", letter.receipt))

    async def _answered(self, values: list[str]) -> Turn:
        letter = await self.letters.answer(self.who, values[0], self.heard.words)
        return self.heard.replied(self._page(letter, "答复好了，已写到回执页并发给留言的人。"))

    async def _close(self, values: list[str]) -> Turn:
        letter = await self.letters.close(self.who, values[0])
        return self.heard.replied(self._page(letter, "已办结。"))

    async def _entry_from(self, values: list[str]) -> Turn:
        return self.heard.replied(begun(await self.letters.begin_entry(self.who, values[0])))

    def _page(self, letter: Letter, opening: str = "") -> Reply:
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
        parts.append("；".join(facts) + "。")
        if letter.reply:
            parts.append(f"**答复**：{letter.reply}")
        return Reply("\n\n".join(parts), self._buttons(letter))

    def _buttons(self, letter: Letter) -> tuple[tuple[Button, ...], ...]:
        receipt = letter.receipt
        if letter.closed_at:
            return rows(LETTERS)
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
    "entry": Letters._entry_from,
}
ANSWERS: Mapping[str, _Step] = {
    "answer": Letters._answered,
}
