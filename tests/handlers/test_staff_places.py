"""Where staff work, what they see there, and that their own words are no citizens' questions."""

import pytest

from tests.handlers.conftest import EDITOR, STAFF, Person
from tests.handlers.test_inbox_in_chat import UNKNOWN, writes

STAFF_ROOM, CITIZENS = "-100500", "-100777"
REPORT = "邻居王某某无证营运，电话13700001111，请保密"


@pytest.fixture
def application(start):
    return start(staff=STAFF, staff_chat=f"telegram:{STAFF_ROOM}")


@pytest.fixture
def among_citizens(application):
    """The editor, in a group of citizens."""
    return Person(application, f"{CITIZENS}:{EDITOR}")


@pytest.fixture
def among_staff(application):
    return Person(application, f"{STAFF_ROOM}:{EDITOR}")


@pytest.mark.parametrize(
    "command",
    ["/letters", "/inbox", "/drafts", "/campaigns", "/staff", "/entry 超载", "/work", "/statute"],
)
async def test_in_a_citizens_group_nothing_of_staffs_is_shown(zhang, among_citizens, command):
    await writes(zhang, REPORT, "举报")
    said = await among_citizens.says(command)
    assert said == "这是工作人员的事，请在和我的私聊里办。"
    assert among_citizens.choices == []


async def test_neither_by_a_button_that_was_passed_on(zhang, among_citizens, stored):
    await writes(zhang, REPORT, "举报")
    receipt = stored()["letters"][0]["receipt"]
    for action in (f"in:l:{receipt}", "in:letters:0", "d:list:0", "k:list:0", "acc:list"):
        assert "私聊里办" in await among_citizens.sends(action=action)
        assert "王某某" not in among_citizens.heard.body


async def test_there_one_of_staff_asks_like_anybody(among_citizens, stored):
    assert "核定载质量" in await among_citizens.says("货车超载怎么处罚？")
    assert stored()["questions"] == []


async def test_in_the_staffs_chat_a_report_is_named_and_opened_elsewhere(
    zhang, among_staff, stored, editor
):
    await writes(zhang, REPORT, "举报")
    receipt = stored()["letters"][0]["receipt"]
    await among_staff.says("/letters")
    assert among_staff.choices == [receipt, "已办结的"]
    for verb in ("l", "answer", "close", "take"):
        said = await among_staff.sends(action=f"in:{verb}:{receipt}")
        assert "王某某" not in said
        assert f"/letter {receipt}" in said
    assert "王某某" in await editor.says(f"/letter {receipt}")
    assert "王某某" in await editor.says(f"/start l_{receipt}")


async def test_other_letters_are_worked_on_there(zhang, among_staff):
    await writes(zhang, "站台的灯坏了", "建议")
    await among_staff.says("/letters")
    assert "站台的灯坏了" in await among_staff.presses("2")


async def test_staffs_own_words_are_no_questions(editor, zhang, stored):
    assert "工作人员的话不记入提问" in await editor.says("今天天气怎么样")
    for words in ("邀请 编辑 李四", "今天 宣讲 50人", "我只是想改主题", "货车超载怎么处罚？"):
        await editor.says(words)
    assert stored()["questions"] == []
    assert stored()["clusters"] == []
    await zhang.says(UNKNOWN)
    assert len(stored()["questions"]) == 1


async def test_the_workbench_says_what_waits_and_leads_there(zhang, editor, reviewer):
    await writes(zhang, "站台的灯坏了")
    await zhang.says(UNKNOWN)
    page = await editor.says("工作台")
    assert "- 待答复留言：1" in page
    assert "- 待办问题：1" in page
    assert "站台的灯坏了" in (await editor.presses("待答复留言 1"), editor.choices[0])[1]
    assert "怎么用" in await zhang.says("/work")


@pytest.mark.parametrize(
    "action",
    ["tell:{n}", "v:{n}:1", "d:show:{n}", "d:list:{n}", "d:ok:{n}:1", "d:ver:x:{n}", "in:list:{n}",
     "in:letters:{n}", "in:show:{n}", "in:closed:{n}", "act:yes:{n}", "k:show:{n}", "num:{n}",
     "acc:revoke:{n}", "in:which:{n}", "d:send:{n}:{n}", "t:货运超限:{n}", "c:{n}:0"],
)  # fmt: skip
@pytest.mark.parametrize("number", ["9" * 20, "²", "９", "-1", "1e9", ""])
async def test_numbers_that_no_button_of_ours_carries_are_refused_kindly(
    editor, zhang, action, number
):
    for person in (editor, zhang):
        await person.sends(action=action.format(n=number))
        assert person.heard.body


async def test_an_administrator_learns_what_the_settings_call_a_group(start):
    application = start(staff=f"{STAFF},telegram:7:administrator")
    said = await Person(application, f"{CITIZENS}:7").says("/staffchat")
    assert f"PUFA_STAFF_CHAT=telegram:{CITIZENS}`" in said
    assert "在群里发 /staffchat" in await Person(application, "7").says("/staffchat")
    for other in (EDITOR, "5550001"):
        assert "PUFA" not in await Person(application, f"{CITIZENS}:{other}").says("/staffchat")
