"""What changes between two texts: line by line, and within a line that stays the same one word by
word."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

_SAME_LINE = 0.5
"""Likeness from which a line is the same one with other words."""


class Fate(StrEnum):
    SAME = "same"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line and what becomes of them."""

    fate: Fate
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line that changes; `is_mixed` where only some of its words do."""

    pieces: tuple[Piece, ...]

    @property
    def is_mixed(self) -> bool:
        return len(self.pieces) > 1 or self.pieces[0].fate is Fate.SAME


def lines(before: str, after: str) -> Iterator[Line]:
    """The lines that change, in their order."""
    old, new = before.split("\n") if before else [], after.split("\n") if after else []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            continue
        for gone, come in zip_longest(old[a:b], new[c:d]):
            yield from _changed(gone, come)


def told(line: Line) -> str:
    """In signs: －gone, ＋come, and ～ a line of which words 〔－went〕 and 〔＋came〕."""
    if not line.is_mixed:
        piece = line.pieces[0]
        return f"{_SIGNS[piece.fate]}{piece.words}"
    words = [
        piece.words if piece.fate is Fate.SAME else f"〔{_SIGNS[piece.fate]}{piece.words}〕"
        for piece in line.pieces
    ]
    return f"～{''.join(words)}"


_SIGNS = {Fate.GONE: "－", Fate.COME: "＋"}


def _changed(old: str | None, new: str | None) -> Iterator[Line]:
    if old is None or new is None:
        fate = Fate.GONE if new is None else Fate.COME
        yield Line((Piece(fate, old or new or ""),))
        return
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _SAME_LINE:
        yield Line((Piece(Fate.GONE, old),))
        yield Line((Piece(Fate.COME, new),))
        return
    pieces: list[Piece] = []
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            pieces.append(Piece(Fate.SAME, old[a:b]))
            continue
        pieces += [Piece(Fate.GONE, old[a:b])] if b > a else []
        pieces += [Piece(Fate.COME, new[c:d])] if d > c else []
    yield Line(tuple(pieces))
