"""What the pages of the inbox have in common: what their buttons carry, and how they are turned."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.desk.inbox import LISTED
from bot.messages import Button, Reply
from bot.store.drafts import Draft
from handlers.dialogues import draft_pages
from handlers.dialogues.actions import CANCEL, row, rows, turning

ACTION = "in"
OLD = "这个按钮已经过期，请发 /inbox"


def action(verb: str, *values: str | int) -> str:
    return ":".join([ACTION, verb, *map(str, values)])


NEVER_MIND = Button("算了", CANCEL)
QUESTIONS = Button("待办问题", action("list", 0))
LETTERS = Button("所有留言", action("letters", 0))


def turned(page: int, found: int, verb: str) -> tuple[tuple[Button, ...], ...]:
    """The row that leads to the pages before and after; `found` is one more where there are
    such."""
    return row(turning(page, is_last=found <= LISTED, to=partial(action, verb)))


def begun(draft: Draft) -> Reply:
    body = f"草稿 #{draft.id} 建好了，问题和问法已填上。发布后，等答案的人会收到通知。"
    edit = Button("补写答案", draft_pages.action("edit", draft.id))
    return Reply(body, rows(edit, Button("看草稿", draft_pages.action("show", draft.id))))


def local(zone: ZoneInfo, moment: datetime) -> str:
    return f"{moment.astimezone(zone):%m-%d %H:%M}"
