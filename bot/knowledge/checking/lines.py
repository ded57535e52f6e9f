"""On which line of a file something stands."""

from __future__ import annotations


def line_of(source: str, text: str) -> int:
    """The line on which the text first stands; 1 where it is nowhere."""
    before, found, _ = source.partition(text)
    return before.count("\n") + 1 if found else 1
