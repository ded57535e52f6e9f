"""An ASGI application on a port of this machine, in the test's own event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from handlers.channels.web.connections import AT_ONCE, Listening


@asynccontextmanager
async def serving_on_loopback(
    app: Any, *, lifespan: str = "off", port: int = 0, http: Any = "h11"
) -> AsyncIterator[str]:
    """Serve it, on this port or a free one; gives its address.

    Without `Server.serve`, which takes pytest's signals and 0.2 s to stop.
    """
    # asyncio turns Nagle's delays off only where the protocol is named.
    listening = Listening(proto=socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    port = listening.getsockname()[1]
    config = uvicorn.Config(
        app,
        interface="asgi3",
        http=http,
        log_config=None,
        lifespan=lifespan,
        ws="none",
        backlog=AT_ONCE,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await _stop(server)


async def _stop(server: uvicorn.Server) -> None:
    for listening in server.servers:
        listening.close()
    await server.lifespan.shutdown()
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    for task in server.server_state.tasks:
        task.cancel()
    await asyncio.gather(*server.server_state.tasks, return_exceptions=True)
