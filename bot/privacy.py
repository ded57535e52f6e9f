"""What stands for a person in what is stored: keyed hashes in place of the chat."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.files import private_folder, write_atomically
from bot.messages import Chat

_LENGTH = 32
_KEY_BYTES = 32


class BadKey(RuntimeError):
    """The file of the keys isn't there, or isn't what it was; the message says what to do."""


class Purpose(StrEnum):
    """What a name is for. Without the keys, nobody can tell which names are the same person's."""

    CONVERSATION = "conversation"
    QUESTION = "question"
    LETTER = "letter"
    PROMISE = "promise"
    SUBSCRIBER = "subscriber"
    TAP = "tap"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Asker:
    """A person's names, one a purpose, each of 32 hexadecimal digits."""

    conversation: str
    question: str
    letter: str
    promise: str
    subscriber: str
    tap: str
    contact: str


class Hasher:
    """Turns a chat into names that only this installation's keys can make again.

    Each key's names are made of those of the key before it, so that stored ones can follow when a
    key is added: what an earlier key tells of a stolen copy tells nothing of later ones.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = tuple(keys)

    @classmethod
    def from_file(cls, path: Path) -> Hasher:
        """Read the keys, or make one that only its owner can read.

        Raises:
            BadKey: there is a file, and it holds no keys.
        """
        if not path.exists():
            private_folder(path.parent)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(_KEY_BYTES) + "\n")
        return cls(_read(path))

    @property
    def keys(self) -> int:
        return len(self._keys)

    @property
    def fingerprint(self) -> str:
        """Tells whether two hashers make the same names, and nothing of the keys."""
        return self._name(Purpose.CONVERSATION, "fingerprint")

    def asker(self, chat: Chat) -> Asker:
        person = _hash(self._keys[0], f"{chat.channel}:{chat.id}")
        return Asker(**{purpose.value: self._name(purpose, person) for purpose in Purpose})

    def renamed(self, purpose: Purpose, name: str, since: int) -> str:
        """The name under all keys of one stored under the first `since`; under none of them, it is
        the one name for all purposes that there was at first."""
        return self._name(purpose, name, since)

    def with_new_key(self) -> Hasher:
        return Hasher([*self._keys, secrets.token_bytes(_KEY_BYTES)])

    def write(self, path: Path) -> None:
        """Whole or not at all, for its owner alone."""
        write_atomically(path, "".join(f"{key.hex()}\n" for key in self._keys))
        path.chmod(0o600)

    def _name(self, purpose: Purpose, name: str, since: int = 0) -> str:
        for key in self._keys[since:]:
            name = _hash(key, f"{purpose}:{name}")
        return name


def _hash(key: bytes, words: str) -> str:
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def _read(path: Path) -> list[bytes]:
    try:
        keys = [bytes.fromhex(line) for line in path.read_text(encoding="ascii").split()]
    except OSError as error:
        raise BadKey(f"cannot read {path}: {error.strerror}") from error
    except ValueError:
        keys = []
    if not keys or any(len(key) < _KEY_BYTES // 2 for key in keys):
        raise BadKey(f"{path} holds no key: put it back from the backup that the database is from")
    return keys
