"""Where a text may end: after a line, a sentence or a word, never within what is drawn as one."""

from __future__ import annotations

import unicodedata

_ENDINGS = ("\n", "。！？!?；;", "，、,：: \t")
_JOINER = "\u200d"


def cut(text: str, longest: int) -> int:
    """Where to end: after a line, a sentence or a word in the second half, else between glyphs."""
    for endings in _ENDINGS:
        at = max(text.rfind(ending, longest // 2, longest) for ending in endings)
        if at >= 0:
            return at + 1
    for at in range(longest, longest // 2, -1):
        if not _joins(text, at):
            return at
    return longest


def _joins(text: str, at: int) -> bool:
    """Whether a cut here would take apart what is drawn as one, an emoji or an accented letter."""
    before, after = text[at - 1], text[at : at + 1]
    if not after:
        return False
    is_skin = "\U0001f3fb" <= after <= "\U0001f3ff"
    return _JOINER in (before, after) or is_skin or unicodedata.category(after).startswith("M")
