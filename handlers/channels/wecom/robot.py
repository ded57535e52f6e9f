"""A group's robot: whoever has its key may speak by it, twenty times a minute."""

from __future__ import annotations

import asyncio

from handlers.channels.wecom.requests import ask, cut

APART = 3.0
"""Seconds between two messages: twenty a minute, whatever a minute is to WeCom."""


class Robot:
    def __init__(self, base: str, key: str) -> None:
        self._base = base
        self._key = key
        self._turn = asyncio.Lock()
        self._next = 0.0

    async def tell(self, words: str, address: str) -> None:
        """Raises: DeliveryError: it did not arrive, or may not have."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            await asyncio.sleep(max(0.0, self._next - loop.time()))
            self._next = loop.time() + APART
            text = cut(f"{words}\n{address}".strip())
            payload = {"msgtype": "text", "text": {"content": text}}
            await ask(self._base, "/cgi-bin/webhook/send", {"key": self._key}, payload)
