"""Names of new items and case cards: their law's initials, the article and a free number."""

from __future__ import annotations

import re
from collections.abc import Container

from bot.knowledge.entries import MAX_SLUG
from bot.knowledge.statutes.citations import Citation
from bot.text.sounds import initials


def slug_for(basis: Citation | None, taken: Container[str], *, other: str = "item") -> str:
    """xzcff-51-2: the second one on article 51 of 行政处罚法; `other` where there is no law."""
    law = basis.law if basis else ""
    letters = re.sub(r"[^a-z]", "", initials(law))
    article = f"-{basis.article.number}" if basis and basis.article else ""
    stem = f"{letters or other}{article}"[: MAX_SLUG - 5]
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
