"""What a push says to the dialogue."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.desk.contacts import Opening
from bot.messages import Attachment, Chat, Message
from handlers.channels.wechat.xml import Push

CHANNEL = "wechat"
_UNSHOWN = "【收到不支持的消息类型，暂无法显示】"
"""What a sticker arrives as."""
_FACES = re.compile(r"\[[一-龥A-Za-z]{1,8}\]|/:[^\s一-龥]{1,6}")
"""WeChat's own faces, which stand among the words as [微笑] or /:8-)."""
_ATTACHED = {
    "image": Attachment.PHOTO,
    "voice": Attachment.VOICE,
    "location": Attachment.LOCATION,
    "video": Attachment.OTHER,
    "shortvideo": Attachment.OTHER,
    "link": Attachment.OTHER,
}
LONGEST = 4096
"""Characters that are heard, as on Telegram: nobody types more, and it would hold up the others."""
_SCENE = re.compile(r"[A-Za-z0-9_-]{1,64}")

SPOKE = Opening(timedelta(hours=48), 5)
TAPPED = Opening(timedelta(minutes=1), 3, is_brief=True)
"""Customer-service messages that WeChat allows after what a person did; five since 2021, and three
within a minute after a tap on the menu or on a choice, a scan, or when they begin to follow."""
_TAPS = {"click", "subscribe", "scan", "scancode_push", "scancode_waitmsg"}


def chat_of(push: Push) -> Chat:
    return Chat(CHANNEL, push.person)


def opening(push: Push) -> Opening | None:
    """For how long, and how often, we may write to them now; None where it opens nothing."""
    if push.event:
        return TAPPED if push.event in _TAPS else None
    return TAPPED if "bizmsgmenuid" in push.fields else SPOKE


def hear(push: Push) -> Message | None:
    """What is said to the dialogue; None for what nobody answers."""
    chat = chat_of(push)
    if push.event:
        words = _of_event(push)
        return Message(chat, text=words) if words else None
    if push.kind == "text":
        content = push.fields.get("Content", "")[:LONGEST]
        if content == _UNSHOWN:
            return Message(chat, attachment=Attachment.STICKER)
        words = _FACES.sub(" ", content).strip()
        # Faces alone say nothing to look for.
        return Message(chat, text=words, attachment=None if words else Attachment.STICKER)
    if push.kind == "voice" and (heard := push.fields.get("Recognition", "").strip()):
        return Message(chat, text=heard)
    attached = _ATTACHED.get(push.kind)
    return Message(chat, attachment=attached) if attached else None


def _of_event(push: Push) -> str:
    """The words that an event stands for: a scan is a start with its place, a menu's key is what
    its button says."""
    match push.event:
        case "subscribe" | "scan":
            scene = push.scene if _SCENE.fullmatch(push.scene) else ""
            return f"/start {scene}".strip()
        case "click":
            return push.fields.get("EventKey", "").strip()
        case "scancode_waitmsg":
            return "/help"
        case _:
            return ""
