"""Lines of Chinese that break where one would pause."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

from markupsafe import Markup

Lines = tuple[str, ...]

_PAUSE = re.compile(r"[^，；：。！？》]*[，；：。！？》]+|[^，；：。！？》]+")
_BEGINNING = "或|并|应当|必须|可以|不能|不得|[《“]"
_THOUGHT = re.compile(rf".(?:(?!{_BEGINNING})[^，；：。！？》、])*[，；：。！？》、]*", re.DOTALL)
_TORN = re.compile(rf"[^，；：。！？》、]\n(?!{_BEGINNING})")
_FIGURE = re.compile(
    r"\d[\d.]*(?:[：:]\d+)?(?:\s?(?:万元|公里|厘米|千克|公斤|毫克|毫升|周岁|小时|分钟|个月|[%％元分日年月天米吨次倍个人条]))?"
)
_WHOLE = re.compile(rf"[“《（]*(?:{_FIGURE.pattern}|[A-Za-z]+|.)[，；：、。！？”》）]*", re.DOTALL)
_MOST_PIECES = 10
_NARROW = 0.6
"""Ems of a letter or a digit in bold type."""
_STRAY = 3.0
"""Ems that look forlorn on a line of their own."""


def width(text: str) -> float:
    """In ems: a Chinese character is one wide."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else _NARROW for c in text)


def longest(lines: Lines) -> float:
    return max(map(width, lines))


def breakings(text: str, most: int) -> Iterator[Lines]:
    """The text on one line, two …, at most so many: broken at pauses, as even as they allow; else
    where a new thought begins; else anywhere."""
    for count in range(1, most + 1):
        for break_ in (_PAUSE, _THOUGHT):
            pieces = break_.findall(text)
            if count <= len(pieces) <= _MOST_PIECES:
                yield min(_broken(pieces, count), key=longest)
                break
        else:
            yield _evenly(text, count)


def wrapped(text: str, most: float) -> Lines:
    """Lines of at most so many ems: broken at pauses where that takes no more lines than filling
    each does."""
    filled = _filled(text, most)
    if len(filled) == 1:
        return filled
    fitting = (lines for lines in breakings(text, len(filled)) if longest(lines) <= most)
    return next(fitting, filled)


def has_stray(lines: Lines) -> bool:
    """Whether a word or two stand alone on the last line."""
    return len(lines) > 1 and width(lines[-1]) <= _STRAY


def is_torn(lines: Lines) -> bool:
    """Whether a line ends where nobody would pause."""
    return bool(_TORN.search("\n".join(lines)))


def without_commas(lines: Lines) -> Lines:
    """A headline needs none at the end of a line."""
    return tuple(line.rstrip("，；") for line in lines)


def figures(text: str) -> Markup:
    """Numbers with their units, which no line breaks and which stand out."""
    parts: list[str] = []
    end = 0
    for match in _FIGURE.finditer(text):
        figure = Markup('<span class="figure">{}</span>').format(match[0])
        parts += [text[end : match.start()], figure]
        end = match.end()
    return Markup("").join([*parts, text[end:]])


def _filled(text: str, most: float) -> Lines:
    """Each line as full as it can be; a figure or a mark is not torn from what it belongs to."""
    lines = [""]
    for piece in _WHOLE.findall(text):
        if lines[-1] and width(lines[-1] + piece) > most:
            lines.append("")
        lines[-1] += piece
    return tuple(lines)


def _evenly(text: str, count: int) -> Lines:
    most = width(text) / count
    while len(lines := _filled(text, most)) > count:
        most += 0.5
    return lines


def _broken(pieces: list[str], count: int) -> list[Lines]:
    """Every way to put the pieces on so many lines."""
    return [
        tuple("".join(pieces[a:b]) for a, b in itertools.pairwise((0, *cuts, len(pieces))))
        for cuts in itertools.combinations(range(1, len(pieces)), count - 1)
    ]
