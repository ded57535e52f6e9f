"""What comes from one chat is done one after the other, in the order it came."""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

K = TypeVar("K", int, str)


class Turns(Generic[K]):
    """A lock for each chat, as long as somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[K, asyncio.Lock] = WeakValueDictionary()

    def of(self, chat: K) -> asyncio.Lock:
        return self._locks.setdefault(chat, asyncio.Lock())
