"""What the service adds to a request, beside a bare FastAPI endpoint in the same process and run:

python benchmarks/overhead.py

Times of the processor for one request through the ASGI application, without sockets: on a busy
machine the ratios hold.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from pydantic import BaseModel
from rich import box
from rich.console import Console
from rich.table import Table

from bot.config import Settings
from handlers.application import build
from handlers.channels.web.app import create_app

ROUNDS, EACH = 7, 60
QUESTION = "货车超载怎么处罚"


class Asked(BaseModel):
    question: str


def bare() -> FastAPI:
    app = FastAPI()

    @app.post("/api/ask")
    async def ask(asked: Asked) -> dict[str, str]:
        return {"answer": asked.question}

    return app


async def call(app: FastAPI, path: str, kind: str, body: bytes) -> None:
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "headers": [(b"host", b"127.0.0.1"), *headers],
        "client": ("127.0.0.1", 4711),
        "server": ("127.0.0.1", 8080),
    }
    given = [{"type": "http.request", "body": body, "more_body": False}]
    status = 0

    async def receive() -> dict[str, Any]:
        return given.pop() if given else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    await app(scope, receive, send)
    assert status == 200, status


async def measured(work: Callable[[int], Any]) -> float:
    """Milliseconds of the processor for one: the median of the rounds."""
    await work(0)
    rounds = []
    for number in range(ROUNDS):
        started = time.process_time()
        for each in range(EACH):
            await work(number * EACH + each)
        rounds.append((time.process_time() - started) * 1000 / EACH)
    return statistics.median(rounds)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), requests_per_minute=100_000, log_level="warning")
        application = build(settings)
        app, empty = create_app(application), bare()
        asks = [entry.ask[0] for entry in application.library.entries.values()]
        as_json, as_form = "application/json", "application/x-www-form-urlencoded"

        def asking(question: str) -> bytes:
            return json.dumps({"question": question}).encode()

        found = {
            "bare endpoint": await measured(
                lambda _: call(empty, "/api/ask", as_json, asking(QUESTION))
            ),
            "/api/ask, asked before": await measured(
                lambda _: call(app, "/api/ask", as_json, asking(QUESTION))
            ),
            "/api/ask, each another": await measured(
                lambda n: call(app, "/api/ask", as_json, asking(f"{asks[n % len(asks)]}{n}"))
            ),
            "POST /, stored": await measured(
                lambda _: call(app, "/", as_form, f"text={quote(QUESTION)}".encode())
            ),
        }
        application.close()
    table = Table("", "ms", "× bare", box=box.MARKDOWN)
    for name, milliseconds in found.items():
        table.add_row(name, f"{milliseconds:.2f}", f"{milliseconds / found['bare endpoint']:.1f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    asyncio.run(main())
