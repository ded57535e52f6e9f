"""Laws, golden questions and the hit test in the browser."""

import pytest

from bot.editing import law_imports
from tests.channels.console.conftest import words

LAW = """\
道路交通安全法

（2003年10月28日通过，2027年1月1日修正）

第一条　为了维护道路交通秩序，制定本法。

第二条　超过核定载质量的，罚款。
"""
LOCAL = """\
青山县农村公路条例

（2026年3月1日通过）

第一条　为了管好农村公路，制定本条例。

第二条　农村公路由县人民政府负责。
"""


async def test_a_question_shows_its_candidates_and_why(staff):
    one = await staff("陈静")
    page = words(await one.open("/try?q=罚多少钱"))
    assert "列为选项" in page
    assert "货车超载怎么处罚？" in page
    assert "读作" in page
    assert "最近的问法" in page


async def test_a_list_says_what_is_answered_otherwise_than_the_last_time(application, staff):
    reviewer = await staff("赵强")
    asked = "超载罚多少钱\n电动车能带人吗\n超载罚多少钱"
    first = words((await reviewer.fills("/try/list", questions=asked)).text)
    assert "共 2 个问题" in first
    assert "没有试过" in first
    entry = application.answerer.answer("超载罚多少钱").entry
    await reviewer.does(f"/entries/{entry.slug}/retire/yes", reason="试一试", successor="")
    again = await reviewer.post(
        "/staff/try/list", files={"file": ("问题.csv", "问题\n超载罚多少钱\n".encode())}
    )
    assert "1 个和上次答得不同" in words(again.text)


@pytest.mark.parametrize("asked", ["", "\n \n"])
async def test_a_list_without_questions_says_what_to_do(staff, asked):
    one = await staff("赵强")
    response = await one.fills("/try/list", questions=asked)
    assert response.status_code == 422
    assert "一行写一个" in response.text


async def test_golden_questions_are_added_looked_at_and_removed(staff):
    editor = await staff("王敏")
    missing = await editor.fills("/golden", question="超载罚多少钱", entry="没有这个条目")
    assert missing.status_code == 422
    page = await editor.does("/golden", question="超载罚多少钱", entry="货车超载怎么处罚？")
    assert "记下了" in page
    assert "第 1 位" in page
    wrong = await editor.does("/golden", question="电动车怎么上牌", entry="货车超载怎么处罚？")
    assert "有 1 个不在第一位" in wrong
    assert "要删除" in await editor.open("/golden/1/remove")
    assert "已删除" in await editor.does("/golden/1/remove")
    table = {"file": ("必答.csv", "问题,条目\n超载怎么罚,没有\n".encode())}
    flawed = await editor.post("/staff/golden/import", files=table)
    assert "第 2 行" in flawed.text


async def test_texts_are_taken_in_each_for_itself_and_say_what_they_touch(application, staff):
    reviewer = await staff("赵强")
    files = [
        ("files", ("道路交通安全法.md", LAW.encode())),
        ("files", ("缺条.md", LAW.replace("第二条", "第五条").encode())),
        ("folder", ("法规/照片.jpg", b"x")),
        ("folder", ("法规/没听说过的法.txt", "没听说过的法\n\n第一条　内容。\n".encode())),
    ]
    page = words((await reviewer.post("/staff/statutes/import", files=files)).text)
    assert "导入了 《" not in page
    assert "2 条" in page
    assert "第一条和第五条之间缺条" in page
    assert "不是 .docx、.md、.txt 文件" in page
    assert "名录里没有" in page
    assert "/tmp" not in page
    law = await reviewer.open("/statutes/道路交通安全法")
    assert "引用它的条目" in law


async def test_nothing_but_the_named_file_is_written_whatever_its_name_says(application, staff):
    reviewer = await staff("赵强")
    files = {"files": ("../../../../evil.md", LAW.encode())}
    await reviewer.post("/staff/statutes/import", files=files)
    assert not list(application.settings.data_dir.parent.glob("**/evil.md"))


async def test_a_file_that_can_not_be_read_takes_nothing_of_the_form_with_it(staff):
    reviewer = await staff("赵强")
    broken = {"file": ("条例.docx", b"PK\x03\x04")}
    data = {"title": "青山县农村公路条例", "aka": "农村公路条例"}
    told = await reviewer.post("/staff/statutes/register", data=data, files=broken)
    assert told.status_code == 422
    assert 'href="#f-file"' in told.text
    assert 'value="青山县农村公路条例"' in told.text


async def test_too_many_texts_at_once_are_told_beside_their_field(staff, monkeypatch):
    monkeypatch.setattr(law_imports, "MOST_FILES", 1)
    reviewer = await staff("赵强")
    files = [("files", (name, b"1")) for name in ("a.txt", "b.txt")]
    told = await reviewer.post("/staff/statutes/import", files=files)
    assert told.status_code == 422
    assert 'href="#f-files"' in told.text


async def test_a_law_of_the_county_is_registered_with_its_text(application, staff):
    reviewer = await staff("赵强")
    told = await reviewer.fills("/statutes/register", text="没有条文的话")
    assert told.status_code == 422
    page = await reviewer.does("/statutes/register", text=LOCAL)
    assert "青山县农村公路条例" in page
    assert "2 条" in page
    assert application.library.register.find("青山县农村公路条例")
