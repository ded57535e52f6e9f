"""The console and the answers beside each other, idle and under load, in one run:

    python benchmarks/console.py [--seconds 20]

The load: 50 signed-in browsers that ask what waits and open pages, 20 clients that ask questions,
and a campaign that goes out at the usual rate to a double of the Bot API. All of it on one machine.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from rich import box
from rich.console import Console
from rich.table import Table
from sqlite_utils import Database as Connection

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.load import answered, asking, get, service  # noqa: E402
from bot.config import Settings  # noqa: E402
from bot.keyring import hasher_of  # noqa: E402
from bot.knowledge import library as libraries  # noqa: E402
from bot.members import CONSOLE, Actor, Member, Role  # noqa: E402
from bot.messages import Chat  # noqa: E402
from bot.staff import accounts as saving  # noqa: E402
from bot.staff.accounts import Accounts  # noqa: E402
from bot.staff.sessions import Sessions  # noqa: E402
from bot.store import Database, outbox, subscribers  # noqa: E402
from bot.store.campaigns import Notice  # noqa: E402
from bot.store.subscribers import Kind  # noqa: E402
from handlers.channels.console.guard import COOKIE  # noqa: E402
from tests.fakes.botapi import BotApi  # noqa: E402
from tests.fakes.campaigns import schedule  # noqa: E402

STAFF, CITIZENS, PEOPLE = 50, 20, 20_000
IDLE = 4.0
"""Seconds after which the service closes a silent connection, and one less."""
POLL = 2.0
"""Seconds between two looks of a browser at what waits: the page itself asks every thirty."""
PAGES = ("/staff", "/staff/entries", "/staff/entries?q=超载", "/staff/drafts", "/staff/statutes")
Request = Callable[[str], bytes]


async def main(seconds: float) -> None:
    questions = [
        ask for entry in libraries.load([ROOT / "knowledge"]).entries.values() for ask in entry.ask
    ]
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi() as botapi:
            tokens, campaign_id = prepared(Path(folder), botapi)
            settings = {
                "PUFA_DATA_DIR": folder,
                "PUFA_TELEGRAM_TOKEN": botapi.token,
                "PUFA_TELEGRAM_API": botapi.address,
                "PUFA_SEND_WINDOW": "00:00-24:00",
                "PUFA_REQUESTS_PER_MINUTE": "100000",
            }
            async with service(ROOT, **settings) as port:
                await measured(port, tokens, questions, seconds, folder, campaign_id)


async def measured(
    port: int, tokens: list[str], questions: list[str], seconds: float, folder: str, campaign: int
) -> None:
    def ask(token: str) -> bytes:
        return asking(random.choice(questions))

    def page(token: str) -> bytes:
        return get(quote(random.choice(PAGES), safe="/?="), f"Cookie: {COOKIE}={token}\r\n")

    def poll(token: str) -> bytes:
        return get("/staff/waiting", f"Cookie: {COOKIE}={token}\r\n")

    async with asyncio.timeout(seconds * 20):
        idle_ask = await over(port, ask, [""], seconds / 2)
        idle_page = await over(port, page, tokens[:1], seconds / 2)
        await begin(folder, campaign)
        before = sent(folder, campaign)
        began = time.perf_counter()
        asked, opened, polled = await asyncio.gather(
            over(port, ask, [""] * CITIZENS, seconds),
            over(port, page, tokens[:5], seconds, pause=1.0),
            over(port, poll, tokens, seconds, pause=POLL),
        )
        rate = (sent(folder, campaign) - before) / (time.perf_counter() - began)
    table = Table("", "a second", "p50, ms", "p99, ms", "refused", box=box.MARKDOWN)
    table.add_row("an answer, idle", *idle_ask)
    table.add_row("a console page, idle", *idle_page)
    table.add_row(f"an answer, {CITIZENS} clients", *asked)
    table.add_row("a console page beside them", *opened)
    table.add_row(f"what waits, {STAFF} browsers every {POLL:g} s", *polled)
    table.add_row("notices sent meanwhile", f"{rate:.1f}", "", "", "")
    Console(width=120).print(table)


async def over(
    port: int, request: Request, tokens: Iterable[str], seconds: float, pause: float = 0.0
) -> tuple[str, ...]:
    """One client for each token, which does it again and again; how often and how long it took."""
    times: list[float] = []
    refused = 0
    ends_at = time.perf_counter() + seconds

    async def client(token: str) -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(random.random() * pause)
        while time.perf_counter() < ends_at:
            started = time.perf_counter()
            status, closes = await answered(reader, writer, request(token))
            times.append(time.perf_counter() - started)
            refused += status != 200
            await asyncio.sleep(pause)
            if closes or pause >= IDLE:
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()

    await asyncio.gather(*map(client, tokens))
    cuts = statistics.quantiles(times, n=100)
    figures = (len(times) / seconds, cuts[49] * 1000, cuts[98] * 1000)
    return (*(f"{one:.0f}" for one in figures), str(refused))


def prepared(folder: Path, botapi: BotApi) -> tuple[list[str], int]:
    """Staff who are signed in, subscribers, and a campaign to them whose time is to come."""
    settings = Settings(data_dir=folder)
    database = Database(settings.database_file)
    hasher_of(folder, database)  # its key belongs to the rows that follow

    def now() -> datetime:
        return datetime.now(UTC)

    accounts = Accounts(settings, database, now)
    sessions = Sessions(database, accounts, now)
    tokens = []
    for number in range(STAFF):
        member = Member(f"{CONSOLE}:{number}", frozenset({Role.EDITOR}), str(number))
        database.write_now(
            saving.save, who=Actor(member, "web"), before=None, after=member, now=now()
        )
        token = database.write_now(sessions.begin_in, member=member, how="link", agent="benchmark")
        tokens.append(token)
    chats = [str(botapi.person(f"p{number}").id) for number in range(PEOPLE)]
    database.write_now(subscribe, chats)
    later = datetime(2100, 1, 1, tzinfo=UTC)
    campaign_id = database.write_now(
        schedule, Notice("国家宪法日", "今天是国家宪法日。"), send_at=later
    )
    database.close()
    return tokens, campaign_id


def subscribe(db: Connection, chats: list[str]) -> None:
    for chat in chats:
        subscribers.subscribe(
            db,
            chat=Chat("telegram", chat),
            asker=chat,
            kind=Kind.PRIVATE,
            place="",
            now=datetime.now(UTC),
        )


async def begin(folder: str, campaign_id: int) -> None:
    """Its time has come."""
    with_database(
        folder,
        lambda db: db.execute(
            "UPDATE campaigns SET send_at = ? WHERE id = ?",
            [datetime.now(UTC).isoformat(), campaign_id],
        ),
    )
    for _ in range(300):
        if sent(folder, campaign_id):
            return
        await asyncio.sleep(0.1)


def sent(folder: str, campaign_id: int) -> int:
    counts = with_database(folder, lambda db: outbox.counts(db, campaign_id=campaign_id))
    return int(counts.get("sent", 0))


def with_database(folder: str, work: Callable[[Connection], object]) -> object:
    database = Database(Path(folder) / "pufa.db")
    try:
        return database.write_now(work)
    finally:
        database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    with suppress(KeyboardInterrupt):
        asyncio.run(main(parser.parse_args().seconds))
