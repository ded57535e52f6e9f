"""Texts for signs that show one line: the station's LED, the scroller in a bus.

Their controllers know GB 2312 and nothing more: a character outside it stays dark, or shows as
another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge.calendar.dayfiles import BUS, LED


class Unshowable(ValueError):
    """The sign can't show it; the message has every reason, in words for staff."""


@dataclass(frozen=True, slots=True)
class Sign:
    name: str
    longest: int


SIGNS = (Sign("LED屏", LED), Sign("公交屏", BUS))

_INSTEAD = {
    "–": "—", "―": "—", "•": "·", "・": "·", "\u00a0": "空格", "㎡": "平方米", "㎥": "立方米",
    "㎞": "公里", "㎏": "公斤", "€": "欧元", "①": "1.", "②": "2.", "③": "3.", "〇": "0",
    "\n": "空格", "\t": "空格", "𫔭": "开",
}  # fmt: skip
"""Characters that stray into notices, and what the sign shows in their place."""


def checked(sign: Sign, text: str) -> str:
    """The text, where that sign can show all of it.

    Raises:
        Unshowable: too long, empty, or with characters that the sign lacks.
    """
    if reasons := list(_reasons(sign, text)):
        raise Unshowable(f"{sign.name}：{'；'.join(reasons)}")
    return text


def encoded(text: str) -> bytes:
    """The bytes of GB 2312, as the sign's software reads a file."""
    # Windows writes — and · as the two codes that Python's own table has for ― and ・.
    return text.encode("gbk")


def _reasons(sign: Sign, text: str) -> Iterator[str]:
    if not text:
        yield "没有文字"
    if len(text) > sign.longest:
        yield f"{len(text)} 个字，最多 {sign.longest} 个"
    for place, character in enumerate(text, start=1):
        if not _is_shown(character):
            instead = _INSTEAD.get(character)
            hint = f"，请换成“{instead}”" if instead else "，请换一个字"
            yield f"第 {place} 个字“{character}”（U+{ord(character):04X}）屏上显示不了{hint}"


def _is_shown(character: str) -> bool:
    if character.isascii():
        return character.isprintable()
    try:
        return bool(encoded(character).decode("gb2312"))
    except UnicodeError:
        return False
