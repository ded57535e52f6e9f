"""Markdown of an answer as HTML that is safe to put on a page."""

from __future__ import annotations

from functools import lru_cache
from html import escape, unescape
from urllib.parse import quote
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_TAGS = {
    "p", "br", "hr", "ul", "ol", "li", "strong", "em", "del", "code", "pre", "blockquote", "a",
    "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "target"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
ENTRY_SCHEME = "entry:"


def to_html(text: str, *, root: str = "", headings_from: int = 2, new_tab: bool = False) -> str:
    """Render Markdown; what isn't plain formatting is taken out.

    `headings_from` is the level of the text's highest heading on the page it is put on; `root` is
    the path under which the pages stand; `new_tab` opens links outside of the frame they are in.
    """
    return _rendered(text, root, headings_from, new_tab)


@lru_cache(maxsize=1024)
def _rendered(text: str, root: str, headings_from: int, new_tab: bool) -> str:
    try:
        html = _markdown(root, headings_from).reset().convert(text)
    except RecursionError:  # quotes or brackets nested by the hundred
        return f"<p>{escape(text)}</p>"
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        set_tag_attribute_values={"a": {"target": "_blank"}} if new_tab else None,
    )


@lru_cache(maxsize=16)
def _markdown(root: str, headings_from: int) -> Markdown:
    return Markdown(
        extensions=[
            "sane_lists",
            "nl2br",
            _NoHtml(),
            _PageLinks(root),
            _HeadingLevels(headings_from),
        ],
        output_format="html",
    )


class _PageLinks(Extension):
    """`[…](entry:slug)` leads to that entry's page."""

    def __init__(self, root: str) -> None:
        super().__init__()
        self._root = root

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.treeprocessors.register(_LinkEntries(self._root), "entry-links", 5)


class _LinkEntries(Treeprocessor):
    def __init__(self, root: str) -> None:
        super().__init__()
        self._root = root

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            target = link.get("href", "")
            if target.startswith(ENTRY_SCHEME):
                slug = quote(target.removeprefix(ENTRY_SCHEME), safe="")
                link.set("href", f"{self._root}/entries/{slug}")


class _HeadingLevels(Extension):
    """An entry's `## 怎么办` stands under the page's own headings; a bold line becomes one."""

    def __init__(self, headings_from: int) -> None:
        super().__init__()
        self._headings_from = headings_from

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.treeprocessors.register(_ShiftHeadings(self._headings_from), "heading-levels", 4)


class _NoHtml(Extension):
    """Tags are shown as they were typed."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


class _ShiftHeadings(Treeprocessor):
    def __init__(self, headings_from: int) -> None:
        super().__init__()
        self._headings_from = headings_from

    def run(self, root: Element) -> None:
        headings = [element for element in root.iter() if element.tag in _HEADINGS]
        highest = min((int(heading.tag[1]) for heading in headings), default=1)
        for paragraph in root.findall("p"):
            if _is_all_bold(paragraph):
                paragraph.text = paragraph[0].text
                paragraph[:] = list(paragraph[0])
                paragraph.tag = f"h{self._headings_from}"
        for heading in headings:
            level = int(heading.tag[1]) - highest + self._headings_from
            heading.tag = f"h{min(level, 6)}"


def _is_all_bold(paragraph: Element) -> bool:
    """`**法律依据**` on a line of its own is meant as a heading, and is one for a screen reader."""
    return (
        len(paragraph) == 1
        and paragraph[0].tag == "strong"
        and not (paragraph.text or "").strip()
        and not (paragraph[0].tail or "").strip()
    )


_HEADINGS = {f"h{level}" for level in range(1, 7)}


def to_words(text: str) -> str:
    """Markdown as words alone, for a description."""
    return unescape(nh3.clean(to_html(text), tags=set())).strip().replace("\n", " ")
