"""Markdown of an answer as HTML that is safe to put on a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape
from urllib.parse import quote, unquote

import nh3
from markdown_it.token import Token
from markupsafe import Markup

from bot.kept import kept
from bot.text import marking

_TAGS = {
    "p", "br", "hr", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote", "a",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "target"}, "ol": {"start"}, "li": {"value"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
ENTRY_SCHEME = "entry:"


def to_html(text: str, *, root: str = "", headings_from: int = 2, new_tab: bool = False) -> str:
    """Render Markdown; what isn't plain formatting is taken out.

    `headings_from` is the level of the text's highest heading on the page it is put on; `root` is
    the path under which the pages stand; `new_tab` opens links outside of the frame they are in.
    """
    return _rendered(text, root, headings_from, new_tab)


@kept(1024)
def _rendered(text: str, root: str, headings_from: int, new_tab: bool) -> str:
    blocks = marking.tokens(text)
    _lead_to_pages(blocks, root)
    _shift_headings(blocks, headings_from)
    return nh3.clean(
        marking.to_html(text, blocks),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        set_tag_attribute_values={"a": {"target": "_blank"}} if new_tab else None,
    ).strip()


def _lead_to_pages(blocks: Sequence[Token], root: str) -> None:
    """`[…](entry:slug)` leads to that entry's page."""
    for block in blocks:
        for token in block.children or ():
            target = str(token.attrs.get("href", ""))
            if target.startswith(ENTRY_SCHEME):
                slug = quote(unquote(target.removeprefix(ENTRY_SCHEME)), safe="")
                token.attrSet("href", f"{root}/entries/{slug}")


def _shift_headings(blocks: Sequence[Token], headings_from: int) -> None:
    """An entry's `## 怎么办` stands under the page's own headings; a bold line becomes one."""
    headings = [block for block in blocks if block.type in ("heading_open", "heading_close")]
    highest = min((int(heading.tag[1]) for heading in headings), default=1)
    for place, block in enumerate(blocks):
        if block.type == "inline" and block.level == 1 and _is_all_bold(block):
            block.children = (block.children or [])[1:-1]
            for around in (blocks[place - 1], blocks[place + 1]):
                around.tag = f"h{headings_from}"
    for heading in headings:
        heading.tag = f"h{min(int(heading.tag[1]) - highest + headings_from, 6)}"


def _is_all_bold(block: Token) -> bool:
    """`**法律依据**` on a line of its own is meant as a heading, and is one for a screen reader."""
    kinds = [token.type for token in block.children or () if token.type != "text" or token.content]
    is_bold = kinds[:1] == ["strong_open"] and kinds[-1:] == ["strong_close"]
    if is_bold:
        block.children = [one for one in block.children or () if one.type != "text" or one.content]
    return is_bold and kinds.count("strong_open") == 1


def to_words(text: str) -> str:
    """Markdown as words alone, for a description."""
    html = to_html(text).replace("<br>", " ")
    return unescape(nh3.clean(html, tags=set())).strip().replace("\n", " ")


def marked(text: str, words: str) -> Markup:
    """A text in which the words that were looked for stand out."""
    wanted = _wanted(words)
    if not wanted.pattern:
        return Markup(escape(text))  # noqa: S704 - escaped
    parts = wanted.split(text)
    # The pattern's one group: what was found stands at every other place.
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if number % 2 else part
        for number, part in enumerate(parts)
    )


def excerpt(text: str, words: str, most: int = 110) -> str:
    """So many characters of a text, with the first of the words among them."""
    found = _wanted(words).search(text)
    begin = max(0, found.start() - most // 3) if found and found.start() > most // 2 else 0
    end = begin + most
    return ("…" if begin else "") + text[begin:end].strip() + ("…" if end < len(text) else "")


def emphasis(text: str) -> Markup:
    """A line of words in which **these** stand out."""
    parts = text.split("**")
    return Markup("").join(
        Markup("<strong>{}</strong>").format(part) if number % 2 else part
        for number, part in enumerate(parts)
    )


def _wanted(words: str) -> re.Pattern[str]:
    parts = sorted(words.split(), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, parts))})" if parts else "", re.IGNORECASE)
