"""A campaign as its recipients see it: the words, its buttons, and the way out below them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.library import Library
from bot.messages import Button, Reply
from bot.store.campaigns import ButtonKind, Campaign, NoticeButton
from bot.store.subscribers import Kind

TAP = "c"
UNSUBSCRIBE = "unsub"
LONGEST = 4096
"""UTF-16 units as rendered: a notice is one message, so that its buttons stand below its words."""


def tap(campaign_id: int, number: int) -> str:
    """The action of a notice's button."""
    return f"{TAP}:{campaign_id}:{number}"


def compose(
    campaign: Campaign, library: Library, *, page_url: str, kind: Kind = Kind.PRIVATE
) -> Reply:
    """The notice for a private chat, a group or a channel; `page_url` is "" without a page.

    What a button in a channel answers, all its readers would get: there, buttons only open pages.
    """
    body = f"**{campaign.title}**\n\n{library.fill(campaign.body)}"
    if kind is Kind.CHANNEL:
        return Reply(body, _rows(_opening(button, page_url) for button in campaign.buttons))
    buttons = [
        _answering(button, tap(campaign.id, number))
        for number, button in enumerate(campaign.buttons)
    ]
    return Reply(body, _rows([*buttons, Button("退订", UNSUBSCRIBE)]))


def _answering(button: NoticeButton, action: str) -> Button:
    if button.kind is ButtonKind.PAGE:
        return Button(button.label, url=button.target)
    return Button(button.label, action)


def _opening(button: NoticeButton, page_url: str) -> Button | None:
    if button.kind is ButtonKind.PAGE:
        return Button(button.label, url=button.target)
    if not page_url:
        return None
    is_entry = button.kind is ButtonKind.ENTRY
    return Button(button.label, url=f"{page_url}/entries/{button.target}" if is_entry else page_url)


def _rows(buttons: Iterable[Button | None]) -> tuple[tuple[Button, ...], ...]:
    return tuple((button,) for button in buttons if button)
