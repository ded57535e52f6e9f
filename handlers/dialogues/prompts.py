"""Open questions to a person: the next words answer them, for a quarter of an hour.

Words that come later may be meant otherwise, and what they would do can't be undone: so the person
is asked. 算了 ends every question.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.messages import Button, Reply
from bot.store.conversations import Conversation
from bot.text.literal import literal
from handlers.dialogues.actions import ANSWERS_PROMPT, CALCULATOR, CANCEL, rows
from handlers.dialogues.turns import Heard, Turn, mark

OPEN_FOR = timedelta(minutes=15)
_ENDING = re.compile(
    r"(?:那就?|还是|先)?(?:算[了啦]|取消|不用了|不了|退出|不要了|不算了|撤销|返回|放弃)[吧啊哈呀]?"
)
_ADDED = re.compile(r"(?:还是|先)?不[办答写改发停退]了[吧啊哈呀]?")
"""Beside one of those; alone it may be what was asked for: why a notice is returned."""
_NO = frozenset({"不", "否"})
"""To a calculator's question these are an answer."""
_SHOWN = 60


def dated(after: Conversation, before: Conversation, reply: Reply, now: datetime) -> Conversation:
    """With when the question was put, and its first words, which tell what it was about."""
    if not after.awaiting or after.asked_at != "":
        return after
    is_same = after.awaiting == before.awaiting and before.asked
    asked = before.asked if is_same else _first_line(reply.body)
    return replace(after, asked=asked, asked_at=now.isoformat())


def is_ending(words: str) -> bool:
    """Whether all that is said is that it shan't be done: 算了吧，不答了。"""
    said = [part for part in re.split(r"[，,。.!！~～\s]+", words) if part]
    rest = [part for part in said if not _ENDING.fullmatch(part)]
    return len(rest) < len(said) and all(map(_ADDED.fullmatch, rest))


def ended(heard: Heard) -> Turn | None:
    """The reply where these words end the open question, or came too late to be its answer."""
    if not heard.awaited:
        return None
    words = heard.words.strip("。.!！ ")
    is_sum = heard.awaited.partition(":")[0] == CALCULATOR
    if is_ending(words) or (words in _NO and not is_sum):
        return Reply(f"好的，{'不算了' if is_sum else '没有办'}。有问题随时问我。"), heard.idle
    if not _is_late(heard):
        return None
    asked = heard.conversation.asked or "刚才的问题"
    said = literal(_first_line(heard.words))
    body = f"之前我问过：“{asked}”\n\n您现在说的“{said}”是对它的回答吗？"
    marked = mark(heard.words)
    yes = Button("是，就按它办", f"{ANSWERS_PROMPT}:yes:{marked}")
    no = Button("不是，当新的话听", f"{ANSWERS_PROMPT}:no:{marked}")
    held = replace(heard.conversation, held=heard.words)
    return Reply(body, rows(yes, no, Button("算了", CANCEL))), held


def settled(heard: Heard) -> Heard:
    """What was said late, once its sayer has told what it is.

    Raises:
        Superseded: it was told of words that others have followed.
    """
    kind, _, pressed = heard.message.action.partition(":")
    if kind != ANSWERS_PROMPT or not heard.conversation.held:
        return heard
    answer, _, marked = pressed.partition(":")
    held = heard.held(marked)
    if answer == "yes":
        conversation = replace(heard.conversation, held="", asked_at="")
        return replace(heard.saying(held), conversation=conversation)
    return replace(heard.saying(held), conversation=heard.idle)


def _is_late(heard: Heard) -> bool:
    asked_at = heard.conversation.asked_at
    return bool(asked_at) and heard.now - datetime.fromisoformat(asked_at) > OPEN_FOR


def _first_line(text: str) -> str:
    line = text.strip().partition("\n")[0].replace("*", "").strip()
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}……"
