import re
import shutil
from datetime import UTC, datetime

import pytest

from bot.config import Settings
from handlers.application import build
from handlers.dialogues import learning_pages
from tests.bot.training.conftest import another
from tests.fakes import FAKES, items
from tests.fakes.clock import Clock
from tests.handlers.conftest import Person


@pytest.fixture
def application(tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    items.write(folder, items.bank(4))
    settings = Settings(
        data_dir=tmp_path / "data", knowledge_dir=folder, staff="telegram:5:learner"
    )
    application = build(settings, clock=Clock(datetime(2026, 11, 23, 4, tzinfo=UTC)))
    yield application
    application.close()


def item_of(application, person):
    stem = re.search(r"\*\*(.+?)\*\*", person.heard.body)[1]
    found = [
        one
        for one in application.library.items.values()
        if one.stem.replace("____", "（　）") == stem
        and (not one.case or one.case in person.heard.body)
    ]
    return found[0]


async def answers(application, person, chosen):
    item = item_of(application, person)
    if item.form == "填空":
        return await person.says("；".join(chosen))
    if item.form != "多选":
        action = next(
            button.action
            for row in person.heard.buttons
            for button in row
            if button.action.endswith(f":{chosen[0]}")
        )
        return await person.sends(action=action)
    for letter in chosen:
        buttons = [button for row in person.heard.buttons for button in row]
        await person.sends(
            action=next(
                one.action for one in buttons if letter in one.action.rsplit(":", 1)[1]
                and ":t:" in one.action and not one.label.startswith("✓")
                and set(one.action.rsplit(":", 1)[1]) - {letter} <= set(chosen)
            )
        )  # fmt: skip
    return await person.presses("就选这些")


async def test_staff_practise_and_are_told_why(application):
    officer = Person(application, "5")
    await officer.says("练习")
    for place in range(5):
        item = item_of(application, officer)
        right = place % 2 == 0
        said = await answers(application, officer, item.key if right else another(item))
        assert said.startswith("✓ 答对了" if right else "✗ 正确答案")
        assert item.explanation in said
        assert item.basis[0].display in said
        if place < 4:
            await officer.presses("下一题")
    assert "做完了" in await officer.says("练习")


async def test_everybody_may_answer_the_question_of_the_day(application):
    citizen = Person(application, "77")
    first = await citizen.says("每日一题")
    item = item_of(application, citizen)
    assert item.explanation not in first
    assert "✓ 答对了" in await answers(application, citizen, item.key)


async def test_practice_is_not_there_for_citizens(application):
    citizen = Person(application, "77")
    assert "题）" not in await citizen.says("练习")


async def test_an_old_button_says_that_the_question_is_gone(application):
    officer = Person(application, "5")
    assert "没有办成" in await officer.sends(action="prc:a:gone:A")


def _told(kind: str, verb: str, chosen: str = "") -> str:
    return learning_pages.action(kind, verb, "some-item", chosen)


ONE = [_told("quz", "a", "d"), _told("quz", "a", "b"), _told("quz", "a", "c")]
EITHER = [_told("quz", "a", "对"), _told("quz", "a", "错")]
SEVERAL = [_told("prc", "t", "d"), _told("prc", "t", "b"), _told("prc", "t", "c")]
TICKED = [_told("prc", "t"), _told("prc", "t", "bd"), _told("prc", "a", "d")]


@pytest.mark.parametrize(
    ("words", "offered", "meant"),
    [
        ("a", ONE, ONE[0]),
        ("Ｂ", ONE, ONE[1]),
        (" c。", ONE, ONE[2]),
        ("d", ONE, ""),
        ("ab", ONE, ""),
        ("A", EITHER, EITHER[0]),
        ("b", EITHER, EITHER[1]),
        ("正确", EITHER, EITHER[0]),
        ("×", EITHER, EITHER[1]),
        ("a", SEVERAL, SEVERAL[0]),
        ("a、c", SEVERAL, _told("prc", "a", "cd")),
        ("ACB", SEVERAL, _told("prc", "a", "bcd")),
        ("aa", SEVERAL, ""),
        ("b", TICKED, TICKED[1]),
        ("c", TICKED, ""),
        ("ab", TICKED, ""),
        ("a", ["e:some-entry", "tell:a:x"], ""),
        ("a", [], ""),
        ("", ONE, ""),
        ("车", ONE, ""),
    ],
)
def test_letters_are_read_as_people_type_them(words, offered, meant):
    assert learning_pages.typed(words, offered) == meant


async def test_the_question_of_the_day_is_answered_by_a_small_letter(application):
    citizen = Person(application, "77")
    await citizen.says("每日一题")
    assert (await citizen.says("a")).startswith(("✓ 答对了", "✗ 正确答案", "✗ 没有答对"))
