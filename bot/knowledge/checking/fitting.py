"""Shared passages below answers that they don't suit."""

from __future__ import annotations

from collections.abc import Iterator

from bot.frontmatter import Fault
from bot.knowledge.checking.lines import line_of
from bot.knowledge.entries import Entry
from bot.knowledge.library import Block, Library
from bot.knowledge.statutes import Register
from bot.knowledge.statutes.citations import Citation


def misfits(entry: Entry, library: Library) -> Iterator[Fault]:
    """Blocks of which the entry meets no need: it cites none of the articles and laws named there
    and says none of the words, so the passage tells of something else than the answer."""
    for name in entry.blocks:
        block = library.blocks.get(name)
        if block and block.needs and not _suits(block, entry, library.register):
            message = (
                f"block {name} doesn't suit: the entry neither cites nor says any of "
                f"{', '.join(block.needs)}; take another block, or cite what it rests on"
            )
            yield Fault(entry.path, line_of(entry.source, "blocks:"), message)


def cited_needs(block: Block) -> Iterator[Citation]:
    """The articles among its needs."""
    for need in block.needs:
        if (citation := _article(need)) is not None:
            yield citation


def _suits(block: Block, entry: Entry, register: Register) -> bool:
    return any(_meets(entry, need, register) for need in block.needs)


def _meets(entry: Entry, need: str, register: Register) -> bool:
    if (citation := _article(need)) is not None:
        return citation in entry.cited
    if need in register.statutes:
        return any(citation.law == need for citation in entry.cited)
    return need in entry.question or need in entry.body


def _article(need: str) -> Citation | None:
    """What the need cites, if it is an article; a law's name or a word is none."""
    try:
        citation = Citation.parse(need)
    except ValueError:
        return None
    return citation if citation.article else None
