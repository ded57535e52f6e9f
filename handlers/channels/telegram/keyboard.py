"""Rows of buttons as Telegram takes them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardMarkupLimit

from bot.messages import Button
from handlers.styled.blocks import web_address

WIDEST_ROW = int(InlineKeyboardMarkupLimit.BUTTONS_PER_ROW)
MOST_BUTTONS = int(InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)


@lru_cache(256)
def keyboard(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    """The buttons that can be shown; None where there are none."""
    shown = [row for given in rows for row in _rows(given)]
    while sum(map(len, shown)) > MOST_BUTTONS:
        shown.pop()
    return InlineKeyboardMarkup(shown) if shown else None


def can_open(address: str) -> bool:
    """Whether Telegram takes it on a button: it refuses addresses that only this machine knows."""
    if not web_address(address):
        return False
    host = urlsplit(address).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return "." in host


def _rows(given: tuple[Button, ...]) -> Iterator[list[InlineKeyboardButton]]:
    buttons = [_button(button) for button in given if button.action or can_open(button.url)]
    for start in range(0, len(buttons), WIDEST_ROW):
        yield buttons[start : start + WIDEST_ROW]


def _button(button: Button) -> InlineKeyboardButton:
    label = button.label.strip() or "…"
    if button.action:
        return InlineKeyboardButton(label, callback_data=button.action)
    return InlineKeyboardButton(label, url=button.url)
