"""kill -9 at random moments of all that the service does at once: what people were told is kept,
and whoever wrote hears of it."""

from __future__ import annotations

import asyncio
import random
import socket
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import httpx
import pytest

from bot.keyring import hasher_of
from bot.messages import Chat
from bot.store import Database, subscribers
from bot.store.campaigns import Notice
from bot.store.subscribers import Kind
from handlers.channels.telegram.answering import ASK_AGAIN
from tests.channels import service_process
from tests.fakes.campaigns import schedule
from tests.fakes.processes import forked
from tests.waiting import LONGEST, until

pytestmark = pytest.mark.real_time
ASKERS, WRITERS, ON_TELEGRAM, RATE = 3, 2, 5, 30
START = 5 * LONGEST
NOTICE = "今天是国家宪法日"


@dataclass
class Visitors:
    """People on the page, who write on and on; `questions` and `receipts` are what the page has
    confirmed."""

    page: httpx.AsyncClient
    questions: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    async def ask(self) -> None:
        words = f"货车超载怎么处罚，第{next(self._numbers)}问"
        response = await self.page.post("/", data={"text": words})
        assert response.status_code == 200
        self.questions.append(words)

    async def write(self) -> None:
        words = f"路灯坏了，第{next(self._numbers)}封"
        response = await self.page.post("/letter", data={"kind": "建议", "text": words})
        assert response.status_code == 303
        self.receipts.append(response.headers["location"].split("/")[-1].split("?")[0])

    async def go_on(self, what) -> None:
        """Until the service is gone."""
        while True:
            try:
                await what()
            except httpx.TransportError:
                return


def rows(folder: Path, sql: str) -> list[tuple]:
    db = sqlite3.connect(folder / "pufa.db")
    found = db.execute(sql).fetchall()
    db.close()
    return found


def number(folder: Path, table: str, where: str) -> int:
    ((found,),) = rows(folder, f"SELECT count(*) FROM {table} WHERE {where}")
    return found


def subscribe_all(folder: Path, people) -> int:
    """Everybody subscribes; a campaign is due now. Returns its number."""
    database = Database(folder / "pufa.db")
    hasher_of(folder, database)
    now = datetime.now(UTC)

    def write_down(db) -> int:
        for person in people:
            chat = Chat("telegram", str(person.id))
            subscribers.subscribe(
                db, chat=chat, asker=chat.id, kind=Kind.PRIVATE, place="", now=now
            )
        return schedule(db, Notice("国家宪法日", f"{NOTICE}。"), send_at=now)

    campaign = database.write_now(write_down)
    database.close()
    return campaign


@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=pytest.mark.soak)])
async def test_what_people_were_told_outlives_kills_amid_everything(botapi, tmp_path, kills):
    clerk = botapi.person("王敏")
    recipients = [botapi.person(f"r{number}") for number in range(30 * kills)]
    campaign = subscribe_all(tmp_path, recipients)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    staff = f"telegram:{clerk.id}:editor"
    words = (botapi.address, botapi.token, str(tmp_path), str(port), staff, str(RATE))
    askers, sending, answering = [], 0, 0

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=LONGEST) as page:
        visitors = Visitors(page)

        async def is_up() -> bool:
            try:
                return (await page.get("/healthz")).is_success
            except httpx.TransportError:
                return False

        for _ in range(kills):
            async with forked(service_process.run, *words) as service:
                await until("it serves", is_up, between=0.05, within=START)
                busy = [visitors.ask] * ASKERS + [visitors.write] * WRITERS
                visits = [asyncio.create_task(visitors.go_on(what)) for what in busy]
                for _ in range(ON_TELEGRAM):
                    askers.append(botapi.person(f"a{len(askers)}"))
                    await askers[-1].says(f"货车超载怎么处罚，{len(askers)}")
                before = len(visitors.questions), len(visitors.receipts)
                await until(
                    "some were served",
                    lambda before=before: (
                        len(visitors.questions) > before[0] and len(visitors.receipts) > before[1]
                    ),
                )
                await asyncio.sleep(random.uniform(0, 1.5))
                service.kill()
                await asyncio.to_thread(service.join)
            await asyncio.gather(*visits)
            sending += number(tmp_path, "deliveries", "state = 'sending'")
            answering += number(tmp_path, "telegram_updates", "answered_at IS NULL")

        async with forked(service_process.run, *words):
            await until("it serves", is_up, between=0.05, within=START)
            await until("Telegram has none left", lambda: not botapi.world.updates)
            for what, table, where in (
                ("all updates are answered", "telegram_updates", "answered_at IS NULL"),
                ("all letters are told", "letters", "told_at IS NULL"),
                ("the campaign is done", "campaigns", f"id = {campaign} AND state <> 'done'"),
            ):
                await until(
                    what,
                    lambda table=table, where=where: not number(tmp_path, table, where),
                    between=0.1,
                    within=LONGEST + 2 * len(recipients) / RATE,
                )

    kept = Counter(text for (text,) in rows(tmp_path, "SELECT text FROM questions"))
    tokens = {token for (token,) in rows(tmp_path, "SELECT token FROM letters")}
    notices = [sum(NOTICE in one.text for one in person.sees) for person in recipients]
    heard = [[one.text for one in person.sees] for person in askers]
    answers = [sum(text != ASK_AGAIN for text in texts) for texts in heard]
    print(  # noqa: T201
        f"{kills} kills; page: {len(visitors.questions)} questions and {len(visitors.receipts)}"
        f" letters confirmed, {sum(kept[asked] == 0 for asked in visitors.questions)} and"
        f" {len(set(visitors.receipts) - tokens)} lost; Telegram: {len(askers)} asked,"
        f" {sum(not texts for texts in heard)} unanswered,"
        f" {sum(ASK_AGAIN in texts for texts in heard)} asked again,"
        f" {sum(answers) - sum(map(bool, answers))} answered twice of {answering} under way;"
        f" campaign: {len(notices)} people, {notices.count(0)} missed,"
        f" {sum(notices) - len(notices)} repeated of {sending} under way, at most {max(notices)}"
    )
    assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    assert visitors.questions
    assert set(visitors.questions) <= kept.keys()
    assert visitors.receipts
    assert set(visitors.receipts) <= tokens
    assert all(heard), "everybody is answered, or asked to write again"
    assert sum(answers) - sum(map(bool, answers)) <= answering
    assert 0 not in notices
    assert sum(notices) - len(notices) <= sending
    assert max(notices) <= 2
