"""Answers that are kept for a while: most people ask what others have asked.

What was asked is known by a hash under a key that nobody has, and what is kept of an answer holds
none of its words.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.answering.answers import Answer

KEPT = 500


class Answered:
    """Of one version of the knowledge; for any thread."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._kept: OrderedDict[bytes, Answer] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def answer(self, question: str, day: date | None, make: Callable[[], Answer]) -> Answer:
        """The answer that was given to this question on this day, or one that is made now."""
        asked = hashlib.blake2b(f"{day} {question}".encode(), key=self._key).digest()
        with self._one_at_a_time:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                return self._kept[asked]
        answer = wordless(make())
        if not has_words(answer):
            with self._one_at_a_time:
                self._kept[asked] = answer
                if len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return answer


def wordless(answer: Answer) -> Answer:
    """Without what was only needed to find it: the question as it was read."""
    parts = tuple(wordless(part) for part in answer.parts)
    return replace(answer, ranking=None, parts=parts)


def has_words(answer: Answer) -> bool:
    """Whether something that is said in it was said by who asked."""
    mine = answer.unheld or answer.before or answer.heard or answer.sum is not None
    return bool(mine) or any(has_words(part) for part in answer.parts)
