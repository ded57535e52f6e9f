"""The year's report and plan, looked at and downloaded; and how many subscribers there are."""

from __future__ import annotations

import re

from starlette.responses import Response

from bot.knowledge.calendar.rules import YEARS
from bot.publicity.report.naming import CHANNELS
from bot.publicity.report.period import Period
from bot.publicity.results import PLACES
from bot.staff.permissions import Action
from bot.store import subscribers
from bot.text import numerals
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit

pages = Pages()
_FIGURE = re.compile(r"[-+\d.:%年月日 ]+")
"""A number, a share or a day: what stays on one line."""
YEARS_BACK = 5
GROUPS = {
    "channel": "渠道",
    "kind": "种类",
    "audience": "对象",
    "topic": "主题",
    "place": "来处",
}
STATES = {"active": "在订", "paused": "退订", "blocked": "屏蔽了机器人", "gone": "已不存在"}
KINDS = {"private": "个人", "group": "群", "channel": "频道"}


@pages.get("/report", Action.PUBLICITY_SEE)
async def report_page(visit: Visit) -> Response:
    period, reporting = _period(visit), visit.application.reporting
    document = await reporting.report(visit.actor, period, with_charts=False)
    return await visit.page(
        "reports/report.html",
        title=f"{period.name}普法工作数据报告",
        period=period,
        document=document,
        kind_of=lambda block: type(block).__name__,
        is_figure=_FIGURE.fullmatch,
        years=_years(visit),
        months={"0": "全年"} | {str(month): f"{month}月" for month in range(1, 13)},
        form=Form.of(year=str(period.year), month=str(period.month)),
    )


@pages.get("/report/report.docx", Action.PUBLICITY_SEE)
async def report_file(visit: Visit) -> Response:
    period, reporting = _period(visit), visit.application.reporting
    document = await reporting.report(visit.actor, period)
    content = await reporting.in_word(visit.actor, document)
    return visit.file(f"{period.name}普法工作数据报告.docx", content)


@pages.get("/plan", Action.PUBLICITY_SEE)
async def plan_page(visit: Visit) -> Response:
    year = _year(visit, visit.console.today.year + 1)
    document = await visit.application.reporting.plan(visit.actor, year)
    return await visit.page(
        "reports/plan.html",
        title=document.title,
        year=year,
        document=document,
        kind_of=lambda block: type(block).__name__,
        is_figure=_FIGURE.fullmatch,
        years=_years(visit),
        form=Form.of(year=str(year)),
    )


@pages.get("/plan/plan.docx", Action.PUBLICITY_SEE)
async def plan_file(visit: Visit) -> Response:
    year, reporting = _year(visit, visit.console.today.year + 1), visit.application.reporting
    document = await reporting.plan(visit.actor, year)
    content = await reporting.in_word(visit.actor, document)
    return visit.file(f"{document.title}.docx", content)


@pages.get("/subscribers", Action.PUBLICITY_SEE)
async def subscribers_page(visit: Visit) -> Response:
    """Numbers alone: nobody's name or chat."""
    counts = await visit.application.database.read(subscribers.counts)
    named: dict[str, dict[str, str]] = {"kind": KINDS, "place": PLACES, "channel": CHANNELS}
    return await visit.page(
        "reports/subscribers.html",
        title="订阅者",
        active=counts["state"].get("active", 0),
        states=[(STATES.get(one, one), count) for one, count in counts["state"].items()],
        groups=[
            (
                label,
                [
                    (named.get(group, {}).get(one, one) or "全部", count)
                    for one, count in sorted(counts[group].items(), key=lambda pair: -pair[1])
                ],
            )
            for group, label in GROUPS.items()
        ],
    )


def _years(visit: Visit) -> dict[str, str]:
    this = visit.console.today.year
    known = [year for year in range(this + 1, this - YEARS_BACK, -1) if year in YEARS]
    return {str(year): f"{year}年" for year in known}


def _year(visit: Visit, otherwise: int) -> int:
    asked = visit.asked("year")
    return int(asked) if asked in _years(visit) else otherwise


def _period(visit: Visit) -> Period:
    month = visit.asked("month", "0")
    number = numerals.counted(month)
    return Period(_year(visit, visit.console.today.year), number if number <= 12 else 0)
