"""Blocks as messages within the Bot API's limits: split between blocks, within one only if need be.

Nothing is lost: what falls away at a cut is white space.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from telegram.constants import MessageLimit

from handlers.channels.telegram.markup import entities, to_html, units
from handlers.styled.blocks import Block
from handlers.styled.cutting import cut
from handlers.styled.runs import QUOTE, Run, is_blank, plain, trimmed

LONGEST_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
MOST_ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)
LONGEST_HTML = 32_000
"""Bytes before parsing; the Bot API server refuses more than 32 KiB."""

MOST_ORPHANS = 2
"""Headings in a row that go on with what they stand over: a title and a subtitle."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one message holds."""

    runs: tuple[Run, ...]

    @property
    def html(self) -> str:
        return to_html(self.runs)

    @property
    def text(self) -> str:
        return plain(self.runs)


def split(blocks: list[Block], limit: int = LONGEST_TEXT) -> list[Part]:
    """The fewest messages that keep blocks whole, a heading with what it stands over."""
    # Most answers fit as they are, and nearly all that is sent is measured here.
    parts = [blocks] if _fits(_joined(blocks), limit) else _parts(blocks, limit)
    runs = (trimmed(_joined(part)) for part in parts)
    return [Part(tuple(part)) for part in runs if not is_blank(plain(part))]


def _parts(blocks: list[Block], limit: int) -> list[list[Block]]:
    parts: list[list[Block]] = [[]]
    for block in blocks:
        for piece in _pieces(block, limit):
            if _fits(_joined([*parts[-1], piece]), limit):
                parts[-1].append(piece)
            else:
                parts.append([*_orphans(parts[-1], piece, limit), piece])
    return parts


def length(blocks: list[Block]) -> int:
    """UTF-16 units of the text that they make, in however many messages."""
    return units(plain(_joined(blocks)))


def _orphans(part: list[Block], piece: Block, limit: int) -> list[Block]:
    """Take the headings off the end of a part where they can go on with the next."""
    count = 0
    while count < min(len(part) - 1, MOST_ORPHANS) and part[-1 - count].is_heading:
        count += 1
    moved = part[len(part) - count :]
    if not moved or not _fits(_joined([*moved, piece]), limit):
        return []
    del part[-count:]
    return moved


def _joined(blocks: list[Block]) -> list[Run]:
    runs: list[Run] = []
    before: Block | None = None
    for block in blocks:
        if before:
            runs.append(_gap(before, block))
        runs.extend(block.runs)
        before = block
    return runs


def _gap(before: Block, after: Block) -> Run:
    is_close = before.is_heading or (before.group and before.group == after.group)
    is_quoted = QUOTE in before.runs[-1].marks and QUOTE in after.runs[0].marks
    return Run("\n" if is_close else "\n\n", (QUOTE,) if is_quoted else ())


def _fits(runs: list[Run], limit: int) -> bool:
    return (
        units(plain(runs)) <= limit
        and entities(runs) <= MOST_ENTITIES
        and len(to_html(runs).encode()) <= LONGEST_HTML
    )


def _pieces(block: Block, limit: int) -> Iterator[Block]:
    runs = list(block.runs)
    while (length := len(plain(runs))) > 1 and not _fits(runs, limit):
        longest = _longest(runs, length, limit)
        at = cut(plain(runs), max(longest, 1))
        yield Block(tuple(_first(runs, at)), block.group)
        runs = _rest(runs, at)
    yield Block(tuple(runs), block.group, block.is_heading)


def _longest(runs: list[Run], length: int, limit: int) -> int:
    """How many of the first characters fit; fewer than all of them."""
    return bisect_right(range(1, length), 0, key=lambda n: not _fits(_first(runs, n), limit))


def _first(runs: list[Run], length: int) -> list[Run]:
    kept: list[Run] = []
    for run in runs:
        if length <= 0:
            break
        kept.append(Run(run.text[:length], run.marks))
        length -= len(run.text)
    return kept


def _rest(runs: list[Run], length: int) -> list[Run]:
    kept: list[Run] = []
    for run in runs:
        if length < len(run.text):
            kept.append(Run(run.text[max(length, 0) :], run.marks))
        length -= len(run.text)
    return kept
