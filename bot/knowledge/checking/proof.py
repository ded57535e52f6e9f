"""Figures and articles that the law's text doesn't bear, in entries, blocks and days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.frontmatter import Fault
from bot.knowledge.calendar.dayfiles import Day
from bot.knowledge.checking.evidence import Evidence, Sources
from bot.knowledge.checking.figures import figures_of
from bot.knowledge.checking.lines import line_of
from bot.knowledge.entries import Entry
from bot.knowledge.library import Block
from bot.knowledge.statutes import Register
from bot.knowledge.statutes.citations import Citation


@dataclass(frozen=True, slots=True)
class Claims:
    """What a file says and what it says it by; `source` is its text, for the line of a fault,
    `also` words that bear figures themselves."""

    path: Path
    source: str
    basis: Sequence[Citation]
    named: Mapping[str, str]
    words: Sequence[str]
    also: str = ""


def of_entry(entry: Entry) -> Claims:
    words = (entry.body, *entry.key_points)
    return Claims(entry.path, entry.source, entry.cited, entry.figures, words)


def of_block(block: Block) -> Claims:
    return Claims(block.path, "", block.basis, block.figures, (block.body,))


def of_day(day: Day) -> Claims:
    return Claims(day.path, day.text, day.cites, day.figures, tuple(day.words), also=day.basis)


@dataclass(frozen=True, slots=True)
class Doubts:
    """What a file's sources don't bear: `missing` are cited articles that the texts held don't
    have, `problems` sources that don't bear the figure they are named for, `figures` those that
    stand in none of them; `unheld` are laws of which nothing is held, so that these can't be told.
    """

    missing: tuple[Citation, ...]
    problems: tuple[str, ...]
    figures: tuple[str, ...]
    unheld: tuple[str, ...]


def doubts(claims: Claims, register: Register, evidence: Evidence) -> Doubts:
    missing = [
        citation
        for citation in claims.basis
        if citation.article and evidence.holds(citation.law) and evidence.words(citation) is None
    ]
    sources = Sources(claims.basis, claims.named, register, evidence)
    proven = sources.proven | {figure.key for figure in figures_of(claims.also)}
    figures = (figure for words in claims.words for figure in figures_of(words))
    return Doubts(
        tuple(missing),
        tuple(sources.problems),
        tuple(figure.written for figure in figures if figure.key not in proven),
        tuple(
            dict.fromkeys(one.law for one in claims.basis if not evidence.holds(one.law))
            if sources.is_open
            else ()
        ),
    )


def unproven(claims: Claims, register: Register, evidence: Evidence) -> Iterator[Fault]:
    """What stands in none of the sources. Where a source is a law of which nothing is held here,
    it can't be told, and nothing is said."""
    found = doubts(claims, register, evidence)
    for citation in found.missing:
        message = f"{citation.display} isn't in the texts: cite the law alone or correct it"
        yield Fault(claims.path, line_of(claims.source, str(citation)), message)
    for problem in found.problems:
        yield Fault(claims.path, line_of(claims.source, "figures:"), problem)
    for figure in found.figures if not found.unheld else ():
        yield Fault(
            claims.path,
            line_of(claims.source, figure),
            f"{figure} stands in none of the cited articles: correct it, cite the "
            "article, or name its source under `figures:`",
        )
