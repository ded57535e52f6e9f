"""An entry as the reading aids look at it: its sentences, and the articles that it cites."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.knowledge.checking.evidence import Evidence
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.knowledge.statutes.citations import Citation

_BULLET = re.compile(r"^\s*(?:[-*]|\d{1,2}\.)\s+")
_END = re.compile(r"(?<=[。！？；])")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader should look at: the words in the entry's file, and what is odd about them."""

    words: str
    message: str


@dataclass(frozen=True)
class Subject:
    """An entry in its library; `evidence` is None where no texts are held."""

    entry: Entry
    library: Library
    evidence: Evidence | None = None

    @cached_property
    def lead(self) -> str:
        """The first paragraph, without marks."""
        return plain(self.entry.short_answer)

    @cached_property
    def answer(self) -> str:
        """All that the entry itself says, without marks; shared passages aren't its own."""
        return plain(self.entry.body)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Paragraphs and bullets as they stand in the file, headings left out."""
        lines = (_BULLET.sub("", line).strip() for line in self.entry.body.splitlines())
        return tuple(line for line in lines if line and not line.startswith("#"))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The answer's sentences as they stand in the file."""
        return tuple(one for line in self.lines for one in sentences(line))

    @cached_property
    def short_forms(self) -> tuple[str, ...]:
        """Sentences of the first paragraph, and key points: what is read without the rest."""
        return (*sentences(self.entry.short_answer), *self.entry.key_points)

    @cached_property
    def articles(self) -> dict[Citation, str]:
        """The articles that it rests on, also those named under `figures:`, as far as their texts
        are held."""
        return self._held((*self.entry.cited, *_cited(self.entry.figures.values())))

    @cached_property
    def all_articles(self) -> dict[Citation, str]:
        """The same with those of its blocks."""
        blocks = (self.library.blocks.get(name) for name in self.entry.blocks)
        return {
            **self.articles,
            **self._held(one for block in blocks if block for one in block.basis),
        }

    @property
    def is_open(self) -> bool:
        """Whether it cites a law or an article whose text isn't held: that may say anything."""
        return len(self._held(self.entry.cited)) < len(self.entry.cited)

    def _held(self, citations: Iterable[Citation]) -> dict[Citation, str]:
        if self.evidence is None:
            return {}
        found = ((citation, self.evidence.texts.article(citation)) for citation in citations)
        return {citation: text for citation, text in found if text}

    def asks(self, wanted: re.Pattern[str]) -> str | None:
        """The first way to ask it that wants this."""
        return next((phrase for phrase in self.entry.phrases if wanted.search(phrase)), None)

    def cites(self, *written: str) -> bool:
        """Whether the entry, or a block of it, rests on one of these articles."""
        blocks = (self.library.blocks.get(name) for name in self.entry.blocks)
        cited = {*self.entry.cited, *(one for block in blocks if block for one in block.basis)}
        return any(Citation.parse(one) in cited for one in written)


Check = Callable[[Subject], Iterator[Remark]]


def _cited(sources: Iterable[str]) -> Iterator[Citation]:
    for source in sources:
        try:
            yield Citation.parse(source)
        except ValueError:
            continue  # a hotline, a notice: its own source


def sentences(text: str) -> list[str]:
    """Its sentences and half-sentences (；), as written."""
    return [part.strip() for part in _END.split(text) if part.strip()]


def plain(text: str) -> str:
    """The words without bold marks and links."""
    return _LINK.sub(r"\1", text).replace("**", "")
