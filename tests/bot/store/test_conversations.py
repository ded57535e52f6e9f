from datetime import timedelta

import pytest

from bot.store import conversations
from bot.store.conversations import KEPT, Conversation
from tests.bot.store.conftest import LI, NOW, ZHANG

TALK = Conversation(("e:chaozai", "none"), "reason:7", "〔车牌〕超载", 7)


@pytest.fixture
def save(database):
    async def save(asker=ZHANG, conversation=TALK, now=NOW):
        await database.write(conversations.save, asker=asker, conversation=conversation, now=now)

    return save


@pytest.fixture
def load(database):
    async def load(asker=ZHANG, now=NOW):
        return await database.read(conversations.load, asker=asker, now=now)

    return load


async def test_it_reads_back_as_it_was_saved(save, load):
    await save()
    assert await load() == TALK


async def test_a_chat_that_said_nothing_has_an_empty_one(load):
    assert await load() == Conversation()


async def test_only_the_last_one_of_a_chat_is_kept(save, load, rows):
    await save()
    await save(conversation=Conversation(question="后来的"))
    assert await load() == Conversation(question="后来的")
    assert len(await rows("conversations")) == 1


async def test_it_is_forgotten_after_a_day_of_silence(database, save, load, rows):
    await save(ZHANG, now=NOW)
    await save(LI, now=NOW + timedelta(hours=1))
    assert await load(ZHANG, NOW + KEPT) == Conversation()
    assert await database.write(conversations.purge, now=NOW + KEPT) == 1
    assert [row["asker"] for row in await rows("conversations")] == [LI]


async def test_forgetting_one_person_leaves_the_others(database, save, load):
    await save(ZHANG)
    await save(LI)
    await database.write(conversations.forget, asker=ZHANG)
    assert await load(ZHANG) == Conversation()
    assert await load(LI) == TALK
