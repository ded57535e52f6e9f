"""The paragraphs that go into 法治政府建设年度报告: plain statements of what was counted.

A sentence about something that didn't take place is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.knowledge.statutes.register import STATE
from bot.publicity.report.gathering import ObservedDay, Report
from bot.text.dates import chinese_date

NAMED = 3
"""Days and topics named one by one; the rest are counted."""


def responsibility(report: Report) -> str:
    """落实“谁执法谁普法”普法责任制的情况."""
    told = [*_observed(report), *_activities(report), *_exams(report), *_campaigns(report)]
    if not told:
        return f"{report.period.words}，没有普法宣传活动的记录。"
    begun = f"{report.period.words}，{report.library.bureau.name}落实“谁执法谁普法”普法责任制，"
    return begun + "；".join(told) + "。"


def service(report: Report) -> str:
    """线上法规咨询服务的情况."""
    asked = report.figures["asked"].value
    if not asked:
        return f"{report.period.words}，没有线上提问的记录。"
    told = [
        f"{report.period.words}，面向社会公众提供交通法规线上问答，收到提问{_n(report, 'asked')}，"
        + "，".join(_outcomes(report))
        + "。"
    ]
    if topics := report.rows["questions_by_topic"]:
        named = "、".join(f"{topic}（{count}次）" for topic, count in topics[:NAMED])
        told.append(f"已答复的提问主要涉及{named}。")
    if report.figures["letters"].value:
        told.append(_letters(report))
    if report.figures["votes"].value:
        told.append(
            f"收到群众对答复的评价{_n(report, 'votes')}，"
            f"认为有用的占{report.figures['helpful_share'].text}。"
        )
    return "".join(told)


def content(report: Report) -> str:
    """普法内容随法规更新的情况."""
    figures = report.figures
    changes = [
        f"{what}{_n(report, key)}{_shipped(report) if key == 'reviewed' else ''}"
        for what, key in (("新增", "added"), ("撤下", "retired"), ("按现行法规复核", "reviewed"))
        if figures[key].value
    ]
    changed = f"；{report.period.words}{'、'.join(changes)}" if changes else ""
    told = f"问答知识库现有条目{_n(report, 'entries')}，逐条注明法规依据{changed}。"
    if report.laws:
        named = "、".join(f"《{law.title.removeprefix(STATE)}》" for law in report.laws[:NAMED])
        more = "等" if len(report.laws) > NAMED else ""
        told += f"期间公布、施行或者修改的有关法规{_n(report, 'laws')}：{named}{more}。"
    return told


def shortcomings(report: Report) -> str:
    """存在的不足, as far as the numbers show them."""
    figures = report.figures
    told = list(_missed(report))
    if figures["unknown"].value:
        told.append(f"线上提问中{figures['unknown_share'].text}未能回答")
    if waiting := (figures["letters"].value or 0) - (figures["replied"].value or 0):
        told.append(f"群众留言尚有{waiting}件未答复")
    if figures["due"].value:
        told.append(f"知识库有{_n(report, 'due')}到期待复核")
    if lost := sum(figures[key].value or 0 for key in ("failed", "uncertain")):
        told.append(f"推送有{lost}人次失败或结果不明")
    return "；".join(told) + "。" if told else "以上各项没有需要说明的不足。"


def _shipped(report: Report) -> str:
    """Not every date of review is the bureau's: entries come with theirs."""
    own = report.figures["reviewed_here"]
    if own.value == report.figures["reviewed"].value:
        return ""
    return f"（其中本单位审核发布{own.text}{own.unit}，其余随程序更新）"


def _missed(report: Report) -> Iterator[str]:
    """The core days for which nothing was done; what was before the program's start or is yet to
    come is said to be so."""
    missed = [day for day in report.days if day.is_core and not day.is_observed]
    since, until = report.started_on or date.min, report.made_on
    early = [day.name for day in missed if day.first and day.first < since]
    ahead = [day.name for day in missed if day.first and day.first > until]
    due = [day.name for day in missed if day.name not in (*early, *ahead)]
    if due:
        yield f"{len(due)}个重点宣传日（周、月）没有开展宣传的记录（{'、'.join(due)}）"
    if early:
        yield f"另有{len(early)}个在本系统启用（{chinese_date(since)}）之前，没有记录，不计在内"
    if ahead:
        yield f"另有{len(ahead)}个还没有到（{'、'.join(ahead)}），不计在内"


def _observed(report: Report) -> Iterator[str]:
    """The days with most done for them come first."""
    observed = [day for day in report.days if day.is_observed]
    if not observed:
        return
    observed.sort(key=_weight, reverse=True)
    named = "、".join(day.name for day in observed[:NAMED])
    if len(observed) > NAMED:
        yield f"结合{named}等{len(observed)}个宣传日（周、月）开展普法宣传"
    else:
        yield f"结合{named}开展普法宣传"


def _weight(day: ObservedDay) -> tuple[bool, int]:
    return day.is_core, day.sent + day.people


def _activities(report: Report) -> Iterator[str]:
    if not report.figures["activities"].value:
        return
    kinds = "、".join(str(row[0]) for row in report.rows["activities_by_kind"])
    counts = [
        f"{what}{_n(report, key)}"
        for what, key in (
            ("参加", "people"),
            ("发放资料", "materials"),
            ("现场答复咨询", "consultations"),
        )
        if report.figures[key].value
    ]
    yield f"组织{kinds}等线下活动{_n(report, 'activities')}，{'，'.join(counts)}".rstrip("，")


def _exams(report: Report) -> Iterator[str]:
    figures = report.figures
    if not figures["exams"].value:
        return
    told = f"组织工作人员学法用法考试{_n(report, 'exams')}，应考{_n(report, 'exam_due')}"
    for key in ("exam_sat", "exam_passed"):
        share = figures[f"{key}_share"]
        if share.value is not None:
            told += f"，{figures[key].label}{_n(report, key)}，{share.label}{share.text}"
    yield told


def _campaigns(report: Report) -> Iterator[str]:
    if report.figures["campaigns"].value:
        yield f"向订阅群众推送普法信息{_n(report, 'campaigns')}，送达{_n(report, 'sent')}"
    if report.figures["masses"].value:
        yield f"用公众号群发{_n(report, 'masses')}，送达{_n(report, 'mass_sent')}"
    if report.figures["arrivals"].value:
        yield f"群众扫海报上的二维码到访{_n(report, 'arrivals')}"
    if report.figures["quiz"].value:
        yield f"群众在网上学法答题{_n(report, 'quiz')}"


def _outcomes(report: Report) -> Iterator[str]:
    for what, key in (
        ("直接答复", "answered"),
        ("经候选问题确认后答复", "chosen"),
        ("指引到法规条文", "article"),
        ("给出候选问题而未选", "not_chosen"),
    ):
        if report.figures[key].value:
            yield f"{what}{_n(report, key)}"
    yield f"未能回答{_n(report, 'unknown')}（占{report.figures['unknown_share'].text}）"


def _letters(report: Report) -> str:
    told = f"收到群众留言{_n(report, 'letters')}，工作人员已答复{_n(report, 'replied')}"
    if report.figures["replied"].value:
        told += (
            f"，其中24小时内答复{_n(report, 'within_day')}，"
            f"答复用时的中位数为{_n(report, 'reply_hours')}"
        )
    return told + "。"


def _n(report: Report, key: str) -> str:
    figure = report.figures[key]
    return f"{figure.text}{figure.unit}"
