"""The annual publicity plan: one table from the calendar, for Word, to be filled in and signed."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.calendar.dayfiles import Day
from bot.knowledge.library import Library
from bot.publicity import days
from bot.publicity.days import Notice, Occurrence
from bot.publicity.report.document import Document, Paragraph, Table
from bot.publicity.report.naming import laws_of, people
from bot.text.dates import span

BY_BOT = "推送、站场显示屏、公交滚动屏、公告栏海报"
COLUMNS = (
    "序号", "时间", "宣传日（周、月）", "宣传内容", "法规", "对象", "形式", "责任科室", "备注",
)  # fmt: skip
CONFIRM = "日期以当年通知为准"


def plan(library: Library, year: int) -> Document:
    """The days of the year, core ones marked; anniversaries only where they are core.

    Raises:
        ValueError: the Chinese calendar of that year isn't known.
    """
    kept = [o for o in days.occurrences(library, year) if o.day.is_core or not o.day.is_anniversary]
    rows = [(str(number), *_row(library, o)) for number, o in enumerate(kept, start=1)]
    return Document(
        office=library.bureau.name,
        title=f"{year}年度普法宣传计划",
        subtitle="带★的为重点；责任科室由本单位填写",
        blocks=(
            Table(
                f"{year}年度普法宣传计划表",
                COLUMNS,
                rows,
                (5, 10, 15, 24, 16, 12, 12, 8.5, 9),
            ),
            Paragraph(
                "说明：日期按普法日历推算；备注“" + CONFIRM + "”的，请在当年通知发布后核对。"
                "法规施行、颁布逢五、逢十周年的列入本表。"
            ),
        ),
        landscape=True,
    )


def _row(library: Library, occurrence: Occurrence) -> Iterator[str]:
    day = occurrence.day
    notice = days.notice(library, occurrence)
    yield _when(occurrence)
    yield f"★{occurrence.title}" if day.is_core and not day.is_anniversary else occurrence.title
    yield _content(library, day, notice)
    yield laws_of(day)
    yield people(day.audience)
    yield f"{BY_BOT}；线下活动" if day.is_core and not day.is_anniversary else "推送"
    yield ""
    yield CONFIRM if occurrence.needs_confirmation else ""


def _when(occurrence: Occurrence) -> str:
    if occurrence.is_announced:
        return f"{occurrence.first.month}月（待通知）"
    return span(occurrence.first, occurrence.last)


def _content(library: Library, day: Day, notice: Notice) -> str:
    """What is told: the headline of the poster and its first point; on an anniversary, what people
    ask about the law."""
    asked = [library.entries[slug].question for slug in notice.entries if slug in library.entries]
    if day.is_anniversary and asked:
        return f"群众常问：{asked[0]}"
    return "：".join((notice.headline, *notice.points[:1]))
