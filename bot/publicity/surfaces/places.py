"""Where a poster hangs: a name for people, a short code for links, and the links themselves."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.text.sounds import initials

LONGEST_NAME = 20
_INITIALS = 10
_HASHES = (4, 6, 8)
_BOT = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_CODE = "[a-z0-9-]{1,20}"
_START = re.compile(rf"from_({_CODE}?)(?:_c(\d{{1,9}}))?")


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    code: str


def checked(name: str) -> str:
    """Raises: ValueError: it can't be a place's name."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError(f"地点“{name}”：要写 1 到 {LONGEST_NAME} 个字")
    return name


def codes(name: str) -> Iterator[str]:
    """Codes for it, the shortest first: 汽车站 → qcz-1f3a. The hash tells those apart whose
    initials are the same."""
    letters = re.sub(r"[^a-z0-9]", "", initials(name))[:_INITIALS] or "p"
    digest = hashlib.sha256(name.encode()).hexdigest()
    return (f"{letters}-{digest[:length]}" for length in _HASHES)


def page_link(page_url: str, place: Place, campaign_id: int) -> str:
    """Our page, which counts the arrival and shows what the poster is about."""
    return f"{page_url}/?from={place.code}&c={campaign_id}"


def telegram_link(bot: str, place: Place, campaign_id: int) -> str:
    """A chat with the bot, which counts the arrival.

    Raises:
        ValueError: that is no bot's name.
    """
    name = bot.removeprefix("https://t.me/").removeprefix("@")
    if not _BOT.fullmatch(name):
        raise ValueError(f"{bot} 不是机器人的用户名：它由 5 到 32 个字母、数字、下划线组成")
    return f"https://t.me/{name}?start=from_{place.code}_c{campaign_id}"


def of_start(parameter: str) -> tuple[str, int] | None:
    """The place's code and the campaign (0: none) in what a Telegram link hands over."""
    match = _START.fullmatch(parameter)
    return (match[1], int(match[2] or 0)) if match else None
