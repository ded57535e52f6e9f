"""The names that stand for people: they don't join, they follow a new key, /forget finds them."""

import hashlib
import hmac
import sqlite3

import pytest
from typer.testing import CliRunner

from bot.keyring import FILE, NEXT, hasher_of, rotate
from bot.privacy import BadKey
from bot.store import Database
from handlers.cli import application as commands
from handlers.dialogues.actions import FORGET_YES
from tests.handlers.conftest import Person

TABLES = ("questions", "letters", "subscribers", "promises", "taps", "conversations")


@pytest.fixture
def data(application):
    return application.settings.data_dir


def _names(data):
    connection = sqlite3.connect(data / "pufa.db")
    try:
        return {
            table: {row[0] for row in connection.execute(f"SELECT asker FROM {table}")}
            for table in TABLES
        }
    finally:
        connection.close()


async def _busy(application, channel="telegram"):
    """Somebody who has asked, written a letter, subscribed and waits for an answer."""
    person = Person(application, "42", channel)
    await person.says("渡口几点停航")
    if channel == "telegram":
        await person.presses("有答案时告诉我")
        await person.says("/subscribe")
    await person.sends(action="letter")
    await person.says("路灯坏了")
    return person


async def test_questions_letters_and_subscriptions_of_one_person_dont_join(application, data):
    await _busy(application)
    names = [name for table in _names(data).values() for name in table]
    assert len(names) == 5
    assert len(set(names)) == 5


async def test_a_letter_from_the_page_keeps_nothing_of_its_conversation(application, stored):
    person = await _busy(application, "web")
    (letter,) = stored()["letters"]
    assert letter["chat_id"] == ""
    assert person.chat.id not in letter.values()


async def test_forget_finds_all_of_them(application, data):
    person = await _busy(application)
    page = await person.sends(action=FORGET_YES)
    assert "1 个问题、1 条留言、1 个订阅" in page
    assert not any(names for table, names in _names(data).items() if table != "conversations")


async def test_names_of_before_are_told_apart_by_purpose_at_the_next_start(
    application, data, start, clock
):
    person = await _busy(application)
    application.close()
    connection = sqlite3.connect(data / "pufa.db")
    for table in TABLES:  # as it was: one name in every table
        connection.execute(f"UPDATE {table} SET asker = ?", [_first_name(data)])
    connection.execute("UPDATE pseudonyms SET keys = 0, fingerprint = ''")
    connection.commit()
    connection.close()
    again = start(data_dir=data)
    person = Person(again, person.chat.id)
    assert "1 个问题、1 条留言、1 个订阅" in await person.sends(action=FORGET_YES)


def _first_name(data):
    key = bytes.fromhex((data / FILE).read_text().split()[0])
    return hmac.new(key, b"telegram:42", hashlib.sha256).hexdigest()[:32]


async def test_a_new_key_renames_everybody_and_loses_nobody(application, data, start):
    await _busy(application)
    application.close()
    before = _names(data)
    done = CliRunner().invoke(commands(), ["rotate-key"], env={"PUFA_DATA_DIR": str(data)})
    assert done.exit_code == 0, done.output
    assert "5 names made anew" in done.output
    after = _names(data)
    assert all(before[table].isdisjoint(after[table]) for table in TABLES)
    assert len((data / FILE).read_text().split()) == 2
    person = Person(start(data_dir=data), "42")
    assert "1 个问题、1 条留言、1 个订阅" in await person.sends(action=FORGET_YES)


@pytest.mark.parametrize("when", ["before the names were changed", "after it"])
async def test_stopped_amid_a_new_key_the_next_start_has_keys_and_names_that_fit(
    application, data, start, when
):
    await _busy(application)
    application.close()
    old_key, old_database = (data / FILE).read_bytes(), (data / "pufa.db").read_bytes()
    database = Database(data / "pufa.db")
    rotate(data, database)
    database.close()
    (data / FILE).replace(data / NEXT)
    (data / FILE).write_bytes(old_key)
    if when == "before the names were changed":
        (data / "pufa.db").write_bytes(old_database)
    person = Person(start(data_dir=data), "42")
    assert "1 条留言" in await person.sends(action=FORGET_YES)
    assert not (data / NEXT).exists()


async def test_another_key_or_none_is_refused_in_place_of_forgetting_nobody(application, data):
    await _busy(application)
    application.close()
    database = Database(data / "pufa.db")
    (data / FILE).write_text("cd" * 32, encoding="ascii")
    with pytest.raises(BadKey, match="isn't the key of this database"):
        hasher_of(data, database)
    (data / FILE).unlink()
    with pytest.raises(BadKey, match="is missing: put it back"):
        hasher_of(data, database)
    database.close()
