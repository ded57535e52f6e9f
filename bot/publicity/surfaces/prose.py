"""A notice's Markdown taken apart: its paragraphs and items as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from bot.text import marking

_SENTENCE = re.compile(r"[^。！？；]+[。！？；]?")
_BLOCKS = ("p", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    is_item: bool = False


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """In the order in which they are read; a link is its words."""
    return tuple(
        Paragraph(words, is_item=block.tag in ("li", "tr"))
        for block in parse(text).iter()
        if block.tag in _BLOCKS and (words := _words(block))
    )


def sentences(text: str) -> tuple[str, ...]:
    """Whole sentences, each with its mark."""
    return tuple(sentence.strip() for sentence in _SENTENCE.findall(text) if sentence.strip())


def parse(text: str) -> Element:
    """The notice as elements; raw HTML in it is text, as it was typed."""
    return ElementTree.fromstring(f"<div>{marking.to_html(text)}</div>")  # noqa: S314 - our own


def _words(block: Element) -> str:
    """Its own words, without those of blocks inside it; a table's row has its cells in a line."""
    if block.tag == "tr":
        return "：".join(filter(None, map(_words, block)))
    return re.sub(r"\s*\n\s*", "", "".join(_pieces(block))).strip()


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in _BLOCKS:
            yield from _pieces(child)
        yield child.tail or ""
