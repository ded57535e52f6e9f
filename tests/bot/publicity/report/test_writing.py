"""The words of the report: plain, and only about what took place."""

import io
import re
import struct
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest

from bot.publicity.report import charts, markdown, sentences, word
from bot.publicity.report.document import Code, Document, Heading, Paragraph, Picture, Table
from bot.publicity.report.period import Period
from bot.publicity.report.plan import plan
from bot.publicity.report.writing import write
from bot.store import activities
from bot.store.activities import Activity
from bot.store.report import QUERIES

SLOGANS = ("深入学习", "以人民为中心", "高度重视", "扎实推进", "取得显著成效", "全面落实")


@pytest.fixture
async def report(year, purge, gathered):
    await purge()
    return await gathered()


def figure(report, key):
    return report.figures[key].text


async def test_the_paragraphs_say_the_figures(report):
    told = sentences.responsibility(report)
    assert told.startswith("2026年，某某县交通运输局落实“谁执法谁普法”普法责任制，结合")
    assert f"线下活动{figure(report, 'activities')}场，参加{figure(report, 'people')}人" in told
    assert f"普法信息{figure(report, 'campaigns')}次，送达{figure(report, 'sent')}人次；" in told
    assert told.endswith(f"到访{figure(report, 'arrivals')}次。")
    told = sentences.service(report)
    assert f"收到提问{figure(report, 'asked')}次" in told
    assert f"未能回答{figure(report, 'unknown')}次（占{figure(report, 'unknown_share')}）" in told
    assert f"工作人员已答复{figure(report, 'replied')}件" in told
    assert f"认为有用的占{figure(report, 'helpful_share')}" in told
    told = sentences.content(report)
    assert f"条目{figure(report, 'entries')}条，逐条注明法规依据；2026年新增5条" in told
    assert "《民用航空法》" in told


async def test_shortcomings_are_said_as_they_are(report):
    told = sentences.shortcomings(report)
    assert "2个重点宣传日（周、月）没有开展宣传的记录（中国航海日、绿色出行宣传月）" in told
    assert f"线上提问中{figure(report, 'unknown_share')}未能回答" in told


async def test_every_number_of_the_paragraphs_stands_in_the_table_of_figures(report):
    known = {figure.text for figure in report.figures.values()}
    known |= {str(count) for _, count in report.rows["questions_by_topic"]}
    told = sentences.responsibility(report) + sentences.service(report)
    told = (
        told.replace("2026年", "")
        .replace("24小时内", "")
        .replace("（122）", "")
        .replace("5·26", "")
    )
    assert set(re.findall(r"\d+(?:\.\d+)?%?", told)) <= known


async def test_there_are_no_slogans(report):
    text = markdown.render(write(report, with_charts=False))
    assert not [slogan for slogan in SLOGANS if slogan in text]


async def test_what_did_not_take_place_isnt_boasted_of(gathered):
    report = await gathered(year=2031)
    assert sentences.responsibility(report) == "2031年，没有普法宣传活动的记录。"
    assert sentences.service(report) == "2031年，没有线上提问的记录。"
    assert "新增" not in sentences.content(report)


async def test_an_activity_alone_is_told_without_notices(database, gathered):
    await database.write(
        activities.add,
        activity=Activity(Period(2031).first, "展板"),
        at=datetime(2031, 1, 2, tzinfo=UTC),
        who="cli:li",
        via="cli",
    )
    assert sentences.responsibility(await gathered(year=2031)) == (
        "2031年，某某县交通运输局落实“谁执法谁普法”普法责任制，组织展板等线下活动1场。"
    )


async def test_the_duty_list_has_a_line_for_each_day_and_law_that_something_was_done_for(report):
    table = next(b for b in write(report, with_charts=False).blocks if isinstance(b, Table))
    subjects = [row[1] for row in table.rows]
    observed = [day for day in report.days if day.is_observed]
    assert [subject.split("\n")[0] for subject in subjects[: len(observed)]] == [
        day.name for day in observed
    ]
    assert "国家宪法日\n《宪法》《法治宣传教育法》《行政处罚法》" in subjects
    assert subjects[-1] == "日常：交通法规问答"
    assert all(row[4] and row[5] == "" for row in table.rows)
    held = sum(int(n) for row in table.rows for n in re.findall(r"线下活动(\d+)场", row[4]))
    assert held == report.figures["activities"].value


async def test_each_figure_names_its_query_and_the_appendix_has_them_all(report):
    document = write(report, with_charts=False)
    figures = next(b for b in document.blocks if isinstance(b, Table) and "主要数字" in b.caption)
    for row in figures.rows:
        assert re.fullmatch(r"查询 \d+|知识库和登记表", row[3])
    code = [block.text for block in document.blocks if isinstance(block, Code)]
    assert [text.split("\n", 1)[1] for text in code] == [q.sql.strip() for q in QUERIES.values()]
    headings = [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 3]
    assert headings[0] == "查询 1　推送合计"
    assert len(headings) == len(code)


async def test_the_word_file_has_every_paragraph_table_and_picture(report):
    document = write(report)
    content = word.render(document)
    opened = docx.Document(io.BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    for block in document.blocks:
        if isinstance(block, Paragraph | Heading | Code):
            assert block.text in text
    tables = [b for b in document.blocks if isinstance(b, Table) and b.rows]
    assert len(opened.tables) == len(tables)
    for table, expected in zip(opened.tables, tables, strict=True):
        # `row.cells` reads the whole table again for each row.
        cells = [cell.text for cell in table._cells]
        assert len(table.columns) == len(expected.header)
        assert cells == [str(cell) for row in (expected.header, *expected.rows) for cell in row]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
        xml = archive.read("word/document.xml").decode()
    assert len(pictures) == len(list(document.pictures)) == 3
    assert 'descr="图 1　' in xml
    assert 'w:eastAsia="仿宋_GB2312"' in xml


async def test_a_year_without_anything_is_a_word_file_too(gathered):
    content = word.render(write(await gathered(year=2031)))
    opened = docx.Document(io.BytesIO(content))
    assert "（无）" in [paragraph.text for paragraph in opened.paragraphs]


async def test_charts_are_pictures_as_wide_as_the_page(report):
    for draw in (charts.questions, charts.topics, charts.reach):
        png = draw(report)
        assert png.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", png[16:24])
        assert width == 1260
        assert 300 < height < 1000


async def test_a_missing_font_says_what_to_install(report, monkeypatch):
    monkeypatch.setattr(charts, "FONT", "No Such Font")
    with pytest.raises(charts.MissingFont, match="apt-get install fonts-noto-cjk"):
        charts.topics(report)


async def test_markdown_names_its_pictures_and_keeps_its_tables_whole(report):
    text = markdown.render(write(report), pictures="report")
    assert text.startswith("# 某某县交通运输局2026年度普法工作数据报告\n")
    assert "![图 1　每月推送送达人次和线下活动参加人数](report/reach.png)" in text
    assert "```sql\n-- 场次、名单" in text


def test_a_cell_cant_break_a_table_of_markdown():
    table = Table("表", ("甲", "乙"), [("a|b", "c\nd")], (1, 1))
    text = markdown.render(Document("局", "题", "", (table,)))
    assert "| a\\|b | c<br>d |" in text


async def test_a_months_report_speaks_of_the_month(year, gathered):
    report = await gathered(month=5)
    assert sentences.service(report).startswith("2026年5月，")
    document = write(report)
    assert document.title == "2026年5月普法工作数据报告"
    assert "图 2　每日线上提问次数" in [picture.caption for picture in document.pictures]


def test_the_plan_has_the_years_days_in_order(library):
    document = plan(library, 2027)
    assert document.landscape
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    rows = {row[2]: row for row in table.rows}
    day = rows["★国家宪法日"]
    assert day[1] == "12月4日"
    assert day[3].startswith("查车先看证：")
    assert day[4] == "《宪法》《法治宣传教育法》《行政处罚法》"
    assert day[5] == "社会公众；本单位工作人员"
    assert (day[7], day[8]) == ("", "")
    assert rows["★春运"][8] == "日期以当年通知为准"
    assert rows["“信用交通宣传月”"][1] == "9月（待通知）"
    assert rows["《公路法》颁布30周年"][3].startswith("群众常问：")
    assert [row[0] for row in table.rows] == [str(n) for n in range(1, len(table.rows) + 1)]
    opened = docx.Document(io.BytesIO(word.render(document)))
    assert opened.sections[0].page_width > opened.sections[0].page_height


def test_what_no_word_file_can_hold_is_left_out(library):
    document = plan(library, 2027)
    document = replace(document, office="某县\x0b交通\ufffe运输局\x00")
    opened = docx.Document(io.BytesIO(word.render(document)))
    assert opened.paragraphs[0].text.startswith("某县\n交通运输局")


def test_a_year_whose_chinese_calendar_isnt_known_has_no_plan(library):
    with pytest.raises(ValueError, match="1901"):
        plan(library, 2200)


def test_the_pictures_of_a_document_are_found():
    picture = Picture("a", "b", b"")
    assert list(Document("局", "题", "", (Paragraph("x"), picture)).pictures) == [picture]
    assert replace(picture, caption="c") != picture
