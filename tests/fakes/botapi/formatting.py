"""Text as the Bot API takes it in: entities parsed from HTML, limits counted in UTF-16."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.botapi.failures import bad_request, cannot_parse

LONGEST_TEXT = 4096
LONGEST_RAW = 32 * 1024
MOST_ENTITIES = 100
_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote",
}  # fmt: skip
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s>"']+)"""
_TAG = re.compile(rf"<(/?)([a-zA-Z0-9-]+)((?:\s+[a-zA-Z-]+(?:={_VALUE})?)*)\s*>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_EMPTY = re.compile(
    "[\\s\u00ad\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202f\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufffc]*"
)


@dataclass
class Parsed:
    """Text without its tags, and the entities that they became."""

    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class _Open:
    tag: str
    offset: int
    attributes: dict[str, str]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def taken_in(text: str, parse_mode: str | None, *, too_long: str = "message is too long") -> Parsed:
    """What a message with this text will hold.

    Raises:
        Refusal: as the Bot API would.
    """
    if len(text.encode()) > LONGEST_RAW:
        raise bad_request(too_long)
    if parse_mode not in (None, "HTML"):
        raise bad_request(f"this double parses only HTML, not {parse_mode}")
    parsed = _trimmed(parse_html(text) if parse_mode else Parsed(text))
    if _EMPTY.fullmatch(parsed.text):
        raise bad_request("message text is empty")
    if units(parsed.text) > LONGEST_TEXT:
        raise bad_request(too_long)
    parsed.entities = parsed.entities[:MOST_ENTITIES]
    return parsed


def parse_html(text: str) -> Parsed:
    """Read Telegram HTML as strictly as the Bot API does.

    Raises:
        Refusal: can't parse entities.
    """
    parsed, opened, at = Parsed(), [], 0
    while at < len(text):
        if text[at] == "<":
            match = _TAG.match(text, at)
            if match is None:
                raise cannot_parse(f"Unclosed start tag at byte offset {_bytes(text, at)}")
            _take_tag(parsed, opened, match, _bytes(text, at))
            at = match.end()
        elif reference := _REFERENCE.match(text, at):
            parsed.text += _character(reference)
            at = reference.end()
        else:
            parsed.text += text[at]
            at += 1
    if opened:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    parsed.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return parsed


def _take_tag(parsed: Parsed, opened: list[_Open], match: re.Match[str], offset: int) -> None:
    tag = match[2].lower()
    if match[1]:
        if not opened:
            raise cannot_parse(f"Unexpected end tag at byte offset {offset}")
        if opened[-1].tag != tag:
            expected = f'expected "</{opened[-1].tag}>", found "</{tag}>"'
            raise cannot_parse(f"Unmatched end tag at byte offset {offset}, {expected}")
        _close(parsed, opened, opened.pop())
        return
    if tag not in _TYPES:
        raise cannot_parse(f'Unsupported start tag "{tag}" at byte offset {offset}')
    attributes = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(match[3])}
    opened.append(_Open(tag, units(parsed.text), attributes))


def _close(parsed: Parsed, opened: list[_Open], closed: _Open) -> None:
    entity: dict[str, Any] = {
        "type": _TYPES[closed.tag],
        "offset": closed.offset,
        "length": units(parsed.text) - closed.offset,
    }
    if closed.tag == "a":
        entity["url"] = _REFERENCE.sub(_character, closed.attributes.get("href", ""))
        if not entity["url"].startswith(("http://", "https://", "tg://")):
            return
    language = closed.attributes.get("class", "").removeprefix("language-")
    if closed.tag == "code" and opened and opened[-1].tag == "pre" and language:
        opened[-1].attributes["language"] = language
        return
    if closed.tag == "pre" and "language" in closed.attributes:
        entity["language"] = closed.attributes["language"]
    if entity["length"]:
        parsed.entities.append(entity)


def _character(reference: re.Match[str]) -> str:
    if reference[1]:
        return _NAMED[reference[1]]
    code = int(reference[2]) if reference[2] else int(reference[3], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else reference[0]


def _trimmed(parsed: Parsed) -> Parsed:
    left = units(parsed.text) - units(parsed.text.lstrip())
    text = parsed.text.strip()
    entities = []
    for entity in parsed.entities:
        start = max(entity["offset"] - left, 0)
        end = min(entity["offset"] + entity["length"] - left, units(text))
        if end > start:
            entities.append(entity | {"offset": start, "length": end - start})
    return Parsed(text, entities)


def _bytes(text: str, at: int) -> int:
    return len(text[:at].encode())
