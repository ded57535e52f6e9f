"""Papers in the browser: drafted, approved by another, sat, its results, a key corrected."""

import io
import re
import shutil

import pytest
from openpyxl import load_workbook

from bot.members import Role
from tests.channels.console.conftest import _set_clock, hired, words
from tests.fakes import FAKES, items

PAPER = {
    "title": "十二月考试",
    "audience": ["执法"],
    "opens": "2026-11-23T11:00",
    "closes": "2026-11-26T12:00",
    "makeup_from": "",
    "makeup_to": "",
    "sections": "判断 5题 每题4分\n单选 5题 每题8分（执法程序）\n多选 4题 每题10分",
    "minutes": "30",
    "attempts": "2",
    "passing": "60",
    "good": "80",
    "excellent": "90",
    "multiple": "all",
    "articles": "",
}


@pytest.fixture
def application(make_application, clock, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    items.write(folder, items.bank(15))
    application = make_application(knowledge_dir=folder)
    _set_clock(application, clock)
    for part in vars(application.training).values():
        if hasattr(part, "clock"):
            object.__setattr__(part, "clock", clock)
    return application


async def test_a_paper_goes_from_draft_to_its_scores(staff, application, clock):
    editor, reviewer, learner = await staff("王敏"), await staff("赵强"), await staff("孙丽")
    page = await editor.does("/papers/new", **PAPER)
    assert "本卷14题，100分，限时30分钟，60分合格" in words(page)
    assert "应考 3 人" in words(page)
    assert "人应考）" not in page  # an editor approves nothing
    version = re.search(r'name="version" value="(\d+)"', await reviewer.open("/papers/1"))[1]
    assert "到时间自动开考" in await reviewer.does("/papers/1/approve", version=version)
    page = await learner.does("/exams/1/begin")
    attempt = re.search(r'action="/staff(/attempts/\d+)"', page)[1]
    await learner.does(f"{attempt}/end")
    await reviewer.does("/papers/1/exempt", person="console:王敏", reason="长期病假")
    page = words(await editor.open("/papers/1"))
    assert "应考2 实考1 合格0 免考1" in page
    sheet = await editor.get("/staff/papers/1/scores.xlsx")
    rows = list(load_workbook(io.BytesIO(sheet.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "十二月考试成绩汇总表"
    assert "签字" in rows[2]


async def test_a_corrected_key_changes_the_scores(staff, application):
    editor, reviewer, learner = await staff("王敏"), await staff("赵强"), await staff("孙丽")
    await editor.does("/papers/new", **PAPER)
    await reviewer.does("/papers/1/approve", version="1")
    page = await learner.does("/exams/1/begin")
    attempt = re.search(r'action="/staff(/attempts/\d+)"', page)[1]
    await learner.does(f"{attempt}/end")
    empty = await reviewer.fills("/papers/1/questions/1/6", reason="两个都对")
    assert empty.status_code == 422
    page = await reviewer.does("/papers/1/questions/1/6", void="1", reason="两个都对")
    assert "1 份答卷的分数有变" in page
    assert "由 0 分改为 8 分" in words(await learner.open(f"{attempt}/outcome"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sections": "论述 3题"}, "看不懂“论述 3题”"),
        ({"sections": ""}, "至少写一行"),
        ({"minutes": "abc"}, "限时写"),
        ({"opens": "昨天"}, "时间写成"),
        ({"closes": "2026-11-23T11:05"}, "时间太短"),
        ({"audience": []}, "选考的人"),
        ({"makeup_from": "2026-11-27T09:00"}, "补考的开始和截止一起写"),
        (
            {"sections": "单选 5题 每题4分\n单选 101题 每题1分"},
            "“单选 101题 每题1分”：题数写 1 到 100",
        ),
        (
            {"sections": "单选 5题 每题0分"},
            "“单选 5题 每题0分”：题数写 1 到 100，每题写 1 到 20 分",
        ),
        ({"articles": "道路交通安全法 关于罚款"}, "不认识“道路交通安全法 关于罚款”"),
        ({"articles": "道路交通安全法第999条"}, "《道路交通安全法》没有第九百九十九条"),
        ({"articles": "没有的法"}, "不认识“没有的法”"),
        ({"good": "50"}, "良好线不能低于合格线"),
        ({"excellent": "70"}, "优秀线不能低于良好线"),
    ],
)
async def test_what_will_not_do_is_said_beside_its_field(staff, changed, said):
    editor = await staff("王敏")
    response = await editor.fills("/papers/new", **{**PAPER, **changed})
    assert response.status_code == 422
    assert said in response.text
    assert "十二月考试" in response.text


async def test_articles_are_known_however_they_are_written(staff, application):
    editor = await staff("王敏")
    written = "《道路交通安全法》第3条\n道路交通安全法第四条\n道路交通安全法"
    page = await editor.does("/papers/new", **PAPER | {"articles": written})
    number = re.search(r"/staff/papers/(\d+)/edit", page)[1]
    assert (
        "道路交通安全法 第三条\n道路交通安全法 第四条\n道路交通安全法</textarea>"
        in await editor.open(f"/papers/{number}/edit")
    )


async def test_who_sees_the_keys_and_is_to_sit_is_named_before_the_paper_is_approved(
    staff, application
):
    editor = await staff("王敏")
    await hired(application, "孙丽", Role.LEARNER)
    page = words(await editor.does("/papers/new", **PAPER))
    assert "王敏在应考名单里，也看得到题目和答案" in page
    await editor.does("/learners", person="console:王敏", post="不参加")
    page = words(await editor.does("/papers/new", **PAPER))
    assert "应考 1 人：孙丽" in page
    assert "看得到题目和答案" not in page


async def test_a_paper_that_the_bank_can_not_fill_says_what_is_missing(staff):
    editor = await staff("王敏")
    page = await editor.does("/papers/new", **{**PAPER, "sections": "纠错 99题 每题1分"})
    assert "纠错还差84道" in page


async def test_a_post_decides_who_sits(staff, application):
    editor = await staff("王敏")
    await hired(application, "孙丽", Role.LEARNER)
    assert "存好了" in await editor.does("/learners", person="console:孙丽", post="领导")
    page = words(await editor.does("/papers/new", **PAPER))
    assert "应考 1 人" in page
    bad = await editor.fills("/learners", person="console:孙丽", post="局长")
    assert bad.status_code == 422
