"""Styled text: runs of characters under marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
