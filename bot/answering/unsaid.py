"""What is said where an entry may not tell what was asked."""

from __future__ import annotations

from bot.answering.pointing import shortened
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.knowledge.offices import competent, enforcing
from bot.text.literal import literal

QUOTED = 30
NEXT = "下面还是那一条，不一定写到了您现在问的这一点；没写到的，{asked}。"
AN_ASK = "还问了“{ask}”：下面这一条里不一定有，请单独再问一次，说清是什么车、什么证、什么事。"


def of_what_comes_next(library: Library, entry: Entry | None) -> str:
    """Said to who goes on asking, and is answered with the same entry."""
    return NEXT.format(asked=whom_to_ask(library, entry))


def of_an_ask(ask: str) -> str:
    """Said of one of two asks."""
    return AN_ASK.format(ask=literal(shortened(ask, QUOTED)))


def whom_to_ask(library: Library, entry: Entry | None) -> str:
    """Whose matter an entry is, by what it rests on or else what it asks; the bureau where that
    is nobody's else."""
    hotline = library.bureau.hotline
    laws = [citation.law for citation in entry.basis] if entry else []
    found = enforcing(library.offices, laws)
    asked = library.facets.of(entry.question) if entry else {}
    office = found[0] if found else competent(library.offices, asked)
    call = library.fill(office.call) if office else hotline
    if office is None or hotline in call:
        return f"请拨打 **{hotline}** 问"
    return f"请问**{office.short or office.name}**：**{call}**"
