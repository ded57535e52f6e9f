"""What stands for a person in what is stored: a keyed hash in place of the chat."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot.files import private_folder
from bot.messages import Chat


class Hasher:
    """Turns a chat into a name that only this installation's key can make again."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def from_file(cls, path: Path) -> Hasher:
        """Read the key, or make one that only its owner can read."""
        if not path.exists():
            private_folder(path.parent)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        return cls(bytes.fromhex(path.read_text(encoding="ascii").strip()))

    def asker(self, chat: Chat) -> str:
        """32 hexadecimal digits that stand for the chat."""
        words = f"{chat.channel}:{chat.id}".encode()
        return hmac.new(self._key, words, hashlib.sha256).hexdigest()[:32]
