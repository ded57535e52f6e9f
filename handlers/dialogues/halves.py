"""Messages as long as messages can be: programs cut a longer one in two, and nobody notices.

A form's second half is put behind the first. Anything else that was asked for isn't taken by
halves: of a law only the first articles would be registered, of a letter only the end be read.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.messages import Reply
from handlers.dialogues import draft_pages, prompts
from handlers.dialogues.turns import Heard, Turn

CUT_AT = 4000
"""UTF-16 units: Telegram's programs cut a longer message in two somewhere below 4,096."""
APART = timedelta(seconds=60)
_CUT = "cut"
_PUT_TOGETHER = (draft_pages.ACTION, "add")
"""What takes a second half itself."""


def is_cut(words: str) -> bool:
    """Whether a second half may follow."""
    return len(words.encode("utf-16-le")) // 2 >= CUT_AT


def refused(heard: Heard) -> Turn | None:
    """The reply where only a half would be taken, or its other half comes after it."""
    if heard.message.paper is not None:
        return None
    kind, _, before = heard.awaited.partition(":")
    if kind == _CUT and _follows(heard):
        return Reply("这像是刚才那条的后半段，也没有收下。请缩短后再发一次。"), heard.conversation
    asked = before if kind == _CUT else heard.awaited
    is_asked = bool(asked or heard.command)
    taken = heard.command or asked.partition(":")[0]
    if not is_asked or taken in _PUT_TOGETHER or not is_cut(heard.words):
        return None
    file = "；全文可以发 .docx、.txt 或 .md 文件" if heard.actor else ""
    body = f"这条消息太长，会被拆成两条，所以没有收下。请缩短后再发一次{file}。"
    now = heard.now.isoformat()
    return Reply(body), replace(heard.conversation, awaiting=f"{_CUT}:{asked}", asked_at=now)


def past(heard: Heard) -> Heard:
    """What was asked for before a message that was too long is asked for still."""
    kind, _, before = heard.conversation.awaiting.partition(":")
    if kind != _CUT:
        return heard
    return replace(heard, conversation=replace(heard.conversation, awaiting=before))


def _follows(heard: Heard) -> bool:
    since = heard.now - datetime.fromisoformat(heard.conversation.asked_at)
    return since <= APART and not prompts.is_ending(heard.words) and not is_cut(heard.words)
