"""A passive reply on WeChat beside the same question on the page, both at fifty a second:

python benchmarks/wechat_load.py [--seconds 20] [--rate 50] [--questions 20]

The rate is kept whatever the answers take, so waiting counts. Client and service share the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import itertools
import statistics
import time
from collections.abc import Awaitable, Callable
from xml.sax.saxutils import escape

import httpx
from load import service
from rich import box
from rich.console import Console
from rich.table import Table

from bot.config import ROOT
from bot.knowledge import library as libraries
from handlers.channels.wechat import crypto
from handlers.channels.wechat.crypto import Envelope

TOKEN, APPID = "unit-test-token", "wx0123456789abcdef"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
Ask = Callable[[str], Awaitable[httpx.Response]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--questions", type=int, default=20, help="so many different ones")
    chosen = parser.parse_args()
    rows = asyncio.run(_measured(chosen.seconds, chosen.rate, chosen.questions))
    table = Table("", "answers", "p50 ms", "p99 ms", "longest ms", "refused", box=box.MARKDOWN)
    for row in rows:
        table.add_row(*row)
    Console(width=120).print(table)


async def _measured(seconds: float, rate: float, count: int) -> list[tuple[str, ...]]:
    entries = libraries.load([ROOT / "knowledge"]).entries.values()
    every = [ask for entry in entries for ask in entry.ask]
    questions = every[:: len(every) // count][:count]
    settings = {
        "PUFA_WECHAT_TOKEN": TOKEN,
        "PUFA_WECHAT_APPID": APPID,
        "PUFA_WECHAT_AES_KEY": KEY,
        "PUFA_PUBLIC_URL": "https://pufa.example.gov.cn",
        "PUFA_REQUESTS_PER_MINUTE": "100000",
        "PUFA_FLOOD_PER_MINUTE": "1000",
    }
    async with (
        service(ROOT, **settings) as port,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=120, trust_env=False
        ) as client,
    ):
        asks: dict[str, Ask] = {
            "POST /wechat, safe mode": _WeChat(client),
            "POST /api/ask": lambda words: client.post("/api/ask", json={"question": words}),
        }
        found = []
        for name, ask in asks.items():
            for words in questions:
                await ask(words)
            found.append((name, *await _under(ask, questions, seconds, rate)))
        return found


class _WeChat:
    """A push by another person each time, sealed as WeChat does."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._numbers = itertools.count(1)
        self._envelope = Envelope(TOKEN, [KEY], APPID)

    async def __call__(self, words: str) -> httpx.Response:
        number, stamp = next(self._numbers), str(int(time.time()))
        person = f"o{hashlib.sha256(str(number % 500).encode()).hexdigest()[:27]}"
        sealed = self._envelope.sealed(
            f"<xml><ToUserName>gh_0123456789ab</ToUserName><FromUserName>{person}</FromUserName>"
            f"<CreateTime>{stamp}</CreateTime><MsgType>text</MsgType>"
            f"<Content>{escape(words)}</Content><MsgId>{10**16 + number}</MsgId></xml>"
        )
        query = {
            "signature": crypto.signature(TOKEN, stamp, str(number)),
            "timestamp": stamp,
            "nonce": str(number),
            "encrypt_type": "aes",
            "msg_signature": crypto.signature(TOKEN, stamp, str(number), sealed),
        }
        body = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        return await self._client.post("/wechat", params=query, content=body)


async def _under(ask: Ask, questions: list[str], seconds: float, rate: float) -> tuple[str, ...]:
    times: list[float] = []
    refused = 0

    async def one(words: str) -> None:
        nonlocal refused
        began = time.perf_counter()
        response = await ask(words)
        times.append((time.perf_counter() - began) * 1000)
        refused += response.status_code != 200 or response.text == "success"

    began, asked = time.perf_counter(), []
    for number in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        asked.append(asyncio.create_task(one(questions[number % len(questions)])))
    await asyncio.gather(*asked)
    p99 = statistics.quantiles(times, n=100)[98]
    return (
        str(len(times)),
        f"{statistics.median(times):.1f}",
        f"{p99:.1f}",
        f"{max(times):.1f}",
        str(refused),
    )


if __name__ == "__main__":
    main()
