"""What the channel remembers while it runs: bounded, and in memory only, since it names chats."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The last so many values; older ones fall out."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        while len(self._values) > self._capacity:
            self._values.popitem(last=False)

    def drop(self, key: K) -> None:
        self._values.pop(key, None)


@dataclass(frozen=True, slots=True)
class Answered:
    """The messages that answer a question, and the digest of the words they answer."""

    question: int
    messages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tap:
    """One person's press on one message's button."""

    chat: int
    message: int
    person: int
    action: str


class Taps:
    """Tells a second tap on the same button from a new wish.

    A tap is a repeat within `WINDOW` unless the person did something else in the chat in between:
    paging forth, back and forth again is three wishes, and so is 答复, 算了 and 答复 again.
    """

    WINDOW = timedelta(seconds=30)

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last: Recent[tuple[int, int], tuple[Tap, datetime]] = Recent(10_000)

    def is_repeat(self, tap: Tap) -> bool:
        """Whether it was done already; if not, it counts as done from now on."""
        key, now = (tap.chat, tap.person), self._clock()
        last = self._last.get(key)
        if last and last[0] == tap and now < last[1] + self.WINDOW:
            return True
        self._last.put(key, (tap, now))
        return False

    def wrote(self, chat: int, person: int) -> None:
        """They said something since: what they tap next is a new wish."""
        self._last.drop((chat, person))

    def undo(self, tap: Tap) -> None:
        """It failed: the person may tap again."""
        self._last.drop((tap.chat, tap.person))
