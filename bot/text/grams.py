"""Character n-grams: what questions and phrases are compared by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import add

# A run of Latin letters and digits is one token (c1, etc, 12123, 4点5); every other character is.
_TOKEN = re.compile(r"[a-z0-9]+(?:点[0-9]+)?|\S")
_LATIN = re.compile(r"[a-z0-9]")


def grams(text: str) -> list[str]:
    """Tokens and pairs of neighbouring tokens of normalised text; pairs don't cross a space."""
    found: list[str] = []
    for part in text.split():
        single = tokens(part)
        found += single
        found += map(add, single, single[1:])
    return found


def tokens(part: str) -> Sequence[str]:
    """A text without Latin letters and digits is its own list of tokens."""
    return _TOKEN.findall(part) if _LATIN.search(part) else part
