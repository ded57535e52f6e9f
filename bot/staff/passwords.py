"""Staff's passwords: which ones will do, and their hashes.

Numbers by OWASP's Password Storage Cheat Sheet (argon2id: 19 MiB, two passes, one lane) and NIST SP
800-63B (eight characters at least, no rules on their kinds, none that is guessed at once).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from bot.staff.refusals import Refused

SHORTEST, LONGEST = 8, 128
"""Of a longer one the hash would cost whoever guesses less than us."""
_LOOKED_AT = 72
"""zxcvbn's time grows fast with the length."""
_GUESSED_AT_ONCE = 1
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """Takes a tenth of a second and 19 MiB: not on the event loop."""
    return _HASHER.hash(password)


def is_right(password: str, kept: str) -> bool:
    """Whether it is the one that `kept` was made of; "" takes as long and is nobody's."""
    try:
        return _HASHER.verify(kept or _nobodys(), password) and bool(kept)
    except VerifyMismatchError:
        return False


def require_strong(password: str, own: Sequence[str]) -> None:
    """`own` are words that whoever knows the person tries first.

    Raises:
        Refused: it is too short, too long or guessed at once.
    """
    if len(password) < SHORTEST:
        raise Refused(f"密码至少 {SHORTEST} 个字符")
    if len(password) > LONGEST:
        raise Refused(f"密码最多 {LONGEST} 个字符")
    from zxcvbn import zxcvbn  # its lists of words take 50 ms to read

    if zxcvbn(password[:_LOOKED_AT], user_inputs=list(own))["score"] <= _GUESSED_AT_ONCE:
        raise Refused("这个密码太容易被猜到，换一个更长的，比如几个不相干的词连在一起")


@cache
def _nobodys() -> str:
    """What is tried for a name that nobody has: an answer must take as long."""
    return hashed("nobody's")
