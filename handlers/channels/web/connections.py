"""Connections that say nothing: each has its time, and when there are too many, whoever has waited
longest without a word makes room for who comes now."""

from __future__ import annotations

import asyncio
import resource
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from bot.config import Network
from handlers.channels.web.limits import network_of
from handlers.channels.web.proxies import is_among

HEAD_SECONDS = 10.0
"""From a connection's first moment, or its last answer's end, until a whole head is here."""
IDLE_SECONDS = 5
"""A connection without another request is closed after so long."""
STUCK_SECONDS = 30.0
"""Whoever takes nothing of an answer for so long is gone; and so long may go on sending who was
answered before all was here: a browser reads no answer (it is too large) until it has sent."""
PER_ADDRESS = 100
"""Browsers open six; many people may share one address."""
MOST = 4000
AT_ONCE = 16
"""So many are taken in at a turn of the loop, for whoever must go goes some turns later: were all
that wait taken in first, there would be no files left, and asyncio takes nobody in for a second."""
QUEUE = 2048
"""So many may wait to be taken in."""
_FORGOTTEN = struct.pack("ii", 1, 0)
"""SO_LINGER on, for no time."""
SPARE_FILES = 200
"""Files that the store, the knowledge and other services' connections need."""


class Listening(socket.socket):
    """A socket that people connect to. asyncio has one number for how many may wait and how many it
    takes in at a turn: it is told the second one."""

    def listen(self, backlog: int = QUEUE, /) -> None:
        super().listen(max(backlog, QUEUE))


@dataclass
class Connections:
    """Those that are open; `trusted` are proxies, whose connections are many people's."""

    trusted: Sequence[Network] = ()
    most: int = MOST
    per_address: int = PER_ADDRESS
    head_seconds: float = HEAD_SECONDS
    stuck_seconds: float = STUCK_SECONDS
    _open: dict[str, dict[LimitedConnection, None]] = field(default_factory=dict)
    _silent: dict[LimitedConnection, None] = field(default_factory=dict)
    """Those that wait for their client, the longest first."""
    _count: int = 0

    def settle(self) -> Connections:
        """Take as many files as this process may open, and no more connections than they allow."""
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST + SPARE_FILES
        files = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if 0 <= soft < files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
        self.most = max(files - SPARE_FILES, files // 2)
        return self

    def opened(self, connection: LimitedConnection, address: str) -> None:
        """Take it in; one more than the limit costs the one that has been silent longest."""
        self._open.setdefault(address, {})[connection] = None
        self._count += 1
        self._make_room(address)

    def looked_at(self, connection: LimitedConnection, address: str, *, is_silent: bool) -> None:
        """What it had said by its first moments is read: nobody is dropped for silence before."""
        if is_silent:
            self.silent(connection)
        self._make_room(address)

    def silent(self, connection: LimitedConnection) -> None:
        """It waits for its client from now on."""
        self._silent.pop(connection, None)
        self._silent[connection] = None

    def busy(self, connection: LimitedConnection) -> None:
        """It has what it needs, and its client waits for us."""
        self._silent.pop(connection, None)

    def closed(self, connection: LimitedConnection, address: str) -> None:
        self._silent.pop(connection, None)
        theirs = self._open.get(address, {})
        if connection in theirs:
            del theirs[connection]
            self._count -= 1
        if not theirs:
            self._open.pop(address, None)

    def __len__(self) -> int:
        return self._count

    def _make_room(self, address: str) -> None:
        theirs = self._open.get(address, {})
        if len(theirs) > self.per_address and not is_among(address, self.trusted):
            among = theirs
        elif self._count > self.most:
            among = self._silent
        else:
            return
        if longest := next((one for one in among if one in self._silent), None):
            longest.drop()

    def protocol(self) -> type[asyncio.Protocol]:
        """What uvicorn makes a connection with."""
        return type("Limited", (LimitedConnection,), {"all": self})


class LimitedConnection(H11Protocol):
    """uvicorn's own, which knows no time for a head and no limit of connections."""

    all: Connections

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._address = ""
        self._patience: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._address = network_of(self.client[0] if self.client else "")
        self._wait_for_head()
        self.all.opened(self, self._address)
        # Two turns of the loop: what they had sent by now is read between them.
        self.loop.call_soon(self.loop.call_soon, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._free()
        self.all.closed(self, self._address)
        super().connection_lost(exc)

    def _look(self) -> None:
        if not self.transport.is_closing():
            self.all.looked_at(self, self._address, is_silent=self.conn.their_state is h11.IDLE)

    def data_received(self, data: bytes) -> None:
        try:
            super().data_received(data)
        except h11.LocalProtocolError:  # what makes no sense came after the answer had begun
            self.drop()
        if self.transport.is_closing():
            return
        match self.conn.their_state:
            case h11.IDLE:  # some of a head; the time of uvicorn's own timer ends with a byte
                self._wait_for_head()
            case h11.SEND_BODY:
                if not self._is_answered():
                    self._stop_waiting()
                self.all.silent(self)
            case _:
                self._stop_waiting()
                self.all.busy(self)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            return
        if self.conn.their_state is h11.IDLE:
            self._wait_for_head()
            self.all.silent(self)
        elif self.conn.their_state is h11.SEND_BODY:
            self._patience = self.loop.call_later(self.all.stuck_seconds, self.drop)
            self.all.silent(self)

    def _is_answered(self) -> bool:
        """Whether what is still coming belongs to a request that has its answer."""
        return bool(self.cycle and self.cycle.response_complete)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.all.silent(self)
        self._stuck = self.loop.call_later(self.all.stuck_seconds, self.drop)

    def resume_writing(self) -> None:
        super().resume_writing()
        self.all.busy(self)
        self._free()

    def _free(self) -> None:
        if self._stuck:
            self._stuck.cancel()
            self._stuck = None

    def drop(self) -> None:
        """End it at once: there is nobody to tell, or no time to. What was not taken of an answer
        is forgotten, which the system would keep for as long as they seem to be there."""
        self.all.closed(self, self._address)
        if peer := self.transport.get_extra_info("socket"):
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _FORGOTTEN)
        self.transport.abort()

    def _wait_for_head(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(self.all.head_seconds, self.drop)

    def _stop_waiting(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None
