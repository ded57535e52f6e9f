"""WeChat's signatures, and the envelope of its safe mode.

Tencent's WXBizMsgCrypt: a message is 16 random bytes, its length as four bytes (big endian), the
message in UTF-8 and the AppID, padded by PKCS#7 to blocks of 32, under AES-256-CBC whose first
vector is the key's first half. The signature is checked before anything is decrypted.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

KEY_LENGTH = 43
"""Characters of an EncodingAESKey: 32 bytes in base64 without the last `=`."""
_SALT = 16
_BLOCK = 32
_LENGTH = 4


class Forged(ValueError):
    """It isn't from WeChat, or not for this account, or was changed on its way."""


def signature(*parts: str) -> str:
    """Of the token, the timestamp and the nonce, and in safe mode of the ciphertext: the SHA-1 of
    all, sorted as bytes, in hexadecimal digits."""
    return hashlib.sha1(b"".join(sorted(part.encode() for part in parts))).hexdigest()  # noqa: S324 - theirs


def is_signed(given: str, *parts: str) -> bool:
    return hmac.compare_digest(signature(*parts).encode(), given.encode())


@dataclass(frozen=True)
class Envelope:
    """Opens and seals. `keys` are EncodingAESKeys: the present one, and while it is changed also
    the one before; `receiver` is the AppID, or the CorpID of WeCom."""

    token: str
    keys: Sequence[str]
    receiver: str

    def opened(self, encrypted: str, given: str, timestamp: str, nonce: str) -> str:
        """What the ciphertext holds.

        Raises:
            Forged: the signature, the ciphertext or the receiver isn't right.
        """
        if not is_signed(given, self.token, timestamp, nonce, encrypted):
            raise Forged("the signature doesn't fit")
        faults = []
        for key in self.keys:
            try:
                return self._decrypted(key, encrypted)
            except Forged as fault:
                faults.append(str(fault))
        raise Forged(faults[0])

    def sealed(self, message: str, *, salt: bytes = b"") -> str:
        """The ciphertext under the present key; `salt` are 16 bytes, random unless a test says."""
        text = message.encode()
        whole = (
            (salt or secrets.token_bytes(_SALT))
            + len(text).to_bytes(_LENGTH, "big")
            + text
            + self.receiver.encode()
        )
        padder = PKCS7(_BLOCK * 8).padder()
        encryptor = _cipher(key_of(self.keys[0])).encryptor()
        padded = padder.update(whole) + padder.finalize()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def _decrypted(self, key: str, encrypted: str) -> str:
        try:
            decryptor = _cipher(key_of(key)).decryptor()
            padded = decryptor.update(base64.b64decode(encrypted, validate=True))
            unpadder = PKCS7(_BLOCK * 8).unpadder()
            whole = unpadder.update(padded + decryptor.finalize()) + unpadder.finalize()
        except (binascii.Error, ValueError) as error:
            raise Forged("the ciphertext can't be read") from error
        begin = _SALT + _LENGTH
        end = begin + int.from_bytes(whole[_SALT:begin], "big")
        if len(whole) < begin or end > len(whole):
            raise Forged("the message's length is none")
        if not hmac.compare_digest(whole[end:], self.receiver.encode()):
            raise Forged("it is for another account")
        try:
            return whole[begin:end].decode()
        except UnicodeDecodeError as error:
            raise Forged("the message isn't UTF-8") from error


def key_of(encoded: str) -> bytes:
    """The 32 bytes of an EncodingAESKey; its last character may have bits that don't count.

    Raises:
        ValueError: it is none.
    """
    if len(encoded) != KEY_LENGTH or not encoded.isascii() or not encoded.isalnum():
        raise ValueError(f"an EncodingAESKey has {KEY_LENGTH} letters and digits")
    return base64.b64decode(encoded + "=")


def _cipher(key: bytes) -> Cipher[CBC]:
    return Cipher(AES(key), CBC(key[:16]))
