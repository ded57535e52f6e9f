"""The wiring, and the housekeeping that lets it run for months untouched."""

import asyncio
from datetime import timedelta

import pytest

from bot.frontmatter import FaultyFile
from bot.store import StoreError, signs, updates
from handlers import application as applications
from tests.handlers.conftest import Person
from tests.waiting import LONGEST, until


async def lives(application, person):
    """One of everything that is kept of a person."""
    if "您是不是想问" in await person.says("货车超载怎么处罚"):  # nobody has reviewed it for long
        await person.presses("货车超载怎么处罚")
    await person.presses("👎")
    await person.says("没说扣几分")
    await person.says("/help")
    await person.presses("给工作人员留言")
    await person.says("请回电")
    await application.database.write(updates.take, update_id=1, now=application.clock())


KEPT = {"questions", "votes", "letters", "conversations", "telegram_updates"}


async def pass_by(application, clock, days):
    """So many days, on each of which the service runs."""
    for _ in range(days):
        clock.passes(days=1)
        await application.purging.purge()
    await application.purging.purge()


@pytest.fixture
def filled(stored):
    """Which of the tables hold anything."""
    return lambda: {table for table, rows in stored().items() if rows} & KEPT


@pytest.mark.parametrize(
    ("days", "left"),
    [
        (0, KEPT),
        (2, {"questions", "votes", "letters", "telegram_updates"}),
        (3, {"questions", "votes", "letters"}),
        (180, {"questions", "votes", "letters"}),
        (181, {"letters"}),
        (364, {"letters"}),
        (365, set()),
    ],
)
async def test_everything_is_kept_for_its_time_and_no_longer(
    application, zhang, clock, filled, days, left
):
    await lives(application, zhang)
    await pass_by(application, clock, days)
    assert filled() == left


async def test_how_long_is_a_setting(start, clock):
    application = start(retention_days=7, letter_days=3, staff_chat="telegram:-100500")
    await lives(application, Person(application, "1"))
    await pass_by(application, clock, 8)
    count = await application.database.read(
        lambda db: db.table("questions").count + db.table("letters").count
    )
    assert count == 0


async def test_what_was_just_asked_stays_when_the_old_goes(application, zhang, clock, stored):
    await zhang.says("电瓶车带人")
    await pass_by(application, clock, 150)
    await zhang.says("货车超载怎么处罚")
    await pass_by(application, clock, 50)
    assert [row["text"] for row in stored()["questions"]] == ["货车超载怎么处罚"]


async def rows(application, table):
    return await application.database.read(lambda db: db.table(table).count)


async def test_a_clock_that_leaps_ahead_deletes_nothing_until_a_person_says_that_it_is_right(
    start, clock, telegram
):
    application = start(staff="telegram:7:administrator,telegram:8:editor")
    await lives(application, Person(application, "1"))
    await application.purging.purge()
    clock.passes(days=400)
    for _ in range(3):
        await application.purging.purge()
        await application.doubt_news.go_round()
    assert await rows(application, "letters") == 1
    ((chat, asked),) = telegram.sent
    assert chat.id == "7"
    assert "系统日期是 2027-12-28，对吗" in asked.body
    (button,) = asked.buttons[0]
    editor, administrator = Person(application, "8"), Person(application, "7")
    assert "需要“管理员”角色" in await editor.sends(action=button.action)
    assert "没有答复的留言再留 30 天" in asked.body
    assert "已按 2027-12-28 清理" in await administrator.sends(action=button.action)
    assert await rows(application, "questions") == 0
    assert await rows(application, "letters") == 1, "nobody has answered it yet"
    await pass_by(application, clock, 29)
    assert await rows(application, "letters") == 1
    await pass_by(application, clock, 1)
    assert await rows(application, "letters") == 0
    assert application.purging.held_since is None


async def test_of_letters_over_after_a_leap_only_those_without_an_answer_are_spared(start, clock):
    application = start(staff="telegram:7:administrator")
    await lives(application, Person(application, "1"))
    await application.purging.purge()
    await application.database.write(
        lambda db: db.execute("UPDATE letters SET replied_at = ?", [clock().isoformat()])
    )
    clock.passes(days=400)
    await application.purging.purge()
    await Person(application, "7").sends(action="doubt:date")
    assert await rows(application, "letters") == 0


@pytest.mark.parametrize("days", [9, 11, 400, 9000])
async def test_a_letter_of_a_clock_that_was_behind_outlives_its_being_set_right(
    start, clock, telegram, days
):
    application = start(staff="telegram:7:administrator")
    await application.purging.purge()
    clock.passes(days=-days)
    await lives(application, Person(application, "1"))
    await application.purging.purge()
    await application.doubt_news.go_round()
    asked = [reply.body for _, reply in telegram.sent if "比今天还晚" in reply.body]
    assert len(asked) == (days > 10)
    clock.passes(days=days)
    await pass_by(application, clock, 300)
    assert await rows(application, "letters") == 1
    await pass_by(application, clock, 80)
    assert await rows(application, "letters") == 0


async def test_a_first_start_with_the_clock_behind_loses_no_letter_either(start, clock):
    application = start(staff="telegram:7:administrator")
    clock.passes(days=-9000)
    await application.purging.purge()
    await lives(application, Person(application, "1"))
    clock.passes(days=9000)
    await application.purging.purge()
    await Person(application, "7").sends(action="doubt:date")
    await pass_by(application, clock, 20)
    assert await rows(application, "letters") == 1


async def test_a_letter_of_a_clock_that_was_ahead_is_kept_no_longer_than_promised(start, clock):
    application = start(staff="telegram:7:administrator")
    await application.purging.purge()
    clock.passes(days=400)
    await lives(application, Person(application, "1"))
    clock.passes(days=-400)
    await application.purging.purge()
    await pass_by(application, clock, 364)
    assert await rows(application, "letters") == 1
    await pass_by(application, clock, 1)
    assert await rows(application, "letters") == 0


async def test_a_first_start_with_the_clock_ahead_deletes_nothing_either(
    application, zhang, clock, filled
):
    await lives(application, zhang)
    clock.passes(days=400)
    await application.purging.purge()
    assert filled() == KEPT


@pytest.fixture
async def housekeeping(application, monkeypatch):
    """Keeps house every few milliseconds; yields the event that stops it."""
    monkeypatch.setattr(applications, "HOUSEKEEPING", timedelta(milliseconds=10))
    stop = asyncio.Event()
    keeping = asyncio.create_task(application.keep_house(stop))
    yield stop
    stop.set()
    await asyncio.wait_for(keeping, LONGEST)


def is_nothing(found):
    return not found


def has_failed(events):
    return "housekeeping failed" in events


@pytest.fixture
def ages(application, clock, filled):
    """What is still there; nine days pass whenever the house was kept: ten would be a leap."""

    async def ages():
        if await application.database.read(signs.clock) == clock():
            clock.passes(days=9)
        return filled()

    return ages


async def test_it_keeps_house_again_and_again(application, zhang, filled, ages, housekeeping):
    for _ in range(2):
        await lives(application, zhang)
        assert "letters" in filled()
        await until("the old is gone", ages, is_nothing)


async def test_a_failure_does_not_end_the_housekeeping(
    application, zhang, ages, housekeeping, logged, monkeypatch
):
    with monkeypatch.context() as patched:

        async def fail(*arguments, **options):
            raise OSError("database is locked")

        patched.setattr(application.purging, "purge", fail)
        await until("a failure is logged", lambda: [line["event"] for line in logged], has_failed)
    await lives(application, zhang)
    await until("the old is gone", ages, is_nothing)


async def test_a_stop_does_not_wait_for_the_hour(application, zhang, clock, filled):
    await lives(application, zhang)
    await pass_by(application, clock, 364)
    clock.passes(days=1)
    stop = asyncio.Event()
    keeping = asyncio.create_task(application.keep_house(stop))
    await until("the old is gone", filled, is_nothing)
    stop.set()
    await asyncio.wait_for(keeping, LONGEST)


async def test_a_restart_goes_on_with_the_same_people_and_conversations(start, tmp_path):
    data = tmp_path / "kept"
    first = start(data_dir=data)
    await Person(first, "42").says("罚多少钱")
    first.close()
    again = start(data_dir=data)
    person = Person(again, "42")
    assert again.hasher.asker(person.chat) == first.hasher.asker(person.chat)
    assert (await person.says("1")).startswith("**")


def test_it_does_not_start_without_knowledge(start, tmp_path):
    with pytest.raises(FaultyFile, match="the knowledge folder must hold it"):
        start(knowledge_dir=tmp_path / "nowhere")


def test_it_does_not_start_on_something_that_is_no_database(start, tmp_path):
    data = tmp_path / "kept"
    data.mkdir()
    (data / "pufa.db").write_text("x" * 5000)
    with pytest.raises(StoreError, match="cannot open the database"):
        start(data_dir=data)
