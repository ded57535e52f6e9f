"""Styled text: runs of characters under marks. Telegram HTML made from runs is always valid."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028-\u202e\ufffe\uffff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Characters that draw nothing: the Bot API takes a message of these alone for an empty one.
_BLANK = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202f"
    "\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U000e0000-\U000e0fff]*"
)


class Mark(NamedTuple):
    """A tag that Telegram allows; `value` is the address of `a` or the language of `pre`."""

    tag: str
    value: str = ""


BOLD, ITALIC, UNDERLINE, STRUCK = Mark("b"), Mark("i"), Mark("u"), Mark("s")
CODE, QUOTE = Mark("code"), Mark("blockquote")

# Outermost first. The Bot API's rules for nesting: `code` and `pre` neither hold nor stand in
# another entity, a quotation apart.
_ORDER = ("blockquote", "a", "b", "i", "u", "s", "code", "pre")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that share their marks."""

    text: str
    marks: tuple[Mark, ...] = ()


def marks_of(wanted: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks in the order and the combination that the Bot API allows."""
    by_tag = {mark.tag: mark for mark in reversed(list(wanted))}
    if "pre" in by_tag:
        return (by_tag["pre"],)
    if "a" in by_tag:
        by_tag.pop("code", None)
    if "code" in by_tag:
        by_tag = {tag: mark for tag, mark in by_tag.items() if tag in ("blockquote", "code")}
    return tuple(by_tag[tag] for tag in _ORDER if tag in by_tag)


def clean(text: str) -> str:
    """Replace what the Bot API refuses, or JSON can't carry, by what it shows instead."""
    return _LONE_SURROGATE.sub("\ufffd", _REFUSED.sub(" ", text.replace("\r\n", "\n")))


def is_blank(text: str) -> bool:
    """Whether a person would see nothing, which the Bot API refuses to send."""
    return _BLANK.fullmatch(text) is not None


def units(text: str) -> int:
    """Length as the Bot API counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def plain(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def trimmed(runs: Iterable[Run]) -> list[Run]:
    """Without white space at either end, and without empty runs."""
    kept = [run for run in runs if run.text]
    while kept and not (text := kept[0].text.lstrip()):
        kept.pop(0)
    if kept:
        kept[0] = replace(kept[0], text=text)
    while kept and not (text := kept[-1].text.rstrip()):
        kept.pop()
    if kept:
        kept[-1] = replace(kept[-1], text=text)
    return kept


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
