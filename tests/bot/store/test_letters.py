import re
from datetime import timedelta

import pytest

from bot.messages import Chat
from bot.store import letters
from tests.bot.store.conftest import LI, NOW, ZHANG

YEAR = timedelta(days=365)


@pytest.fixture
def write(database):
    async def write(asker=ZHANG, text="请回电13800138000"):
        return await database.write(
            letters.write,
            chat=Chat("telegram", "42"),
            asker=asker,
            question="超载怎么罚",
            text=text,
            written_at=NOW,
            kept=YEAR,
        )

    return write


async def test_the_same_words_within_minutes_are_the_same_letter(database, rows):
    async def writes(text, minutes, asker="a"):
        return await database.write(
            letters.write,
            chat=Chat("web", ""),
            asker=asker,
            question="",
            text=text,
            written_at=NOW + timedelta(minutes=minutes),
            kept=timedelta(days=1),
        )

    first = await writes("请回电", 0)
    assert (await writes("请回电", 5)).receipt == first.receipt
    assert (await writes("请回电", 5, "b")).receipt != first.receipt
    assert (await writes("请再回电", 5)).receipt != first.receipt
    assert (await writes("请回电", 30)).receipt != first.receipt
    assert len(await rows("letters")) == 4


async def test_a_letter_is_read_behind_its_private_page(database, write):
    letter = await write()
    assert await database.read(letters.by_token, token=letter.token, now=NOW) == letter
    assert letter.reply is None


async def test_the_receipt_can_be_read_out_and_tells_the_day(write):
    receipt = (await write()).receipt
    assert re.fullmatch(r"261123-[2-9A-HJKMNP-Z]{6}", receipt)


async def test_the_receipt_does_not_open_the_page(database, write):
    letter = await write()
    assert letter.receipt not in letter.token
    assert await database.read(letters.by_token, token=letter.receipt, now=NOW) is None


async def test_it_keeps_the_chat_that_a_reply_must_reach(write, rows):
    await write()
    (row,) = await rows("letters")
    assert (row["channel"], row["chat_id"]) == ("telegram", "42")


async def test_an_expired_letter_is_gone_even_before_it_is_purged(database, write, rows):
    letter = await write()
    late = NOW + YEAR
    assert await database.read(letters.by_token, token=letter.token, now=late) is None
    assert await database.write(letters.purge, now=late - timedelta(seconds=1)) == 0
    assert await database.write(letters.purge, now=late) == 1
    assert await rows("letters") == []


async def test_forgetting_one_person_leaves_the_others(database, write, rows):
    await write(ZHANG)
    await write(ZHANG, "又一条")
    await write(LI)
    assert await database.write(letters.forget, asker=ZHANG) == 2
    assert [row["asker"] for row in await rows("letters")] == [LI]
