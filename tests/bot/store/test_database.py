import asyncio
import sqlite3
import threading
from types import SimpleNamespace

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


@pytest.fixture
def at_once(database):
    """Writes that wait while another one is at work, and so are committed together."""

    async def at_once(*works, write=database.write):
        begun, released = threading.Event(), threading.Event()

        def hold(db):
            begun.set()
            assert released.wait(LONGEST)

        first = asyncio.create_task(database.write(hold))
        await until("the first is at work", begun.is_set)
        waiting = [asyncio.create_task(write(work)) for work in works]
        await until("all wait", lambda: len(database._waiting), len(works).__eq__)
        released.set()
        await first
        return await asyncio.gather(*waiting, return_exceptions=True)

    return at_once


async def test_what_waits_together_is_committed_at_once(database, at_once, rows):
    connection = await database.write(lambda db: db.conn)
    commits = []
    connection.set_trace_callback(lambda words: words == "COMMIT" and commits.append(words))
    told = await at_once(*(lambda db, n=n: insert(db, n) or n for n in range(20)))
    connection.set_trace_callback(None)
    assert told == list(range(20))
    assert len(await rows("telegram_updates")) == 20
    assert len(commits) == 2


async def test_one_that_fails_takes_none_of_the_others_with_it(at_once, rows):
    def two_and_a_failure(db):
        insert(db, 8)
        insert(db, 9)
        raise ZeroDivisionError

    told = await at_once(
        lambda db: insert(db, 1),
        two_and_a_failure,
        lambda db: insert(db, 1),
        lambda db: insert(db, 2),
    )
    assert [type(one) for one in told] == [
        type(None), ZeroDivisionError, sqlite3.IntegrityError, type(None)
    ]  # fmt: skip
    assert [row["update_id"] for row in await rows("telegram_updates")] == [1, 2]


async def test_what_ends_the_transaction_is_told_to_all_that_it_undid(database, at_once, rows):
    def end(db):
        db.conn.rollback()
        raise sqlite3.OperationalError("database or disk is full")

    told = await at_once(lambda db: insert(db, 1), end, lambda db: insert(db, 2))
    assert [type(one) for one in told] == [
        sqlite3.OperationalError, sqlite3.OperationalError, type(None)
    ]  # fmt: skip
    assert [row["update_id"] for row in await rows("telegram_updates")] == [2]


async def test_one_that_must_be_on_the_disk_puts_all_of_its_commit_there(database, at_once):
    levels = []

    def level(db):
        levels.append(db.execute("PRAGMA synchronous").fetchone()[0])

    await at_once(level, level, write=database.write_durably)
    await database.write(level)
    assert levels == [2, 2, 1]


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


@pytest.mark.parametrize(
    ("cause", "fakes", "advice"),
    [
        ("os.access", lambda *asked: False, "no permission: run this as the user who owns it"),
        (
            "shutil.disk_usage",
            lambda place: SimpleNamespace(free=0),
            "the disk is full: make room and run this again",
        ),
    ],
)
def test_why_it_cannot_be_opened_is_told_where_that_is_known(
    tmp_path, monkeypatch, cause, fakes, advice
):
    path = tmp_path / "pufa.db"
    path.write_text("x" * 5000, encoding="utf-8")
    monkeypatch.setattr(f"bot.store.database.{cause}", fakes)
    with pytest.raises(StoreError, match=advice):
        Database(path)


def test_a_database_of_a_newer_version_is_left_alone(tmp_path):
    path = tmp_path / "pufa.db"
    Database(path).close()
    db = connect(path)
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('pufa', 'm999_from_tomorrow', '2030-01-01')"
    )
    db.conn.commit()
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"made by a newer pufa .m999_from_tomorrow"):
        Database(path)
    assert path.read_bytes() == before


def test_an_empty_file_is_no_database_to_begin_with(tmp_path):
    (tmp_path / "pufa.db").touch()
    with pytest.raises(StoreError, match="is empty: put a backup back"):
        Database(tmp_path / "pufa.db")


def crash(path, write):
    """Write, and end as a crash does: the log stays beside the file."""
    database = Database(path)
    database.write_now(write)
    left = {file: file.read_bytes() for file in path.parent.glob(f"{path.name}-*")}
    left[path] = path.read_bytes()
    database.close()
    for file, content in left.items():
        file.write_bytes(content)


def many(db, first=1):
    rows = ((number, NOW.isoformat()) for number in range(first, first + 30_000))
    db.conn.executemany("INSERT INTO telegram_updates (update_id, seen_at) VALUES (?, ?)", rows)


def test_what_a_crash_left_in_the_log_is_there_at_the_next_start(tmp_path):
    path = tmp_path / "pufa.db"
    crash(path, many)
    database = Database(path)
    assert database.read_now(lambda db: db.table("telegram_updates").count) == 30_000
    database.close()


@pytest.mark.parametrize("write", [lambda db: None, many], ids=["shorter", "as long"])
def test_a_file_put_back_beside_a_later_log_is_refused_and_left_as_it_is(tmp_path, write):
    path = tmp_path / "pufa.db"
    database = Database(path)
    database.write_now(write)
    database.close()
    earlier = path.read_bytes()
    database = Database(path)
    database.write_now(lambda db: db.execute("DELETE FROM telegram_updates"))
    database.write_now(many, first=50_000)
    database.close()
    crash(path, lambda db: db.execute("DELETE FROM telegram_updates WHERE update_id = 65000"))
    path.write_bytes(earlier)
    with pytest.raises(StoreError, match="put a backup back"):
        Database(path)
    assert path.read_bytes() == earlier


async def test_what_nobody_waits_for_is_done_before_whatever_comes_after_it(database, rows):
    database.write_soon(insert, 1)
    assert await database.read(lambda db: db.table("telegram_updates").count) == 1

    database.write_soon(insert, 2)
    await database.write(
        lambda db: db.execute("UPDATE telegram_updates SET update_id = 3 * 2 WHERE update_id = 2")
    )

    assert [row["update_id"] for row in await rows("telegram_updates")] == [1, 6]


async def test_what_nobody_waits_for_is_told_of_where_it_fails(database, rows, logged):
    database.write_soon(lambda db: 1 // 0)
    await database.write(insert, 1)

    assert [row["update_id"] for row in await rows("telegram_updates")] == [1]
    (line,) = [one for one in logged if one["event"] == "not recorded"]
    assert "ZeroDivisionError" in line["reason"]
