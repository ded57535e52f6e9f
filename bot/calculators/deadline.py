"""Until when: review, suit, hearing, payment of a fine and more, from the day a paper was received.

The day on which a term begins isn't counted, and a term that ends on a day off ends on the next
working day: 民事诉讼法 第八十五条, by 行政复议法 第八十八条 and 行政诉讼法 第一百零一条 also there;
民法典 第二百零一条 to 第二百零三条.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.calculators.calculator import Calculator, Given, Result, choice, cite
from bot.calculators.inputs import Input, Kind
from bot.calculators.local import LocalFigures
from bot.calculators.workdays import add_months
from bot.knowledge.statutes.citations import Citation
from bot.text.dates import chinese_date, weekday


@dataclass(frozen=True, slots=True)
class Term:
    """So many days, working days or months; one of the three is set."""

    label: str
    since: str
    basis: tuple[Citation, ...]
    then: str
    days: int = 0
    workdays: int = 0
    months: int = 0
    safe_days: int = 0
    """Days in which one had better act, where another law counts the same term shorter."""

    @property
    def length(self) -> str:
        if self.months:
            return f"{self.months}个月"
        return f"{self.workdays}个工作日" if self.workdays else f"{self.days}日"


CIVIL = cite("民事诉讼法", 85)
ON_HOLIDAY = cite("民法典", 203)
_WORKDAYS = cite("道路交通安全违法行为处理程序规定", 81)
TERMS = {
    "review": Term(
        "申请行政复议",
        "知道处罚（或者别的行政行为）的那天",
        (cite("行政复议法", 20), cite("行政复议法", 88), CIVIL),
        "没有告诉您可以复议、找谁、多久的，从知道这些时算起，最长1年。",
        days=60,
    ),
    "suit": Term(
        "直接向法院起诉",
        "知道处罚（或者别的行政行为）的那天",
        (
            cite("行政诉讼法", 46),
            cite("行政复议法", 23),
            cite("行政诉讼法", 101),
            CIVIL,
            cite("民法典", 202),
        ),
        "当场作出的处罚（例如现场开的罚单）要先复议，不能直接起诉；"
        "申请不履行法定职责等法律规定先复议的，也一样。",
        months=6,
    ),
    "suit-after-review": Term(
        "不服复议决定，去起诉",
        "收到复议决定书的那天",
        (cite("行政诉讼法", 45), cite("行政诉讼法", 101), CIVIL),
        "复议机关到期不作决定的，从复议期满那天算。",
        days=15,
    ),
    "hearing": Term(
        "要求听证",
        "被告知可以听证的那天",
        (cite("行政处罚法", 64), cite("行政处罚法", 85)),
        "较大数额罚款、吊销许可证件、责令停产停业等才有听证；听证不收钱。",
        workdays=5,
    ),
    "ticket": Term(
        "交罚款",
        "收到罚款决定书的那天",
        (cite("行政处罚法", 67), cite("道路交通安全法", 108), ON_HOLIDAY),
        "过期每天加处罚款的3%，最多加到罚款本身那么多。",
        days=15,
    ),
    "handle": Term(
        "扣车、扣证或者开了处理通知书，去接受处理",
        "收到凭证或者通知书的那天",
        (
            cite("道路交通安全违法行为处理程序规定", 25),
            cite("道路交通安全违法行为处理程序规定", 46),
            _WORKDAYS,
            cite("道路交通安全法", 110),
        ),
        "交警的程序规定写明这里的15日是工作日；道路交通安全法第一百一十条的15日没有这样写，"
        "所以最好早去。扣了证，没有正当理由逾期不去处理的，会被吊销驾驶证。",
        workdays=15,
        safe_days=15,
    ),
    "recheck": Term(
        "对事故认定书申请复核",
        "收到事故认定书的那天",
        (cite("道路交通事故处理程序规定", 71), cite("道路交通事故处理程序规定", 112)),
        "书面提出，一次为限，过期不受理。",
        workdays=3,
    ),
}


def last_day(term: Term, since: date, local: LocalFigures) -> tuple[date, date]:
    """The last day as counted, and the one that it moves to where that one is off."""
    holidays = local.holidays
    if term.workdays:
        counted = holidays.after_workdays(since, term.workdays)
    elif term.months:
        counted = add_months(since, term.months)
    else:
        counted = since + timedelta(days=term.days)
    return counted, holidays.next_workday(counted)


def _rule(given: Given) -> Result:
    kind, since = given.choice("kind"), given.day("from")
    term = TERMS[kind]
    counted, last = last_day(term, since, given.local)
    left = (last - given.today).days
    values = {
        "kind": kind,
        "from": since,
        "last_day": last,
        "counted_to": counted,
        "moved": last != counted,
        "days_left": left,
        "term": {"days": term.days, "workdays": term.workdays, "months": term.months},
    }
    moved = (
        f"算到{chinese_date(counted)}（{weekday(counted)}）是休息日，顺延到下一个工作日。"
        if last != counted
        else ""
    )
    ahead = f"还有{left}天" if left > 0 else "就是今天" if not left else f"已经过了{-left}天"
    told = [
        f"{term.label}：最后一天是{chinese_date(last)}（{weekday(last)}），{ahead}。",
        f"从{term.since}的第二天数起，{term.length}。{moved}",
        term.then,
    ]
    if term.safe_days:
        safe = since + timedelta(days=term.safe_days)
        values["safe_day"] = safe
        told.append(f"最稳妥的是在{chinese_date(safe)}以前去。")
    if left < 0:
        told.append("因为不可抗力等正当理由耽误的，还有机会，尽快去问受理的机关。")
    return Result(values, told, term.basis, _assumptions(given, term, since, last))


def _assumptions(given: Given, term: Term, since: date, last: date) -> list[str]:
    told = [f"“{chinese_date(since)}”是{term.since}。"]
    unknown = sorted({*range(since.year, last.year + 1)} - given.local.holidays.years)
    if unknown:
        years = "、".join(f"{year}年" for year in unknown)
        told.append(
            f"{years}的放假、调休安排没有录入：只把周六、周日和法定节日本身（元旦、春节4天、清明、"
            "劳动节2天、端午、中秋、国庆3天）当休息日，没有算调休，请再核对一遍。"
        )
    if term is TERMS["ticket"]:
        told.append(
            "行政处罚法没有写15日最后一天放假怎么办，这里按民法典的期间规则顺延；最好提前交。"
        )
    return told


CALCULATOR = Calculator(
    name="deadline",
    title="期限（复议、起诉、听证、交罚款）",
    about="哪天收到的，算哪天是最后一天，遇休息日顺延。",
    words=("期限", "最后一天", "哪天到期", "复议", "起诉", "听证"),
    inputs=(
        choice("kind", "要办什么", {name: term.label for name, term in TERMS.items()}),
        Input("from", "哪天收到、知道的", Kind.DAY, hint="例如2026-11-02。"),
    ),
    rule=_rule,
    example={"kind": "review", "from": "2026-11-02"},
)
