"""The menu, by what each person may do, with what waits for them.

A family of pages adds its line to MENU, and to WAITING where something may wait there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlite_utils import Database as Connection

from bot.staff.permissions import Action
from bot.store import campaigns, drafts, file_drafts, inbox, letters, practice
from bot.store.file_drafts import Kind
from bot.training import sitting_transactions
from bot.training.bank import bank_of

if TYPE_CHECKING:
    from handlers.channels.console.visits import Visit


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the menu; `action` is what one must be allowed to see it, None: everybody may."""

    path: str
    words: str
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at a place; `words` stand behind the number, which `count` tells for an account
    now."""

    path: str
    words: str
    action: Action
    count: Callable[[Connection, str, datetime], int]


@dataclass(frozen=True, slots=True)
class Shown:
    path: str
    words: str
    count: int
    is_here: bool


MENU: dict[str, Sequence[Place]] = {
    "": (Place("", "待办"),),
    "群众": (
        Place("/letters", "来信", Action.LETTER_READ),
        Place("/unanswered", "没答上的", Action.INBOX_SEE),
    ),
    "知识": (
        Place("/entries", "条目", Action.KNOWLEDGE_SEE),
        Place("/drafts", "草稿", Action.KNOWLEDGE_SEE),
        Place("/review", "待审核", Action.DRAFT_APPROVE),
        Place("/try", "试问", Action.KNOWLEDGE_SEE),
        Place("/golden", "必答问题", Action.KNOWLEDGE_SEE),
        Place("/statutes", "法规", Action.KNOWLEDGE_SEE),
        Place("/cases", "案例", Action.CASE_SEE),
    ),
    "宣传": (
        Place("/campaigns", "推送", Action.PUBLICITY_SEE),
        Place("/campaigns/calendar", "普法日历", Action.PUBLICITY_SEE),
        Place("/subscribers", "订阅者", Action.PUBLICITY_SEE),
        Place("/activities", "线下活动", Action.PUBLICITY_SEE),
        Place("/report", "报告", Action.PUBLICITY_SEE),
        Place("/plan", "计划", Action.PUBLICITY_SEE),
    ),
    "本单位": (
        Place("/local", "地方事项", Action.LOCAL_EDIT),
        Place("/figures", "计算器的数字", Action.FIGURES_EDIT),
        Place("/forbidden", "禁用词", Action.FORBIDDEN_EDIT),
        Place("/bureau", "单位资料", Action.BUREAU_EDIT),
        Place("/wechat", "公众号", Action.ACCOUNT_SEE),
    ),
    "管理": (
        Place("/people", "人员", Action.STAFF_SEE),
        Place("/record", "操作记录", Action.AUDIT_SEE),
        Place("/system", "运行状况", Action.SETTINGS_SEE),
        Place("/system/backup", "备份", Action.DATA_BACKUP),
    ),
    "培训": (
        Place("/suggestions", "培训建议", Action.PAPER_RESULTS),
        Place("/items", "题库", Action.ITEM_SEE),
        Place("/papers", "试卷和成绩", Action.PAPER_RESULTS),
        Place("/learners", "岗位", Action.TRAINING_POST),
    ),
    "学习": (
        Place("/practice", "每日练习", Action.TRAINING_PRACTISE),
        Place("/exams", "考试", Action.TRAINING_PRACTISE),
        Place("/learnt", "学法记录", Action.TRAINING_PRACTISE),
        Place("/syllabus", "应知应会清单", Action.TRAINING_PRACTISE),
    ),
    "我": (Place("/me", "我的账号"), Place("/help", "手册")),
}


def _letters(db: Connection, account: str, now: datetime) -> int:
    return letters.unanswered(db)


def _questions(db: Connection, account: str, now: datetime) -> int:
    return inbox.count(db)


LATE = Place("/letters?due=late", "封来信过了期限", Action.LETTER_ANSWER)
SOON = Place("/letters?due=soon", "封来信今明两天到期", Action.LETTER_ANSWER)
DUE = (LATE, SOON)
"""Letters that stand in the number of those without an answer already."""
WAITING: list[Waiting] = [
    Waiting("/letters?state=open", "封来信待答复", Action.LETTER_ANSWER, _letters),
    Waiting("/unanswered", "个没答上的问题", Action.INBOX_SEE, _questions),
    Waiting(
        "/items/drafts?state=in_review",
        "道题待审核",
        Action.ITEM_APPROVE,
        lambda db, person, _now: file_drafts.in_review_of_others(db, person, Kind.ITEM),
    ),
    Waiting(
        "/cases",
        "个案例待审核",
        Action.CASE_APPROVE,
        lambda db, person, _now: file_drafts.in_review_of_others(db, person, Kind.CASE),
    ),
    Waiting("/items", "条题目报错", Action.ITEM_SUSPEND, practice.count_open_reports),
    Waiting("/exams", "场考试等您参加", Action.TRAINING_PRACTISE, sitting_transactions.waiting_for),
    Waiting("/review", "份草稿待审核", Action.DRAFT_APPROVE, drafts.in_review_of_others),
    Waiting(
        "/campaigns?state=in_review",
        "个推送待审核",
        Action.CAMPAIGN_APPROVE,
        campaigns.in_review_of_others,
    ),
    Waiting(
        "/campaigns?state=draft", "个推送草稿待提交", Action.CAMPAIGN_SUBMIT, campaigns.drafted
    ),
    Waiting(
        "/campaigns?state=approved",
        "个推送待定时",
        Action.CAMPAIGN_SCHEDULE,
        campaigns.without_time,
    ),
    Waiting(
        "/campaigns?state=paused", "个推送停着，等您决定", Action.CAMPAIGN_RESUME, campaigns.stopped
    ),
    Waiting("/drafts?state=mine", "份草稿被退回", Action.DRAFT_WRITE, drafts.returned_to),
]


@dataclass(frozen=True, slots=True)
class Following:
    """What waits by the knowledge alone, and no table knows; `count` reads it off."""

    path: str
    words: str
    action: Action
    count: Callable[[Visit], int]


FOLLOWING = (
    Following(
        "/items?state=suspended",
        "道题停考待复核",
        Action.ITEM_WRITE,
        lambda visit: len(bank_of(visit.edition).suspended),
    ),
    Following(
        "/cases",
        "个案例要撤下",
        Action.CASE_WITHDRAW,
        lambda visit: len(visit.application.training.cases.book.doubted),
    ),
    Following(
        "/cases?state=waiting",
        "个案例要复核",
        Action.CASE_WRITE,
        lambda visit: len(visit.application.training.cases.book.to_review),
    ),
)


async def waiting(visit: Visit) -> list[tuple[Waiting | Following | Place, int]]:
    """What this person could do now, as far as there is any of it."""
    mine = [one for one in WAITING if visit.may(one.action)]

    def counted(db: Connection) -> list[tuple[Waiting | Following | Place, int]]:
        due = _due(db, visit.console.today) if visit.may(Action.LETTER_ANSWER) else []
        return [*due, *((one, one.count(db, visit.actor.member.name, visit.now)) for one in mine)]

    found = await visit.application.database.read(counted)
    found += [(one, one.count(visit)) for one in FOLLOWING if visit.may(one.action)]
    return [(one, count) for one, count in found if count]


def total(found: Iterable[tuple[object, int]]) -> int:
    """How much that is, nothing twice."""
    return sum(count for one, count in found if one not in DUE)


def _due(db: Connection, today: date) -> list[tuple[Place, int]]:
    """By the days of where the bureau is."""
    day = timedelta(days=1)
    return [
        (LATE, letters.due(db, last=today - day)),
        (SOON, letters.due(db, first=today, last=today + day)),
    ]


async def menu(visit: Visit) -> Sequence[tuple[str, Sequence[Shown]]]:
    """Groups with their pages."""
    counts: dict[str, int] = {}
    for one, count in await waiting(visit):
        if one in DUE:
            continue
        path = one.path.partition("?")[0]
        counts[path] = counts.get(path, 0) + count
    here = _place_of(visit.path.partition("?")[0])
    groups = []
    for group, places in MENU.items():
        shown = [
            Shown(place.path, place.words, counts.get(place.path, 0), place.path == here)
            for place in places
            if place.action is None or visit.may(place.action)
        ]
        if shown:
            groups.append((group, shown))
    return groups


def _place_of(path: str) -> str:
    """The place of the menu that a page belongs to: the longest that it is, or lies below."""
    known = [place.path for places in MENU.values() for place in places]
    above = [one for one in known if path == one or (one and path.startswith(f"{one}/"))]
    return max(above, key=len, default="-")
