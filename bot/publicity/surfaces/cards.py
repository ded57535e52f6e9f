"""The use case: the picture of an entry that somebody wants to send on, drawn once and kept."""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import structlog

from bot.files import write_atomically
from bot.publicity.surfaces.card import TEMPLATE, Card, Shape, draw

log = structlog.get_logger()
KEPT = 500
"""Pictures of some 60 kB: whoever asks for more than that, asks for those that nobody looks at."""
MOST_WAITING = 5
IDLE = 60.0
"""Seconds that the process waits for a next one: it holds a hundred megabytes."""


class TooMany(RuntimeError):
    """So many are waiting to be drawn that one more would wait too long."""


@dataclass
class Cards:
    """Draws one after the other in a process of its own, and keeps them in a folder that can be
    made again from nothing: what is said of an entry is in its picture's name."""

    folder: Path
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: int = 0
    _process: ProcessPoolExecutor | None = None
    _ending: asyncio.TimerHandle | None = None

    async def picture(self, card: Card, shape: Shape) -> bytes:
        """Raises:
        TooMany: others are waiting already.
        CannotPrint: a library or a Chinese font is missing on this machine.
        ValueError: the words don't fit.
        """
        file = self.folder / f"{key(card, shape)}.png"
        if file.is_file():
            return file.read_bytes()
        if self._waiting >= MOST_WAITING:
            raise TooMany
        self._waiting += 1
        try:
            async with self._turn:
                if file.is_file():  # drawn for who came just before
                    return file.read_bytes()
                content = await self._drawn(card, shape)
        finally:
            self._waiting -= 1
        self._keep(file, content)
        return content

    def close(self) -> None:
        """End the process; the next picture begins another."""
        if self._ending:
            self._ending.cancel()
        if self._process:
            self._process.shutdown(wait=False)
        self._ending = self._process = None

    async def _drawn(self, card: Card, shape: Shape) -> bytes:
        loop = asyncio.get_running_loop()
        if self._ending:
            self._ending.cancel()
        if self._process is None:
            self._process = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        try:
            return await loop.run_in_executor(self._process, draw, card, shape)
        except BrokenProcessPool:  # it was killed, for its memory perhaps
            self.close()
            raise
        finally:
            self._ending = loop.call_later(IDLE, self.close)

    def _keep(self, file: Path, content: bytes) -> None:
        try:
            write_atomically(file, content)
        except OSError as error:  # a full disk: it is drawn again next time
            log.warning("card not kept", reason=str(error))
            return
        kept = sorted(self.folder.glob("*.png"), key=lambda file: file.stat().st_mtime)
        for file in kept[:-KEPT]:
            file.unlink(missing_ok=True)


def key(card: Card, shape: Shape) -> str:
    """Differs whenever the picture would."""
    return hashlib.sha256(f"{shape.name} {card!r} {_design()}".encode()).hexdigest()[:24]


@cache
def _design() -> str:
    return Path(__file__).with_name("templates").joinpath(TEMPLATE).read_text(encoding="utf-8")
