"""What files made of XML (Word, Excel, feeds) can hold of words."""

from __future__ import annotations

import re

_REFUSED = re.compile("[\x00-\x08\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def within(text: str) -> str:
    """Without the signs that XML 1.0 has no place for; Word's own line break is one."""
    return _REFUSED.sub("", text.replace("\x0b", "\n"))
