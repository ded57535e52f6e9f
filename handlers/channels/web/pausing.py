"""Where a question may break over lines: where it pauses, as its sheet says; and within a clause
that is longer than a phone's line, between any two characters but not before a sign."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_CLAUSE = re.compile(r"[^，、？；：。！]+")
_LINE = 13
"""Characters for which the narrowest phones have room."""
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff“（《])")


def pausing(question: str) -> Markup:
    return Markup(_CLAUSE.sub(_breaking, str(escape(question))))  # noqa: S704 - escaped here


def _breaking(clause: re.Match[str]) -> str:
    words = clause[0]
    return _BETWEEN.sub("<wbr>", words) if len(words) > _LINE else words
