"""What Telegram brings, or a proxy makes of it: each update is read by itself, and none is lost."""

from __future__ import annotations

import json
import sqlite3

import pytest

from bot.messages import Reply
from bot.store import updates
from handlers.channels.telegram import channel as channel_module
from handlers.channels.telegram import recovery
from handlers.channels.telegram.answering import ASK_AGAIN
from tests.fakes import botapi as double
from tests.waiting import until

BOT = {"id": 1, "is_bot": True, "first_name": "pufa"}
WORDS = "我叫张三，货车超载怎么处罚"
POISON = [
    {"message": {"message_id": 9, "date": 1795872900, "chat": {"id": 501, "type": "private"},
                 "from": {"id": 501, "is_bot": False}, "text": WORDS}},
    {"message": {"text": WORDS}},
    {"message": [WORDS]},
    {"message": WORDS},
    {"callback_query": {"id": "1", "data": WORDS}},
    {"edited_message": None, "message": {"from": WORDS, "chat": {}}},
    {"my_chat_member": {
        "chat": {"id": -1004444, "type": "supergroup", "title": WORDS}, "date": 1795872900,
        "from": {"id": 77, "is_bot": False, "first_name": "a"},
        "old_chat_member": {"status": "member", "user": BOT},
        "new_chat_member": {"status": "restricted", "user": BOT, "is_member": True}}},
]  # fmt: skip


def queue(botapi, *raw):
    """Telegram's queue holds these, whatever they are."""
    for update in raw:
        number = next(botapi.world._update_ids)
        botapi.world.updates.append({"update_id": number, **update})
    botapi.world.changed()


@pytest.fixture
def unchecked(botapi):
    """The double may say what the Bot API never would."""
    botapi.world.schema = None


@pytest.mark.parametrize("poison", POISON, ids=lambda update: str(list(update)))
async def test_one_that_cannot_be_read_is_skipped_and_the_next_one_answered(
    channel, unchecked, botapi, zhang, poison, logged
):
    queue(botapi, poison)
    await zhang.says("在吗")
    await zhang.hears("答：在吗")
    polls = len(botapi.calls("getUpdates"))
    await until("Telegram forgets it", lambda: not botapi.world.updates)
    assert len(botapi.calls("getUpdates")) < polls + 10
    assert channel.is_listening
    told = [line for line in logged if line["event"] == "telegram_update_unreadable"]
    assert [line["kinds"] for line in told] in ([sorted(poison)], [])
    assert "张三" not in str(logged)


async def test_many_of_them_stop_nothing_and_are_logged_once_each(
    channel, unchecked, botapi, zhang, logged
):
    queue(botapi, *POISON[:1] * 150)
    await zhang.says("在吗")
    await zhang.hears("答：在吗")
    told = [line["update"] for line in logged if line["event"] == "telegram_update_unreadable"]
    assert len(told) == len(set(told)) == 150


async def test_by_webhook_one_that_cannot_be_read_is_no_error(start, botapi):
    channel = await start()
    await channel.take({"update_id": 7, **POISON[0]})
    await channel.take({"no": "id"})
    await channel.take({"update_id": 2**70})


async def test_what_is_taken_is_on_the_disk_before_telegram_is_told(
    start, botapi, zhang, dialogue, database
):
    dialogue.holds_up("慢")
    await start()
    await zhang.says("慢")
    await until("Telegram forgets it", lambda: not botapi.world.updates)
    (taken,) = await database.read(updates.unanswered)
    assert json.loads(taken.content)["message"]["text"] == "慢"
    dialogue.held_up["慢"].set()
    await zhang.hears("答：慢")
    await until("it is marked", lambda: is_answered(database))
    db = sqlite3.connect(database.path)
    assert db.execute("SELECT content, reply FROM telegram_updates").fetchall() == [("", "")]
    db.close()


async def is_answered(database):
    return await database.read(updates.unanswered) == []


async def test_what_a_stop_cut_short_is_answered_by_the_next_start(
    start, zhang, dialogue, monkeypatch
):
    monkeypatch.setattr(channel_module, "STOP_SECONDS", 0.1)
    channel = await start()
    dialogue.holds_up("慢")
    await zhang.says("慢")
    await until("it is heard", lambda: dialogue.heard)
    await channel.stop()
    dialogue.held_up.clear()
    await start()
    await zhang.hears("答：慢")
    await zhang.hears_nothing()


async def test_what_was_done_is_not_done_again_only_said_again(
    start, botapi, zhang, dialogue, monkeypatch
):
    monkeypatch.setattr(channel_module, "STOP_SECONDS", 0.1)
    channel = await start()
    botapi.fails("sendMessage", double.HANG, times=None)
    await zhang.says("登记")
    await botapi.called("sendMessage")
    await channel.stop()
    botapi.recovers()
    dialogue.answers("登记", Reply("第二次"))
    await start()
    await zhang.hears("答：登记")
    assert [message.text for message in dialogue.heard] == ["登记"]


async def test_after_a_long_time_the_person_is_asked_to_send_it_again(
    start, zhang, dialogue, clock, monkeypatch
):
    monkeypatch.setattr(channel_module, "STOP_SECONDS", 0.1)
    channel = await start()
    dialogue.holds_up("慢")
    await zhang.says("慢")
    await until("it is heard", lambda: dialogue.heard)
    await channel.stop()
    clock.passes(minutes=16)
    await start()
    await zhang.hears(ASK_AGAIN)
    assert len(dialogue.heard) == 1


async def test_what_ends_the_process_each_time_is_not_tried_for_ever(
    start, zhang, dialogue, database, monkeypatch
):
    monkeypatch.setattr(channel_module, "STOP_SECONDS", 0.1)
    dialogue.holds_up("慢")
    for number in range(recovery.ATTEMPTS):
        channel = await start()
        if number == 0:
            await zhang.says("慢")
        await until("it is tried", lambda: len(dialogue.heard), lambda n, k=number: n > k)
        await channel.stop()
    await start()
    await zhang.hears(ASK_AGAIN)


async def test_what_telegram_would_not_take_is_answered_once_it_is_back(
    start, botapi, zhang, clock
):
    await start()
    botapi.fails("sendMessage", double.server_error(), times=None)
    await zhang.says("在吗")
    await botapi.called("sendMessage", 6)  # three times the answer, three times an apology
    botapi.recovers()
    clock.passes(minutes=1)
    await zhang.hears("答：在吗", within=120)


async def test_where_nothing_can_be_written_people_are_answered(start, zhang, database, logged):
    await start()
    lock = sqlite3.connect(database.path, isolation_level=None)
    await database.write(lambda db: db.execute("PRAGMA busy_timeout=50"))
    lock.execute("BEGIN IMMEDIATE")
    await zhang.says("在吗")
    await zhang.hears("答：在吗")
    lock.execute("COMMIT")
    lock.close()
    assert "telegram_updates_not_kept" in [line["event"] for line in logged]


async def test_polling_that_stands_still_is_known(start, botapi, monkeypatch):
    channel = await start()
    await until("it has polled", lambda: channel.is_listening)
    botapi.fails("getUpdates", double.server_error(), times=None)
    monkeypatch.setattr("handlers.channels.telegram.receiving.STANDS_STILL", 0.0)
    assert not channel.is_listening
