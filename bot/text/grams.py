"""Character n-grams with their sounds: what questions and phrases are compared by."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise
from operator import add

# A run of Latin letters and digits is one token (c1, etc, 12123, 4点5); every other character is.
_TOKEN = re.compile(r"[a-z0-9]+(?:点[0-9]+)?|\S")
_LATIN = re.compile(r"[a-z0-9]")
SOUND = "~"
"""Begins a gram of sounds, so that it is never taken for one of characters."""


def grams(text: str) -> list[str]:
    """Tokens and pairs of neighbouring tokens of normalised text; pairs don't cross a space."""
    found: list[str] = []
    for part in text.split():
        tokens = _tokens(part)
        found += tokens
        found += map(add, tokens, tokens[1:])
    return found


def sound_grams(text: str) -> list[str]:
    """Pairs of neighbouring syllables, `~chao zai`; pinyin typed in Latin letters counts too."""
    found: list[str] = []
    for part in text.split():
        sounds = chain.from_iterable(map(_sounds, _tokens(part)))
        found += [f"{SOUND}{a} {b}" for a, b in pairwise(sounds)]
    return found


def _tokens(part: str) -> Sequence[str]:
    """A text without Latin letters and digits is its own list of tokens."""
    return _TOKEN.findall(part) if _LATIN.search(part) else part


@lru_cache(maxsize=20_000)
def _sounds(token: str) -> tuple[str, ...]:
    """One reading of a character; both sides of a comparison read it the same way."""
    if token.isascii():
        return tuple(_split_pinyin(token)) or (token,)
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # single characters need no phrase table
    from pypinyin import lazy_pinyin  # half a second that few commands need

    return (str(lazy_pinyin(token)[0]),)


_SYLLABLE = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|ei|ui|ao|ou|iu|ie|ve|er|an|en|in|un"
    "|ia|ua|uo|ue|[aoeiuv])"
)


def _split_pinyin(token: str) -> list[str]:
    """`chaozai` as chao, zai; nothing where the token isn't pinyin throughout."""
    syllables: list[str] = []
    at = 0
    while at < len(token):
        match = _longest_syllable(token, at)
        if match is None:
            return []
        syllables.append(match)
        at += len(match)
    return syllables


def _longest_syllable(token: str, at: int) -> str | None:
    """The longest syllable here after which the rest can still begin one (xian → xian, xi'an)."""
    for size in range(min(6, len(token) - at), 0, -1):
        piece, rest = token[at : at + size], token[at + size :]
        if _SYLLABLE.fullmatch(piece) and (not rest or _SYLLABLE.match(rest)):
            return piece
    return None
