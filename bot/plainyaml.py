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
