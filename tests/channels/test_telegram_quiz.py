"""每日一题 over Telegram: an anonymous poll for groups and channels, buttons for one alone."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from bot.knowledge.items import Form, Option
from bot.store import subscribers
from tests.fakes import FAKES, items
from tests.fakes.botapi import blocked, too_many_requests
from tests.waiting import until

NOW = datetime(2026, 12, 4, 1, 30, tzinfo=UTC)


PAGE = "https://pufa.example.gov.cn"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    return folder


@pytest.fixture
async def application(on_telegram, folder, clock):
    """In service with questions of which most can't be a poll, at half past nine."""
    long_case = "张某的货车在某县被查获。" * 30
    long_options = tuple(Option(letter, f"{letter}{'做法' * 60}") for letter in "ABCD")
    items.write(
        folder,
        [
            *(items.item(form, n) for form in (Form.MULTIPLE, Form.FILL) for n in range(6)),
            items.item(Form.SINGLE, 7, case=long_case),
            items.item(Form.SINGLE, 8, options=long_options),
            items.item(Form.SINGLE, 9, slug="fits"),
        ],
    )
    clock.now = NOW
    return await on_telegram(knowledge_dir=folder)


@pytest.fixture
def asks(application, botapi, clock):
    """A look at who is to be asked, after so many hours; how many polls there were in all."""

    async def asks(*, hours=0):
        clock.passes(hours=hours)
        await application.quiz_news.go_round()
        return len(botapi.calls("sendPoll"))

    return asks


async def test_a_group_is_asked_once_a_day_by_an_anonymous_quiz(
    application, zhang, neighbours, asks, botapi
):
    neighbours.is_run_by(zhang)
    await zhang.says("/subscribe 每日一题", to=neighbours)
    await neighbours.hears("每日一题：每天发一题")

    assert await asks() == 1
    asked = await neighbours.hears("【每日一题】依照《道路交通安全法》，单选第9题")
    (right,) = asked.poll["correct_option_ids"]
    assert asked.poll["options"][right]["text"] == "第9题的做法B"
    assert asked.poll["type"] == "quiz"
    assert asked.poll["is_anonymous"]
    assert asked.poll["open_period"] == 24 * 3600
    assert "第9题的解析" in asked.poll["explanation"]
    assert "第十条" in asked.poll["explanation"]
    assert not asked.buttons, "there is no public page to lead to"
    assert await asks() == 1
    assert await asks(hours=20) == 1, "half past five is too early"
    assert await asks(hours=4) == 2

    await zhang.taps("停每日一题", to=neighbours)
    await neighbours.hears("每日一题：不发")
    assert await asks(hours=24) == 2


async def test_a_channel_is_asked_until_it_wants_no_more(application, botapi, asks):
    editors = botapi.channel("交通发布")
    await editors.posts("/subscribe")
    await editors.hears("每日一题：不发")
    assert await asks() == 0
    await editors.posts("/subscribe 每日一题")
    await editors.hears("每日一题：每天发一题")
    assert await asks() == 1
    await editors.hears("【每日一题】")
    await editors.posts("/unsubscribe 每日一题")
    await editors.hears("普法通知照旧")
    assert await asks(hours=24) == 1


async def test_who_could_not_be_asked_is_asked_later_or_no_more(
    application, zhang, neighbours, asks, botapi
):
    neighbours.is_run_by(zhang)
    await zhang.says("/subscribe 每日一题", to=neighbours)
    await neighbours.hears("每日一题：每天发一题")
    botapi.fails("sendPoll", too_many_requests(1))
    assert await asks() == 1
    assert await asks() == 2
    await neighbours.hears("【每日一题】")

    botapi.fails("sendPoll", blocked())
    assert await asks(hours=24) == 3

    async def states():
        found = await application.database.read(lambda db: list(subscribers.everyone(db)))
        return [one.state.value for one in found]

    await until("the group is lost", states, ["blocked"].__eq__)
    assert await asks(hours=24) == 3


async def test_who_asks_in_a_group_gets_the_poll_there_and_buttons_alone(
    application, zhang, neighbours, botapi
):
    await zhang.says("/quiz@pufa_bot", to=neighbours)
    asked = await neighbours.hears("【每日一题】")
    assert asked.poll["type"] == "quiz"
    assert asked.reply_to

    await zhang.says("/quiz")
    assert (await zhang.hears("第")).labels
    assert len(botapi.calls("sendPoll")) == 1
    await zhang.says("/subscribe 每日一题")
    await zhang.hears("随时发 /quiz")


async def test_a_question_that_was_put_right_becomes_a_poll_and_back(
    application, zhang, neighbours
):
    said = await zhang.says("@pufa_bot 货车超载怎么罚", to=neighbours)
    await neighbours.hears("扣车")
    await zhang.edits(said, "@pufa_bot 每日一题")
    await neighbours.hears("【每日一题】")
    assert len(neighbours.sees) == 1
    await zhang.edits(said, "@pufa_bot 货车超载怎么罚")
    await neighbours.hears("扣车")


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ("dajian-yunshu", "/entries/dajian-yunshu"),
        ("taken-out-of-service", "/quiz/%E6%AF%8F%E6%97%A5%E4%B8%80%E9%A2%98/fits"),
    ],
)
async def test_a_poll_leads_to_the_page_that_says_more(
    on_telegram, folder, clock, zhang, neighbours, entry, path
):
    items.write(folder, [items.item(Form.SINGLE, 9, slug="fits", entry=entry)])
    clock.now = NOW
    await on_telegram(knowledge_dir=folder, public_url=PAGE)

    await zhang.says("/quiz@pufa_bot", to=neighbours)

    asked = await neighbours.hears("【每日一题】")
    ((button,),) = asked.buttons
    assert (button["text"], button["url"]) == ("看规定和解释", f"{PAGE}{path}")
