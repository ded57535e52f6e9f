"""Towing and storage: what the person need not pay, and what nobody has settled."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.calculators.calculator import Calculator, Given, Result, choice, cite, yuan
from bot.calculators.inputs import Answers, Input, Kind
from bot.knowledge.statutes.citations import Citation

PARKED, SEIZED, NO_PERMIT, EVIDENCE, BREAKDOWN = (
    "parking", "seized", "no-permit", "evidence", "breakdown",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """Whether towing and storage are free of charge to the person; None: no text says."""

    label: str
    towing_free: bool | None
    storage_free: bool | None
    said: str
    basis: tuple[Citation, ...]
    note: str = ""


CASES = {
    PARKED: Case(
        "违停被交警拖走",
        True,
        None,
        "交警因违停拖车，不得向您收拖车费，还要及时告诉您车停在哪。",
        (
            cite("道路交通安全法", 93),
            cite("道路交通安全违法行为处理程序规定", 33),
            cite("道路交通安全违法行为处理程序规定", 34),
        ),
        "条文写明不收的是拖车费；违停拖移后的停放费，条文没有单独写，先问清收费的依据再交。",
    ),
    SEIZED: Case(
        "车被交警或者别的机关扣了（扣留、扣押）",
        None,
        True,
        "扣车期间由机关妥善保管，保管费、停车费由机关承担，不该您出。",
        (cite("行政强制法", 26), cite("行政强制法", 25), cite("道路交通安全法", 112)),
        "条文写的是保管费；扣车时的拖车费没有单独写，先问清收费的依据再交。",
    ),
    NO_PERMIT: Case(
        "没有营运证，车被交通运输部门暂扣",
        None,
        True,
        "暂扣期间不得收取或者变相收取保管费用。",
        (cite("道路运输条例", 62), cite("行政强制法", 26)),
        "条文写的是保管费；暂扣时的拖车费没有单独写，先问清收费的依据再交。",
    ),
    EVIDENCE: Case(
        "出了事故，车被交警扣了做检验、鉴定",
        True,
        True,
        "因扣车发生的费用由交警承担；通知您来领、您没按时领，后面的停车费由您承担。",
        (cite("道路交通事故处理程序规定", 58), cite("道路交通事故处理程序规定", 39)),
        "“因扣留车辆发生的费用”这里按包括拖车费算；事故现场的施救费是另一回事，可以向责任方要。",
    ),
    BREAKDOWN: Case(
        "车坏了、出了事故，自己叫的或者清障来救援的",
        False,
        False,
        "救援拖车由车主付钱；事故里是对方责任的，施救费可以向对方要求赔偿。",
        (cite("道路交通事故损害赔偿司法解释", 12), cite("价格法", 13)),
        "收费标准由各地定，本站没有收录，按您填的数算；收费要明码标价，可以要标准看、要发票。",
    ),
}


def _rule(given: Given) -> Result:
    case = CASES[given.choice("case")]
    towing, daily = given.amount("tow-fee"), given.amount("daily")
    days, late = given.amount("days"), min(given.amount("late-days"), given.amount("days"))
    stored = daily * days
    own = daily * late if case.storage_free else Decimal(0)
    payable = own + sum(
        cost
        for cost, free in ((towing, case.towing_free), (stored, case.storage_free))
        if free is False
    )
    free_of_charge = (towing if case.towing_free else Decimal(0)) + (
        stored - own if case.storage_free else Decimal(0)
    )
    unsettled = (towing if case.towing_free is None else Decimal(0)) + (
        stored if case.storage_free is None else Decimal(0)
    )
    values = {"payable": payable, "not_payable": free_of_charge, "unsettled": unsettled}
    told = [case.said]
    if towing or stored:
        left = f"，条文没写明的{yuan(unsettled)}" if unsettled else ""
        told[0] += f"按您填的数：该您出{yuan(payable)}，不该您出{yuan(free_of_charge)}{left}。"
    if free_of_charge:
        told.append("已经交了的，凭收据向收钱的机关要求退还；不退的，可以复议、起诉，或者打12345。")
    if given.choice("case") == SEIZED:
        told.append("查封、扣押一般不超过30天，批准延长的再加不超过30天，另有规定的除外。")
    if case.storage_free:
        told.append("通知您领车了就尽快去领。")
    return Result(values, told, case.basis, [case.note] if case.note else [])


def _can_be_late(answers: Answers) -> bool:
    """Only there does a text say who pays once one was told to fetch the vehicle."""
    return answers.get("case") == EVIDENCE


CALCULATOR = Calculator(
    name="towing",
    title="拖车、停车费",
    about="车为什么被拖、被扣，算哪些钱不该您出。",
    words=("拖车", "停车费", "保管费", "施救", "扣车"),
    inputs=(
        choice("case", "是哪一种情况", {name: case.label for name, case in CASES.items()}),
        Input("tow-fee", "拖车费要了多少", Kind.NUMBER, "元", required=False),
        Input("daily", "停车费每天多少", Kind.NUMBER, "元", required=False),
        Input("days", "停了几天", Kind.WHOLE, "天", most=Decimal(10_000), required=False),
        Input(
            "late-days",
            "其中通知领车以后又拖了几天没领",
            Kind.WHOLE,
            "天",
            most=Decimal(10_000),
            required=False,
            matters=_can_be_late,
        ),
    ),
    rule=_rule,
    example={"case": "parking", "tow-fee": "300"},
)
