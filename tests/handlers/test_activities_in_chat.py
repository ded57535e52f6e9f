"""Staff keep offline activities in the chat."""

from datetime import date

import pytest

from bot.store import activities as store
from handlers.dialogues.activity_lines import read
from tests.handlers.conftest import Person


@pytest.fixture
def application(start):
    return start(staff="telegram:7:campaigner,telegram:8:editor")


@pytest.fixture
def wang(application):
    return Person(application, "7")


@pytest.fixture
def kept(application):
    async def kept():
        return await application.database.read(store.latest, limit=10)

    return kept


async def test_one_line_keeps_an_activity(wang, kept):
    said = await wang.says("/activity 昨天 宣讲 120人 资料300份 咨询 45次 道交法 汽车站 东广场")
    (activity,) = await kept()
    assert str(activity.held_on) == "2026-11-22"
    assert (activity.people, activity.materials, activity.consultations) == (120, 300, 45)
    assert (activity.law, activity.note) == ("道路交通安全法", "汽车站 东广场")
    assert said == (
        "已登记：\n\n1 号 2026-11-22 宣讲（道路交通安全法）："
        "人数 120 人、资料 300 份、咨询 45 次。汽车站 东广场"
    )


@pytest.mark.parametrize(
    ("words", "held_on"),
    [
        ("展板", "2026-11-23"),
        ("展板 前天", "2026-11-21"),
        ("展板 2026-05-01", "2026-05-01"),
        ("展板 5月1日", "2026-05-01"),
        ("展板 12-04", "2025-12-04"),  # this year's is still to come
    ],
)
async def test_a_date_may_be_written_as_people_do(wang, kept, words, held_on):
    await wang.says(f"/activity {words}")
    (activity,) = await kept()
    assert str(activity.held_on) == held_on


async def test_without_its_kind_nothing_is_kept(wang, kept):
    said = await wang.says("/activity 今天 120人 汽车站")
    assert "请写明是哪一种活动：宣讲、展板、发放资料、现场咨询、培训" in said
    assert await kept() == []


async def test_a_date_that_doesnt_exist_is_refused(wang, kept):
    assert "没有 2026-02-30 这一天" in await wang.says("/activity 2026-02-30 宣讲")
    assert await kept() == []


async def test_a_correction_names_only_what_was_wrong(wang, kept):
    await wang.says("/activity 今天 宣讲 120人 汽车站")
    assert "人数 130 人。汽车站" in await wang.says("/activity 改 1 130人")
    (activity,) = await kept()
    assert activity.people == 130


async def test_a_button_deletes_after_a_second_look_and_the_record_stays(wang, kept):
    await wang.says("/activity 今天 宣讲 120人")
    await wang.presses("删除这一条")
    assert "要删除 1 号活动吗" in wang.heard.body
    assert len(await kept()) == 1
    await wang.presses("删除")
    assert await kept() == []
    record = await wang.says("/activity 记录 1")
    assert "2026-11-23 12:00 telegram:7 登记" in record
    assert "telegram:7 删除" in record


async def test_the_list_shows_the_latest_and_how_to_write_one(wang):
    await wang.says("/activity 5月1日 展板")
    await wang.says("/activity 11月1日 宣讲 30人")
    said = await wang.says("/activity")
    assert said.index("2026-11-01 宣讲") < said.index("2026-05-01 展板")
    assert "/activity 今天 宣讲" in said


async def test_staff_without_the_role_are_told_so(application, kept):
    chen = Person(application, "8")
    assert "没有办成：登记活动需要“宣传”角色。" in await chen.says("/activity 今天 宣讲")
    assert await kept() == []


async def test_to_anybody_else_the_command_isnt_there(application, kept):
    zhang = Person(application, "9")
    assert await zhang.says("/activity 今天 宣讲") == await zhang.says("/help")
    assert "过期" in await zhang.sends(action="act:yes:1")
    assert await kept() == []


def test_a_day_is_known_without_its_brackets(shipped):
    values = read("今天 宣讲 120人 全国交通安全日 汽车站广场", shipped, date(2026, 12, 2))
    assert values["day"] == "全国交通安全日"
    assert values["note"] == "汽车站广场"


async def test_a_day_that_is_not_recognised_is_said_to_be_so(wang):
    said = await wang.says("/activity 今天 宣讲 120人 全国骑车安全日 汽车站广场")
    assert "宣传日：未认出“全国骑车安全日”" in said
