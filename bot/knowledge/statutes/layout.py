"""How a law's text is laid out: which line begins an article, a heading, an annex, a table's row.

Texts reach us from Word, from web pages and from people's typing: one normal form comes before any
pattern, and what then still looks like structure within an article is told.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.knowledge.statutes.citations import Article
from bot.text import numerals

_DIGITS = numerals.DIGITS + numerals.MULTIPLIERS
_N = rf"[0-9{_DIGITS}]+"
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u1680\u202f\u205f\t\v\f", " ")) | dict.fromkeys(
    range(8192, 8203), " "
)
_NOTHING = dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0xAD])
_FULL_WIDTH = {
    code: code - 0xFEE0
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_ZERO = re.compile(rf"(?<=[{_DIGITS}])[○◯◦Oo]+(?=[{_DIGITS}年月日条号章节])")
_FORMS_OF_CHARACTERS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_TAG = re.compile(
    r"</?(?:p|div|span|b|strong|i|em|u|center|font|a|br|h[1-6]|sup|sub)\b[^<>]*>", re.IGNORECASE
)
_SPACED = re.compile(
    rf"^(?P<before>\W*?第) *(?P<number>(?:[0-9{_DIGITS}] ?)+?) *(?P<unit>[编章节条])"
)

_ARTICLE = re.compile(
    rf"^(?:#+ *)?(?:\*\*)?【?(?P<article>第{_N}条(?:之{_N})?)】?(?:\*\*)?"
    r"(?:[ 　：:]+(?:\*\*)?|$|(?=[^，、的之和或至及与规所款中第]))"
)
_HEADING = re.compile(
    rf"^(?P<heading>第{_N}(?:分编|编|章|节)(?:[ 　]+.*|(?![、的和或至及与])[^，。；：]{{0,30}})"
    r"|附[ 　]*则)$"
)
_PART = re.compile(rf"^(?P<heading>[{_DIGITS}]+、[^，。；：]{{2,30}})$")
"""一、关于主体责任的认定: an interpretation's headings; an article's items end in a mark."""
_ANNEX = re.compile(
    rf"^附(?![ 　]*则)(?:件|表|录|图|注)?[ 　]*(?:{_N}|[A-Z])?"
    r"(?P<rest>$|[：:．.、《（【 　].*|(?<=[件表录图])[^，。；：、]{1,40}$)"
)
_ROW = re.compile(r"^[|│┃].*|.*[|│┃].*[|│┃].*|^[+＋]?[-─━=┌├└┏┣┗┬┴┼╋┐┤┘]{3,}.*|^.*[┌├└┏┣┗┼╋].*$")
_RULE = re.compile(r"^\|?[\s:|-]+\|?$")
_DRAWN = re.compile("[│┃─━┌├└┏┣┗┬┴┼╋┐┤┘]|^\\+--")
_LINE = re.compile(r"^[-=_*─—]{3,}$")
"""A line drawn across the page."""
_MARKED = re.compile(r"^(?:[#>]+ *)+")
_LOOKS = (
    (re.compile(rf"^\W*第 *{_N} *条(?:之{_N})?(?:[ 　\W]*$|[ 　])"), "an article"),
    (re.compile(rf"^\W*第 *{_N} *(?:分编|编|章|节)[^，。；：]{{0,40}}$"), "a heading"),
    (re.compile(r"^#"), "a heading"),
    (re.compile(r"<(?:table|tr|td|th|img|/?[a-z]+ )[^>]*>", re.IGNORECASE), "a tag"),
)


@dataclass
class Layout:
    """What a text is made of. `articles` stand as they come (a number may stand twice); `notes`
    are the lines before the first one; `annex` is what follows the last, as Markdown. `odd` says
    what was found inside an article that looks like something else."""

    articles: list[tuple[Article, str]] = field(default_factory=list)
    headings: dict[Article, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    annex: str = ""
    odd: tuple[str, ...] = ()


def normal(line: str) -> str:
    """One form for all the ways to write the same line: spaces, widths, ○ for 〇, tags of bare
    formatting. Words and digits stay."""
    line = line.translate(_SPACES).translate(_NOTHING).translate(_FULL_WIDTH)
    line = _FORMS_OF_CHARACTERS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), line)
    if "<" in line or "&" in line:
        line = _TAG.sub("", html.unescape(line)).translate(_SPACES)
    line = _ZERO.sub(lambda match: "〇" * len(match[0]), line).strip(" 　")
    return _SPACED.sub(_closed, line)


def read(lines: Iterable[str]) -> Layout:
    """Take a text apart, in the order of its lines."""
    lines = [line for raw in lines if (line := normal(raw)) and not _LINE.match(line)]
    articles: list[tuple[Article, list[str]]] = []
    headings: dict[Article, tuple[str, ...]] = {}
    notes: list[str] = []
    above: dict[str, str] = {}
    annex = _annex_begins(lines)
    for place, line in enumerate(lines[:annex]):
        bare = _bare(line)
        if match := _ARTICLE.match(line):
            article = _number(match["article"])
        if match and article:
            articles.append((article, [line[match.end() :].strip(" 　*")]))
            headings[article] = tuple(above.values())
        elif heading := _HEADING.match(bare):
            above = _under(above, heading["heading"])
        elif _is_part(line, lines[place + 1 : annex]) or (articles and _is_marked(line)):
            above = _under(above, bare)
        elif articles:
            articles[-1][1].extend(_row_as_words(line))
        else:
            notes.append(_MARKED.sub("", line))
    joined = [(article, "\n\n".join(filter(None, parts))) for article, parts in articles]
    odd = tuple(_odd(articles))
    return Layout(joined, headings, tuple(notes), _as_annex(lines[annex:]), odd)


def _bare(line: str) -> str:
    """Without Markdown's marks around it."""
    return _MARKED.sub("", line).strip("* 　")


def _closed(match: re.Match[str]) -> str:
    """第 一 章 as 第一章."""
    return f"{match['before']}{match['number'].replace(' ', '')}{match['unit']}"


def _annex_begins(lines: list[str]) -> int:
    """Where the annexes begin: with the first line after the last article that names one."""
    last = max((n for n, line in enumerate(lines) if _begins_article(line)), default=len(lines))
    first = next((n for n, line in enumerate(lines) if _begins_article(line)), len(lines))
    named = (n for n in range(first, len(lines)) if _names_annex(lines[n]))
    return next((n for n in named if n > last or _starts_anew(lines, n, first)), len(lines))


def _starts_anew(lines: list[str], place: int, first: int) -> bool:
    """Whether what follows is a text of its own: it has an article again that stood before."""
    before = {_article_of(line) for line in lines[first:place]} - {None}
    after = next((one for line in lines[place:] if (one := _article_of(line))), None)
    return after in before


def _article_of(line: str) -> Article | None:
    match = _ARTICLE.match(line)
    return _number(match["article"]) if match else None


def _begins_article(line: str) -> bool:
    return _article_of(line) is not None


def _names_annex(line: str) -> bool:
    bare = _bare(line)
    return len(bare) <= 60 and "。" not in bare and bool(_ANNEX.match(bare))


def _is_part(line: str, after: list[str]) -> bool:
    """一、… right above an article, or marked as a heading."""
    if not _PART.match(_bare(line)):
        return False
    return line.startswith("#") or bool(after and _begins_article(after[0]))


def _is_marked(line: str) -> bool:
    """## 总则, without a number."""
    bare = _bare(line)
    return line.startswith("#") and 0 < len(bare) <= 40 and "。" not in bare


def _row_as_words(line: str) -> Iterator[str]:
    """A table's row within an article: its cells one after the other, its ruled lines nothing."""
    if not line.startswith("|") or line.count("|") < 2:
        yield line
    elif not _RULE.match(line):
        yield "；".join(cell.strip() for cell in line.strip("|").split("|") if cell.strip())


def _as_annex(lines: list[str]) -> str:
    """As Markdown: a table's rows stand together, all else in paragraphs."""
    text = ""
    for line in lines:
        is_row = line.startswith("|")
        text += ("\n" if is_row and text.endswith("|") else "\n\n" if text else "") + line
    return text


def _odd(articles: Iterable[tuple[Article, list[str]]]) -> Iterator[str]:
    """What no line of an article may look like."""
    for article, lines in articles:
        if not any(lines):
            yield f"{article} has no words"
        for line in filter(None, lines):
            if kind := _looks_like(line):
                yield f"“{line[:20]}” in {article} looks like {kind}"


def _looks_like(line: str) -> str:
    if _names_annex(line):
        return "an annex"
    if _ROW.match(line) or _DRAWN.search(line):
        return "a table's row"
    return next((kind for pattern, kind in _LOOKS if pattern.search(line)), "")


def _under(above: dict[str, str], heading: str) -> dict[str, str]:
    """The headings in force below this one: a 章 ends the 节 before it; 附则 without a number
    stands beside the 编 of a code."""
    ranks = ("编", "分编", "章", "节")
    unit = re.match(rf"第{_N}(分编|编|章|节)", heading)
    rank = unit[1] if unit else "编" if heading.startswith("附") else "章"
    kept = {name: text for name, text in above.items() if ranks.index(name) < ranks.index(rank)}
    return {**kept, rank: heading}


def _number(written: str) -> Article | None:
    try:
        return Article.parse(written)
    except ValueError:
        return None
