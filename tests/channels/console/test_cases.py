"""Case cards in the browser: written, read for names, approved, doubted, withdrawn."""

import re

from tests.channels.console.conftest import words

FILLED = {
    "title": "某公司货车载物超重案",
    "facts": "2026年3月，某公司的货车在某县被查获，载物超过核定载质量。",
    "result": "罚款 500 元。",
    "lesson": "载物超过核定载质量，由公安机关交通管理部门处罚。",
    "basis": "《道路交通安全法》第九十二条",
    "rank": "典型案例",
    "published": "测试用，不是真实案例",
    "decided": "2026-03-02",
    "topic": "货运超限",
}


def version_of(page):
    return re.search(r'name="version" value="(\d+)"', page)[1]


async def approved(staff):
    editor, reviewer = await staff("王敏"), await staff("赵强")
    await editor.does("/cases/new", **FILLED)
    await editor.does("/cases/drafts/1/submit", version="1", confirmed="1")
    await reviewer.does("/cases/drafts/1/approve", version="2", confirmed="1")
    return editor, reviewer


async def test_nothing_ships_and_the_page_says_so(staff):
    page = words(await (await staff("王敏")).open("/cases"))
    assert "这里不附带任何案例" in page


async def test_a_card_is_written_read_for_names_and_approved_by_another(staff, application):
    editor, reviewer = await staff("王敏"), await staff("赵强")
    missing = await editor.fills("/cases/new", **{**FILLED, "published": ""})
    assert missing.status_code == 422
    assert "写明来源" in missing.text
    told = {**FILLED, "facts": "驾驶员刘伟驾驶浙A12345货车，电话13812345678。"}
    page = await editor.does("/cases/new", **told)
    assert "像人名：“刘伟”" in words(page)
    assert "像车牌：“浙A12345”：能认出当事人" in words(page)
    assert "提交审核" not in page
    page = await editor.does("/cases/drafts/1/edit", version="1", **FILLED)
    assert "程序没有找到号码、车牌" in words(page)
    unread = await editor.fills("/cases/drafts/1/submit", version=version_of(page))
    assert unread.status_code == 422
    await editor.does("/cases/drafts/1/submit", version=version_of(page), confirmed="1")
    assert "个案例待审核" in words(await reviewer.open(""))
    page = await reviewer.open("/cases/drafts/1")
    page = await reviewer.does("/cases/drafts/1/approve", version=version_of(page), confirmed="1")
    assert "已公开" in words(page)
    assert list(application.library.cases) == ["dljtaqf-92-1"]


async def test_a_changed_decision_goes_to_reviewers_and_its_page_says_why_it_went(
    staff, application, browser
):
    editor, reviewer = await approved(staff)
    day = application.knowledge.today()
    page = await editor.does(
        "/cases/dljtaqf-92-1/doubt", reason="复议决定撤销了原决定", since=str(day)
    )
    assert "已提醒审核人" in words(page)
    assert "个案例要撤下" in words(await reviewer.open(""))
    assert (await reviewer.fills("/cases/dljtaqf-92-1/withdraw")).status_code == 422
    await reviewer.does("/cases/dljtaqf-92-1/withdraw", public_reason="原决定已被撤销")
    gone = await browser().get("/cases/dljtaqf-92-1")
    assert gone.status_code == 410
    assert "原决定已被撤销" in gone.text
    assert "载物超过" not in gone.text


async def test_a_doubt_needs_a_day_and_a_reason(staff):
    editor, _ = await approved(staff)
    response = await editor.fills("/cases/dljtaqf-92-1/doubt", since="上周", reason="")
    assert response.status_code == 422
    assert "日期写成" in response.text
    assert "写明哪份文书" in response.text
    later = await editor.fills("/cases/dljtaqf-92-1/doubt", since="2030-01-01", reason="撤销")
    assert "还没有到" in later.text


async def test_a_notice_can_lead_to_a_case(staff):
    await approved(staff)
    campaigner = await staff("陈静")
    fields = {"title": "以案释法", "body": "看一个超载的案例。", "buttons": FILLED["title"]}
    page = await campaigner.does("/campaigns/new", **fields)
    assert FILLED["title"] in words(page)
    assert "不存在" not in words(page)
