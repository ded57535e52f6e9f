"""The second part of a sign-in: six digits by the time (RFC 6238), or a recovery code."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from pyotp import TOTP, random_base32
from pyotp.utils import strings_equal

RECOVERY_CODES = 8
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is mistaken for another: i l o 0 1."""
_SECRET = 32
"""Characters of base32: 160 bits, as RFC 4226 recommends."""
_DIGITS = 6


def new_secret() -> str:
    return random_base32(_SECRET)


def is_secret(text: str) -> bool:
    """Whether it could be one that `new_secret` made."""
    return len(text) == _SECRET and not text.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def address(secret: str, *, login: str, bureau: str) -> str:
    """What an authenticator's camera reads: otpauth://totp/…"""
    return TOTP(secret).provisioning_uri(name=login, issuer_name=bureau)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step (30 seconds each) that the code is of, one before or after now at most: clocks
    differ, people type slowly. None: of none."""
    totp = TOTP(secret)
    digits = "".join(code.split())
    if len(digits) != _DIGITS or not digits.isdecimal():
        return None
    present = totp.timecode(now)
    steps = (present, present - 1, present + 1)
    return next((step for step in steps if strings_equal(totp.generate_otp(step), digits)), None)


def new_recovery_codes() -> list[str]:
    """abcd-efgh-jkmn: twelve characters, 59 bits."""
    return ["-".join(_word() for _ in range(3)) for _ in range(RECOVERY_CODES)]


def hash_of(token: str) -> str:
    """Of a code or a token too long to be guessed: it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_of_recovery_code(code: str) -> str:
    """However it was typed: with spaces, hyphens, in capitals."""
    return hash_of("".join(filter(str.isalnum, code.casefold())))


def _word() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(4))
