"""What stands out in words that are sanitised already: figures, and telephones to be called."""

from __future__ import annotations

import re

from markupsafe import Markup

from bot.text import quantities

_TAG = re.compile(r"(<[^>]+>)")
_BETWEEN = re.compile(r'</b>(以上|至|到|[-–—~～])<b class="figure">')
_AFTER = re.compile(r"</b>(以上|以下|以内)")
_TELEPHONE = re.compile(r"<strong>(1[12]\d|12\d{3})</strong>")


_FIGURE = '<b class="figure">'
_UP_TO = re.compile(r"(?:不足|不到|不满|未满|(?<!不)超过)$")
_OF_THOSE = re.compile(r"[^，。；、：]{0,8}的[，、：]")


def with_figures(html: Markup) -> Markup:
    """The figures of a short answer in a type of their own; a range in its two parts, of which
    neither breaks over lines. The `main` one is the first that is no condition: the fine of
    违法所得不足2万元罚1万元以上 and of 超速不超过50%的，罚款20元以上."""
    parts = _TAG.split(str(html))
    marked = "".join(part if part.startswith("<") else _marked(part) for part in parts)
    joined = _AFTER.sub(r"\1</b>", _BETWEEN.sub(r'\1</b><b class="figure to">', marked))
    return Markup(_with_main(joined))  # noqa: S704 - what was sanitised, and a tag of ours


def with_calls(html: Markup) -> Markup:
    """A service's short number in bold is one to call: 拨打 **12328**."""
    return Markup(_TELEPHONE.sub(r'<a href="tel:\1"><strong>\1</strong></a>', str(html)))  # noqa: S704


def _with_main(html: str) -> str:
    places = [match.start() for match in re.finditer(_FIGURE, html)]
    if not places:
        return html
    place = next((one for one in places if not _is_condition(html, one)), places[0])
    return html[:place] + _FIGURE.replace("figure", "figure main") + html[place + len(_FIGURE) :]


def _is_condition(html: str, place: int) -> bool:
    after = html.index("</b>", place)
    is_bound = _UP_TO.search(_TAG.sub("", html[:place]))
    return bool(is_bound or _OF_THOSE.match(_TAG.sub("", html[after:])))


def _marked(text: str) -> str:
    """Words without tags. What is measured against (每100毫升, 80毫克/100毫升) is no figure."""
    told, done = [], 0
    for start, end in quantities.spans(text):
        if text[max(0, start - 1) : start] in ("每", "/") and text[:end].endswith("毫升"):
            continue
        told += [text[done:start], f'<b class="figure">{text[start:end]}</b>']
        done = end
    return "".join([*told, text[done:]])
