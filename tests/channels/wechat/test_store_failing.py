"""A store that fails for a while: what somebody was promised comes once it works, and once."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from bot.desk.contacts import SAYING
from bot.messages import Chat, Failure, Reply
from handlers.channels.wechat import xml
from handlers.channels.wechat.ledger import Ledger
from tests.channels.wechat.test_answering import after
from tests.channels.wechat.test_sending import SEND, refusal, send
from tests.fakes.wechat import Kind
from tests.waiting import until

UNVERIFIED, SERVICE = Kind.UNVERIFIED_SUBSCRIPTION, Kind.VERIFIED_SERVICE
FULL = "RAISE(ABORT, 'database or disk is full')"
WRITES = {
    "must_send": "UPDATE OF held_until ON wechat_pushes WHEN NEW.is_active",
    "given": "UPDATE OF given_at ON wechat_pushes",
    "take": "UPDATE OF messages ON contacts WHEN NEW.messages < OLD.messages",
    "keep": "INSERT ON kept_replies",
    "hand over": "UPDATE ON kept_replies",
    "let go": "UPDATE OF gone_at ON contacts WHEN NEW.gone_at IS NOT NULL",
    "grant": "INSERT ON grants",
    "spend": "UPDATE ON grants",
}


@contextlib.asynccontextmanager
async def refusing(bureau, *writes):
    """The store refuses these until the end."""
    database = bureau.application.database
    for number, one in enumerate(writes):
        event, _, when = WRITES[one].partition(" WHEN ")
        when = f" WHEN {when}" if when else ""
        made = f"CREATE TRIGGER refuses_{number} BEFORE {event}{when} BEGIN SELECT {FULL}; END"
        await database.write(lambda db, made=made: db.execute(made))
    try:
        yield
    finally:
        for number in range(len(writes)):
            await database.write(lambda db, n=number: db.execute(f"DROP TRIGGER refuses_{n}"))


def answers(person, words="这是答案"):
    return sum(words in text for text in person.seen)


@pytest.mark.parametrize("write", ["must_send", "take", "given"])
async def test_a_late_answer_that_the_store_held_up_comes_while_running(
    on_wechat, dialogue, clock, write
):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    dialogue.answers("慢", "这是答案。")
    after(dialogue, "慢", 6)

    async with refusing(bureau, write):
        assert await person.says("慢") == ""
        await asyncio.sleep(60)
        clock.passes(minutes=1)
        assert answers(person) == (1 if write == "given" else 0)
    await asyncio.sleep(120)
    clock.passes(minutes=2)
    await bureau.channel.recover()

    assert answers(person) == 1
    assert await bureau.application.database.read(_left) == 0


def _chat(person):
    return Chat("wechat", person.openid)


def _left(db):
    return db.table("wechat_pushes").count_where("given_at IS NULL")


@pytest.mark.parametrize("kind", [UNVERIFIED, SERVICE])
async def test_a_late_answer_that_could_not_be_kept_is_kept_later(on_wechat, dialogue, clock, kind):
    bureau = await on_wechat(kind, dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    dialogue.answers("慢", "这是答案。")
    after(dialogue, "慢", 20)
    bureau.wechat.api.prepared[SEND] = [refusal(45015)]

    async with refusing(bureau, "keep"):
        await person.says("慢")
        await asyncio.sleep(60)
        clock.passes(minutes=1)
    await asyncio.sleep(120)
    await person.says("看答复")
    await asyncio.sleep(60)

    assert answers(person) == 1


async def test_what_a_restart_took_up_and_the_store_held_up_comes_while_running(
    on_wechat, dialogue, clock
):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("你好")
    dead = Ledger(bureau.application.database, clock)
    await dead.begin(
        "777",
        f"<xml><FromUserName>{person.openid}</FromUserName><MsgType>text</MsgType>"
        "<Content>问</Content><MsgId>777</MsgId></xml>",
    )
    dead.keep("777", Reply("这是答案。"))
    clock.passes(minutes=1)

    async with refusing(bureau, "take"):
        await asyncio.sleep(60)
        assert not answers(person)
    await asyncio.sleep(60)

    assert answers(person) == 1


async def test_what_was_sent_and_not_recorded_is_not_sent_again_by_the_next_start(
    on_wechat, dialogue, clock
):
    bureau = await on_wechat(dialogue=dialogue, replicas=2)
    person = bureau.wechat.person("zhang")
    dialogue.answers("慢", "这是答案。")
    after(dialogue, "慢", 6)

    async with refusing(bureau, "given"):
        await person.says("慢")
        await until("it is sent", lambda: answers(person))
    await asyncio.sleep(30)  # the store works again for longer than a round
    clock.passes(minutes=1)
    await bureau.channels[1].recover()
    await asyncio.sleep(30)

    assert answers(person) == 1


async def test_a_late_answer_comes_when_wechat_is_back(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    dialogue.answers("慢", "这是答案。")
    after(dialogue, "慢", 6)
    bureau.wechat.api.prepared[SEND] = [refusal(-1)] * 6

    await person.says("慢")
    await asyncio.sleep(300)

    assert answers(person) == 1


async def test_a_late_answer_waits_for_them_where_wechat_stays_away(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    dialogue.answers("慢", "这是答案。")
    after(dialogue, "慢", 6)
    bureau.wechat.api.prepared[SEND] = [refusal(-1)] * 40

    await person.says("慢")
    await asyncio.sleep(1200)
    assert not answers(person)
    bureau.wechat.api.prepared[SEND] = []
    await person.says("又来了")
    await asyncio.sleep(60)

    assert answers(person) == 1


async def test_failed_attempts_dont_use_up_the_window(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    bureau.wechat.api.prepared[SEND] = [refusal(-1)] * 24

    became = [await send(bureau, person) for _ in range(7)]

    assert became == [Failure.UNREACHABLE] * 6 + [None]
    assert answers(person, "留言的答复") == 1


async def test_who_left_while_the_store_failed_is_let_go_once_it_works(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")

    async with refusing(bureau, "let go"):
        assert await person.leaves() == ""
        await asyncio.sleep(5)
    await asyncio.sleep(30)

    assert await send(bureau, person) is Failure.BLOCKED


async def test_an_event_that_a_crash_left_is_dealt_with_by_the_next_start(
    on_wechat, dialogue, clock
):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    content = (
        f"<xml><FromUserName>{person.openid}</FromUserName><MsgType>event</MsgType>"
        "<Event>unsubscribe</Event></xml>"
    )
    await Ledger(bureau.application.database, clock).begin(xml.read(content).key, content)
    clock.passes(minutes=1)
    await bureau.channel.recover()

    assert await send(bureau, person) is Failure.BLOCKED
    assert await bureau.application.database.read(_left) == 0


async def test_grants_that_the_store_refused_are_each_counted_once(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue, wechat_notice="TPL_ANSWER_1:thing1:time2")
    person = bureau.wechat.person("zhang")

    async with refusing(bureau, "grant"):
        await person.allows("TPL_ANSWER_1")
        await asyncio.sleep(5)
    await asyncio.sleep(30)

    assert await bureau.application.database.read(_granted) == [("TPL_ANSWER_1", 1)]


def _granted(db):
    return db.execute("SELECT template, count FROM grants").fetchall()


async def test_what_is_kept_is_kept_once_though_its_notice_could_not_be_counted(
    on_wechat, dialogue
):
    bureau = await on_wechat(dialogue=dialogue, wechat_notice="TPL_ANSWER_1:thing1:time2")
    person = bureau.wechat.person("zhang")
    await person.allows("TPL_ANSWER_1")

    async with refusing(bureau, "spend"):
        assert await send(bureau, person) is Failure.KEPT
    await person.says("又来了")
    await asyncio.sleep(30)

    assert answers(person, "留言的答复") == 1


async def test_what_a_replica_died_over_while_handing_it_over_comes_again(
    on_wechat, dialogue, clock
):
    """Nobody knows whether WeChat had it."""
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    assert await send(bureau, person) is Failure.KEPT
    bureau.wechat.api.hangs_after.add(SEND)
    await person.says("来了")
    await until("WeChat has it", lambda: answers(person, "留言的答复"))
    await bureau.channel.stop()
    clock.passes(minutes=6)

    again = await on_wechat(dialogue=dialogue)
    person = again.wechat.person("zhang")
    await person.says("又来了", number="777")
    await until("it came", lambda: answers(person, "留言的答复"))


async def test_what_a_replica_died_over_while_saying_it_is_said_by_the_next_try(
    on_wechat, dialogue, clock
):
    bureau = await on_wechat(UNVERIFIED, dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    assert await send(bureau, person) is Failure.KEPT
    (kept,) = await bureau.channel._answering._speaker._contacts.waiting(_chat(person))
    # As whoever dies between the two leaves it:
    assert await bureau.channel._answering._speaker._contacts.hold(kept, SAYING)
    assert "没有等着" in await person.says("看答复")
    clock.passes(seconds=5)

    assert "留言的答复" in await person.says("看答复")
    assert "没有等着" in await person.says("看答复")
