"""What training suggests, in the browser; and the list of a post."""

import io
import re
import shutil
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from bot.config import ROOT
from tests.channels.console.conftest import _set_clock, hidden, words
from tests.fakes import FAKES, items


@pytest.fixture
def application(make_application, clock, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    shutil.copytree(ROOT / "knowledge" / "papers", folder / "papers")
    items.write(folder, items.bank())
    application = make_application(knowledge_dir=folder)
    _set_clock(application, clock)
    for part in (application.training.suggesting, application.training.papers):
        object.__setattr__(part, "clock", clock)
    return application


async def test_the_years_exam_is_a_draft_at_a_press_or_let_be_with_a_reason(
    staff, clock, application
):
    editor = await staff("王敏")
    page = words(await editor.open("/suggestions"))
    assert "没有一道超过四成的人答错；答的人少的题不下结论" in page
    clock.now = datetime(2027, 5, 4, 1, tzinfo=UTC)  # sessions have ended by then
    editor, reviewer = await staff("王敏"), await staff("赵强")
    assert "条培训建议" in words(await editor.open(""))
    page = await editor.open("/suggestions")
    assert "2027年半年学法用法考试" in page
    assert "出卷（草稿）" not in await reviewer.open("/suggestions")
    page = words(await editor.does("/suggestions/plan", key=hidden(page, "key")))
    assert "出好了草稿" in page
    paper = await application.training.papers.paper(1)
    assert paper.first.opens.date() == date(2027, 6, 8)
    assert "条培训建议" not in words(await editor.open(""))
    clock.now = datetime(2027, 10, 4, 1, tzinfo=UTC)
    editor = await staff("王敏")
    page = await editor.open("/suggestions")
    address = re.search(r'/staff(/suggestions/settle[^"]*)"', page)[1].replace("&amp;", "&")
    form = await editor.open(address)
    fields = {"kind": hidden(form, "kind"), "subject": hidden(form, "subject")}
    empty = await editor.fills("/suggestions/settle", **fields, reason=" ")
    assert empty.status_code == 422
    done = await editor.does("/suggestions/settle", **fields, reason="由司法局统一考")
    assert "该安排的考试" not in words(done)


async def test_what_is_not_suggested_any_more_says_so(staff):
    editor = await staff("王敏")
    response = await editor.fills("/suggestions/plan", key="1999-year")
    assert response.status_code == 404
    assert "现在不用出" in response.text


async def test_everybody_sees_and_exports_the_list_of_a_post(staff):
    learner = await staff("孙丽")
    page = words(await learner.open("/syllabus"))
    assert "应知应会清单（执法岗位）" in page
    assert "《宪法》和本单位另有要求的法规" in page
    response = await learner.get("/staff/syllabus.xlsx?post=执法")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet[1]] == ["法规", "条", "主题", "题数", "相关问答"]
    assert sheet.max_row > 10
    assert "清单也就是空的" in words(await learner.open("/syllabus?post=领导"))
