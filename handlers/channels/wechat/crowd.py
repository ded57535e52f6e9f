"""How long whoever comes now would wait, by how many wait and how fast they are served.

Where more ask than can be answered, taking in all of them makes all of them late, and what is late
WeChat doesn't show: so it is told before anything is done for a push.
"""

from __future__ import annotations

import asyncio
from collections import Counter

NEW = 0.02
"""Seconds between two answers, as long as nobody has been served."""
MANY = 15
"""Answers of late whose pace counts: one moment in which the machine stands still says little."""
TICK = 0.25
FADES = 0.9
"""What is left of a delay that was seen, a tick later."""


class Crowd:
    """Those whose answer isn't worked out yet. `at_once` of them are worked for side by side: that
    many are no crowd, however long it takes."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._waiting: dict[str, str] = {}
        self._people: Counter[str] = Counter()
        self._pace, self._served = NEW, 0
        self._since = 0.0

    def joins(self, key: str, person: str) -> None:
        """They wait for the answer to this push."""
        if not self._waiting:
            self._since = _now()
        if key not in self._waiting:
            self._people[person] += 1
        self._waiting[key] = person

    def leaves(self, key: str) -> bool:
        """It is somebody else's work. False where it wasn't waited for."""
        person = self._waiting.pop(key, None)
        if person is None:
            return False
        self._people[person] -= 1
        if not self._people[person]:
            del self._people[person]
        return True

    def served(self, key: str) -> None:
        """It is worked out."""
        if not self.leaves(key):
            return
        took, self._since = _now() - self._since, _now()
        self._served = min(self._served + 1, MANY)
        self._pace += (took - self._pace) / self._served

    def seconds(self) -> float:
        """How long somebody who comes now would wait. One person's messages are answered one after
        the other and hold nobody up: they count once."""
        people = len(self._people)
        if people < self._at_once:
            return 0.0
        return max(people * self._pace, _now() - self._since)


class Delay:
    """By how much everything here is late, since the machine or this process has too much to do: a
    push has waited for so long before anybody saw it, and its answer will once more."""

    def __init__(self) -> None:
        self.seconds = 0.0

    async def watch(self) -> None:
        while True:
            due = _now() + TICK
            await asyncio.sleep(TICK)
            self.seconds = max(_now() - due, self.seconds * FADES)


def _now() -> float:
    return asyncio.get_running_loop().time()
