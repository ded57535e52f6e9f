"""Words with a gap, as staff write them: 扣…车 is in 扣了我的车."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.text.normalise import same

GAP = "…"
_WITHIN = r".{0,6}?"
"""So much may stand in a gap."""


def read(word: object) -> str:
    """Normalised, but with its gap.

    >>> read("扣 … 車")
    '扣…车'
    """
    return GAP.join(map(same, str(word).split(GAP))).strip(GAP)


def has(told: str, words: tuple[str, ...]) -> bool:
    """Whether a normalised text has one of these words."""
    whole, gapped = _parted(words)
    return any(one in told for one in whole) or bool(gapped and any_of(gapped).search(told))


@lru_cache(maxsize=1000)
def _parted(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words without a gap, which are quickly looked for, and those with one."""
    gapped = tuple(one for one in words if GAP in one)
    return tuple(one for one in words if GAP not in one), gapped


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """What finds one of these words; nothing where there is none.

    >>> any_of(["扣…车"]).search("扣了我的车")[0]
    '扣了我的车'
    """
    return _any_of(tuple(words))


@lru_cache(maxsize=1000)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    # Longest first: a word must not hide a longer one that begins with it.
    told = (re.escape(word).replace(GAP, _WITHIN) for word in sorted(words, key=len, reverse=True))
    return re.compile(f"(?:{'|'.join(told)})" if words else r"(?!)")
