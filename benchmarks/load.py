"""The service under load, as a visitor beside it sees it; each tree given, one after the other:

python benchmarks/load.py [--seconds 8] [TREE…]

Clients and service share the machine: figures are for comparing trees of one run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

from rich import box
from rich.console import Console
from rich.table import Table

from bot.config import ROOT
from bot.knowledge import library as libraries

CLIENTS = 50
SILENT = 1100
ATTACKER, VISITOR = "127.0.0.5", "127.0.0.6"
PATIENCE = 10.0
"""Seconds after which a visitor is gone."""

Requests = Callable[[], Iterator[bytes]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("trees", nargs="*", type=Path, default=[ROOT])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--only", default="", help="loads whose name has these words")
    chosen = parser.parse_args()
    _allow_files(8192)
    rows: dict[str, list[str]] = {}
    for tree in chosen.trees:
        for name, figure in asyncio.run(_measured(tree.resolve(), chosen.seconds, chosen.only)):
            rows.setdefault(name, []).append(figure)
    table = Table("", *map(str, chosen.trees), box=box.MARKDOWN)
    for name, figures in rows.items():
        table.add_row(name, *figures)
    Console(width=160).print(table)


async def _measured(tree: Path, seconds: float, only: str) -> list[tuple[str, str]]:
    questions = [
        ask for entry in libraries.load([ROOT / "knowledge"]).entries.values() for ask in entry.ask
    ]
    found: list[tuple[str, str]] = []
    async with service(tree, PUFA_REQUESTS_PER_MINUTE="100000") as port:
        loads: dict[str, Requests] = {
            "POST /api/ask, 20 questions again and again": lambda: cycle(
                [asking(one) for one in questions[:: len(questions) // 20]]
            ),
            "POST /api/ask, each question another": lambda: cycle(map(asking, questions)),
            "POST /, stored": lambda: cycle([_saying(one) for one in questions[::91]]),
            "GET /": lambda: cycle([get("/")]),
            "GET /api/entries": lambda: cycle([get("/api/entries")]),
        }
        for name, requests in loads.items():
            if only not in name:
                continue
            await _under(port, requests, 1)
            found.append((name, await _under(port, requests, seconds)))
    if only:
        return found
    async with service(tree) as port:
        found.append((f"{SILENT} × GET /api/entries at once, then a question", await _burst(port)))
    for name, sent in (
        ("nothing", b""),
        ("half a head", b"POST / HTTP/1.1\r\nHost: a\r\n"),
        ("half a body", b"POST /api/ask HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{"),
    ):
        async with service(tree) as port:
            for addresses in (1, 200):
                words = f"{SILENT} connections from {addresses}, each with {name}; a question"
                found.append((words, await _beside_silent(port, sent, addresses)))
    return found


@asynccontextmanager
async def service(tree: Path, *, files: int = 1024, **settings: str) -> AsyncIterator[int]:
    """`pufa run` of that tree with the usual 1,024 open files, or so many; gives its port."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        known = {"PUFA_DATA_DIR": folder, "PUFA_PORT": str(port), "PUFA_LOG_LEVEL": "warning"}
        log = Path(folder) / "log"
        with log.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "handlers.cli", "run",
                cwd=tree,
                env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tree), **known, **settings},
                stdout=file,
                stderr=file,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files)),
            )  # fmt: skip
            try:
                await _answering(port)
                yield port
            finally:
                if process.returncode is None:
                    process.terminate()
                else:
                    print(log.read_text(), file=sys.stderr)
                await process.wait()
                print(f"{tree}: log of {log.stat().st_size} bytes", file=sys.stderr)


async def _answering(port: int) -> None:
    for _ in range(3000):  # a busy machine takes minutes to read the whole collection
        with suppress(OSError, asyncio.IncompleteReadError):
            await _exchange(port, get("/healthz"))
            return
        await asyncio.sleep(0.1)
    raise TimeoutError("the service doesn't start")


async def _under(port: int, requests: Requests, seconds: float) -> str:
    """Answers a second and their times, with many clients that ask on and on."""
    ends_at, times, refused = time.perf_counter() + seconds, [], 0
    source = requests()

    async def client() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < ends_at:
            started = time.perf_counter()
            status, closes = await answered(reader, writer, next(source))
            times.append(time.perf_counter() - started)
            refused += status >= 400
            if closes:
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    cuts = statistics.quantiles(times, n=100)
    failed = f", {refused} refused" if refused else ""
    each = len(times) / seconds
    return f"{each:.0f}/s, p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms{failed}"


async def _burst(port: int) -> str:
    async def fetch() -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await _exchange(port, get("/api/entries"), ATTACKER)

    flood = [asyncio.create_task(fetch()) for _ in range(SILENT)]
    await asyncio.sleep(0.2)
    told = await _visitor(port)
    await asyncio.gather(*flood)
    return told


async def _beside_silent(port: int, sent: bytes, addresses: int) -> str:
    writers = []
    sources = [f"127.0.{number // 250 + 1}.{number % 250 + 1}" for number in range(addresses)]
    for source in islice(cycle(sources), SILENT):
        with suppress(OSError):
            _, writer = await asyncio.wait_for(_connected(port, source), 1)
            writer.write(sent)
            writers.append(writer)
    await asyncio.sleep(0.2)
    told = await _visitor(port)
    for writer in writers:
        writer.transport.abort()
    await asyncio.sleep(0.5)
    return told


async def _visitor(port: int) -> str:
    started = time.perf_counter()
    try:
        await asyncio.wait_for(_exchange(port, asking("货车超载怎么处罚"), VISITOR), PATIENCE)
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        return f"no answer ({type(error).__name__}, {time.perf_counter() - started:.1f} s)"
    return f"answered after {time.perf_counter() - started:.2f} s"


async def _exchange(port: int, request: bytes, source: str = "127.0.0.1") -> int:
    reader, writer = await _connected(port, source)
    try:
        return (await answered(reader, writer, request))[0]
    finally:
        writer.close()


async def _connected(port: int, source: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))


async def answered(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bool]:
    """The status, and whether the connection is to be closed."""
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head.split(None, 2)[1])
    if b"transfer-encoding: chunked" in head:
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    else:
        await reader.readexactly(int(head.partition(b"content-length: ")[2].split(None, 1)[0]))
    return status, b"connection: close" in head


def get(path: str, more: str = "") -> bytes:
    """`more` are further lines of the head."""
    head = f"GET {path} HTTP/1.1\r\nHost: pufa.test\r\nAccept-Encoding: gzip\r\n"
    return f"{head}{more}\r\n".encode()


def asking(question: str) -> bytes:
    return _post("/api/ask", "application/json", json.dumps({"question": question}))


def _saying(question: str) -> bytes:
    return _post("/", "application/x-www-form-urlencoded", f"text={quote(question)}")


def _post(path: str, kind: str, body: str) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: pufa.test\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode()


def _allow_files(count: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))


if __name__ == "__main__":
    main()
