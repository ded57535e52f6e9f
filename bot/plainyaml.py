"""The plain YAML that people write in front matter: bounded before anything is built from it."""

from __future__ import annotations

import re

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML was built without libyaml: the same results, more slowly
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

__all__ = ["DEEPEST", "LONGEST", "Loader", "NotPlain", "check"]

DEEPEST = 20
"""Levels of lists and pairs within each other; the parser's own recursion ends the process at
some ten thousand."""
LONGEST = 256 * 1024
"""Characters: a hundred times an ordinary entry's front matter."""
_SUSPECT = re.compile(
    r"[&*!\\\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]|^ {5}|^ *- *-|\?(?!\S)", re.MULTILINE
)
"""What any text has that has aliases, anchors, tags, characters that can't be shown (also written
as escapes), several levels on a line, or many by indentation."""
_BRACKETS = 12
"""So many leave a text far from too deep."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class NotPlain(ValueError):
    """YAML that nobody needs here, on this line (from 0)."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def check(text: str) -> None:
    """Look at the text event by event, which takes no recursion and builds nothing.

    Raises:
        NotPlain: it is too long or too deep, or has aliases (a few lines of which can stand for
            gigabytes), tags, or characters that can't be shown.
        yaml.YAMLError: it isn't YAML.
    """
    if len(text) > LONGEST:
        raise NotPlain(0, f"over {LONGEST // 1024} kB: split it into several files")
    if not _is_plain(text):
        _read(text)


def _is_plain(text: str) -> bool:
    """Whether a glance tells: most front matter is, and reading it twice takes long."""
    return not _SUSPECT.search(text) and text.count("[") + text.count("{") <= _BRACKETS


def _read(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise NotPlain(line, "aliases (`*name`) aren't read: write the value out")
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            raise NotPlain(line, "anchors (`&name`) aren't read: leave them out")
        if getattr(event, "tag", None):
            raise NotPlain(line, "tags (`!name`) aren't read: put the value in quotes")
        if isinstance(event, yaml.ScalarEvent) and _CONTROL.search(event.value):
            raise NotPlain(line, "a character that can't be shown: delete it")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise NotPlain(line, f"over {DEEPEST} levels deep: write it flat")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
