"""What stands out in words that are sanitised already: figures, and telephones to be called."""

from __future__ import annotations

import re

from markupsafe import Markup

from bot.text import quantities

_TAG = re.compile(r"(<[^>]+>)")
_BETWEEN = re.compile(r'</b>(以上|至|到|[-–—~～])<b class="figure">')
_AFTER = re.compile(r"</b>(以上|以下|以内)")
_TELEPHONE = re.compile(r"<strong>(1[12]\d|12\d{3})</strong>")


def with_figures(html: Markup) -> Markup:
    """The figures of a short answer in a type of their own; a range in its two parts, of which
    neither breaks over lines."""
    parts = _TAG.split(str(html))
    marked = "".join(part if part.startswith("<") else _marked(part) for part in parts)
    joined = _AFTER.sub(r"\1</b>", _BETWEEN.sub(r'\1</b><b class="figure to">', marked))
    return Markup(joined)  # noqa: S704 - what was sanitised, and a tag of ours


def with_calls(html: Markup) -> Markup:
    """A service's short number in bold is one to call: 拨打 **12328**."""
    return Markup(_TELEPHONE.sub(r'<a href="tel:\1"><strong>\1</strong></a>', str(html)))  # noqa: S704


def _marked(text: str) -> str:
    """Words without tags."""
    told, done = [], 0
    for start, end in quantities.spans(text):
        told += [text[done:start], f'<b class="figure">{text[start:end]}</b>']
        done = end
    return "".join([*told, text[done:]])
