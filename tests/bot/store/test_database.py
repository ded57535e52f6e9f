import asyncio
import sqlite3
import threading

import pytest

from bot.store import Database, StoreError, updates
from bot.store.database import connect
from tests.bot.store.conftest import NOW
from tests.waiting import LONGEST, until


def insert(db, number):
    db.table("telegram_updates").insert({"update_id": number, "seen_at": NOW.isoformat()})


async def test_a_transaction_that_fails_leaves_nothing_behind(database, rows):
    def two_and_a_failure(db):
        insert(db, 1)
        insert(db, 2)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(two_and_a_failure)
    assert await rows("telegram_updates") == []


async def test_a_broken_rule_of_the_schema_undoes_the_whole_transaction(database, rows):
    def the_same_twice(db):
        insert(db, 1)
        insert(db, 1)

    with pytest.raises(sqlite3.IntegrityError):
        await database.write(the_same_twice)
    assert await rows("telegram_updates") == []


async def test_a_failed_write_does_not_stand_in_the_way_of_the_next(database, rows):
    with pytest.raises(ZeroDivisionError):
        await database.write(lambda db: 1 // 0)
    assert await database.write(updates.take, update_id=1, now=NOW)
    assert len(await rows("telegram_updates")) == 1


async def test_writes_are_done_in_the_order_they_were_asked_for(database):
    done = []
    await asyncio.gather(*(database.write(lambda db, n=n: done.append(n)) for n in range(50)))
    assert done == list(range(50))


async def test_a_reader_never_sees_half_a_transaction(database):
    begun, seen = threading.Event(), threading.Event()

    def slow(db):
        insert(db, 1)
        begun.set()
        assert seen.wait(LONGEST)
        insert(db, 2)

    writing = asyncio.create_task(database.write(slow))
    await until("half of it is written", begun.is_set)
    assert await database.read(lambda db: db.table("telegram_updates").count) == 0
    seen.set()
    await writing
    assert await database.read(lambda db: db.table("telegram_updates").count) == 2


async def test_a_slow_write_does_not_hold_up_the_loop(database):
    begun, others_were_served = threading.Event(), threading.Event()

    def slow(db):
        begun.set()
        return others_were_served.wait(LONGEST)

    writing = asyncio.create_task(database.write(slow))
    await until("it is under way", begun.is_set)
    others_were_served.set()
    assert await writing


async def test_a_write_waits_for_another_process(database, rows):
    other = connect(database.path)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(database.write(insert, 1))
    await asyncio.sleep(0.05)
    assert not writing.done()
    other.execute("ROLLBACK")
    other.close()
    await writing
    assert len(await rows("telegram_updates")) == 1


async def test_a_vote_needs_its_question(database):
    vote = {"question_id": 7, "voted_at": NOW.isoformat(), "helpful": 1}
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        await database.write(lambda db: db.table("votes").insert(vote))


async def test_what_was_written_is_there_after_a_restart(tmp_path):
    for expected in (True, False):
        database = Database(tmp_path / "data" / "pufa.db")
        assert await database.write(updates.take, update_id=1, now=NOW) is expected
        database.close()


@pytest.mark.parametrize("spoil", [lambda p: p.write_text("x" * 5000), lambda p: p.mkdir()])
def test_a_file_that_is_no_database_is_told_of(tmp_path, spoil):
    path = tmp_path / "pufa.db"
    spoil(path)
    with pytest.raises(StoreError, match=f"cannot open the database {path}"):
        Database(path)
