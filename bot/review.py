"""Whether an entry still rests on the text that it was reviewed against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.citations import Citation
from bot.entries import Entry
from bot.statutes import Texts
from bot.statutes.texts import fingerprint


def outdated_basis(entry: Entry, texts: Texts) -> list[Citation]:
    """The cited articles whose text in force isn't the one that the entry was reviewed against."""
    changed = []
    for written, seen in entry.fingerprints.items():
        citation = Citation.parse(written)
        if texts.law(citation.law) is None:
            continue  # no text to compare with
        text = texts.article(citation)
        if text is None or fingerprint(text) != seen:
            changed.append(citation)
    return changed


def reviewed(entry: Entry, texts: Texts, today: date) -> Entry:
    """The entry as reviewed today against the texts that are held."""
    held = {citation: texts.article(citation) for citation in entry.basis}
    prints = {str(citation): fingerprint(text) for citation, text in held.items() if text}
    if prints == dict(entry.fingerprints) and entry.reviewed == today:
        return entry
    return replace(entry, fingerprints=prints, reviewed=today)
