"""What makes a number one of its kind, beyond its shape."""

from __future__ import annotations

from bot.masking.surnames import WORDS

_LIKE_DIGITS = str.maketrans("LIO", "110")
"""What is typed, or read by a machine, in a digit's place."""


def figures(found: str) -> str:
    """Without what stands between them."""
    return "".join(filter(str.isalnum, found))


def is_any(found: str) -> bool:
    return True


def has_birthday(found: str) -> bool:
    """An identity number of 18, or of 15 as until 1999: month and day are possible."""
    number = figures(found).translate(_LIKE_DIGITS)
    year, day = (number[6:10], number[10:14]) if len(number) == 18 else ("1900", number[8:12])
    return "1880" <= year < "2100" and "01" <= day[:2] <= "12" and "01" <= day[2:] <= "31"


def passes_luhn(found: str) -> bool:
    """The check digit that all bank cards have."""
    total = 0
    for place, figure in enumerate(reversed(figures(found))):
        value = int(figure) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_mixed(found: str) -> bool:
    """Of letters and digits, three digits at least: neither a word nor a plain number."""
    number = figures(found)
    return has_three_digits(number) and not number.isdigit()


def has_three_digits(found: str) -> bool:
    return sum(map(str.isdigit, found)) >= 3


def is_plate(found: str) -> bool:
    """Three digits at least, or two where the last sign says that it is one: 湘A8K2P学."""
    return has_three_digits(found) or (
        found[-1] in "挂学警港澳" and sum(map(str.isdigit, found)) == 2
    )


def is_no_date(found: str) -> bool:
    number = figures(found)
    return not (number[:2] in ("19", "20") and "01" <= number[4:6] <= "12")


def is_name(found: str) -> bool:
    return not any(word in found for word in WORDS)
