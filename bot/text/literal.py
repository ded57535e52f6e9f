"""Other people's words inside our Markdown: shown as they were typed, whatever they look like.

A citizen's `[登录后台](https://…)` must not become a link in the bureau's own voice.
"""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_MARKUP = re.compile(r"[\\`*_{}\[\]()<>&|~!^$]")
_OPENING = re.compile(r"^(\s*)([#+=-]|\d+(?=[.、]))", re.MULTILINE)
_ADDRESS = re.compile(r"(?:\w+://|www\.)[^\s，。；！？）)】”]*", re.IGNORECASE)
_SIGNS = re.compile(r"[\\`*_\[\]<>|~]|\(\s*\)")


def literal(text: str) -> str:
    """On one line with our own words: no markup, no line breaks."""
    return " ".join(_plain(text).split())


def quoted(text: str) -> str:
    """As a quotation, line by line; nothing in it can end the quotation."""
    return "\n".join(f"> {line.strip()}".rstrip() for line in _plain(text).split("\n"))


def bare(text: str) -> str:
    """Without addresses and signs of markup, for words that become part of a text of ours."""
    return " ".join(_SIGNS.sub("", _ADDRESS.sub("", _CONTROL.sub("", text))).split())


def has_address(text: str) -> bool:
    """Whether it names a place on the web."""
    return _ADDRESS.search(text) is not None


def _plain(text: str) -> str:
    """As character references: no parser of Markdown takes one for markup, each shows the sign."""
    text = _MARKUP.sub(_reference, _CONTROL.sub("", text.replace("\r\n", "\n")))
    return _OPENING.sub(lambda found: found[1] + "".join(map(_reference_of, found[2])), text)


def _reference(found: re.Match[str]) -> str:
    return _reference_of(found[0])


def _reference_of(sign: str) -> str:
    return f"&#{ord(sign)};"
