"""Times that were promised, on the shipped collection; exits with 1 where one is not kept:

python benchmarks/promises.py
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import openpyxl
import structlog
from rich import box
from rich.console import Console
from rich.table import Table

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.editing.forbidden import MOST, Forbidden
from bot.editing.import_export import NEEDED, Exchange
from bot.files import write_atomically
from bot.members import operator
from handlers.application import Application, build
from handlers.channels.web.app import create_app

TYPED = ("货车", "货车超", "货车超载", "电瓶车带人", "网约车没有证")
QUESTION = "货车超载怎么处罚"


@dataclass(frozen=True)
class Promise:
    """Seconds at most, and those that were measured."""

    words: str
    most: float
    reached: float


def main() -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory() as folder:
        application = build(Settings(data_dir=Path(folder)))
        try:
            promises = [
                *asyncio.run(typing_ahead(application)),
                *forbidden(Path(folder)),
                *asyncio.run(reloading(application.knowledge)),
                *asyncio.run(editing(application)),
                *asyncio.run(importing(application, Path(folder))),
            ]
        finally:
            application.close()
    table = Table("", "at most, ms", "reached, ms", box=box.MARKDOWN)
    for promise in promises:
        table.add_row(promise.words, f"{promise.most * 1000:g}", f"{promise.reached * 1000:.1f}")
    Console(width=140).print(table)
    sys.exit(any(promise.reached > promise.most for promise in promises))


async def typing_ahead(application: Application) -> list[Promise]:
    transport = httpx.ASGITransport(create_app(application))
    times = []
    async with httpx.AsyncClient(transport=transport, base_url="http://pufa.test") as visitor:
        for typed in TYPED * 4:
            started = time.perf_counter()
            (await visitor.get("/api/suggest", params={"q": typed})).raise_for_status()
            times.append(time.perf_counter() - started)
    return [Promise("suggestions while typing, median", 0.05, statistics.median(times))]


def forbidden(folder: Path) -> list[Promise]:
    """A full list, over a text of 1,000 characters."""
    source = random.Random(1)
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    path = folder / "forbidden.txt"
    words = {"".join(source.choices(characters, k=3)) for _ in range(MOST)}
    path.write_text("\n".join(words), encoding="utf-8")
    listed, text = Forbidden(path), "".join(source.choices(characters, k=1000))
    listed.found(text)
    times = []
    for _ in range(50):
        started = time.perf_counter()
        listed.found(text)
        times.append(time.perf_counter() - started)
    path.unlink()
    return [Promise("a text searched for 20,000 forbidden words", 0.001, statistics.median(times))]


async def reloading(base: KnowledgeBase) -> list[Promise]:
    """Questions are answered all the while the whole collection is built anew."""
    reload = asyncio.create_task(base.reload())
    times = []
    while not reload.done():
        started = time.perf_counter()
        await asyncio.sleep(0)
        base.edition.answerer.answer(QUESTION)
        times.append(time.perf_counter() - started)
        await asyncio.sleep(0.005)
    await reload
    return [
        Promise("an answer during a reload, median", 0.05, statistics.median(times)),
        Promise("an answer during a reload, the slowest", 0.3, max(times)),
    ]


async def editing(application: Application) -> list[Promise]:
    """From a file's change until the answer is another."""
    base, stop = application.knowledge, asyncio.Event()
    watching = asyncio.create_task(base.watch(stop))
    entry = base.edition.answerer.answer(QUESTION).entry
    assert entry
    own = application.settings.overlay_dir / "entries" / entry.topic / entry.path.name
    text, times = entry.path.read_text(encoding="utf-8"), []
    await asyncio.sleep(1)  # until the watcher watches
    for number in range(3):
        asked = f"货车超载的第{number}问怎么处罚？"
        started = time.perf_counter()
        write_atomically(own, text.replace(entry.question, asked))
        while base.edition.library.entries[entry.slug].question != asked:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        times.append(time.perf_counter() - started)
    stop.set()
    await watching
    return [Promise("an edit until it is live, the quickest", 1.0, min(times))]


async def importing(application: Application, folder: Path) -> list[Promise]:
    book = openpyxl.Workbook()
    book.active.append([*NEEDED])
    topic = next(iter(application.library.topics))
    basis = next(iter(application.library.entries.values())).basis[0]
    for number in range(200):
        ways = ("几点开", "何时开门", "开门时间", "关门吗")
        asked = [f"第{number}个车站{words}" for words in ways]
        cells = {
            "问题": f"第{number}号客运站营业时间是几点？",
            "相似问法": "\n".join([*asked, f"第{number}站几点关"]),
            "答案": f"第{number}号客运站每天营业。",
            "依据": str(basis),
            "主题": topic,
        }
        book.active.append([cells.get(name, "") for name in NEEDED])
    path = folder / "entries.xlsx"
    book.save(path)
    started = time.perf_counter()
    plan = await Exchange(application.drafts.writing).take_in(operator("telegram:1"), path)
    took = time.perf_counter() - started
    assert len(plan.drafts) == 200, plan
    return [Promise("200 rows imported as drafts", 20.0, took)]


if __name__ == "__main__":
    main()
