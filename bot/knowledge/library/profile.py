"""The bureau's profile: how it is called and reached, what its pages must name, how they look."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from bot import frontmatter
from bot.colours import READABLE, WHITE, Colour, contrast
from bot.frontmatter import Fault, FaultyFile

SAID = ("name", "hotline", "address", "hours", "website")
"""What every profile has."""
NAMED = (*SAID, "called")
"""What entries may name, as {bureau.hotline}."""
EMBLEMS = {"emblem.png": "image/png", "emblem.svg": "image/svg+xml"}
"""The files beside bureau.yaml that a page may show as the bureau's emblem, and what they are."""
MOST_EMBLEM = 64 * 1024
"""Bytes: every first visit loads it."""
MOST_LINKS = 6
MOST_DAYS = 60
"""Working days: the longest that a petition may take (《信访工作条例》第三十四条)."""
PAGE_TINT = 0.92
"""The share of white in the palest ground that the main colour stands on as text."""
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PATTERNS = {
    "icp": (
        re.compile(rf"[{_PROVINCES}]ICP备\d{{6,10}}号(-\d+)?"),
        "write it as the ministry's register does: 浙ICP备12345678号-1",
    ),
    "police_record": (
        re.compile(rf"[{_PROVINCES}]公网安备\s?\d{{14}}号"),
        "write it as the police register does: 浙公网安备 33010602000001号",
    ),
    "site_code": (
        re.compile(r"\d{10}|bm\d{8}"),
        "a government site's code has ten digits, or bm and eight: 3301000001",
    ),
}


@dataclass(frozen=True, slots=True)
class Emblem:
    """A picture; `tag` changes with its content."""

    media_type: str
    content: bytes

    @property
    def tag(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Bureau:
    """The bureau's profile. Of what may be missing "" says that it is.

    `hours` are the office's, `hotline_hours` when the hotline is answered, where that differs.
    `security` is whom to tell of a hole in the service, a mailto: or https: address. `icp`,
    `police_record`, `site_code` and `organiser` stand in the page's footer, as government sites
    must show them. `opening` is what the page opens with; `colour` the main colour, as #0a2f6b;
    `links` lead from words to addresses. `reply_days` are the working days within which a letter is
    answered, as its writer is told.
    """

    name: str
    hotline: str
    address: str
    hours: str
    website: str
    hotline_hours: str = ""
    security: str = ""
    icp: str = ""
    police_record: str = ""
    site_code: str = ""
    organiser: str = ""
    opening: str = ""
    colour: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    reply_days: int = 2
    emblem: Emblem | None = None

    @property
    def called(self) -> str:
        """When the hotline is answered."""
        return self.hotline_hours or self.hours


def read(path: Path) -> Bureau:
    """Read bureau.yaml, and the emblem beside it.

    Raises:
        FaultyFile: with every fault in it.
    """
    values, lines = frontmatter.parse_yaml(frontmatter.read_text(path), path)
    found = [*_unnamed(values)] or [*_faults(values)]
    taken = dict(values)
    if not found and "emblem" in values:
        try:
            taken["emblem"] = _emblem(path, values["emblem"])
        except ValueError as error:
            found = [("emblem", f"`emblem` {error}")]
    if found:
        raise FaultyFile([Fault(path, lines.get(name, 1), says) for name, says in found])
    return Bureau(**taken)


def _unnamed(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Keys that are missing, hold something else than text, or that no profile has."""
    names = [one.name for one in fields(Bureau)]
    for name in names:
        is_wanted = name in SAID or name in values
        if name not in _NO_TEXT and is_wanted and not isinstance(values.get(name), str):
            yield name, f'`{name}` must be text: add a line `{name}: "…"`'
    for name in values.keys() - set(names):
        yield name, f"unknown key `{name}`: use {', '.join(names)}"


def _faults(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The key of what is wrong, and what to do."""
    for name in values.keys() - {*_NO_TEXT, "opening"}:
        if len(values[name].splitlines()) > 1:
            yield name, f"`{name}` must be one line: calendars and buttons have no room for more"
    for name, begins in _BEGINS.items():
        if values.get(name) and not values[name].startswith(begins):
            yield name, f"`{name}` must begin with {' or '.join(begins)}"
    for name, (pattern, how) in _PATTERNS.items():
        if values.get(name) and not pattern.fullmatch(values[name]):
            yield name, f"`{name}` {values[name]!r} isn't one: {how}"
    for name, check in _CHECKS.items():
        if name in values and values[name] not in ("", None):
            try:
                check(values[name])
            except ValueError as error:
                yield name, f"`{name}` {error}"


def _check_colour(value: str) -> None:
    """White words can be read on it, and it as words on the palest of its own tints."""
    colour = Colour.parse(value)
    found = min(contrast(colour, WHITE), contrast(colour, colour.mixed(WHITE, PAGE_TINT)))
    if found < READABLE:
        raise ValueError(
            f"{value} is too pale: words in it would have a contrast of {found:.1f}, and "
            f"{READABLE} is needed to be read; take a darker one"
        )


def _check_links(value: object) -> None:
    how = f"must be up to {MOST_LINKS} lines `words: https://…`"
    if not isinstance(value, dict) or len(value) > MOST_LINKS:
        raise ValueError(how)
    for words, address in value.items():
        if not isinstance(words, str) or not str(address).startswith(_WEB):
            raise ValueError(f"{how}; found {words}: {address}")


def _check_days(value: object) -> None:
    if not isinstance(value, int) or not 1 <= value <= MOST_DAYS:
        raise ValueError(f"must be a number of working days, 1 to {MOST_DAYS}: write `2`")


def _emblem(path: Path, name: str) -> Emblem:
    if name not in EMBLEMS:
        raise ValueError(f"{name!r} isn't one: name it {' or '.join(EMBLEMS)}")
    file = path.with_name(name)
    if not file.is_file():
        raise ValueError(f"isn't there: put {name} beside {path.name}")
    content = file.read_bytes()
    if len(content) > MOST_EMBLEM:
        raise ValueError(f"{name} has over {MOST_EMBLEM // 1024} kB: make it smaller")
    begins = b"\x89PNG\r\n\x1a\n" if name.endswith(".png") else b"<"
    if not content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(begins):
        raise ValueError(f"{name} isn't a picture of that kind: save it as {name[-3:].upper()}")
    return Emblem(EMBLEMS[name], content)


_WEB = ("https://", "http://")
_BEGINS = {"website": _WEB, "security": ("mailto:", "https://")}
_CHECKS: Mapping[str, Callable[[Any], None]] = {
    "colour": _check_colour,
    "links": _check_links,
    "reply_days": _check_days,
}
_NO_TEXT = ("links", "reply_days")
