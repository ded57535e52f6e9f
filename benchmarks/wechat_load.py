"""Passive replies on WeChat under load, as WeChat sees them; each tree given, one after the other:

python benchmarks/wechat_load.py [--seconds 20] [--rate 50] [--questions 20] [TREE…]

Every push is tried three times, five seconds apart, as WeChat does; beside it the same questions to
the page. The rate is kept whatever the answers take, so waiting counts. Clients and services share
the machine: figures are for comparing rows of one run.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import itertools
import statistics
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import httpx
from rich import box
from rich.console import Console
from rich.table import Table

from bot.config import ROOT
from bot.knowledge import library as libraries

sys.path.insert(0, str(ROOT))

from benchmarks.load import service
from tests.fakes.wechat import Kind, WeChat
from tests.fakes.wechat.account import APPID, GH, SECRET
from tests.fakes.wechat.pushing import BROKEN, HANGS_UP, TRIES, Pusher
from tests.fakes.wechat.server import KEY, TOKEN

PEOPLE = 500
Ask = Callable[[str], Awaitable[str]]
"""Says what became of a question."""


@dataclass
class Row:
    """What one load came to; `times` are milliseconds until the person saw something."""

    name: str
    times: list[float] = field(default_factory=list)
    became: Counter[str] = field(default_factory=Counter)

    @property
    def told(self) -> str:
        became = ", ".join(f"{count} {what}" for what, count in self.became.most_common())
        return f"{self.name}: p99 {self.p99:.0f} ms: {became}"

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.times, n=100)[98]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("trees", nargs="*", type=Path, default=[ROOT])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--questions", type=int, default=20, help="so many different ones")
    chosen = parser.parse_args()
    table = Table("", "p50 ms", "p99 ms", "× the page's p99", "became", box=box.MARKDOWN)
    for tree in chosen.trees:
        rows = asyncio.run(_measured(tree, chosen.seconds, chosen.rate, chosen.questions))
        page = rows[-1].p99
        for row in rows:
            became = ", ".join(f"{count} {what}" for what, count in row.became.most_common())
            table.add_row(
                f"{tree.name}: {row.name}",
                f"{statistics.median(row.times):.0f}",
                f"{row.p99:.0f}",
                f"{row.p99 / page:.1f}",
                became,
            )
    Console(width=180).print(table)


async def _measured(tree: Path, seconds: float, rate: float, count: int) -> list[Row]:
    entries = libraries.load([ROOT / "knowledge"]).entries.values()
    every = [ask for entry in entries for ask in entry.ask]
    questions = every[:: len(every) // count][:count]
    rows = []
    for kind in Kind:
        async with WeChat(kind, _now) as world:
            settings = {
                "PUFA_WECHAT_TOKEN": TOKEN,
                "PUFA_WECHAT_APPID": APPID,
                "PUFA_WECHAT_AES_KEY": KEY,
                "PUFA_WECHAT_SECRET": SECRET if kind is Kind.VERIFIED_SERVICE else "",
                "PUFA_WECHAT_API": world.address,
                "PUFA_PUBLIC_URL": "https://pufa.example.gov.cn",
                "PUFA_REQUESTS_PER_MINUTE": "100000",
                "PUFA_FLOOD_PER_MINUTE": "1000",
            }
            async with service(tree, **settings) as port, _client(port) as client:
                asks: dict[str, Ask] = {f"POST /wechat, {kind.name.lower()}": _WeChat(client)}
                if kind is list(Kind)[-1]:
                    asks["POST /, stored"] = _Page(client)
                for name, ask in asks.items():
                    for words in questions:
                        await ask(words)
                    rows.append(await _under(name, ask, questions, seconds, rate))
                    print(f"{tree}: {rows[-1].told}", file=sys.stderr)
    return rows


def _client(port: int) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    address = f"http://127.0.0.1:{port}"
    return httpx.AsyncClient(base_url=address, timeout=120, trust_env=False, limits=limits)


class _WeChat:
    """A push by another person each time, tried as often as WeChat does."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._numbers = itertools.count(1)
        self._pusher = Pusher([], TOKEN, KEY, "safe")

    async def __call__(self, words: str) -> str:
        number, created = next(self._numbers), int(time.time())
        person = f"o{hashlib.sha256(str(number % PEOPLE).encode()).hexdigest()[:27]}"
        xml = (
            f"<xml><ToUserName>{GH}</ToUserName><FromUserName>{person}</FromUserName>"
            f"<CreateTime>{created}</CreateTime><MsgType>text</MsgType>"
            f"<Content>{escape(words)}</Content><MsgId>{10**16 + number}</MsgId></xml>"
        )
        for tried in range(1, TRIES + 1):
            query, body = self._pusher.request(xml, int(time.time()), person)
            sending = self._client.post("/wechat", params=query, content=body.encode())
            try:
                async with asyncio.timeout(HANGS_UP):
                    response = await sending
            except (TimeoutError, httpx.TransportError):
                continue
            shown = self._pusher.seen(response)
            if shown == BROKEN:
                return "BROKEN"
            if "请过几秒" in shown:
                return "told to tap later"
            return f"at try {tried}" if shown else "sent later"
        return "BROKEN"


class _Page:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def __call__(self, words: str) -> str:
        try:
            response = await self._client.post("/", data={"text": words})
        except httpx.TransportError as error:
            return type(error).__name__
        return "answered" if response.status_code == httpx.codes.OK else str(response.status_code)


async def _under(name: str, ask: Ask, questions: list[str], seconds: float, rate: float) -> Row:
    row = Row(name)

    async def one(words: str) -> None:
        began = time.perf_counter()
        row.became[await ask(words)] += 1
        row.times.append((time.perf_counter() - began) * 1000)

    began, asked = time.perf_counter(), []
    for number in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        asked.append(asyncio.create_task(one(questions[number % len(questions)])))
    await asyncio.gather(*asked)
    return row


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
