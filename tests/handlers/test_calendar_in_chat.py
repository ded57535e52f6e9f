"""The calendar in the chat: what day it is, month by month, and each day's words."""

from datetime import UTC, datetime

import pytest

from bot.messages import ACTION_BYTES


@pytest.fixture
def today(clock):
    def today(year, month, day, hour=4):
        clock.now = datetime(year, month, day, hour, tzinfo=UTC)

    return today


async def test_today_says_what_day_it_is_with_its_notice(zhang, today):
    today(2026, 12, 2)
    said = await zhang.says("/today")
    assert said.startswith("**今天是2026年12月2日，星期三**")
    assert "**全国交通安全日**、**宪法宣传周**" in said
    assert "货车超载的，由交警罚款并扣车" in said
    assert "有疑问请打 12328" in said


async def test_on_any_other_day_it_says_what_comes_next(zhang, today):
    today(2026, 11, 23)
    said = await zhang.says("/today")
    assert "今天不是宣传日" in said
    assert "2. 12月1日至7日 宪法宣传周（日期以当年通知为准）\n3. 12月2日 全国交通安全日" in said


async def test_the_day_changes_at_the_bureaus_midnight(zhang, today):
    today(2026, 12, 1, hour=15)
    assert "12月1日，星期二" in await zhang.says("/today")
    today(2026, 12, 1, hour=16)
    assert "12月2日，星期三" in await zhang.says("/today")


async def test_a_number_picks_a_day_from_the_list(zhang, today):
    today(2026, 11, 23)
    await zhang.says("/today")
    said = await zhang.says("3")
    assert said.startswith("**全国交通安全日**（2026年12月2日）")
    assert "**由来**：国务院2012年11月18日批复设立，定在每年12月2日。" in said
    assert zhang.choices[0] == "货车超载怎么处罚？"


async def test_a_days_questions_open_their_answers(zhang, today):
    today(2026, 12, 2)
    await zhang.says("/today")
    await zhang.presses("12月2日 全国交通安全日")
    assert "法律依据" in await zhang.presses("货车超载怎么处罚？")


async def test_the_calendar_shows_this_month_and_pages_to_others(zhang, today):
    today(2026, 11, 23)
    assert await zhang.says("/calendar") == "**2026年11月 普法日历**\n\n这个月没有宣传日。"
    said = await zhang.presses("下个月")
    assert said.startswith("**2026年12月 普法日历**\n\n1. 12月1日 《危险化学品")
    assert zhang.heard.replaces
    assert "2027年1月" in await zhang.presses("下个月")
    assert "2026年12月" in await zhang.presses("上个月")


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("2027-05", "2027年5月"),
        ("2027年5月", "2027年5月"),
        ("5月", "2026年5月"),
        ("5", "2026年5月"),
        ("2027", "2027年11月"),
        ("2027年", "2027年11月"),
    ],
)
async def test_a_month_may_be_written_as_people_do(zhang, today, words, month):
    today(2026, 11, 23)
    assert (await zhang.says(f"/calendar {words}")).startswith(f"**{month} 普法日历**")


@pytest.mark.parametrize("words", ["13月", "2027-13", "1800-01", "明年", "0"])
async def test_what_is_no_month_gets_an_example(zhang, words):
    assert "例如：/calendar 2027-05" in await zhang.says(f"/calendar {words}")


async def test_the_calendar_ends_where_its_years_end(zhang):
    await zhang.says("/calendar 2099-12")
    assert "下个月" not in zhang.choices
    await zhang.says("/calendar 1901-01")
    assert "上个月" not in zhang.choices


async def test_a_round_anniversary_stands_in_the_calendar(zhang):
    await zhang.says("/calendar 2029-05")
    said = await zhang.presses("5月1日 《道路交通安全法》施行25周年")
    assert "到2029年5月1日满25年" in said
    assert all(
        len(button.action.encode()) <= ACTION_BYTES for row in zhang.heard.buttons for button in row
    )


@pytest.mark.parametrize(
    "action", ["day:2026:0", "day:x:y", "day:9999:0", "day", "cal:2026-99", "cal:x"]
)
async def test_a_button_of_old_does_no_harm(zhang, action):
    assert "过期" in await zhang.sends(action=action)


async def test_the_calendar_leaves_a_letter_half_written(zhang):
    await zhang.sends(action="letter")
    await zhang.says("/today")
    assert "留言收到了" not in await zhang.says("路灯坏了")
