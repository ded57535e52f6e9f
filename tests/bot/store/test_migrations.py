"""Every database since the first version's becomes today's, with what was in it."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
import sqlite_utils

from bot.store import Database, conversations, letters, questions, updates
from bot.store.migrations import migrations
from tests.bot.store.conftest import LI, NOW, ZHANG

V1 = Path(__file__).with_name("v1.sql")


@pytest.fixture
def old_file(tmp_path):
    """A database as the first version left it, with a row or two in each table."""
    path = tmp_path / "pufa.db"
    db = sqlite3.connect(path)
    db.executescript(V1.read_text(encoding="utf-8"))
    db.close()
    return path


@pytest.fixture
def database_of(tmp_path):
    opened = []

    def database_of(name):
        opened.append(Database(tmp_path / name))
        return opened[-1]

    yield database_of
    for database in opened:
        database.close()


@pytest.fixture
def migrated(old_file, database_of):
    return database_of(old_file.name)


def columns(path):
    """Table → its columns with type, default and key, in any order; and the indexes."""
    db = sqlite_utils.Database(sqlite3.connect(path))
    tables = {
        table.name: {tuple(column)[1:] for column in table.columns}
        for table in db.tables
        if not table.name.startswith("_")
    }
    indexes = {(t.name, tuple(i.columns), i.unique) for t in db.tables for i in t.indexes}
    db.close()
    return tables, indexes


def test_the_first_versions_file_really_is_the_first_versions(old_file):
    db = sqlite_utils.Database(sqlite3.connect(old_file))
    assert [m.name for m in migrations.applied(db)] == ["m001_first_version"]
    db.close()


def test_the_first_versions_file_gets_the_tables_of_a_new_one(old_file, migrated, database_of):
    assert columns(old_file) == columns(database_of("new.db").path)


async def test_what_the_first_version_kept_is_still_there(migrated):
    letter = await migrated.read(letters.by_token, token="token-of-the-first-letter", now=NOW)
    assert (letter.receipt, letter.text) == ("261123-ABCDEF", "请回电13800138000")
    talk = await migrated.read(conversations.load, asker=LI, now=NOW)
    assert (talk.choices, talk.question_id) == (("e:weiting",), 2)
    since = NOW - timedelta(days=1)
    asked = await migrated.read(questions.most_asked, since=since, limit=5)
    assert asked == ["chaozai-fakuan", "weiting-kouche"]
    assert not await migrated.write(updates.take, update_id=1001, now=NOW)


async def test_what_the_first_version_kept_can_be_forgotten(migrated):
    assert await migrated.write(questions.forget, asker=ZHANG) == 1
    assert await migrated.write(letters.forget, asker=LI) == 1
    assert await migrated.read(lambda db: db.table("votes").count) == 0


def test_starting_again_migrates_nothing_more(old_file, database_of):
    for _ in range(2):
        database = database_of(old_file.name)
    assert migrations.pending(database._connection()) == []


async def test_questions_stored_when_less_was_masked_are_masked_anew(old_file, database_of):
    db = sqlite3.connect(old_file)
    db.execute(
        "UPDATE questions SET text = '找 (0571)88123456，一三八〇〇一三八〇〇〇' WHERE id = 2"
    )
    db.execute("UPDATE votes SET reason = '我叫张三，微信zhangsan_88'")
    db.execute("UPDATE letters SET question = '浙A 123 45超载'")
    db.commit()
    db.close()
    database = database_of(old_file.name)
    kept = await database.read(lambda db: list(db.query("SELECT text FROM questions WHERE id = 2")))
    assert kept == [{"text": "找 〔电话〕，〔电话〕"}]
    (vote, *_) = await database.read(lambda db: list(db["votes"].rows))
    assert vote["reason"] == "我叫〔姓名〕，微信〔微信或QQ号〕"
    (letter,) = await database.read(lambda db: list(db["letters"].rows))
    assert letter["question"] == "〔车牌〕超载"
    assert letter["text"] == "请回电13800138000"  # staff are to call back
