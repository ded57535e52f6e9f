"""One form for all the ways to write the same number, which still knows where each sign stood."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_DIGITS = dict(
    zip("〇零○◯一幺壹二贰三叁四肆五伍六陆七柒八捌九玖", "00001112233445566778899", strict=True)
)
_ARABIC = str.maketrans(_DIGITS)
_CROSSES = dict.fromkeys("×✕✖ХΧ", "X")  # typed for the last of an identity number's eighteen
_DRAWS_NOTHING = {"Cf", "Mn", "Me"}
_TAKEN = "\0"


@dataclass(slots=True)
class Reading:
    """Half-width, in capitals, without characters that draw nothing; `places[i]` is where its i-th
    character stands in the text."""

    text: str
    places: list[int]

    def take_out(self, start: int, end: int) -> None:
        """No later pattern is to find anything there."""
        self.text = self.text[:start] + _TAKEN * (end - start) + self.text[end:]


def plain(text: str) -> Reading:
    """With Chinese digits as they are: in 张三13800138000 the name's is none of the number."""
    return _read(text)


def with_digits(text: str) -> Reading:
    """With Arabic digits for Chinese ones: 一三八…"""
    return _read(text.translate(_ARABIC))


def _read(text: str) -> Reading:
    letters, places = [], []
    for place, character in enumerate(text):
        read = _read_one(character)
        letters.append(read)
        places.extend([place] * len(read))
    return Reading("".join(letters), places)


@lru_cache(maxsize=8192)
def _read_one(character: str) -> str:
    if unicodedata.category(character) in _DRAWS_NOTHING:
        return ""
    return "".join(map(_plain, unicodedata.normalize("NFKC", character).upper()))


def _plain(character: str) -> str:
    if character in _CROSSES:
        return _CROSSES[character]
    if character.isspace():
        return " "
    return str(unicodedata.digit(character)) if character.isdigit() else character
