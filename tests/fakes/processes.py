"""A program of ours in a process of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

ROOT = Path(__file__).parents[2]
IMPORTED = ("handlers.application", "handlers.channels.telegram", "handlers.channels.web.app")
"""What processes of ours take longest to import."""


@asynccontextmanager
async def running(
    module: str,
    *words: str,
    environ: Mapping[str, str] | None = None,
    stdout: int = DEVNULL,
    end: Callable[[Process], None] = Process.kill,
) -> AsyncIterator[Process]:
    """`python -m MODULE WORDS…` while the block lasts; then `end` ends it, unless it is over."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *words, cwd=ROOT, env=environ, stdout=stdout
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            end(process)
        await process.wait()


@asynccontextmanager
async def forked(target: Callable[..., None], *words: str) -> AsyncIterator[BaseProcess]:
    """`target(*words)` in a process of its own while the block lasts, then kill -9. It is forked
    from one that has imported nearly all that it needs: importing takes longest of a start."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*IMPORTED, target.__module__])
    process = context.Process(target=target, args=words)
    await asyncio.to_thread(process.start)
    try:
        yield process
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
        process.close()
