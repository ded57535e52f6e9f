"""Passive replies on WeChat under load, as WeChat sees them; each tree given, one after the other:

python benchmarks/wechat_load.py [--seconds 20] [--rate 50] [--questions 20] [TREE…]

Every push is tried three times, five seconds apart, as WeChat does; beside it the same questions to
the page. The rate is kept whatever the answers take, so waiting counts; requests are made ready
before, since clients and services share the machine: figures are for comparing rows of one run. A
rate that is more than the service can do shows what becomes of those for whom it has no time.
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
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

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
BUSY, KEPT, LATER = "问的人太多", "这条记下了", "点这里"
_Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Ask = Callable[[], Awaitable[str]]
"""Asks a question that was made ready; says what became of it."""


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
                "PUFA_TRUSTED_PROXIES": "127.0.0.1",  # as behind the proxy of docs/deploy.md
            }
            async with service(tree, files=4200, **settings) as port:
                talk, number = _Talk(port), int(seconds * rate)
                pushes = _WeChat(talk)
                asked = [*questions, *itertools.islice(itertools.cycle(questions), number)]
                loads = {f"POST /wechat, {kind.name.lower()}": [pushes.push(one) for one in asked]}
                if kind is list(Kind)[-1]:
                    loads["POST /, stored"] = [_page(talk, one) for one in asked]
                for name, asks in loads.items():
                    for ask in asks[:count]:
                        await ask()
                    rows.append(await _under(name, asks[count:], rate))
                    print(f"{tree}: {rows[-1].told}", file=sys.stderr)
                talk.close()
    return rows


class _Talk:
    """Lines to the service that are used again."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: list[_Line] = []

    async def answer(self, request: bytes) -> tuple[int, str]:
        """Its status and body. Who leaves before that hangs up."""
        while self._free:  # the service ends those that nobody used for some seconds
            with suppress(OSError, asyncio.IncompleteReadError):
                return await self._on(self._free.pop(), request)
        line = await asyncio.open_connection("127.0.0.1", self._port)
        return await self._on(line, request)

    async def _on(self, line: _Line, request: bytes) -> tuple[int, str]:
        reader, writer = line
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length: ")[2].split(None, 1)[0])
            body = await reader.readexactly(length)
        except BaseException:
            writer.transport.abort()
            raise
        self._free.append(line)
        return int(head.split(None, 2)[1]), body.decode(errors="replace")

    def close(self) -> None:
        for _, writer in self._free:
            writer.transport.abort()


class _WeChat:
    """A push by another person each time, tried as often as WeChat does."""

    def __init__(self, talk: _Talk) -> None:
        self._talk = talk
        self._numbers = itertools.count(1)
        self._pusher = Pusher([], TOKEN, KEY, "safe")

    def push(self, words: str) -> Ask:
        number, created = next(self._numbers), int(time.time())
        person = f"o{hashlib.sha256(str(number % PEOPLE).encode()).hexdigest()[:27]}"
        xml = (
            f"<xml><ToUserName>{GH}</ToUserName><FromUserName>{person}</FromUserName>"
            f"<CreateTime>{created}</CreateTime><MsgType>text</MsgType>"
            f"<Content>{escape(words)}</Content><MsgId>{10**16 + number}</MsgId></xml>"
        )
        query, body = self._pusher.request(xml, created, person)
        request = _post(f"/wechat?{urlencode(query)}", "text/xml", body)

        async def ask() -> str:
            for tried in range(1, TRIES + 1):
                with suppress(TimeoutError, OSError, asyncio.IncompleteReadError):
                    async with asyncio.timeout(HANGS_UP):
                        status, shown = await self._talk.answer(request)
                    return self._became(status, shown, tried)
            return "BROKEN"

        return ask

    def _became(self, status: int, body: str, tried: int) -> str:
        if status != 200:
            return "BROKEN"
        shown = self._pusher.shown(body)
        if shown == BROKEN:
            return "BROKEN"
        if BUSY in shown:
            return "put off" if KEPT in shown else "told to ask again"
        if LATER in shown:
            return "told to tap later"
        return f"at try {tried}" if shown else "sent later"


def _page(talk: _Talk, words: str) -> Ask:
    request = _post("/", "application/x-www-form-urlencoded", f"text={quote(words)}")

    async def ask() -> str:
        try:
            status, _ = await talk.answer(request)
        except (OSError, asyncio.IncompleteReadError) as error:
            return type(error).__name__
        return "answered" if status == 200 else str(status)

    return ask


def _post(path: str, kind: str, body: str) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: pufa.test\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode()


async def _under(name: str, asks: Iterable[Ask], rate: float) -> Row:
    row = Row(name)

    async def one(ask: Ask) -> None:
        began = time.perf_counter()
        row.became[await ask()] += 1
        row.times.append((time.perf_counter() - began) * 1000)

    began, asked = time.perf_counter(), []
    for number, ask in enumerate(asks):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        asked.append(asyncio.create_task(one(ask)))
    await asyncio.gather(*asked)
    return row


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
