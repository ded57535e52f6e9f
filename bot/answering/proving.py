"""Proves the phrases that are only searched: each must find its own entry first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.answering.matching.likely import NONE
from bot.answering.matching.matcher import Matcher
from bot.frontmatter import Fault
from bot.knowledge.library import Library
from bot.knowledge.phrases import SHARED, PhraseFile


def faults(library: Library, matcher: Matcher, files: Iterable[PhraseFile]) -> Iterator[Fault]:
    """Phrases that find another entry first and aren't marked as shared; files of no entry. Those
    of what no entry is for find none."""
    others = {*(intent.name for intent in library.intents), *library.local, NONE}
    for found in files:
        slug = found.path.stem
        if slug in others:
            continue
        if slug not in library.entries:
            yield Fault(found.path, 1, f"no entry {slug} is in service: rename or remove the file")
            continue
        for number, phrase in found.lines.items():
            matches = matcher.rank(phrase, 1).matches
            first = matches[0].entry.slug if matches else ""
            if first != slug and number not in found.shared:
                yield Fault(
                    found.path,
                    number,
                    f"“{phrase}” finds {first or 'nothing'} first: move it there, say it otherwise,"
                    f" or begin the line with {SHARED} where both answer it",
                )
