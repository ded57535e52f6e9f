"""What is stored of a person: masked words, and a keyed hash in place of the chat."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

from bot.messages import Chat

# A Chinese keyboard types full-width letters and digits as readily: １３８ for 138.
_NARROW = {wide: wide - 0xFEE0 for wide in range(ord("０"), ord("ｚ") + 1) if chr(wide).isalnum()}
_IDENTITY = re.compile(r"(?<!\d)\d{6}[- ]?\d{8}[- ]?\d{3}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")
# GA 36-2018: a province's character, a letter, then five or six letters or digits (new energy).
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]"
    r"\s?[A-Za-z][·.\- ]?(?:[A-Za-z0-9]{4,5}[A-Za-z0-9挂学警港澳])"
)
_MASKS = (
    (_IDENTITY, "〔身份证号〕"),
    (_MOBILE, "〔电话〕"),
    (_LANDLINE, "〔电话〕"),
    (_PLATE, "〔车牌〕"),
)


def mask(text: str) -> str:
    """Replace phone, identity and plate numbers by what they were."""
    text = text.translate(_NARROW)
    for pattern, name in _MASKS:
        text = pattern.sub(name, text)
    return text


class Hasher:
    """Turns a chat into a name that only this installation's key can make again."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def from_file(cls, path: Path) -> Hasher:
        """Read the key, or make one that only its owner can read."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        return cls(bytes.fromhex(path.read_text(encoding="ascii").strip()))

    def asker(self, chat: Chat) -> str:
        """32 hexadecimal digits that stand for the chat."""
        words = f"{chat.channel}:{chat.id}".encode()
        return hmac.new(self._key, words, hashlib.sha256).hexdigest()[:32]
