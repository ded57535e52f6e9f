import io

from docx import Document

from bot.messages import Chat
from bot.store import subscribers
from bot.store.subscribers import Kind
from tests.channels.console.conftest import words
from tests.channels.web.conftest import NOW


async def test_the_report_is_looked_at_and_taken_along(staff):
    editor = await staff("王敏")
    page = words(await editor.open("/report?year=2026&month=11"))
    assert "2026年11月普法工作数据报告" in page
    assert "“谁执法谁普法”责任清单落实情况" in page
    got = await editor.get("/staff/report/report.docx?year=2026")
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(got.content)).paragraphs)
    assert "2026年度普法工作数据报告" in text


async def test_a_time_that_is_none_is_this_year(staff):
    editor = await staff("王敏")
    for asked in ("year=1500", "year=abc&month=13", "month=-1"):
        assert "2026年度普法工作数据报告" in await editor.open(f"/report?{asked}")


async def test_the_plan_is_next_years_where_no_year_is_named(staff):
    sender = await staff("陈静")
    page = await sender.open("/plan")
    assert "2027年度普法宣传计划" in page
    assert "宪法宣传周" in page
    got = await sender.get("/staff/plan/plan.docx?year=2027")
    assert Document(io.BytesIO(got.content)).tables


async def test_subscribers_are_numbers_alone(staff, application):
    def add(db):
        for number in range(3):
            subscribers.add_imported(
                db, chat=Chat("telegram", f"4711{number}"), asker=f"a{number}", kind=Kind.PRIVATE,
                audiences=["货运"], topics=[], consented_at=NOW, now=NOW,
            )  # fmt: skip

    sender = await staff("陈静")
    assert "还没有人订阅" in await sender.open("/subscribers")
    await application.database.write(add)
    page = await sender.open("/subscribers")
    assert "现在有 3 个订阅者" in words(page)
    assert "4711" not in page
