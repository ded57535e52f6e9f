"""Returning a ticket for a train or a coach.

What laws say is held: 民法典 第八百一十六条, 第八百二十条, 第八百二十一条; 铁路法 第十二条. How
much is kept of the price stands in the carriers' rules, which aren't: a bureau may fill the
rates in (`local`), or the person what the ticket's rules say.
"""

from __future__ import annotations

from decimal import Decimal

from bot.calculators.calculator import Calculator, Given, Result, choice, cite, percent, yuan
from bot.calculators.inputs import Answers, Input, Kind
from bot.knowledge.statutes.citations import Citation

TRAIN, COACH = "train", "coach"
KINDS = {TRAIN: "火车票", COACH: "汽车票"}
OWN, CARRIER, WORSE = "own", "carrier", "worse"
REASONS = {
    OWN: "自己不去了",
    CARRIER: "晚点、停运、没法按票面走（不是我的原因）",
    WORSE: "给换了差的座位、车型（降低服务标准）",
}
_RATES = {TRAIN: "12306的退票页面", COACH: "买票的页面或者客运站"}
CONTACTS = {TRAIN: "铁路客服12306", COACH: "客运站或者12328"}


def _rule(given: Given) -> Result:
    price, reason = given.number("price"), given.choice("reason")
    if reason == CARRIER:
        return _carriers(given, price)
    if reason == WORSE:
        values = {"refund": None, "full": None, "may_claim": price}
        told = [
            "擅自降低服务标准的，您可以要求退票，也可以要求减收票款，由您选；减多少，按差价和承运人谈。",
            _whom(given),
        ]
        return Result(values, told, [cite("民法典", 821)], _ASSUMPTIONS)
    return _own(given, price)


def _carriers(given: Given, price: Decimal) -> Result:
    """All of it back: 铁路法 第十二条 says so of trains; 民法典 第八百二十条 gives every passenger
    the choice."""
    is_train = given.choice("mode") == TRAIN
    basis = [cite("民法典", 820)]
    if is_train:
        basis.insert(0, cite("铁路法", 12))
        said = f"铁路的责任造成的，按您的要求退还全部票款{yuan(price)}，或者改乘到同一站的别的车。"
    else:
        said = f"可以要求改乘别的班次，或者退票；退的是票款{yuan(price)}，不该扣手续费。"
    told = [said, "因此有损失的，还可以要求赔偿，除非不能怪承运人。", _whom(given)]
    values = {"refund": price, "fee": Decimal(0), "full": True}
    unsaid = [] if is_train else ["民法典没有写退票扣不扣手续费；不是旅客的原因，这里按不扣算。"]
    return Result(values, told, basis, [*unsaid, *_ASSUMPTIONS])


def _own(given: Given, price: Decimal) -> Result:
    """民法典 第八百一十六条: within the agreed time; after it the carrier may keep the price."""
    hours = given.maybe("hours")
    basis = [cite("民法典", 816)]
    if hours is not None and hours < 0:
        told = [
            "车已经开了，过了约定的退票时间，承运人可以不退票款。开车后能不能改签、退票，看承运人的规定。",
            _whom(given),
        ]
        return Result({"refund": None, "fee": None, "full": False}, told, basis, _ASSUMPTIONS)
    rate, source = _rate(given, hours)
    if rate is None:
        told = [
            f"扣多少按承运人公布的退票费比例，这里没有收录，请看{_RATES[given.choice('mode')]}："
            f"{yuan(price)}的票，比例每1%扣{yuan(price / 100)}，"
            f"退回来的钱 = {yuan(price)} ×（1 − 比例）；把比例填上就能算出。",
            "要在约定的时间里退票；过了时间，承运人可以不退。",
            _whom(given),
        ]
        unknown = {"refund": None, "fee": None, "full": False, "missing": ["fee-percent"]}
        return Result(unknown, told, basis, _ASSUMPTIONS)
    fee = price * rate / 100
    told = [
        f"退票费{percent(rate)}，扣{yuan(fee)}，退回{yuan(price - fee)}。",
        "要在约定的退票时间里办；过了时间，承运人可以不退。",
        _whom(given),
    ]
    values = {"refund": price - fee, "fee": fee, "full": not fee}
    return Result(values, told, _with_prices(basis, given), [source, *_ASSUMPTIONS])


def _rate(given: Given, hours: Decimal | None) -> tuple[Decimal | None, str]:
    """Percent kept, and where it comes from; what the person says goes first."""
    told = given.maybe("fee-percent")
    if told is not None:
        return told, "退票费比例是您填的，以承运人公布的规则为准。"
    fees = given.local.yearly.fees.get(given.choice("mode"), ())
    if hours is not None:
        for fee in fees:
            if hours >= fee.hours:
                return (
                    fee.percent,
                    f"退票费比例由本单位录入：{given.local.yearly.sources['fees']}。",
                )
    return None, ""


def _with_prices(basis: list[Citation], given: Given) -> list[Citation]:
    """What a railway charges must be published: 铁路法 第二十六条."""
    return [*basis, cite("铁路法", 26)] if given.choice("mode") == TRAIN else basis


def _whom(given: Given) -> str:
    return f"退票、争议找{CONTACTS[given.choice('mode')]}。"


_ASSUMPTIONS = [
    "铁路客运规章和汽车客运退票规则的官方全文本站没有收到，退票费比例、时间档次都没有从那里取。",
    "没有算保险、代售服务费。",
]


def _is_own(answers: Answers) -> bool:
    return answers.get("reason") == OWN


CALCULATOR = Calculator(
    name="refund",
    title="退票（火车、汽车）",
    about="为什么退、票价多少，算能退多少。",
    words=("退票", "票款", "手续费"),
    inputs=(
        choice("mode", "哪种票", KINDS),
        Input("price", "票价", Kind.NUMBER, "元", least=Decimal("0.1"), most=Decimal(100_000)),
        choice("reason", "为什么退", REASONS, required=False, default=OWN),
        Input(
            "hours",
            "离开车还有多久",
            Kind.NUMBER,
            "小时",
            hint="已经开车的填负数，例如 -1。",
            least=Decimal(-10_000),
            most=Decimal(10_000),
            required=False,
            matters=_is_own,
        ),
        Input(
            "fee-percent",
            "退票规则上的退票费比例",
            Kind.NUMBER,
            "%",
            hint="知道就填，不知道可以不填。",
            most=Decimal(100),
            required=False,
            matters=_is_own,
        ),
    ),
    rule=_rule,
    example={"mode": "train", "price": "200", "reason": "own", "fee-percent": "10"},
)
