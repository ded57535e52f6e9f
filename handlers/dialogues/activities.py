"""Staff's offline activities in the chat: `/activity` lists, adds, corrects and deletes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.knowledge.library import Library
from bot.members import Actor
from bot.messages import Button, Reply
from bot.publicity.activities import CHANGES, KINDS, Activities, as_line
from bot.staff.refusals import Refused
from bot.store.activities import Activity, Change
from bot.text.literal import literal
from handlers.dialogues.actions import CANCEL, rows
from handlers.dialogues.activity_lines import EXAMPLE, read
from handlers.dialogues.turns import Heard, Turn, number_or_none

COMMAND = "activity"
ACTION = "act"
LISTED = 10
_LIKE_A_DAY = re.compile(r"(?:日|周|月|节)$")
"""A word that may have been meant for a publicity day."""
_NUMBERED = re.compile(r"(改|更正|删|删除|记录|看)\s*#?([0-9]{1,9})\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class ActivitiesInChat:
    """For staff only: to anybody else the command is one that isn't there."""

    activities: Activities
    library: Callable[[], Library]

    async def turn(self, heard: Heard) -> Turn | None:
        action, _, rest = heard.message.action.partition(":")
        if heard.command != COMMAND and action != ACTION:
            return None
        actor = heard.actor
        if actor is None:
            return None
        try:
            reply = await (self._pressed(actor, rest) if rest else self._said(actor, heard.rest))
        except Refused as refusal:
            reply = Reply(f"没有办成：{refusal}。")
        return reply, heard.idle

    async def _said(self, actor: Actor, words: str) -> Reply:
        if not words:
            return await self._list()
        if match := _NUMBERED.fullmatch(words):
            return await self._on_one(actor, match[1], int(match[2]), match[3].strip())
        values = read(words, self.library(), self.activities.today)
        if "kind" not in values:
            return Reply(f"请写明是哪一种活动：{'、'.join(KINDS)}。例如：\n\n/activity {EXAMPLE}")
        values.setdefault("held_on", self.activities.today)
        activity = await self.activities.add(actor, Activity(**values))
        return self._shown("已登记", activity)

    async def _on_one(self, actor: Actor, verb: str, activity_id: int, words: str) -> Reply:
        if verb.startswith("改") or verb == "更正":
            values = read(words, self.library(), self.activities.today)
            if not values:
                return Reply(f"请写明改成什么，例如：/activity 改 {activity_id} 130人")
            return self._shown(
                "已更正", await self.activities.correct(actor, activity_id, **values)
            )
        if verb.startswith("删"):
            return await self._deleted(actor, activity_id, words)
        return await self._record(activity_id)

    async def _pressed(self, actor: Actor, rest: str) -> Reply:
        step, _, of = rest.partition(":")
        activity = await self.activities.get(number_or_none(of) or 0)
        if step == "yes":
            return await self._deleted(actor, activity.id, "")
        body = f"要删除 {activity.id} 号活动吗？\n\n{self._line(activity)}"
        keep, delete = Button("不删", CANCEL), Button("删除", f"{ACTION}:yes:{activity.id}")
        return Reply(body, rows(delete, keep))

    async def _deleted(self, actor: Actor, activity_id: int, reason: str) -> Reply:
        activity = await self.activities.delete(actor, activity_id, reason)
        return Reply(f"已删除，记录保留：\n\n{self._line(activity)}")

    async def _list(self) -> Reply:
        latest = await self.activities.latest(LISTED)
        told = "\n".join(f"- {self._line(activity)}" for activity in latest)
        body = (
            f"**最近的线下活动**\n\n{told or '还没有登记过。'}\n\n"
            f"登记一次：/activity {EXAMPLE}\n\n"
            f"种类有{'、'.join(KINDS)}；不写日期就是今天；可以写宣传日或者法规的名字，"
            "其余的字记作备注。\n\n更正：/activity 改 12 130人　删除：/activity 删 12 重复登记"
            "　看记录：/activity 记录 12"
        )
        return Reply(body)

    async def _record(self, activity_id: int) -> Reply:
        changes = await self.activities.record(activity_id)
        if not changes:
            raise Refused(f"没有 {activity_id} 号活动")
        lines = "\n".join(f"- {self._change(change)}" for change in changes)
        return Reply(f"**{activity_id} 号活动的记录**\n\n{lines}")

    def _shown(self, done: str, activity: Activity) -> Reply:
        buttons = rows(Button("删除这一条", f"{ACTION}:ask:{activity.id}"))
        body = f"{done}：\n\n{self._line(activity)}"
        unread = [word for word in activity.note.split() if _LIKE_A_DAY.search(word)]
        if unread and not activity.day:
            body += f"\n\n**宣传日：未认出“{literal(unread[0])}”**，记作了备注。"
            body += f"名字见 /calendar；更正：/activity 改 {activity.id} 宣传日的名字"
        return Reply(body, buttons)

    def _change(self, change: Change) -> str:
        when = change.at.astimezone(self.activities.settings.zone)
        after = change.after or change.before
        told = f"{when:%Y-%m-%d %H:%M} {change.who} {CHANGES[change.change]}"
        reason = f"（{change.reason}）" if change.reason else ""
        return f"{told}{reason}：{self._line(after)}" if after else told

    def _line(self, activity: Activity) -> str:
        return as_line(activity, self.library())
