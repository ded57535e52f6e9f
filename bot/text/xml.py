"""What files made of XML (Word, Excel, feeds) can hold of words, and what ours never hold."""

from __future__ import annotations

import re
from typing import IO

_DOCTYPE = b"<!DOCTYPE"
_PIECE = 1 << 20
_REFUSED = re.compile("[\x00-\x08\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def within(text: str) -> str:
    """Without the signs that XML 1.0 has no place for; Word's own line break is one."""
    return _REFUSED.sub("", text.replace("\x0b", "\n"))


def has_doctype(part: IO[bytes]) -> bool:
    """Whether it declares a type of document, and with it entities: no office program writes that.
    In UTF-16 as well, and however much stands before it."""
    before = b""
    while piece := part.read(_PIECE):
        seen = before + piece.replace(b"\0", b"")
        if _DOCTYPE in seen:
            return True
        before = seen[-len(_DOCTYPE) :]
    return False
