"""Points: what is left of the twelve, when they are cleared, and what twelve bring about.

道路交通安全违法行为记分管理办法 (MPS order 163 of 2021).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.calculators.calculator import Calculator, Given, Result, choice, cite
from bot.calculators.inputs import Input, Kind, WrongValue
from bot.calculators.workdays import add_months
from bot.text.dates import chinese_date

FULL = 12
REDUCIBLE = 6
"""Points that lessons may take off in a period: 第二十五条."""
ORDINARY, HEAVY = "ordinary", "heavy"
LICENCES = {
    ORDINARY: "小车、摩托车等",
    HEAVY: "大型客车、重型牵引挂车、城市公交车、中型客车、大型货车",
}
LESSONS = {ORDINARY: (7, 60), HEAVY: (30, 120)}
"""Days for each twelve points or each time, and the most: 第十八条."""
PROBATION = 12
"""Months: 机动车驾驶证申领和使用规定 第七十六条."""
RULE = "道路交通安全违法行为记分管理办法"


def period(licensed: date, today: date) -> tuple[date, date]:
    """The period that `today` is in: its first day, and the first of the next (第三条)."""
    years = today.year - licensed.year
    if add_months(licensed, 12 * years) > today:
        years -= 1
    return add_months(licensed, 12 * years), add_months(licensed, 12 * (years + 1))


def lesson_days(kind: str, points: int, times: int) -> int:
    """Days of lessons; `times` is how often before in this period: 第十八条."""
    each, most = LESSONS[kind]
    return min(each * (times + points // FULL), most)


def _rule(given: Given) -> Result:
    points = given.whole("points")
    opening, dates = _period_told(given)
    values = {**dates, "points": points, "left": max(FULL - points, 0), "full": points >= FULL}
    if points >= FULL:
        return _full(given, points, values, opening)
    unpaid = given.yes("unpaid")
    carried = "没交罚款的那几笔，记分转到下一个周期，别的清零" if unpaid else "到时候全部清零"
    told = [
        f"现在记了{points}分，离记满还有{FULL - points}分。{opening}{carried}。",
        "处理完违章、没记满12分的，参加交警的学习教育可以申请减分，"
        f"一个周期最多减{REDUCIBLE}分：网上学满30分钟并考试合格减1分，"
        "现场学满1小时并考试合格减2分，公益活动满1小时减1分。",
    ]
    if unpaid:
        told.append("趁周期没完把罚款交了，就不会转过去。")
    basis = [cite(RULE, number) for number in (3, 15, 25, 26, 27)]
    return Result(values | {"cleared": not unpaid}, told, basis, _ASSUMPTIONS)


def _period_told(given: Given) -> tuple[str, dict[str, object]]:
    """When the period began and the next one does, as far as that can be told."""
    if not given.answers["licensed"]:
        opening = "记分周期从初次领证那天起每12个月一个，填上领证日期就能算出哪天清零，"
        return opening, {"period_from": None, "reset_on": None}
    licensed = given.day("licensed")
    today = given.day("on") if given.answers["on"] else given.today
    if licensed > today:
        raise WrongValue("licensed", "领证日期在以后，请看驾驶证上的“初次领证日期”")
    begins, resets = period(licensed, today)
    opening = f"这个记分周期从{chinese_date(begins)}开始，{chinese_date(resets)}开始下一个周期。"
    return opening, {"period_from": begins, "reset_on": resets}


def _full(given: Given, points: int, values: dict[str, object], opening: str) -> Result:
    kind, times = given.choice("licence"), given.whole("times")
    days = lesson_days(kind, points, times)
    known = given.answers["licensed"]
    rounds = max(times + 1, points // FULL)
    exams = {1: "法规考试", 2: "法规考试，再考道路驾驶技能"}.get(
        rounds, "法规考试，再考场地和道路驾驶技能"
    )
    told = [
        f"记了{points}分，已经满12分：交警扣留驾驶证，要学习{days}天，通过{exams}，"
        "罚款交清，才清零、还证。",
        f"{opening if known else ''}满了分，光等周期结束不会自动清零。",
        "收到满分教育通知书后30天里不去学习、考试的，驾驶证会被公告停止使用。",
        "满12分以后，不能再处理您开过的别的车的违章记录。",
    ]
    basis = [cite(RULE, number) for number in (17, 18, 22, 23, 29, 14)]
    if known and add_months(given.day("licensed"), PROBATION) > given.today:
        told.append("还在实习期的，实习的准驾车型会被注销，要重新考。")
        basis.append(cite("机动车驾驶证申领和使用规定", 80))
    values = values | {"lesson_days": days, "exams": exams, "cleared": False}
    return Result(values, told, basis, _ASSUMPTIONS)


_ASSUMPTIONS = [
    "记分以交警系统里查到的为准；周期从初次领取驾驶证那天起，每12个月一个。",
    "减分要符合条件：例如不在实习期、证没有逾期未审验、最近三个周期没有因酒驾等受罚。",
    "还没处理的违章，处理时才记分，不会跟着周期清掉。",
    "学习天数按每满12分或者每多一次各加一份算。",
]

CALCULATOR = Calculator(
    name="points",
    title="驾驶证记分",
    about="记了多少分、哪天领的证，算还剩几分、哪天清零、满分怎么办。",
    words=("记分", "扣分", "清零", "12分", "满分"),
    inputs=(
        Input("points", "这个周期记了多少分", Kind.WHOLE, "分", most=Decimal(300)),
        Input(
            "licensed",
            "初次领证日期",
            Kind.DAY,
            hint="驾驶证上印着，例如2019-03-15；算哪天清零用。",
            required=False,
        ),
        Input(
            "unpaid",
            "有没有处罚了、逾期没交的罚款",
            Kind.YES_NO,
            required=False,
            default="no",
            matters=lambda answers: not _is_full(answers.get("points")),
        ),
        choice(
            "licence",
            "驾驶证上最高的车型",
            LICENCES,
            required=False,
            default=ORDINARY,
            matters=lambda answers: _is_full(answers.get("points")),
        ),
        Input(
            "times",
            "这个周期里以前参加过几次满分学习",
            Kind.WHOLE,
            "次",
            most=Decimal(20),
            required=False,
            default="0",
            matters=lambda answers: _is_full(answers.get("points")),
        ),
        Input("on", "按哪一天算", Kind.DAY, hint="不填就是今天。", required=False),
    ),
    rule=_rule,
    example={"points": "7", "licensed": "2019-03-15"},
)


def _is_full(points: object) -> bool:
    return isinstance(points, Decimal) and points >= FULL
