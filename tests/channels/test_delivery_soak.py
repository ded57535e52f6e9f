"""`pufa run` and `pufa campaign`, as an operator has them: a day's campaign to 5,000 people, from
the calendar's draft to done, with kill -9 in the middle."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import socket
import sys
from asyncio.subprocess import Process
from collections import Counter
from functools import partial

import pytest

from tests.fakes.processes import ROOT, running
from tests.waiting import LONGEST, until

PEOPLE = 5000
IN_FLIGHT = 16

pytestmark = [pytest.mark.soak, pytest.mark.real_time]


@pytest.fixture
def environ(botapi, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PUFA_")}
    return kept | {
        "PUFA_DATA_DIR": str(tmp_path / "data"),
        "PUFA_PORT": str(port),
        "PUFA_TELEGRAM_TOKEN": botapi.token,
        "PUFA_TELEGRAM_API": botapi.address,
        "PUFA_STAFF": "telegram:1:campaigner,telegram:2:reviewer",
        "PUFA_DRAFT_DAYS": "60",
        "PUFA_SEND_WINDOW": "00:00-24:00",
        "PUFA_SEND_RATE": "300",
    }


@pytest.fixture
def pufa(environ):
    """Runs a command and reads the JSON that it prints."""

    async def pufa(*words):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "handlers.cli", *map(str, words), "--json"),
            env=environ,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        printed, complaint = await process.communicate()
        assert process.returncode == 0, complaint.decode()
        return json.loads(printed)

    return pufa


@pytest.fixture
def serving(environ):
    """`pufa run` while the block lasts; asked to stop at its end."""
    return partial(running, "handlers.cli", "run", environ=environ, end=Process.terminate)


async def drafts(pufa):
    return await until("there is a draft", lambda: pufa("campaign", "list", "--state", "draft"))


async def approve(pufa, campaign_id):
    """As a reviewer who has looked at what can't be held against a text: which day is drafted
    depends on when the test runs."""
    words = ("campaign", "approve", campaign_id, "--as", "telegram:2")
    try:
        await pufa(*words)
    except AssertionError as refusal:
        doubted = re.search(r"say --yes (\w+)", str(refusal))
        if not doubted:
            raise
        await pufa(*words, "--yes", doubted[1])


async def until_done(pufa, campaign_id):
    return await until(
        "the campaign is done",
        lambda: pufa("campaign", "show", campaign_id),
        lambda campaign: campaign["state"] == "done",
        within=5 * LONGEST,
    )


async def test_a_campaign_of_5000_from_the_calendars_draft_to_done(botapi, pufa, serving, tmp_path):
    people = [botapi.person(f"p{number}").id for number in range(PEOPLE)]
    table = tmp_path / "people.csv"
    rows = "\n".join(f"telegram,{person},,,2026-01-02" for person in people)
    table.write_text(f"channel,chat_id,audiences,topics,consented\n{rows}\n", encoding="utf-8")
    await pufa("subscribers", "import", table)

    async with serving() as service:
        campaign_id = (await drafts(pufa))[0]["id"]
        await pufa("campaign", "submit", campaign_id, "--as", "telegram:1")
        await approve(pufa, campaign_id)
        await pufa("campaign", "schedule", campaign_id, "--at", "now", "--as", "telegram:1")
        await botapi.called("sendMessage", random.randint(1000, 4000))
        service.kill()
        await service.wait()
    async with serving():
        campaign = await until_done(pufa, campaign_id)

    known = set(people)
    copies = Counter(
        call.given["chat_id"]
        for call in botapi.calls("sendMessage")
        if call.given["chat_id"] in known
    )
    assert set(copies) == set(people), "nobody is missed"
    assert sum(copies.values()) - PEOPLE <= IN_FLIGHT
    assert campaign["counts"]["sent"] == PEOPLE
