"""The audit record: what is written, and that a loss or a change of it is found."""

import json
import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.members import Actor, Member, Role, operator
from bot.staff import audit
from bot.staff.audit import Audit
from bot.staff.permissions import Action
from bot.staff.refusals import NotAllowed
from bot.store import Database
from bot.store.audit import Fault, Head, Line

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LI = operator("li")
WANG = Actor(Member("telegram:7", frozenset({Role.CAMPAIGNER})), "telegram")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pufa.db"


@pytest.fixture
def database(path):
    database = Database(path)
    yield database
    database.close()


@pytest.fixture
def record(database):
    return Audit(database)


@pytest.fixture
def write(database):
    async def write(who=LI, subject="campaign:1", at=NOW, **values):
        await database.write(
            audit.write, who=who, action=Action.CAMPAIGN_EDIT, subject=subject, at=at, **values
        )

    return write


@pytest.fixture
def five(write):
    async def five():
        for number in range(1, 6):
            await write(after={"title": f"第 {number} 版"}, at=NOW + timedelta(hours=number))

    return five


@pytest.fixture
def tamper(path):
    """As somebody with the file and the wish: the guards are taken off first."""

    def tamper(*statements):
        db = sqlite3.connect(path)
        for trigger in [row[0] for row in db.execute("SELECT name FROM sqlite_master "
                                                     "WHERE type = 'trigger'")]:  # fmt: skip
            db.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            db.execute(statement)
        db.commit()
        db.close()

    return tamper


async def test_a_line_says_who_did_what_when_and_what_was_there_before(write, record):
    await write(WANG, before={"state": "draft"}, after={"state": "in_review"})
    (line,) = await record.lines(LI)
    assert line == Line(
        number=1,
        at="2026-11-23T04:00:00+00:00",
        who="telegram:7",
        via="telegram",
        action="campaign.edit",
        subject="campaign:1",
        before='{"state": "draft"}',
        after='{"state": "in_review"}',
    )


async def test_numbers_of_citizens_in_words_are_masked(write, record):
    words = {
        "title": "请联系 13812345678",
        "buttons": [{"label": "豫A12345"}],
        "on": date(2026, 1, 2),
    }
    await write(after=words)
    (line,) = await record.lines(LI)
    assert json.loads(line.after) == {
        "title": "请联系 〔电话〕",
        "buttons": [{"label": "〔车牌〕"}],
        "on": "2026-01-02",
    }


async def test_a_whole_record_has_no_faults(five, record):
    assert (await record.verify()).faults == ()
    await five()
    verdict = await record.verify()
    assert (verdict.lines, verdict.head.count, verdict.faults) == (5, 5, ())


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit",
        "UPDATE audit SET who = 'nobody'",
        "DELETE FROM audit_head",
    ],
)
async def test_a_slip_of_the_hand_is_stopped(five, database, statement):
    await five()
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        await database.write(lambda db: db.execute(statement))


@pytest.mark.parametrize("column", ["at", "who", "via", "action", "subject", "before", "after"])
async def test_an_altered_line_is_found_in_whatever_was_altered(five, record, tamper, column):
    await five()
    tamper(f"UPDATE audit SET {column} = 'something else' WHERE number = 3")
    assert (await record.verify()).faults == (Fault(3, "altered since it was written"),)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("DELETE FROM audit WHERE number = 1", Fault(1, "missing")),
        ("DELETE FROM audit WHERE number IN (2, 3)", Fault(2, "missing, up to 3")),
        ("DELETE FROM audit WHERE number > 3", Fault(4, "missing, up to 5")),
        ("DELETE FROM audit", Fault(1, "missing, up to 5")),
        ("UPDATE audit_head SET count = 4", Fault(5, "the head knows only 4 lines")),
        ("UPDATE audit_head SET hash = 'x'", Fault(5, "the head has another hash")),
        ("DELETE FROM audit_head", Fault(1, "the head knows only 0 lines")),
    ],
)
async def test_a_removed_line_is_found_wherever_it_stood(five, record, tamper, statement, fault):
    await five()
    tamper(statement)
    assert (await record.verify()).faults == (fault,)


async def test_lines_that_changed_places_are_found(five, record, tamper):
    await five()
    tamper(
        "UPDATE audit SET number = 99 WHERE number = 2",
        "UPDATE audit SET number = 2 WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 99",
    )
    assert [fault.number for fault in (await record.verify()).faults] == [2, 3, 4]


async def test_a_line_put_in_place_of_another_with_its_hash_is_found_by_the_next(
    five, record, tamper
):
    await five()
    forged = Line(3, "", "telegram:9", "", "", "", "", "")
    previous = (await record.database.read(lambda db: db.table("audit").get(2)))["hash"]
    tamper(
        "DELETE FROM audit WHERE number = 3",
        "INSERT INTO audit VALUES (3, '', 'telegram:9', '', '', '', '', '',"
        f" '{forged.hash(previous)}')",
    )
    assert (await record.verify()).faults == (Fault(4, "altered since it was written"),)


async def test_a_head_noted_down_elsewhere_finds_a_record_written_anew(five, record, tamper, write):
    await five()
    noted = (await record.verify()).head
    assert (await record.verify(expected=noted)).faults == ()
    tamper("DELETE FROM audit", "UPDATE audit_head SET count = 0, hash = ''")
    await five()
    await write(after="another")
    assert (await record.verify(expected=noted)).faults == ()  # the very same lines once more
    tamper("DELETE FROM audit", "UPDATE audit_head SET count = 0, hash = ''")
    for _ in range(6):
        await write(after="another")
    assert (await record.verify()).faults == ()
    assert (await record.verify(expected=noted)).faults == (
        Fault(5, "not the line that was noted down"),
    )
    assert (await record.verify(expected=Head(7, noted.hash))).faults[0].number == 7


async def test_lines_are_found_by_who_when_and_about_what(five, record, write):
    await five()
    await write(WANG, subject="campaign:12", at=NOW + timedelta(days=1))
    await write(WANG, subject="campaigns", at=NOW + timedelta(days=2))
    found = record.lines
    assert [line.number for line in await found(LI, by="telegram:7")] == [6, 7]
    assert [line.number for line in await found(LI, subject="campaign:1")] == [1, 2, 3, 4, 5]
    assert [line.number for line in await found(LI, subject="campaign")] == [1, 2, 3, 4, 5, 6]
    assert [line.number for line in await found(LI, since=NOW + timedelta(hours=5))] == [5, 6, 7]
    assert [line.number for line in await found(LI, limit=2)] == [6, 7]


async def test_only_administrators_read_it(record):
    with pytest.raises(NotAllowed, match="查看审计记录需要“管理员”角色"):
        await record.lines(WANG)


async def test_a_change_that_is_undone_leaves_no_line(database, record, write):
    await write()

    def change_and_fail(db):
        audit.write(db, who=LI, action=Action.CAMPAIGN_EDIT, subject="campaign:2", at=NOW)
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        await database.write(change_and_fail)
    assert len(await record.lines(LI)) == 1
    assert (await record.verify()).faults == ()


async def test_two_processes_write_one_chain(path, database, record):
    other = Database(path)
    try:
        for number in range(20):
            await (database, other)[number % 2].write(
                audit.write,
                who=LI,
                action=Action.CAMPAIGN_EDIT,
                subject=f"campaign:{number}",
                at=NOW,
            )
    finally:
        other.close()
    assert (await record.verify()).lines == 20
    assert (await record.verify()).faults == ()
