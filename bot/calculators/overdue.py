"""A fine not paid in time: 3 percent a day, never more than the fine itself."""

from __future__ import annotations

from decimal import Decimal

from bot.calculators.calculator import Calculator, Given, Result, cite, yuan
from bot.calculators.inputs import Input, Kind

DAILY = Decimal("0.03")
"""行政处罚法 第七十二条第一款第一项, 道路交通安全法 第一百零九条第一项."""
CAPPED_ON = 34
"""The day on which 3 percent a day would pass the fine: 33 days make 99 percent."""


def extra(fine: Decimal, days: int) -> Decimal:
    """Yuan on top for so many days late; at most the fine (行政处罚法 第七十二条第一款第一项)."""
    return min(fine * DAILY * days, fine)


def _rule(given: Given) -> Result:
    fine, days = given.number("fine"), given.whole("days")
    more = extra(fine, days)
    is_capped = fine * DAILY * days > fine
    values = {
        "extra": more,
        "total": fine + more,
        "capped": is_capped,
        "cap": fine,
        "daily": fine * DAILY,
    }
    daily = f"每天加处{yuan(fine * DAILY)}（罚款的3%），晚了{days}天（从交款期限的第二天数起）"
    if not days:
        told = [f"没有过期，交{yuan(fine)}就行。"]
    elif is_capped:
        told = [
            f"{daily}，已经到顶：加处不能超过罚款本身，"
            f"所以加处{yuan(more)}，一共交{yuan(fine + more)}。",
            f"加处的钱第{CAPPED_ON}天到顶，以后不再增加。",
        ]
    else:
        told = [f"{daily}，加处{yuan(more)}，一共交{yuan(fine + more)}。"]
    told.append("交不起的，可以向作出处罚的机关申请缓交或者分期。")
    basis = [
        cite("行政处罚法", 72),
        cite("道路交通安全法", 109),
        cite("行政强制法", 45),
        cite("行政处罚法", 66),
        cite("行政处罚法", 73),
    ]
    assumptions = [
        "“晚了几天”从交款期限（收到决定书起15日）的第二天数起。",
        "申请复议、起诉期间不算加处罚款；批准缓交、分期的，也不算过期。",
        "加处罚款是“可以”，以机关的决定为准。",
    ]
    return Result(values, told, basis, assumptions)


CALCULATOR = Calculator(
    name="overdue",
    title="罚款逾期",
    about="罚款多少、晚了几天，算要多交多少。",
    words=("逾期", "滞纳金", "加处", "晚交", "过期"),
    inputs=(
        Input("fine", "罚款多少", Kind.NUMBER, "元", least=Decimal(1)),
        Input(
            "days",
            "晚了几天",
            Kind.WHOLE,
            "天",
            hint="从15日的交款期限过了那天数起。",
            most=Decimal(10_000),
        ),
    ),
    rule=_rule,
    example={"fine": "200", "days": "40"},
)
