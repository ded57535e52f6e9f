"""The bank in the browser: written in a form, imported, read one after the other, approved."""

import re
import shutil
from dataclasses import replace
from datetime import date

import pytest

from bot.members import Actor, Role
from bot.store.file_drafts import Proposal
from bot.training import bulk, fields
from tests.channels.console.conftest import _set_clock, hired, words
from tests.fakes import FAKES, items

FILLED = {
    "form": "单选",
    "case": "张某用货车运沙，被执法人员查获。",
    "stem": "依照《道路交通安全法》，由谁处罚？",
    "options": "公安机关交通管理部门\n市场监督管理部门\n税务机关",
    "key": "a",
    "mistakes": "B：市场监督管理部门管营业执照",
    "explanation": "由公安机关交通管理部门处罚。",
    "basis": "《道路交通安全法》第九十二条",
    "topic": "货运超限",
    "aim": "权限",
    "audience": ["执法", "领导"],
}


@pytest.fixture
def application(make_application, clock, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    items.write(folder, items.bank(2))
    application = make_application(knowledge_dir=folder)
    _set_clock(application, clock)
    return application


def version_of(page):
    return re.search(r'name="version" value="(\d+)"', page)[1]


async def test_an_item_is_written_in_a_form_and_approved_by_another(staff, application):
    editor, reviewer = await staff("王敏"), await staff("赵强")
    page = await editor.does("/items/new", **FILLED)
    number = re.search(r"/staff/items/drafts/(\d+)/edit", page)[1]
    at = f"/items/drafts/{number}"
    assert "由公安机关交通管理部门处罚" in page
    form = await editor.open(f"{at}/edit")
    assert "A. 公安机关交通管理部门" in form
    wrong = await editor.does(f"{at}/edit", version="1", **{**FILLED, "key": "D"})
    assert "D 不是选项" in wrong
    assert "收下" not in wrong
    page = await editor.does(f"{at}/edit", version="2", **FILLED)
    assert "已提交审核" in await editor.does(f"{at}/submit", version=version_of(page))
    assert "道题待审核" in await reviewer.open("")
    page = await reviewer.open(at)
    assert "批准入库" in page
    assert "已入库" in await reviewer.does(f"{at}/approve", version=version_of(page))
    assert "dljtaqf-92-1" in application.library.items
    item = application.library.items["dljtaqf-92-1"]
    assert item.key == ("A",)
    assert item.mistakes == {"B": "市场监督管理部门管营业执照"}


async def test_a_table_is_imported_and_each_row_told_of(staff):
    editor = await staff("王敏")
    header = "题型,题干,选项A,选项B,选项C,答案,依据,解析\n"
    table = header + "单选题,谁处罚,甲,乙,丙,A,道路交通安全法第92条,甲。\n"
    files = {"file": ("题库.csv", table.encode(), "text/csv")}
    page = await editor.post("/staff/items/import", files=files)
    assert "存成 1 道草稿" in page.text
    bad = await editor.post("/staff/items/import", files={"file": ("a.csv", b"x,y\n1,2\n")})
    assert bad.status_code == 422
    assert "缺这些列" in bad.text


async def test_a_suspended_item_says_why(staff, application):
    reviewer = await staff("赵强")
    slug = next(iter(application.library.items))
    empty = await reviewer.fills(f"/items/{slug}/suspend")
    assert empty.status_code == 422
    page = await reviewer.does(f"/items/{slug}/suspend", reason="答案有争议")
    assert "答案有争议" in words(page)
    assert "停考" in words(await reviewer.open("/items?state=suspended"))


async def test_the_next_one_follows_a_decision(staff):
    editor = await staff("王敏")
    for number in (1, 2):
        await editor.does(
            "/items/new", **{**FILLED, "stem": f"依照《道路交通安全法》，第{number}问？"}
        )
    page = await editor.open("/items/drafts/1")
    page = await editor.does("/items/drafts/1/submit", version=version_of(page))
    assert "第2问" in page
    assert "还有 1 道" in page


LAW = """\
---
title: 道路交通安全法
short: 道路交通安全法
effective: 2004-05-01
version_date: {}
---

**第九十二条** {}
"""


async def test_a_changed_law_puts_its_items_before_editors_with_the_difference(staff, application):
    editor, reviewer = await staff("王敏"), await staff("赵强")
    statutes = application.settings.statutes_dir
    for path in statutes.glob("*.md"):
        path.unlink()
    (statutes / "旧.md").write_text(LAW.format("2021-04-29", "由公安机关处罚。"), encoding="utf-8")
    await application.knowledge.reload()
    await editor.does("/items/new", **FILLED)
    await editor.does("/items/drafts/1/submit", version="1")
    await reviewer.does("/items/drafts/1/approve", version="2")
    (statutes / "新.md").write_text(LAW.format("2026-11-01", "由公安部门处罚。"), encoding="utf-8")
    await application.knowledge.reload()
    assert "道题停考待复核" in await editor.open("")
    page = await editor.open("/items/dljtaqf-92-1")
    assert "第九十二条改了什么" in words(page)
    assert "<del>" in page
    assert "<ins>" in page


async def submitted(application, *proposals):
    """Proposals in review, as the editor submitted them."""
    editing = application.training.editing
    editor = Actor(await hired(application, "王敏", Role.EDITOR), "web")
    for number in await editing.write(editor, proposals):
        await editing.submit(editor, number, 1)


def proposed(number, *, origin="条文填空", doubts=""):
    text = fields.to_text(
        {name: [value] if isinstance(value, str) else value
         for name, value in (FILLED | {"stem": f"依照《道路交通安全法》，第{number}问？"}).items()},
        "", date(2026, 11, 28),
    )  # fmt: skip
    return Proposal(f"t-{number}", "货运超限", text, origin=origin, doubts=doubts)


async def test_machine_made_items_are_approved_together_once_their_list_is_confirmed(
    staff, application
):
    await submitted(
        application, proposed(1), proposed(2), proposed(3, origin=""),
        proposed(4, doubts="选项可能都对"), proposed(5, origin="判断改写"),
    )  # fmt: skip
    reviewer = await staff("赵强")
    page = await reviewer.open("/items/drafts?state=in_review")
    assert re.findall(r'name="one" value="(\d)"', page) == ["1", "2", "5"]
    page = await reviewer.open("/items/drafts/approve?one=1&one=2&one=3&one=4&one=5")
    assert "批准这 2 道" in page
    told = words(page)
    assert "#3 · 是人写的，要单独打开看" in told
    assert "#4 · 有疑点，要单独打开看" in told
    assert "#5 · 和前面的不是同一种，另外批" in told
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    await reviewer.does("/items/drafts/2/return", version="2", reason="再核一遍")

    done = words(await reviewer.does("/items/drafts/approve", seen=seen))

    assert "1 道已入库；没有批的：#2 不在审核" in done
    assert "t-1" in application.library.items
    assert "t-2" not in application.library.items


async def test_nobody_approves_their_own_in_a_bundle_nor_more_than_twenty(staff, application):
    await submitted(application, *(proposed(number) for number in range(1, 23)))
    everything = "&".join(f"one={number}" for number in range(1, 23))
    page = words(await (await staff("赵强")).open(f"/items/drafts/approve?{everything}"))
    assert "批准这 20 道" in page
    assert "一次最多 20 道，下次再批" in page
    member = await hired(application, "王敏", Role.EDITOR)
    both = replace(member, roles=frozenset({Role.EDITOR, Role.REVIEWER}))
    picked = await bulk.pick(application.training.editing, Actor(both, "web"), [1])
    assert picked[0].why_not == "本人参与，不能审核"
