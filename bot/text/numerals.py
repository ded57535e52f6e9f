"""Chinese and Arabic numerals as numbers: 一百三十三 = 133, 1.5万 = 15000, 两 = 2."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

DIGITS = "〇零一二两三四五六七八九"
MULTIPLIERS = "十百千"
CHINESE = DIGITS + MULTIPLIERS + "万亿"
_LARGE = {"万": 10_000, "亿": 100_000_000}


def parse(numeral: str) -> Decimal:
    """The value of one numeral, in either script or mixed (1万, 3千).

    Raises:
        ValueError: the text isn't a numeral.
    """
    total = section = Decimal(0)
    digits = ""
    for character in numeral.replace(",", ""):
        if character.isascii() or character in DIGITS:
            digits += _ascii(character)
        elif character in MULTIPLIERS:
            section += Decimal(digits or 1) * int(unicodedata.numeric(character))
            digits = ""
        elif character in _LARGE:
            section += Decimal(digits or 0)
            total += (section or 1) * _LARGE[character]
            section, digits = Decimal(0), ""
        else:
            raise ValueError(f"not a numeral: {numeral!r}")
    if not numeral:
        raise ValueError("not a numeral: ''")
    return total + section + Decimal(digits or 0)


MOST_DIGITS = 9


def counted(text: str) -> int:
    """A whole number that somebody else wrote, in digits alone; 0 where it is none, or is longer
    than any of ours: Python refuses to read thousands of digits."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


def to_chinese(number: int) -> str:
    """A whole number from 1 to 9999 as a statute writes an article's number: 110 = 一百一十."""
    if not 1 <= number <= 9999:
        raise ValueError(f"article numbers run from 1 to 9999, not {number}")
    written, zero = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            written += ("零" if zero and written else "") + "零一二三四五六七八九"[digit] + name
            zero = False
        else:
            zero = True
    return written.removeprefix("一") if written.startswith("一十") else written


def _ascii(character: str) -> str:
    if character in "0123456789.":
        return character
    if character.isascii():
        raise ValueError(f"not a numeral: {character!r}")
    return "2" if character == "两" else str(int(unicodedata.numeric(character)))
