"""The report as a document: paragraphs to paste, the duty list, all numbers, and their queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.publicity.report import charts, sentences
from bot.publicity.report.document import (
    Block,
    Code,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
    numbered,
)
from bot.publicity.report.figures import number_of
from bot.publicity.report.gathering import ObservedDay, Report
from bot.publicity.report.naming import CHANNELS, people
from bot.publicity.results import PLACES
from bot.store.report import QUERIES, Value
from bot.text.dates import chinese_date

LONGEST_PARAMETER = 200
MOST_DUE = 30
"""Entries to be named; a list of hundreds isn't read."""


def write(report: Report, *, with_charts: bool = True) -> Document:
    """Raises: MissingFont: for the charts."""
    period = report.period
    blocks = (
        *_to_paste(report),
        *_duty_list(report),
        *_figures(report),
        *_details(report, with_charts),
        *_appendix(report),
    )
    return Document(
        office=report.library.bureau.name,
        title=f"{period.name}普法工作数据报告",
        subtitle=f"统计期间：{chinese_date(period.first)}至{chinese_date(period.last)}　"
        f"生成日期：{chinese_date(report.made_on)}",
        blocks=tuple(numbered(blocks)),
    )


def _to_paste(report: Report) -> Iterator[Block]:
    of_year = "年度" if not report.period.month else "情况"
    yield Heading(1, f"一、可用于法治政府建设{of_year}报告的段落")
    yield Heading(2, "（一）落实普法责任制情况")
    yield Paragraph(sentences.responsibility(report))
    yield Heading(2, "（二）线上法规咨询服务情况")
    yield Paragraph(sentences.service(report))
    yield Heading(2, "（三）普法内容更新情况")
    yield Paragraph(sentences.content(report))
    yield Heading(2, "（四）数据反映的不足")
    yield Paragraph(sentences.shortcomings(report))


def _duty_list(report: Report) -> Iterator[Block]:
    yield Heading(1, "二、“谁执法谁普法”责任清单落实情况")
    rows: list[tuple[str, ...]] = [
        (f"{day.name}\n{day.laws}".strip(), people(day.audience), day.when, _done(day), "")
        for day in report.days
        if day.is_observed
    ]
    rows += _laws_without_day(report)
    if report.figures["asked"].value:
        answered = sum(report.figures[key].value or 0 for key in ("answered", "chosen", "article"))
        done = f"线上问答答复{answered}次"
        rows.append(("日常：交通法规问答", "社会公众", report.period.words, done, ""))
    numbered = [(str(number), *row) for number, row in enumerate(rows, start=1)]
    yield Table(
        "“谁执法谁普法”责任清单落实情况（责任科室由本单位填写）",
        ("序号", "普法内容", "普法对象", "时间", "开展情况", "责任科室"),
        numbered,
        (8, 25, 21, 14, 20, 12),
        _sources("days", "campaigns", "activities_by_subject", "questions"),
    )


def _laws_without_day(report: Report) -> list[tuple[str, ...]]:
    """Activities that were about a law and no day's."""
    about: dict[str, list[tuple[Value, ...]]] = {}
    for row in report.rows["activities_by_subject"]:
        if not row[0]:
            about.setdefault(str(row[1]), []).append(row)
    found: list[tuple[str, ...]] = []
    for law, rows in about.items():
        held = sum(int(row[3] or 0) for row in rows)
        people = sum(int(row[4] or 0) for row in rows)
        first, last = min(str(row[7]) for row in rows), max(str(row[8]) for row in rows)
        when = chinese_date(first)[5:] if first == last else report.period.words
        name = f"《{law}》" if law else "其他普法活动"
        found.append((name, "社会公众", when, f"线下活动{held}场，参加{people}人", ""))
    return found


def _figures(report: Report) -> Iterator[Block]:
    yield Heading(1, "三、主要数字")
    rows = [
        (figure.label, figure.text, "" if figure.unit == "%" else figure.unit, _origin(key, report))
        for key, figure in report.figures.items()
    ]
    yield Table("主要数字", ("指标", "数值", "单位", "出处"), rows, (46, 18, 12, 24))


def _details(report: Report, with_charts: bool) -> Iterator[Block]:
    yield Heading(1, "四、分项数据")
    yield from _days(report)
    yield from _campaigns(report, with_charts)
    yield from _activities(report)
    yield from _questions(report, with_charts)
    yield from _knowledge(report)


def _days(report: Report) -> Iterator[Block]:
    yield Heading(2, "（一）宣传日")
    yield Table(
        "重点宣传日和开展了宣传的其他宣传日",
        ("宣传日（周、月）", "时间", "推送", "送达", "线下活动", "参加人数"),
        [
            (
                day.name,
                day.when,
                *(map(str, (day.campaigns, day.sent, day.activities, day.people))),
            )
            for day in report.days
        ],
        (30, 25, 10, 11, 12, 12),
        _sources("days", "campaigns", "activities_by_subject"),
    )


def _campaigns(report: Report, with_charts: bool) -> Iterator[Block]:
    yield Heading(2, "（二）推送")
    yield _table(report, "campaigns", (8, 29, 0, 18, 10, 10, 12, 13), hide=(2,))
    yield _table(report, "subscribers", (60, 40), name={0: PLACES})
    yield _table(report, "arrivals", (60, 40))
    if with_charts and (report.rows["sent_by_time"] or report.rows["activities_by_time"]):
        caption = f"每{report.period.part}推送送达人次和线下活动参加人数"
        yield Picture("reach", caption, charts.reach(report))


def _activities(report: Report) -> Iterator[Block]:
    yield Heading(2, "（三）线下活动")
    yield _table(report, "activities_by_kind", (28, 18, 18, 18, 18))


def _questions(report: Report, with_charts: bool) -> Iterator[Block]:
    yield Heading(2, "（四）线上问答、留言和评价")
    if with_charts and report.rows["questions_by_time"]:
        caption = f"每{report.period.part}线上提问次数"
        yield Picture("questions", caption, charts.questions(report))
    if with_charts and report.rows["questions_by_topic"]:
        yield Picture("topics", "各主题已答复的提问次数", charts.topics(report))
    yield _table(report, "questions_by_topic", (70, 30))
    entries = {**report.library.retired, **report.library.entries}
    answered = (str(row[0]) for row in report.rows["most_asked"])
    asked = {
        slug: entries[slug].question if slug in entries else "（已撤下的条目）" for slug in answered
    }
    yield _table(report, "most_asked", (80, 20), name={0: asked})
    yield _table(report, "questions_by_channel", (70, 30), name={0: CHANNELS})


def _knowledge(report: Report) -> Iterator[Block]:
    yield Heading(2, "（五）知识库和法规变动")
    laws = [
        (f"《{law.title}》", law.what, law.articles or "未比较", str(law.entries))
        for law in report.laws
    ]
    yield Table(
        "有变动的法规",
        ("法规", "变动", "条文（按导入的全文比较）", "涉及条目"),
        laws,
        (42, 26, 20, 12),
        report.figures["laws"].source,
    )
    due = [
        (entry.question, entry.topic, str(entry.reviewed), str(entry.review_by))
        for entry in report.due[:MOST_DUE]
    ]
    more = len(report.due) - MOST_DUE
    yield Table(
        "到期待复核的条目" + (f"（最早的{MOST_DUE}条，另有{more}条）" if more > 0 else ""),
        ("条目", "主题", "上次复核", "应复核"),
        due,
        (48, 20, 16, 16),
        report.figures["due"].source,
    )


def _appendix(report: Report) -> Iterator[Block]:
    yield Heading(1, "附录：数字的出处")
    yield Paragraph(
        "以下查询在本单位的数据库（pufa.db）上执行，得出正文和各表中的数字；各数字后“出处”一栏的编号"
        "即查询的编号。到期删除或者由本人要求删除的提问、评价、留言和订阅，只留下不含内容、不含身份的"
        "计数行，仍计算在内。一个群算一个订阅者；推送只计在统计期间开始发送的。"
    )
    shown = {
        name: value
        if len(value) <= LONGEST_PARAMETER
        else "知识库各条目的主题（JSON，全文见 --json）"
        for name, value in report.parameters.items()
    }
    yield Table(
        "查询的参数",
        ("参数", "值"),
        [(f":{name}", value) for name, value in shown.items()],
        (20, 80),
    )
    for number, query in enumerate(QUERIES.values(), start=1):
        yield Heading(3, f"查询 {number}　{query.title}")
        yield Code(f"-- {'、'.join(query.columns)}\n{query.sql.strip()}")
    yield Table(
        "取自文件的数字",
        ("指标", "怎样计数"),
        [(figure.label, figure.source) for figure in report.figures.values() if figure.source],
        (30, 70),
    )


def _table(
    report: Report,
    query: str,
    widths: tuple[float, ...],
    *,
    name: Mapping[int, Mapping[str, str]] | None = None,
    hide: tuple[int, ...] = (),
) -> Table:
    """A query's rows as they are; values of some columns by the names that people know."""
    asked = QUERIES[query]
    columns = [number for number in range(len(asked.columns)) if number not in hide]
    named = name or {}
    rows = [
        tuple(named.get(number, {}).get(str(row[number]), str(row[number])) for number in columns)
        for row in report.rows[query]
    ]
    return Table(
        asked.title,
        [asked.columns[number] for number in columns],
        rows,
        [widths[number] for number in columns],
        _sources(query),
    )


def _done(day: ObservedDay) -> str:
    told = []
    if day.campaigns:
        told.append(f"推送{day.campaigns}次，送达{day.sent}人次")
    if day.activities:
        told.append(f"线下活动{day.activities}场，参加{day.people}人")
    return "；".join(told)


def _origin(key: str, report: Report) -> str:
    query = report.figures[key].query
    return f"查询 {number_of(query)}" if query else "知识库和登记表"


def _sources(*queries: str) -> str:
    return "出处：查询 " + "、".join(str(number_of(query)) for query in queries)
