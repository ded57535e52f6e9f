"""Our Markdown as blocks of styled text, for channels that show text and little else.

`bot.text.marking` makes HTML; its tags are walked and become marks, and what a message has no tag
for becomes words: a heading is bold, a list has bullets or numbers, a table one line a row. Raw
HTML is not passed through: it is shown as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from bot.text import marking
from handlers.styled.runs import (
    BOLD,
    CODE,
    ITALIC,
    QUOTE,
    STRUCK,
    UNDERLINE,
    Mark,
    Run,
    clean,
    is_blank,
    marks_of,
    plain,
    trimmed,
)

Resolve = Callable[[str], str]
"""From a link's target to the address to open; "" where there is none."""

LONGEST_ADDRESS = 2048
_MARKS = {
    "strong": BOLD,
    "b": BOLD,
    "em": ITALIC,
    "i": ITALIC,
    "u": UNDERLINE,
    "ins": UNDERLINE,
    "del": STRUCK,
    "s": STRUCK,
    "blockquote": QUOTE,
    "th": BOLD,
}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_BLOCKS = {"p", "div", "li", "ul", "ol", "blockquote", "pre", "table", "tr", "hr", *_HEADINGS}
_LANGUAGE = re.compile(r"language-([\w+#.-]{1,40})")
_LINE_EDGE = re.compile(r"[ \t]*\n[ \t]*")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item or row. Blocks of the same `group` (a list, a table) stand
    close together; group 0 is none."""

    runs: tuple[Run, ...]
    group: int = 0
    is_heading: bool = False

    @property
    def text(self) -> str:
        return plain(self.runs)


def web_address(target: str) -> str:
    """The target itself where it is an address of the web."""
    try:
        parts = urlsplit(target)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return target if is_web and len(target) <= LONGEST_ADDRESS else ""


def render(text: str, resolve: Resolve = web_address) -> list[Block]:
    """Blocks to show; none only where there is nothing to see."""
    text = clean(text)
    walker = _Walker(resolve)
    walker.feed(marking.to_html(text))
    walker.close()
    blocks = walker.finish()
    if not blocks and not is_blank(text):
        return [Block((Run(text.strip()),))]
    return blocks


@dataclass(slots=True)
class _List:
    group: int
    number: int | None  # of the next item; None in a list of bullets

    def marker(self) -> str:
        if self.number is None:
            return "• "
        self.number += 1
        return f"{self.number - 1}. "


class _Walker(HTMLParser):
    """Collects runs into the block under way and closes it at every block-level tag."""

    def __init__(self, resolve: Resolve) -> None:
        super().__init__(convert_charrefs=True)
        self._resolve = resolve
        self._blocks: list[Block] = []
        self._runs: list[Run] = []
        self._open: list[tuple[str, Mark | None]] = []
        self._lists: list[_List] = []
        self._marker = ""
        self._groups = 0
        self._table: _Table | None = None
        self._aside = ""

    def finish(self) -> list[Block]:
        self._close_block()
        return self._blocks

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._close_block()
        if tag == "br":
            self._add("\n")
        elif tag == "hr":
            self._add("———")
            self._close_block()
        else:
            self._open.append((tag, self._mark(tag, given)))
            self._enter(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag not in (name for name, _ in self._open):
            return
        if tag in _BLOCKS:
            self._close_block(is_heading=tag in _HEADINGS)
        if tag == "a":
            if not plain(self._runs).endswith(self._aside.strip("（）")):
                self._add(self._aside)
            self._aside = ""
        while self._open.pop()[0] != tag:
            pass
        self._leave(tag)

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _ in self._open}
        self._add(clean(data) if "pre" in inside else _LINE_EDGE.sub("\n", clean(data)))

    def _add(self, text: str) -> None:
        marks = [mark for _, mark in self._open if mark]
        if any(tag in _HEADINGS for tag, _ in self._open):
            marks.append(BOLD)
        self._runs.append(Run(text, marks_of(marks)))

    def _mark(self, tag: str, given: dict[str, str]) -> Mark | None:
        if tag == "a":
            return self._link(given.get("href", ""))
        if tag == "pre":
            return Mark("pre")
        if tag == "code":
            return self._code(given.get("class", ""))
        return _MARKS.get(tag)

    def _code(self, class_name: str) -> Mark | None:
        if not self._open or self._open[-1][0] != "pre":
            return CODE
        if found := _LANGUAGE.fullmatch(class_name):
            self._open[-1] = ("pre", Mark("pre", found[1]))
        return None

    def _link(self, target: str) -> Mark | None:
        target = clean(target).strip()
        if address := self._resolve(target):
            return Mark("a", address)
        scheme, _, rest = target.partition(":")
        if scheme in ("tel", "mailto"):
            self._aside = f"（{unquote(rest)}）"  # Telegram opens only web addresses
        return None

    def _enter(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("ul", "ol"):
            group = self._lists[0].group if self._lists else self._new_group()
            start = given.get("start", "1")
            number = int(start) if start.isdecimal() else 1
            self._lists.append(_List(group, number if tag == "ol" else None))
        elif tag == "li" and self._lists:
            if given.get("value", "").isdecimal():
                self._lists[-1].number = int(given["value"])
            self._marker = self._lists[-1].marker()
        elif tag == "table":
            self._table = _Table(self._new_group())
        elif tag in ("td", "th"):
            self._runs = []

    def _leave(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._lists.pop()
        elif tag in ("td", "th") and self._table:
            self._table.cells.append(trimmed(self._runs))
            self._runs = []
        elif tag == "tr" and self._table:
            self._blocks.extend(self._table.row_done())
        elif tag == "table" and self._table:
            self._blocks.extend(self._table.finish())
            self._table = None

    def _new_group(self) -> int:
        self._groups += 1
        return self._groups

    def _close_block(self, *, is_heading: bool = False) -> None:
        is_pre = bool(self._runs) and any(mark.tag == "pre" for mark in self._runs[-1].marks)
        runs = [run for run in self._runs if run.text]
        self._runs = []
        if is_blank(plain(runs)):
            return
        runs = _without_last_newline(runs) if is_pre else trimmed(runs)
        if self._lists and not is_pre:
            runs = self._as_item(runs)
        group = self._lists[0].group if self._lists else 0
        # A bold line by itself (**法律依据**) is meant as a heading.
        is_heading = is_heading or (not group and all(BOLD in run.marks for run in runs))
        self._blocks.append(Block(tuple(runs), group, is_heading))

    def _as_item(self, runs: list[Run]) -> list[Run]:
        indent = "  " * (len(self._lists) - 1) + (self._marker or "  ")
        self._marker = ""
        quotes = tuple(mark for mark in runs[0].marks if mark == QUOTE)
        return [Run(indent, quotes), *runs]


class _Table:
    """Rows as lines: the first cell stands for the row, each other has its column's heading."""

    def __init__(self, group: int) -> None:
        self.cells: list[list[Run]] = []
        self._group = group
        self._headings: list[list[Run]] | None = None
        self._has_rows = False

    def row_done(self) -> Iterator[Block]:
        cells, self.cells = self.cells, []
        if self._headings is None:
            self._headings = cells
            # Of two columns the second's name stands here; of more, each row says it.
            first = cells[:2] if len(cells) == 2 else cells[:1]
            named = [cell for cell in first if cell]
            if named:
                yield Block(tuple(_joined(named)), self._group)
            return
        self._has_rows = True
        yield Block(tuple(self._line(cells)), self._group)

    def finish(self) -> Iterator[Block]:
        """The headings of a table without rows, which no line has shown."""
        others = [cell for cell in (self._headings or [])[1:] if cell]
        if not self._has_rows and len(self._headings or []) != 2:
            yield from (Block(tuple(cell), self._group) for cell in others)

    def _line(self, cells: list[list[Run]]) -> Iterator[Run]:
        yield Run("• ")
        for place, cell in enumerate(cells):
            if place == 0:
                yield from (Run(run.text, marks_of([*run.marks, BOLD])) for run in cell)
                continue
            if not cell:
                continue
            yield Run("：" if place == 1 else "；")
            heading = (self._headings or [])[place] if place < len(self._headings or []) else []
            if len(cells) > 2 and heading:
                yield Run(plain(heading) + " ")
            yield from cell


def _joined(cells: list[list[Run]]) -> Iterator[Run]:
    for place, cell in enumerate(cells):
        if place:
            yield Run("：", cell[0].marks)
        yield from cell


def _without_last_newline(runs: list[Run]) -> list[Run]:
    last = runs[-1]
    return [*runs[:-1], Run(last.text.removesuffix("\n"), last.marks)]
