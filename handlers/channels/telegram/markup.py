"""Runs as Telegram HTML, which is always valid."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from handlers.styled.runs import Mark, Run


def units(text: str) -> int:
    """Length as the Bot API counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def to_html(runs: Iterable[Run]) -> str:
    """Telegram HTML with every tag closed in the order it was opened."""
    return "".join(_pieces(runs))


def entities(runs: Iterable[Run]) -> int:
    """How many entities the Bot API will count in these runs."""
    return sum(piece.startswith("<") and piece[1] != "/" for piece in _pieces(runs))


def _pieces(runs: Iterable[Run]) -> Iterator[str]:
    opened: list[Mark] = []
    for run in runs:
        if not run.text:
            continue
        kept = _common(opened, run.marks)
        yield from _closings(opened, kept)
        yield from (_opening(mark) for mark in run.marks[kept:])
        opened = list(run.marks)
        yield html.escape(run.text, quote=False)
    yield from _closings(opened, 0)


def _common(opened: list[Mark], marks: tuple[Mark, ...]) -> int:
    shared = 0
    for one, other in zip(opened, marks, strict=False):
        if one != other:
            break
        shared += 1
    return shared


def _closings(opened: list[Mark], kept: int) -> Iterator[str]:
    for mark in reversed(opened[kept:]):
        yield "</code></pre>" if mark.tag == "pre" and mark.value else f"</{mark.tag}>"


def _opening(mark: Mark) -> str:
    value = html.escape(mark.value)
    if mark.tag == "a":
        return f'<a href="{value}">'
    if mark.tag == "pre" and value:
        return f'<pre><code class="language-{value}">'
    return f"<{mark.tag}>"
