"""Our Markdown, read by one parser for every channel: what one shows, all do.

It is CommonMark with tables and ~~struck~~ words, but for what would take digits and signs away
from Chinese running text: `2*500=1000` isn't italic, `[^1]: …` no hidden definition, four spaces no
code, and a list's numbers stay those that were written. Tags are shown as typed; a picture is a
link with its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

MOST_DEEP = 60
_ALNUM = re.compile(r"[0-9A-Za-z]")
_SIGN = re.compile(r"[0-9A-Za-z()（）%％²³]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNSHOWN = (
    (
        r"!\[[^\]]*\]\([^)]*\)",
        "a picture is shown as a link with its words",
        "图片只显示为带文字的链接",
    ),
    (r"\[\^[^\]\s]+\]", "a footnote is shown as typed", "脚注不会变成脚注，请写进句子里"),
    (r"</?[a-zA-Z][^<>]*>", "a tag is shown as typed", "HTML 标签会照原样显示"),
    (r"(?m)^\s*\[[^\]^]+\]:\s.*", "a definition is shown as typed", "链接定义会照原样显示"),
    (r"(?m)^\s*[-*+] \[[ xX]\] ", "a tick box is shown as typed", "勾选框会照原样显示"),
    (r"\$[^$\n]+\$", "a formula is shown as typed", "公式会照原样显示"),
    (
        r"~~.+?~~",
        "posters and signs can't strike words out",
        "海报和标牌上没有删除线，请把旧内容删去",
    ),
)


class Unshown(NamedTuple):
    """Words that not every channel can show as meant; why, for developers and for staff."""

    words: str
    why: str
    reason: str


def tokens(text: str) -> list[Token]:
    """The text's blocks as markdown-it's tokens."""
    text = _CONTROL.sub("", text)
    try:
        found = _parser().parse(text)
    except RecursionError:
        return _as_typed(text)
    is_deep = any(token.level >= MOST_DEEP - 2 for token in _all(found))
    return _as_typed(text) if is_deep else found


def to_html(text: str, blocks: Sequence[Token] | None = None) -> str:
    """As well-formed HTML that isn't cleaned; `blocks` are its tokens, where they were changed."""
    parser = _parser()
    found = tokens(text) if blocks is None else blocks
    return str(parser.renderer.render(found, parser.options, {}))


def unshown(text: str) -> Iterator[Unshown]:
    """What of the text not every channel can show as meant."""
    for pattern, why, reason in _UNSHOWN:
        for match in re.finditer(pattern, text):
            yield Unshown(match[0].strip(), why, reason)
    for written, shown in _renumbered(text):
        why = f"a list's number, which may be shown as {shown}"
        yield Unshown(f"{written}.", why, f"列表的编号不连续，有的地方会显示成 {shown}")


def _renumbered(text: str) -> Iterator[tuple[int, int]]:
    """Items whose number isn't the one that follows the item before."""
    counts: list[int | None] = []
    for token in tokens(text):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            start = int(token.attrs.get("start", 1)) if token.tag == "ol" else None
            counts.append(start)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            counts.pop()
        elif token.type == "list_item_open" and counts and (due := counts[-1]) is not None:
            if int(token.info) != due:
                yield int(token.info), due
            counts[-1] = due + 1


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MOST_DEEP, "xhtmlOut": True})
    parser.enable(["table", "strikethrough"])
    parser.disable(["code", "reference", "lheading", "html_block", "html_inline"])
    # What is unsafe in a link is taken out by each channel; refused here, it would show as typed.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.inline.ruler.at("emphasis", _emphasis)
    for name, rule in (("image", _image), ("list_item_open", _item), ("softbreak", _break)):
        parser.add_render_rule(name, rule)
    parser.add_render_rule("hardbreak", _break)
    return parser


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Stars and underscores open and close by the spaces around them alone: by CommonMark's rule
    **《道路运输条例》**第六条 isn't bold, which has no spaces to tell words apart. Between digits
    and letters they are signs: 2*500, a_b."""
    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[end] if end < state.posMax else " "
    length = end - state.pos
    apart = _SIGN if length == 1 and marker == "*" else _ALNUM
    is_sign = bool(apart.match(before) and apart.match(after))
    if marker == "_" and before.isalnum() and after.isalnum():
        is_sign = True
    for _ in range(length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=length,
                token=len(state.tokens) - 1,
                end=-1,
                open=not is_sign and not after.isspace(),
                close=not is_sign and not before.isspace(),
            )
        )
    state.pos = end
    return True


def _image(
    renderer: RendererHTML, found: Sequence[Token], place: int, options: OptionsDict, env: EnvType
) -> str:
    token = found[place]
    words = renderer.renderInlineAsText(token.children or [], options, env).strip()
    return f'<a href="{escape(str(token.attrs.get("src", "")))}">{escape(words or "图片")}</a>'


def _item(
    renderer: RendererHTML, found: Sequence[Token], place: int, options: OptionsDict, env: EnvType
) -> str:
    """An item of a numbered list with the number that was written."""
    token = found[place]
    if token.info.isdecimal():
        token.attrSet("value", str(int(token.info)))
    return str(renderer.renderToken(found, place, options, env))


def _break(*_: object) -> str:
    return "<br />"


def _as_typed(text: str) -> list[Token]:
    """One paragraph with the text as it stands, where quotes or brackets nest by the hundred."""
    words = Token("text", "", 0, content=text)
    inline = Token("inline", "", 0, content=text, children=[words], level=1)
    return [Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1)]


def _all(found: Sequence[Token]) -> Iterator[Token]:
    for token in found:
        yield token
        yield from token.children or ()
