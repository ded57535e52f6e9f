"""Words in whatever encoding this machine's terminal has."""

from __future__ import annotations

import sys


def read_any_encoding() -> None:
    """Words in GBK are read as such where they are no UTF-8, and what the terminal's encoding lacks
    is shown as ? instead of ending the command."""
    sys.argv[1:] = [readable(word) for word in sys.argv[1:]]
    for stream, errors in (
        (sys.stdin, "surrogateescape"),
        (sys.stdout, "replace"),
        (sys.stderr, "replace"),
    ):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors=errors)


def readable(words: str) -> str:
    """What wasn't UTF-8, read as GB 18030, which holds GBK and GB 2312."""
    if words.isprintable() or not any("\udc80" <= one <= "\udcff" for one in words):
        return words
    return words.encode("utf-8", "surrogateescape").decode("gb18030", "replace")
