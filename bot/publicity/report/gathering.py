"""Everything that a report is made from, gathered at one time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.knowledge.statutes import Statute, Texts, comparing
from bot.knowledge.statutes.comparing import Change
from bot.publicity import days
from bot.publicity.activities import day_name
from bot.publicity.days import Occurrence
from bot.publicity.report.figures import Figure, from_rows, in_order
from bot.publicity.report.naming import laws_of
from bot.publicity.report.period import Period
from bot.store import Database
from bot.store import report as store
from bot.store.report import Row, Value
from bot.text.dates import chinese_date, span


@dataclass(frozen=True, slots=True)
class ObservedDay:
    """A publicity day of the period, the day that it began, and what was done for it."""

    name: str
    when: str
    laws: str
    audience: tuple[str, ...]
    is_core: bool
    campaigns: int
    sent: int
    activities: int
    people: int
    first: date | None = None

    @property
    def is_observed(self) -> bool:
        return bool(self.campaigns or self.activities)


@dataclass(frozen=True, slots=True)
class ChangedLaw:
    """A law that took effect, was made or amended in the period; `entries` rest on it."""

    title: str
    what: str
    articles: str
    entries: int


@dataclass(frozen=True)
class Report:
    """`rows` are the queries' results by name, `parameters` what they were asked with;
    `started_on` is when the program first looked at the knowledge."""

    period: Period
    library: Library
    made_on: date
    figures: Mapping[str, Figure]
    rows: Mapping[str, Sequence[Row]]
    parameters: Mapping[str, str]
    days: tuple[ObservedDay, ...]
    laws: tuple[ChangedLaw, ...]
    due: tuple[Entry, ...]
    started_on: date | None = None


async def gather(
    database: Database, library: Library, texts: Texts, period: Period, zone: ZoneInfo, today: date
) -> Report:
    """Count everything now."""
    # What was retired answered questions too, and stands in documents by its question.
    entries = {**library.retired, **library.entries}
    topics = {entry.slug: entry.topic for entry in entries.values()}
    parameters = {
        **period.parameters(zone),
        "today": today.isoformat(),
        "topics": json.dumps(topics, ensure_ascii=False, sort_keys=True),
    }
    rows = await database.read(store.run, parameters=parameters)
    observed = tuple(_days(library, period, rows))
    laws = tuple(_laws(library, texts, period))
    due = tuple(
        sorted(
            (entry for entry in library.entries.values() if entry.review_by <= period.last),
            key=lambda entry: (entry.review_by, entry.slug),
        )
    )
    figures = in_order({**_from_files(library, period, observed, laws, due), **from_rows(rows)})
    ((started,),) = rows["started"]
    started_on = date.fromisoformat(str(started)) if started else None
    return Report(
        period, library, today, figures, rows, parameters, observed, laws, due, started_on
    )


def _from_files(
    library: Library,
    period: Period,
    observed: tuple[ObservedDay, ...],
    laws: tuple[ChangedLaw, ...],
    due: tuple[Entry, ...],
) -> dict[str, Figure]:
    core = [day for day in observed if day.is_core]
    return {
        "days_observed": Figure(
            "开展宣传的宣传日（周、月）", sum(day.is_observed for day in observed), "个", "days"
        ),
        "core_days": Figure(
            "日历上的重点宣传日（周、月）", len(core), "个",
            source="普法日历（knowledge/days 和本单位自己的）中 relevance 为 core、"
            f"在{period.words}开始的，不含法规纪念日",
        ),
        "core_observed": Figure(
            "其中已开展宣传", sum(day.is_observed for day in core), "个",
            source="上一项中，在查询“开展了宣传的宣传日”的结果里的",
        ),
        "entries": Figure(
            "知识库条目", len(library.entries), "条", source="报告生成时知识库中的条目文件数"
        ),
        "due": Figure(
            "到期待复核的条目", len(due), "条",
            source=f"报告生成时，知识库中 review_by 不晚于 {period.last} 的条目",
        ),
        "laws": Figure(
            "有变动的法规", len(laws), "部",
            source=f"法规登记表 statutes.yaml 中公布、施行或修改日期在{period.words}的，"
            "和导入的全文中新版本在此期间施行的",
        ),
    }  # fmt: skip


def _days(
    library: Library, period: Period, rows: Mapping[str, Sequence[Row]]
) -> Iterator[ObservedDay]:
    """The core days that begin in the period, and whatever else was done for a day."""
    done = {str(key): (int(c or 0), int(a or 0)) for key, c, a in rows["days"]}
    sent = _summed((row[2], row[5]) for row in rows["campaigns"])
    people = _summed((row[0], row[4]) for row in rows["activities_by_subject"])
    years = range(period.year - 1, period.year + 2)
    known = {o.id: o for year in years for o in days.occurrences(library, year, every=True)}
    planned = {o.id for o in known.values() if _is_core(o) and o.first in period}
    in_order = sorted(
        planned | set(done), key=lambda id_: (known[id_].first if id_ in known else date.max, id_)
    )
    for id_ in in_order:
        campaigns, activities = done.get(id_, (0, 0))
        occurrence = known.get(id_)
        yield ObservedDay(
            name=occurrence.title if occurrence else day_name(library, id_),
            when=span(occurrence.first, occurrence.last) if occurrence else "",
            laws=laws_of(occurrence.day) if occurrence else "",
            audience=occurrence.day.audience if occurrence else (),
            is_core=id_ in planned,
            campaigns=campaigns,
            sent=sent.get(id_, 0),
            activities=activities,
            people=people.get(id_, 0),
            first=occurrence.first if occurrence else None,
        )


def _is_core(occurrence: Occurrence) -> bool:
    return occurrence.day.is_core and not occurrence.day.is_anniversary


def _summed(pairs: Iterable[tuple[Value, Value]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for key, count in pairs:
        sums[str(key)] = sums.get(str(key), 0) + int(count or 0)
    return sums


def _laws(library: Library, texts: Texts, period: Period) -> Iterator[ChangedLaw]:
    for statute in library.register.statutes.values():
        told = list(_told(statute, period))
        articles = _articles_changed(statute.short, texts, period)
        if told or articles:
            resting = len(library.by_law.get(statute.short, ()))
            yield ChangedLaw(statute.title, "、".join(told) or "导入了新版本", articles, resting)


def _told(statute: Statute, period: Period) -> Iterator[str]:
    prefix = f"{period.year}-{period.month:02}" if period.month else str(period.year)
    for written, what in (
        (statute.promulgated, "公布"),
        (statute.amended, "修改"),
        (statute.effective, "施行"),
    ):
        if written.startswith(prefix):
            yield f"{chinese_date(written)}{what}"


def _articles_changed(short: str, texts: Texts, period: Period) -> str:
    """新增2条、修改3条, where an earlier and a newer text are held."""
    counts = Counter(
        difference.change
        for old, new in pairwise(texts.versions(short))
        if new.in_force_from in period
        for difference in comparing.compare(old, new)
    )
    return "、".join(
        f"{_CHANGES[change]}{counts[change]}条" for change in _CHANGES if counts[change]
    )


_CHANGES = {
    Change.ADDED: "新增",
    Change.DROPPED: "删去",
    Change.RENUMBERED: "改号",
    Change.CHANGED: "修改",
}
