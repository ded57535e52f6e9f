"""Where staff work: in their private chats and in the staff's chat, nowhere else.

In a citizens' group everybody would read a letter that one of staff opens there.
"""

from __future__ import annotations

from dataclasses import replace

from bot.members import is_private
from bot.messages import Chat, Reply
from bot.staff.permissions import Action, may
from handlers.dialogues.turns import Heard, Turn

COMMANDS = {
    "work": "工作台：有什么等着办",
    "inbox": "没答上来的问题",
    "letters": "留言：答复、分派、办结",
    "letter": "一条留言，如 /letter 261123-ABCDEF",
    "add": "新写一个条目",
    "drafts": "草稿：修改、审核、发布",
    "draft": "一份草稿，如 /draft 12",
    "entry": "条目：版本、修改、停用，如 /entry 超载",
    "why": "命中测试：为什么这样回答",
    "golden": "必答问题",
    "statute": "登记本省、本市的法规",
    "campaigns": "推送：起草、审核、定时、看进度",
    "campaign": "一次推送，如 /campaign 3",
    "numbers": "推送的数字",
    "export": "海报、屏幕文字、公众号文章",
    "activity": "登记线下活动",
    "staff": "人员、角色和邀请",
    "console": "网页工作台的登录链接",
    "staffchat": "把一个群设为工作群：在那个群里发",
}
"""All that is staff's, with what it is for."""
_KINDS = frozenset({"acc", "act", "d", "doubt", "in", "k", "num", "st", "work"})
"""What the actions of staff's buttons, and the words asked of them, begin with."""
NAMING = "staffchat"
ELSEWHERE = "这是工作人员的事，请在和我的私聊里办"


def is_work(heard: Heard) -> bool:
    """Whether it is about what only staff do."""
    kinds = (heard.message.action.partition(":")[0], heard.awaited.partition(":")[0])
    return heard.command in COMMANDS or any(kind in _KINDS for kind in kinds)


def placed(heard: Heard, staff_at: str) -> Heard:
    """Outside the places where staff work, one of them is a person like any other."""
    if heard.actor is None or is_place(heard.message.chat, staff_at):
        return heard
    return replace(heard, actor=None)


def refused(heard: Heard, staff_at: str) -> Turn | None:
    """The reply to one of staff who works where others read along; or asks how to make it a place
    where staff work."""
    if heard.actor and heard.command == NAMING and may(heard.actor, Action.STAFF_SEE):
        return heard.replied(_named(heard.message.chat))
    if heard.actor is None or is_place(heard.message.chat, staff_at) or not is_work(heard):
        return None
    return Reply(f"{ELSEWHERE}。", notice=f"{ELSEWHERE}。"), heard.idle


def _named(chat: Chat) -> Reply:
    """What the settings call this chat, which nobody can see in it."""
    if is_private(chat):
        return Reply(f"请把我加进要当工作群的那个群，再在群里发 /{NAMING}。")
    room = f"{chat.channel}:{chat.id.partition(':')[0]}"
    return Reply(
        f"这个群的编号是 {room}。\n\n在服务器上设 `PUFA_STAFF_CHAT={room}` 并重启服务，"
        "新留言和没答上来的问题就发到这里，工作人员也能在这里办。"
    )


def is_place(chat: Chat, staff_at: str) -> bool:
    room = f"{chat.channel}:{chat.id.partition(':')[0]}"
    return is_private(chat) or room == staff_at
