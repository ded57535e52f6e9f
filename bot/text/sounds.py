"""How characters sound, and pinyin that is typed in Latin letters."""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache

# Its table of phrases takes 45 MB, and nobody needs it before something new is to be named.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

_SYLLABLE = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|ei|ui|ao|ou|iu|ie|ve|er|an|en|in|un"
    "|ia|ua|uo|ue|[aoeiuv])"
)


def sound(character: str) -> str:
    """One reading without its tone; both sides of a comparison read it the same way."""
    return sounds(character)[0]


@lru_cache(maxsize=20_000)
def sounds(character: str) -> tuple[str, ...]:
    """All its readings without their tones, the commonest first: 谁 is typed shei and shui."""
    from pypinyin import Style, pinyin  # slow to load, and few commands need it

    return tuple(dict.fromkeys(pinyin(character, style=Style.NORMAL, heteronym=True)[0]))


def spelled(text: str) -> list[str]:
    """Its characters without their tones, read as its words have them: 重庆 as chong, qing. What is
    no Chinese stands there as it is written, a run as one."""
    from pypinyin import lazy_pinyin

    _learn_phrases()
    return lazy_pinyin(text)


def initials(text: str) -> str:
    """The same, of each character the first letter: 3路公交 as 3lgj."""
    from pypinyin import Style, lazy_pinyin

    _learn_phrases()
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


@cache
def _learn_phrases() -> None:
    from pypinyin import load_phrases_dict
    from pypinyin.phrases_dict import phrases_dict

    load_phrases_dict(phrases_dict)


def split_pinyin(text: str) -> list[str]:
    """`chaozai` as chao, zai; nothing where the text isn't pinyin throughout."""
    syllables: list[str] = []
    at = 0
    while at < len(text):
        syllable = _longest_syllable(text, at)
        if syllable is None:
            return []
        syllables.append(syllable)
        at += len(syllable)
    return syllables


def _longest_syllable(text: str, at: int) -> str | None:
    """The longest syllable here after which the rest can still begin one (xian → xian, xi'an)."""
    for size in range(min(6, len(text) - at), 0, -1):
        piece, rest = text[at : at + size], text[at + size :]
        if _SYLLABLE.fullmatch(piece) and (not rest or _SYLLABLE.match(rest)):
            return piece
    return None
