"""Subscribers in from other systems, and out to them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.messages import Chat
from bot.privacy import Hasher
from bot.publicity import subscribers
from bot.publicity.subscribers import as_csv, read, take_in
from bot.store import subscribers as store
from bot.store.subscribers import Kind, Standing

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 27, 1, tzinfo=UTC)
HEADER = "channel,chat_id,audiences,topics,consented\n"
GOOD = (
    HEADER + "telegram,111,货运/客运,货运超限,2026-01-02\ntelegram,-1005,,,2026-03-04T10:00+08:00\n"
)


@pytest.fixture
def hasher(tmp_path):
    return Hasher.from_file(tmp_path / "hash.key")


@pytest.fixture
def parsed(load):
    library = load()
    return lambda text: read(text if isinstance(text, bytes) else text.encode(), library, ZONE, NOW)


@pytest.fixture
def taken(parsed, database, hasher):
    async def taken(text):
        return await take_in(parsed(text).rows, database, hasher, NOW)

    return taken


@pytest.fixture
def everyone(database):
    async def everyone():
        return await database.read(lambda db: list(store.everyone(db)))

    return everyone


async def test_a_file_is_taken_in_with_wishes_and_the_date_of_consent(taken, everyone, hasher):
    assert await taken(GOOD) == 2

    freight, group = await everyone()
    assert freight.chat == Chat("telegram", "111")
    assert freight.audiences == ("货运", "客运")
    assert freight.topics == ("货运超限",)
    assert freight.consented_at == datetime(2026, 1, 2, tzinfo=ZONE)
    assert (freight.kind, freight.state, freight.place) == (
        Kind.PRIVATE,
        Standing.ACTIVE,
        "import",
    )
    assert (group.kind, group.audiences) == (Kind.GROUP, ())
    assert group.consented_at == datetime(2026, 3, 4, 2, tzinfo=UTC)


async def test_taken_in_twice_nobody_is_there_twice(taken, everyone):
    assert await taken(GOOD) == 2
    assert await taken(GOOD) == 0
    assert len(await everyone()) == 2


async def test_who_left_or_chose_here_is_left_alone(taken, everyone, database, hasher):
    chat = Chat("telegram", "111")
    await database.write(
        store.subscribe,
        chat=chat,
        asker=hasher.asker(chat).subscriber,
        kind=Kind.PRIVATE,
        place="stn3",
        now=NOW,
    )
    await database.write(store.set_standing, chat=chat, state=Standing.PAUSED, now=NOW)
    assert await taken(GOOD) == 1

    kept = (await everyone())[0]
    assert (kept.state, kept.audiences, kept.place) == (Standing.PAUSED, (), "stn3")


async def test_forget_finds_an_imported_one(taken, everyone, database, hasher):
    await taken(GOOD)
    asker = hasher.asker(Chat("telegram", "111")).subscriber
    assert await database.write(store.forget, asker=asker) == 1
    assert len(await everyone()) == 1


async def test_what_is_written_out_can_be_read_in_again(taken, everyone, database, parsed):
    await taken(GOOD)
    left = Chat("telegram", "-1005")
    await database.write(store.set_standing, chat=left, state=Standing.PAUSED, now=NOW)
    text = "".join(as_csv(await everyone()))

    again = parsed(text)
    assert [row.chat.id for row in again.rows] == ["111"]
    assert again.rows[0].consented_at == datetime(2026, 1, 2, tzinfo=ZONE)
    assert (again.faults, again.without_consent) == ((), 1)


def test_nobody_without_consent_is_taken_in(parsed):
    found = parsed(HEADER + "telegram,1,,,2026-01-01\ntelegram,2,,,\ntelegram,3,,, \n")
    assert [row.chat.id for row in found.rows] == ["1"]
    assert found.without_consent == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_it_reads_what_spreadsheets_write(parsed, encoding):
    (row, _) = parsed(GOOD.replace("\n", "\r\n").encode(encoding)).rows
    assert row.audiences == ("货运", "客运")


@pytest.mark.parametrize("separator", ["/", "、", ";", "；", "|"])
def test_several_stand_in_a_cell(parsed, separator):
    (row,) = parsed(f"{HEADER}telegram,1,货运{separator}客运,,2026/01/02\n").rows
    assert row.audiences == ("货运", "客运")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("wechat,1,,,2026-01-01", "only telegram"),
        (",1,,,2026-01-01", "only telegram"),
        ("telegram,,,,2026-01-01", "chat_id is empty"),
        ("telegram,@zhang,,,2026-01-01", "chat_id @zhang: it must be a number"),
        ("telegram,１２,,,2026-01-01", "must be a number"),
        ("telegram,1,行人,,2026-01-01", "unknown audience 行人"),
        ("telegram,1,,天气,2026-01-01", "unknown topic 天气"),
        ("telegram,1,,,是", "must be a date"),
        ("telegram,1,,,2027-01-01", "in the future"),
        ("telegram,7,,,2026-01-02", "the same chat as in line 2"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(parsed, line, reason):
    found = parsed(f"{HEADER}telegram,7,,,2026-01-01\n{line}\n")
    (fault,) = found.faults
    assert fault.line == 3
    assert reason in fault.message


def test_every_row_is_told_of_or_the_file_is_refused(parsed):
    rows = [f"telegram,{number},公众,,2026-01-05\n" for number in range(1, 101)]
    rows[50] = 'telegram,51,"公众,,2026-01-05\n'
    found = parsed(HEADER + "".join(rows))
    assert (found.rows, [fault.line for fault in found.faults]) == ((), [52])


@pytest.mark.parametrize(
    "written", ["2026-1-5", "2026/1/5", "2026年1月5日", "2026/1/5 0:00", "2026-01-05 00:00:00"]
)
def test_a_day_is_read_as_excel_saves_it(parsed, written):
    (row,) = parsed(f"{HEADER}telegram,1,,,{written}\n").rows
    assert row.consented_at == datetime(2026, 1, 5, tzinfo=ZONE)


@pytest.mark.parametrize(
    "text", ["", "chat_id,consented\n1,2026-01-01\n", "a;b;c\n", b"\xff\xfe\x00"]
)
def test_a_file_without_the_columns_says_which_are_missing(parsed, text):
    (fault,) = parsed(text).faults
    assert fault.line == 1
    assert "channel" in fault.message or "编码" in fault.message


async def test_many_are_taken_in_by_chunks(taken, everyone, monkeypatch):
    monkeypatch.setattr(subscribers, "_CHUNK", 7)
    lines = "".join(f"telegram,{number},,,2026-01-01\n" for number in range(1, 101))
    assert await taken(HEADER + lines) == 100
    assert len(await everyone()) == 100


async def test_they_are_counted_by_what_they_want(taken, database):
    await taken(GOOD)
    counts = await database.read(store.counts)
    assert counts["state"] == {"active": 2}
    assert counts["kind"] == {"group": 1, "private": 1}
    assert counts["audience"] == {"": 1, "货运": 1, "客运": 1}
    assert counts["place"] == {"import": 2}
