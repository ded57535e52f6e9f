"""Offline activities: who may keep them, what is refused, and the record that stays."""

import sqlite3
from datetime import UTC, date, datetime

import pytest

from bot.config import Settings
from bot.members import Actor, Member, Role, operator
from bot.publicity import activities as words
from bot.publicity.activities import Activities
from bot.staff.refusals import NotAllowed, Refused, Unknown
from bot.store import activities as store
from bot.store.activities import Activity

NOW = datetime(2026, 12, 10, 4, 0, tzinfo=UTC)
CONSTITUTION_DAY = """\
---
name: 国家宪法日
kind: 宣传日
when: 12-04
since: 2014
basis: 法治宣传教育法第十三条
led: 国家宪法日
bus: 国家宪法日
headline: 国家宪法日
points: [宪法是国家的根本法]
---

今天是国家宪法日。
"""
LI = operator("li")
WANG = Actor(Member("telegram:7", frozenset({Role.CAMPAIGNER})), "telegram")
EDITOR = Actor(Member("telegram:8", frozenset({Role.EDITOR})), "telegram")
TALK = Activity(held_on=date(2026, 12, 4), kind="宣讲", people=120, note="汽车站广场")


@pytest.fixture
def library(knowledge, load):
    (knowledge / "days").mkdir(exist_ok=True)
    (knowledge / "days" / "constitution-day.md").write_text(CONSTITUTION_DAY, encoding="utf-8")
    return load()


@pytest.fixture
def activities(tmp_path, database, library):
    settings = Settings(data_dir=tmp_path)
    return Activities(settings, database, lambda: library, lambda: NOW)


async def test_an_activity_is_kept_with_its_day_and_law_by_their_own_names(activities):
    talk = Activity(
        held_on=date(2026, 12, 4), kind="宣讲", day="国家宪法日", law="道交法", people=120
    )
    added = await activities.add(WANG, talk)
    assert (added.day, added.law) == ("constitution-day/2026", "道路交通安全法")
    assert await activities.latest(5) == [added]
    assert words.day_name(activities.library(), added.day) == "国家宪法日"
    assert words.day_name(activities.library(), "") == ""


@pytest.mark.parametrize(
    ("held_on", "day"),
    [
        (date(2026, 11, 30), "constitution-day/2026"),  # a day early
        (date(2026, 1, 5), "constitution-day/2025"),  # a talk that was put off
        (date(2026, 12, 4), "constitution-day/2026"),
    ],
)
async def test_a_days_activity_may_be_held_early_or_late(library, held_on, day):
    assert words.day_id(library, "constitution-day", held_on) == day


async def test_every_reason_for_a_refusal_is_given_at_once(activities):
    wrong = Activity(
        held_on=date(2026, 12, 11), kind="演讲", day="国家宪日", law="某某法", people=2_000_000
    )
    with pytest.raises(Refused) as refused:
        await activities.add(WANG, wrong)
    reasons = str(refused.value).split("；")
    assert reasons == [
        "日历里没有 国家宪日",
        "登记表里没有法规 某某法",
        "没有 演讲 这种活动，可以是宣讲、展板、发放资料、现场咨询、培训",
        "2026-12-11 还没到，活动办完再登记",
        "人数要在 0 到 1000000 之间",
    ]


async def test_only_campaigners_and_administrators_keep_activities(activities):
    added = await activities.add(LI, TALK)
    with pytest.raises(NotAllowed, match="登记活动需要“宣传”角色"):
        await activities.add(EDITOR, TALK)
    with pytest.raises(NotAllowed):
        await activities.correct(EDITOR, added.id, people=1)
    with pytest.raises(NotAllowed):
        await activities.delete(EDITOR, added.id)
    assert await activities.latest(5) == [added]


async def test_a_correction_changes_only_what_was_named(activities):
    added = await activities.add(WANG, TALK)
    corrected = await activities.correct(WANG, added.id, people=130)
    assert (corrected.people, corrected.note, corrected.version) == (130, "汽车站广场", 2)


async def test_a_corrected_date_moves_the_day_to_its_year(activities):
    talk = Activity(date(2025, 12, 4), "宣讲", day="constitution-day")
    added = await activities.add(WANG, talk)
    assert added.day == "constitution-day/2025"
    corrected = await activities.correct(WANG, added.id, held_on=date(2026, 12, 4))
    assert corrected.day == "constitution-day/2026"


async def test_a_correction_that_changes_nothing_is_refused(activities):
    added = await activities.add(WANG, TALK)
    with pytest.raises(Refused, match="没有要改的"):
        await activities.correct(WANG, added.id, people=120)


async def test_what_isnt_there_cant_be_corrected(activities):
    with pytest.raises(Unknown, match="没有 9 号活动"):
        await activities.correct(LI, 9, people=1)


async def test_the_record_outlives_the_activity(activities):
    added = await activities.add(WANG, TALK)
    await activities.correct(LI, added.id, people=130)
    await activities.delete(WANG, added.id, "重复登记")
    assert await activities.latest(5) == []
    record = await activities.record(added.id)
    assert [(c.change, c.who, c.via, c.reason) for c in record] == [
        ("added", "telegram:7", "telegram", ""),
        ("corrected", "cli:li", "cli", ""),
        ("deleted", "telegram:7", "telegram", "重复登记"),
    ]
    assert [(c.before and c.before.people, c.after and c.after.people) for c in record] == [
        (None, 120),
        (120, 130),
        (130, None),
    ]


async def test_a_correction_of_what_has_changed_since_changes_nothing(activities, database):
    added = await activities.add(WANG, TALK)
    await activities.correct(LI, added.id, people=130)
    done = await database.write(
        store.correct, before=added, after=TALK, at=NOW, who="telegram:7", via="telegram"
    )
    assert not done
    assert (await activities.get(added.id)).people == 130
    assert len(await activities.record(added.id)) == 2


@pytest.mark.parametrize(
    "statement", ["DELETE FROM activity_changes", "UPDATE activity_changes SET who = 'nobody'"]
)
async def test_the_record_is_only_added_to(activities, database, statement):
    await activities.add(WANG, TALK)
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        await database.write(lambda db: db.execute(statement))


async def test_activities_are_found_by_when_they_were_held(activities):
    for day in (1, 4, 9):
        await activities.add(WANG, Activity(held_on=date(2026, 12, day), kind="展板"))
    found = await activities.between(date(2026, 12, 2), date(2026, 12, 9))
    assert [activity.held_on.day for activity in found] == [4, 9]
