"""kill -9 at random moments of a campaign: after the restarts nobody is missed but who was under
way at two kills and is told of as uncertain, and no more is repeated than what was under way."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.keyring import hasher_of
from bot.messages import Chat
from bot.store import Database, outbox, subscribers
from bot.store import campaigns as store
from bot.store.campaigns import Notice, State
from bot.store.subscribers import Kind
from tests.channels import delivery_process
from tests.fakes.campaigns import schedule
from tests.fakes.processes import forked
from tests.waiting import LONGEST, until

RATE = 200

pytestmark = pytest.mark.real_time


def process(botapi, folder: Path):
    words = (botapi.address, botapi.token, str(folder), str(RATE))
    return forked(delivery_process.run, *words)


def write_down(db, people) -> int:
    """Everybody subscribes; a campaign is due now."""
    now = datetime.now(UTC)
    for person in people:
        chat = Chat("telegram", str(person.id))
        subscribers.subscribe(db, chat=chat, asker=chat.id, kind=Kind.PRIVATE, place="", now=now)
    return schedule(db, Notice("国家宪法日", "今天是**国家宪法日**。"), send_at=now)


def given_up(db, campaign_id) -> set[int]:
    """Who was under way when the process died, and once more at the second try: a third one could
    be a third copy."""
    found = db.execute(
        "SELECT chat_id FROM deliveries JOIN subscribers ON subscribers.id = subscriber_id"
        " WHERE campaign_id = ? AND deliveries.state = 'uncertain' AND times_uncertain = 2",
        [campaign_id],
    )
    return {int(chat) for (chat,) in found}


async def state(database: Database, campaign_id: int) -> State:
    return (await database.read(store.get, campaign_id=campaign_id)).state


async def survives(botapi, folder: Path, *, people: int, kills: int) -> None:
    within = LONGEST + 20 * people / RATE  # other work may share the machine for half an hour
    cast = [botapi.person(f"p{number}") for number in range(people)]
    database = Database(folder / "pufa.db")
    hasher_of(folder, database)
    campaign_id = await database.write(write_down, cast)
    under_way = 0
    for number in range(kills):
        async with process(botapi, folder) as running:
            target = random.randint(number, number + 1) * people // (kills + 1) + 1
            await botapi.called("sendMessage", target, within=within)
            await asyncio.sleep(random.uniform(0, 0.02))
            running.kill()
            await asyncio.to_thread(running.join)
        counts = await database.read(outbox.counts, campaign_id=campaign_id)
        under_way += counts["sending"]
    async with process(botapi, folder):
        await until(
            "the campaign is done",
            lambda: state(database, campaign_id),
            State.DONE.__eq__,
            between=0.05,
            within=within,
        )

    copies = Counter(call.given["chat_id"] for call in botapi.calls("sendMessage"))
    repeated = sum(copies.values()) - len(copies)
    print(  # noqa: T201
        f"{kills} kills, {people} people, {len(copies)} reached, {under_way} under way,"
        f" {repeated} repeated, at most {max(copies.values())} times"
    )
    missed = {person.id for person in cast} - set(copies)
    assert missed <= await database.read(given_up, campaign_id), "nobody is missed unsaid"
    assert max(copies.values()) <= 2, "sent once more and never again"
    assert repeated <= under_way, "no more than what was under way"
    assert under_way <= 16 * kills
    counts = await database.read(outbox.counts, campaign_id=campaign_id)
    assert counts["sent"] + counts["uncertain"] == people
    told = await database.read(outbox.repeated, campaign_id=campaign_id)
    assert repeated <= told <= under_way, "the report knows of each that may be a repeat"
    database.close()


async def test_a_campaign_survives_three_kills(botapi, tmp_path):
    await survives(botapi, tmp_path, people=200, kills=3)


@pytest.mark.soak
async def test_a_campaign_survives_fifty_kills(botapi, tmp_path):
    await survives(botapi, tmp_path, people=5000, kills=50)
