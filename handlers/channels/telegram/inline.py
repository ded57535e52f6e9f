"""Inline mode: whoever types `@bot 超载` in any chat is offered entries to share there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

from handlers.channels.telegram.keyboard import can_open
from handlers.channels.telegram.markup import to_html
from handlers.channels.telegram.splitting import LONGEST_TEXT, split
from handlers.styled.blocks import Resolve, render
from handlers.styled.runs import Mark, Run, clean

OFFERS = 8
CACHED_SECONDS = 60
"""How long Telegram may offer the same for the same words; an edited entry is offered after it."""
LONGEST_SUMMARY = 120
_FOOTER = 40


@dataclass(frozen=True, slots=True)
class Shareable:
    """Something to share: what the list shows, the Markdown that is sent, its page if any."""

    id: str
    title: str
    summary: str
    body: str
    page: str = ""


Suggest = Callable[[str], Sequence[Shareable]]


def offers(found: Sequence[Shareable], resolve: Resolve) -> list[InlineQueryResultArticle]:
    return [_offer(shareable, resolve) for shareable in found[:OFFERS]]


def nothing_found() -> InlineQueryResultsButton:
    """Leads to a private chat, where one can ask in one's own words."""
    return InlineQueryResultsButton("没有找到，去问机器人", start_parameter="inline")


def _offer(shareable: Shareable, resolve: Resolve) -> InlineQueryResultArticle:
    summary = " ".join(block.text for block in render(shareable.summary))
    return InlineQueryResultArticle(
        id=shareable.id,
        title=clean(shareable.title),
        description=summary[:LONGEST_SUMMARY],
        input_message_content=InputTextMessageContent(
            _message(shareable, resolve),
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )


def _message(shareable: Shareable, resolve: Resolve) -> str:
    """One message: what doesn't fit stands on the page."""
    first, *others = split(render(shareable.body, resolve), LONGEST_TEXT - _FOOTER)
    runs = list(first.runs)
    if can_open(shareable.page):
        label = "查看全文" if others else "在网页上看"
        runs += [Run("\n\n"), Run(label, (Mark("a", shareable.page),))]
    elif others:
        runs.append(Run("\n\n……"))
    return to_html(runs)
