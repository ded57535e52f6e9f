"""How requests to the Bot API meet a bad network.

A request that surely did nothing is made again; one that may have been carried out is not, since
nobody should be answered twice. A notice's isn't made again either: the outbox does that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from handlers.channels.telegram.limiter import is_notice

READ_SECONDS = 5.0
"""How long Telegram may take for its answer."""
PAUSES = (0.5, 1.5)
"""Seconds before the second and the third attempt."""

NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_REFUSED = (401, 404)
_BAD_GATEWAY = 502
_OK = 200


class PersistentRequest(HTTPXRequest):
    """Tries again where the server wasn't reached, or says that it failed (5xx)."""

    def __init__(self, at_once: int) -> None:
        super().__init__(at_once, read_timeout=READ_SECONDS, pool_timeout=2 * READ_SECONDS)

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401
        for pause in () if is_notice() else PAUSES:
            try:
                code, payload = await super().do_request(*args, **kwargs)
            except NetworkError as error:
                if not isinstance(error.__cause__, NEVER_ARRIVED):
                    raise
            else:
                if code < 500:
                    return code, payload
            await asyncio.sleep(pause)
        return await super().do_request(*args, **kwargs)


class PollingRequest(HTTPXRequest):
    """Takes a refused token for an outage: the updater stops polling for good on the first 401 or
    404, which a self-hosted server or a proxy answers while it restarts. What a poll brings goes
    through `polled` first."""

    def __init__(self, polled: Callable[[bytes], Awaitable[bytes]]) -> None:
        super().__init__()
        self._polled = polled

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401
        code, payload = await super().do_request(*args, **kwargs)
        if code == _OK:
            payload = await self._polled(payload)
        return (_BAD_GATEWAY if code in _REFUSED else code), payload
