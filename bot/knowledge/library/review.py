"""Whether an entry, an item or a case card still rests on the text that it was reviewed against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from bot.knowledge.cases import Case
from bot.knowledge.entries import Entry
from bot.knowledge.items import Item
from bot.knowledge.statutes import Register, Status, Texts
from bot.knowledge.statutes.citations import Citation
from bot.knowledge.statutes.texts import fingerprint

Reviewed = TypeVar("Reviewed", Entry, Item, Case)
STALE = timedelta(days=90)
"""So long after its review date an entry isn't given as the answer any more."""


def is_overdue(entry: Entry, today: date) -> bool:
    """The answer says so, and whoever reads it should ask."""
    return entry.review_by < today


def is_stale(entry: Entry, today: date) -> bool:
    """It is only offered among others: nobody has looked at it for too long."""
    return entry.review_by + STALE < today


def outdated_basis(entry: Entry | Item | Case, texts: Texts, register: Register) -> list[Citation]:
    """The citations that no longer hold: the article's text in force isn't the one that the entry
    was reviewed against, or its law is repealed."""
    seen = {Citation.parse(written): print_ for written, print_ in entry.fingerprints.items()}
    changed = [citation for citation, print_ in seen.items() if _differs(citation, print_, texts)]
    laws = register.statutes
    repealed = [
        citation
        for citation in entry.cited
        if citation.law in laws and laws[citation.law].status is Status.REPEALED
    ]
    return [*changed, *(citation for citation in repealed if citation not in changed)]


def _differs(citation: Citation, seen: str, texts: Texts) -> bool:
    if texts.law(citation.law) is None:
        return False  # no text to compare with
    text = texts.article(citation)
    return text is None or fingerprint(text) != seen


def reviewed(entry: Reviewed, texts: Texts, today: date) -> Reviewed:
    """It, as reviewed today against the texts that are held. Of a law whose text isn't, what the
    review before it was held against stays: who holds it later hears what changed since."""
    prints = {}
    for citation in entry.cited:
        if text := texts.article(citation):
            prints[str(citation)] = fingerprint(text)
        elif texts.law(citation.law) is None and (before := entry.fingerprints.get(str(citation))):
            prints[str(citation)] = before
    if prints == dict(entry.fingerprints) and entry.reviewed == today:
        return entry
    return replace(entry, fingerprints=prints, reviewed=today)
