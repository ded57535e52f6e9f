"""The process is killed at bad moments: nobody is left without an answer, and nobody gets two."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store import broadcasts as store
from bot.store.broadcasts import State
from handlers.channels.wechat.saying import AT_ONCE
from tests.channels.wechat.test_account import CAMPAIGNER, campaign, use_cases
from tests.fakes.processes import running
from tests.fakes.wechat import Kind, WeChat
from tests.fakes.wechat.account import APPID, SECRET
from tests.fakes.wechat.pushing import BROKEN
from tests.fakes.wechat.server import KEY, TOKEN
from tests.waiting import until

pytestmark = [pytest.mark.real_time, pytest.mark.soak]
MASS = "/cgi-bin/message/mass/sendall"


def now() -> datetime:
    return datetime.now(UTC)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def is_up(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("kind", Kind)
async def test_a_kill_amid_an_answer_leaves_it_to_the_next_try(tmp_path, kind):
    port = free_port()
    async with WeChat(kind, now) as world:
        api = world.address if kind is Kind.VERIFIED_SERVICE else ""
        words = (str(port), api, str(tmp_path))
        world.connect(f"http://127.0.0.1:{port}")
        person = world.person("zhang")
        async with running("tests.channels.wechat_process", *words):
            await until("it serves", lambda: is_up(port))
            asking = asyncio.create_task(person.says("杀之前"))
            await until("it is heard", lambda: _asked(tmp_path))
        async with running("tests.channels.wechat_process", *words):
            await until("it serves", lambda: is_up(port))
            await asking
            await until("it is answered", lambda: person.seen)
            assert await person.says("杀之后") == "答：杀之后"
            await asyncio.sleep(10)  # whatever would come twice had come by then

    assert person.seen == ["答：杀之前", "答：杀之后"]
    assert BROKEN not in person.seen


async def test_a_kill_while_nobody_restarts_it_in_time_answers_by_a_message(tmp_path):
    port = free_port()
    async with WeChat(Kind.VERIFIED_SERVICE, now) as world:
        words = (str(port), world.address, str(tmp_path))
        world.connect(f"http://127.0.0.1:{port}")
        person = world.person("zhang")
        async with running("tests.channels.wechat_process", *words):
            await until("it serves", lambda: is_up(port))
            asking = asyncio.create_task(person.says("杀之前"))
            await until("it is heard", lambda: _asked(tmp_path))
        await asking  # all three tries are over
        async with running("tests.channels.wechat_process", *words):
            await until("it is sent", lambda: "答：杀之前" in person.seen)

    assert person.seen == [BROKEN, "答：杀之前"]


@pytest.mark.parametrize("kind", Kind)
async def test_a_kill_of_one_of_two_amid_a_crowd_leaves_nobody_without_what_was_promised(
    tmp_path, kind
):
    """Twelve a second, of whom both together answer six."""
    ports = [free_port(), free_port()]
    async with WeChat(kind, now) as world, contextlib.AsyncExitStack() as stack:
        api = world.address if kind is Kind.VERIFIED_SERVICE else ""
        for port in ports:
            process = await stack.enter_async_context(
                running("tests.channels.wechat_process", str(port), api, str(tmp_path))
            )
            await until("it serves", lambda port=port: is_up(port))
        world.connect(*(f"http://127.0.0.1:{port}" for port in ports))
        people = [world.person(f"p{number}") for number in range(120)]

        async def asks(number):
            await asyncio.sleep(number / 12)
            return await people[number].says(f"第{number}问")

        asking = [asyncio.create_task(asks(number)) for number in range(len(people))]
        await asyncio.sleep(5)
        process.kill()
        shown = await asyncio.gather(*asking)
        promised = [one for one, text in zip(people, shown, strict=True) if "再发一次" not in text]

        async def lacking():
            for person in promised:
                last = "".join(person.seen[-1:])
                if not _answers(person) and ("点这里" in last or last == BROKEN):
                    await person.says("看答复")
            return [one.seen for one in promised if not _answers(one)]

        await until("everybody has it", lacking, lambda left: not left, between=5, within=150)

    # A try of which the killed one had written nothing down isn't counted.
    assert shown.count(BROKEN) <= AT_ONCE
    assert len(promised) > len(people) // 3
    # What was on its way to them when it was killed comes once more.
    assert sum(_answers(person) > 1 for person in people) <= AT_ONCE


@pytest.mark.usefixtures("_pango")
async def test_a_kill_amid_a_broadcast_sends_it_once(on_wechat, clock):
    bureau = await on_wechat()
    number = await campaign(bureau)
    broadcasts = use_cases(bureau)
    code = (await broadcasts.prepare(CAMPAIGNER, number)).code
    bureau.wechat.api.hangs_after.add(MASS)
    settings = bureau.application.settings
    environ = {
        "PATH": "/usr/bin:/bin",
        "PUFA_DATA_DIR": str(settings.data_dir),
        "PUFA_KNOWLEDGE_DIR": str(settings.knowledge_dir),
        "PUFA_PUBLIC_URL": settings.public_url,
        "PUFA_WECHAT_APPID": APPID,
        "PUFA_WECHAT_SECRET": SECRET,
        "PUFA_WECHAT_TOKEN": TOKEN,
        "PUFA_WECHAT_AES_KEY": KEY,
        "PUFA_WECHAT_API": bureau.wechat.address,
    }

    words = ("wechat", "broadcast", str(number), "--send", code)
    async with running("handlers.cli", *words, environ=environ):
        await until("WeChat has taken it", lambda: bureau.wechat.account.masses)
    bureau.wechat.api.hangs_after.clear()
    (known,) = await bureau.application.database.read(store.of_campaign, campaign_id=number)
    assert known.state is State.CONFIRMED

    await bureau.application.database.write(
        lambda db: db.execute(
            "UPDATE broadcasts SET at = ?", [(clock() - timedelta(minutes=5)).isoformat()]
        )
    )
    await broadcasts.resume()

    (known,) = await bureau.application.database.read(store.of_campaign, campaign_id=number)
    assert known.state is State.SUBMITTED
    assert len(bureau.wechat.account.masses) == 1


def _answers(person) -> int:
    return sum("答：第" in text for text in person.seen)


def _asked(folder: Path) -> list[str]:
    file = folder / "asked"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
