"""What no cited article bears out: a warning to who writes it, a second tap to who lets it out."""

import pytest

from tests.fakes.forms import SCHOOL_BUS
from tests.handlers.conftest import CAMPAIGNER, STAFF, Person
from tests.handlers.test_cli import folder, pufa  # noqa: F401 - fixtures

WRONG = SCHOOL_BUS.replace("由交警依法处罚。", "罚7万元以上77万元以下，扣13分。")
UNHELD = SCHOOL_BUS.replace("依法处罚。", "罚500元。").replace("道交法92条", "危化品条例3条")
NOTICE = "超载要罚\n按《道路交通安全法》第九十二条，罚款88万元以上99万元以下。"


@pytest.fixture
def application(start):
    return start(staff=STAFF)


@pytest.fixture
def wen(application):
    return Person(application, CAMPAIGNER)


async def test_figures_that_stand_in_no_cited_article_are_a_warning_to_the_editor(editor):
    page = await editor.says("/add " + WRONG)
    assert "请核对：7万元、77万元、13分 不在所引条文里" in page
    assert "提交审核" in editor.choices


async def test_where_the_text_is_not_held_it_says_that_nothing_could_be_checked(editor):
    page = await editor.says("/add " + UNHELD)
    assert "无法核对数字：500元（没有收录《危险化学品安全管理条例》的全文）" in page


async def test_the_reviewer_sees_it_in_bold_and_must_say_yes_to_that(editor, reviewer, stored):
    await editor.says("/add " + WRONG)
    await editor.presses("提交审核")
    await reviewer.says("/drafts")
    assert "**7万元、77万元、13分 不在所引条文里**" in await reviewer.presses("#")
    asked = await reviewer.presses("批准并发布")
    assert "7万元、77万元、13分 不在所引条文里" in asked
    assert stored()["entry_versions"] == []
    assert "已批准并发布" in await reviewer.presses("确定，批准并发布")
    (line,) = [row for row in stored()["audit"] if row["action"] == "draft.approve"]
    assert "77万元" in line["after"]


async def test_an_article_that_the_text_does_not_have_is_told_as_well(editor):
    page = await editor.says("/add " + SCHOOL_BUS.replace("道交法92条", "道交法12条"))
    assert "《道路交通安全法》第十二条不在收录的全文里" in page


async def test_a_note_and_a_question_have_figures_too(editor):
    form = SCHOOL_BUS.replace("答案：", "说明：最高可罚66万元。\n答案：")
    assert "66万元 不在所引条文里" in await editor.says("/add " + form)


async def test_a_notices_figures_are_held_against_what_it_cites(wen, reviewer, stored):
    page = await wen.says("/campaign new " + NOTICE)
    assert "88万元、99万元 不在所引条文里" in page
    await wen.presses("提交审核")
    shown = await reviewer.says("/campaign 1")
    assert "罚款88万元以上99万元以下" in shown
    assert "**88万元、99万元 不在所引条文里**" in shown
    assert "88万元" in await reviewer.presses("批准")
    assert stored()["campaigns"][0]["state"] == "in_review"
    assert "已批准" in await reviewer.presses("确定批准")


@pytest.mark.parametrize(
    ("body", "doubt"),
    [
        ("超载罚款88万元。", "没有引用条文，无法核对数字：88万元"),
        ("按《河南省公路条例》第九条处理。", "名录里没有《河南省公路条例》"),
        ("按道交法第92条，罚款７００００元。", "70000元 不在所引条文里"),
        ("按道交法第92条，罚7万。", "7万元 不在所引条文里"),
        ("按道交法第999条处理。", "《道路交通安全法》第九百九十九条不存在"),
        ("按道交法第92条、第999条处理。", "《道路交通安全法》第九百九十九条不存在"),
        ("按道交法第92条，罚款柒万元。", "七万元 不在所引条文里"),
        ("按道交法第92条，罚7w。", "7万元 不在所引条文里"),
        ("按洛阳《道路交通安全法》第92条处理。", "名录里没有《洛阳道路交通安全法》"),
    ],
)
async def test_a_notice_that_cites_nothing_or_what_is_not_there_says_so(wen, body, doubt):
    assert doubt in await wen.says(f"/campaign new 标题\n{body}")


async def test_a_notice_without_figures_needs_no_second_tap(wen, reviewer):
    await wen.says("/campaign new 国家宪法日\n12 月 4 日是国家宪法日。")
    await wen.presses("提交审核")
    await reviewer.says("/campaign 1")
    assert "已批准" in await reviewer.presses("批准")
