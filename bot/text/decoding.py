"""Text files as people's programs save them: UTF-8 with or without its mark, UTF-16, GBK."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> str:
    """The text; a file without a mark is UTF-8, else what Chinese Windows writes (GB 18030).

    Raises:
        UnicodeDecodeError: it is neither, or holds zero bytes, which no text has.
    """
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    if marked:
        return data.decode(marked)
    if b"\0" in data:
        raise UnicodeDecodeError("utf-8", data, data.index(b"\0"), data.index(b"\0") + 1, "binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")
