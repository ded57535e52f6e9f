"""A program of ours in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def running(
    module: str,
    *words: str,
    environ: Mapping[str, str] | None = None,
    end: Callable[[Process], None] = Process.kill,
) -> AsyncIterator[Process]:
    """`python -m MODULE WORDS…` while the block lasts; then `end` ends it, unless it is over."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *words, cwd=ROOT, env=environ, stdout=DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            end(process)
        await process.wait()
