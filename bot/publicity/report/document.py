"""What a report or a plan is made of, whatever it is rendered to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is a chapter (一、), level 2 a section (（一）), level 3 a query."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are the columns' shares of the page; `source` says where its numbers come from."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: PNG, with what it shows in words for who can't see it."""

    name: str
    caption: str
    png: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Code:
    """A query, line by line as it is run."""

    text: str


Block = Heading | Paragraph | Table | Picture | Code


@dataclass(frozen=True, slots=True)
class Document:
    """`office` stands above the title."""

    office: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    landscape: bool = False

    @property
    def pictures(self) -> Iterator[Picture]:
        for block in self.blocks:
            if isinstance(block, Picture):
                yield block


def numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """With 表 1, 表 2 and 图 1, 图 2 before their captions."""
    tables, pictures = count(1), count(1)
    for block in blocks:
        match block:
            case Table():
                yield replace(block, caption=f"表 {next(tables)}　{block.caption}")
            case Picture():
                yield replace(block, caption=f"图 {next(pictures)}　{block.caption}")
            case _:
                yield block
