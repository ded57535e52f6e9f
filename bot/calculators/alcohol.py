"""Driving after drinking: what the figure of the test comes to.

From 80 mg on it is drunken driving (醉酒危险驾驶刑事案件意见 第四条, 第二十条). Where drinking
begins stands in a national standard whose text isn't held: the bureau may fill
that figure in (`local`).
"""

from __future__ import annotations

from decimal import Decimal

from bot.calculators.calculator import Calculator, Given, Result, choice, cite
from bot.calculators.inputs import Answers, Input, Kind, plain

CAR, MOTORCYCLE, EBIKE = "car", "motorcycle", "ebike"
VEHICLES = {
    CAR: "汽车",
    MOTORCYCLE: "摩托车（包括超标、属于机动车的电动车）",
    EBIKE: "电动自行车（属于非机动车）",
}
DRUNK = Decimal(80)
LIGHT_BELOW = Decimal(150)
"""Below it, without aggravating facts, it may be no crime: 意见 第十二条第一款第一项."""
NO_PROBATION_ABOVE = Decimal(180)
"""Above it there is usually no suspended sentence: 意见 第十四条第五项."""
OPINION = "醉酒危险驾驶刑事案件意见"
ROAD = "道路交通安全法"


def _rule(given: Given) -> Result:
    figure = given.number("mg")
    if given.choice("vehicle") == EBIKE:
        return _on_a_bicycle(figure)
    least = given.local.yearly.alcohol
    if not figure or (least is not None and figure < least):
        return _nothing(given, figure)
    return _drunk(given, figure) if figure >= DRUNK else _drinking(given, figure)


def _nothing(given: Given, figure: Decimal) -> Result:
    """Below where drinking begins."""
    values = {"kind": "none", "fine": None, "points": 0, "crime": False}
    said = f"{plain(figure)}毫克/100毫升，够不上饮酒后驾驶，不按这一条处罚。"
    return Result(values, [said], [cite(ROAD, 91)], [*_threshold(given), *_ASSUMPTIONS])


def _drinking(given: Given, figure: Decimal) -> Result:
    """饮酒后驾驶: 道路交通安全法 第九十一条第一款; of a commercial vehicle, 第三款."""
    again, commercial = given.whole("times") > 1, given.yes("commercial")
    if commercial:
        fined, held, kept, said = (5000, 5000), (15, 15), "吊销，5年内不能重新取得", "营运车"
    elif again:
        fined, held, kept, said = (1000, 2000), (0, 10), "吊销，2年内不能重新申请", "再次酒驾"
    else:
        fined, held, kept, said = (1000, 2000), (0, 0), "暂扣6个月", "第一次"
    money = f"{fined[0]}元" if fined[0] == fined[1] else f"{fined[0]}元到{fined[1]}元"
    held_for = {(15, 15): "拘留15日，", (0, 10): "拘留10日以下，"}.get(held, "")
    points = "一次记12分。" if not (commercial or again) else "同时一次记12分。"
    told = [
        f"{plain(figure)}毫克/100毫升，没到80，不算醉驾；认定为饮酒后驾驶机动车的（{said}）："
        f"{held_for}罚款{money}，驾驶证{kept}。",
        points,
    ]
    basis = [cite(ROAD, 91), cite("道路交通安全违法行为记分管理办法", 8), cite(OPINION, 4)]
    if again and not commercial:
        basis.append(cite("机动车驾驶证申领和使用规定", 15))
    values = {
        "kind": "drinking",
        "fine": {"least": fined[0], "most": fined[1]},
        "detention_days": {"least": held[0], "most": held[1]},
        "licence": kept,
        "suspended_months": 0 if commercial or again else 6,
        "barred_years": 5 if commercial else 2 if again else 0,
        "points": 12,
        "crime": False,
    }
    return Result(values, told, basis, [*_threshold(given), *_ASSUMPTIONS], points)


def _drunk(given: Given, figure: Decimal) -> Result:
    """醉酒驾驶: 道路交通安全法 第九十一条第二、四款; 刑法 第一百三十三条之一; 意见 第十条,
    第十二条, 第十四条, 第二十条."""
    again, commercial = given.whole("times") > 1, given.yes("commercial")
    years = 10 if commercial else 5
    later = "，以后重新取得了也不能开营运车" if commercial else ""
    told = [
        f"{plain(figure)}毫克/100毫升，到了80，是醉酒驾驶：先约束到酒醒，吊销驾驶证，"
        f"{years}年内不能重新取得{later}；依法追究刑事责任（危险驾驶罪，拘役，并处罚金）。"
    ]
    if figure < LIGHT_BELOW:
        told.append(
            "不满150的，没有出事故、没有载客营运、没有上高速、两年内没有因酒驾被查等从重情形，"
            "可以认定情节显著轻微、不当犯罪处理；驾驶证照样吊销，并按饮酒后驾驶罚款、拘留。"
        )
    if figure > NO_PROBATION_ABOVE:
        told.append("超过180的，一般不适用缓刑。")
    if again:
        told.append("两年内因酒驾被查过的，从重处理；五年内被查过的，一般不适用缓刑。")
    basis = [cite(ROAD, 91), cite("刑法", 133, 1), cite(OPINION, 4), cite(OPINION, 20)]
    basis += [cite(OPINION, 12)] if figure < LIGHT_BELOW else []
    basis += [cite(OPINION, 14)] if figure > NO_PROBATION_ABOVE or again else []
    basis += [cite(OPINION, 10)] if figure < LIGHT_BELOW or again else []
    values = {
        "kind": "drunk",
        "fine": None,
        "detention_days": None,
        "licence": f"吊销，{years}年内不能重新取得",
        "suspended_months": 0,
        "barred_years": years,
        "points": None,
        "crime": True,
        "may_be_no_crime": figure < LIGHT_BELOW,
    }
    return Result(values, told, basis, _ASSUMPTIONS)


def _on_a_bicycle(figure: Decimal) -> Result:
    """Only drunk, not after drinking: 实施条例 第七十二条第三项, 道路交通安全法 第八十九条."""
    is_drunk = figure >= DRUNK
    done = (
        "醉酒骑电动自行车是违法的：警告或者罚款5元到50元；不接受罚款的，可以扣车。"
        if is_drunk
        else "条文禁止的是醉酒骑车，没到醉酒的没有处罚规定，但也别骑。"
    )
    values = {
        "kind": "drunk" if is_drunk else "none",
        "fine": {"least": 5, "most": 50} if is_drunk else None,
        "points": 0,
        "crime": False,
    }
    told = [f"{plain(figure)}毫克/100毫升。{done}", "超标电动车属于机动车的，按摩托车重新算。"]
    basis = [cite("道路交通安全法实施条例", 72), cite(ROAD, 89), cite(ROAD, 119)]
    notes = [
        "醉酒按80毫克算：这是机动车的标准，骑非机动车醉酒怎么量，条文没有写。",
        "省里对非机动车另有处罚规定的，按省里的规定。",
    ]
    return Result(values, told, basis, notes)


def _threshold(given: Given) -> list[str]:
    """Where drinking begins, as far as that is known here."""
    least = given.local.yearly.alcohol
    if least is None:
        return [
            "多少算“饮酒后驾驶”由国家标准定，本站没有收到标准原文，所以没有核对您的数够不够得上；"
            "够不上的，不按这一条处罚。"
        ]
    source = given.local.yearly.sources["alcohol"]
    return [f"饮酒后驾驶从{plain(least)}毫克起算（{source}）。"]


_ASSUMPTIONS = [
    "以血液酒精含量鉴定为准；对呼气结果有异议，要当场提出。",
    "没有出事故。酒后发生重大事故、构成犯罪的，吊销驾驶证，终生不能重新取得。",
    "有驾驶证、没有别的违法行为。",
]


def _is_motor(answers: Answers) -> bool:
    return answers.get("vehicle") != EBIKE


CALCULATOR = Calculator(
    name="alcohol",
    title="酒驾、醉驾",
    about="酒精含量多少、第几次、是不是营运车，算会怎么处理。",
    words=("酒驾", "醉驾", "酒精", "饮酒", "毫克"),
    inputs=(
        choice("vehicle", "开的什么车", VEHICLES, default=CAR, required=False),
        Input(
            "mg",
            "酒精含量",
            Kind.NUMBER,
            "毫克/100毫升",
            hint="检测单上的数，每100毫升血液里的毫克数。",
            most=Decimal(1000),
        ),
        Input(
            "times",
            "这是第几次酒驾",
            Kind.WHOLE,
            "次",
            hint="以前因酒驾被罚过的，填2或者更多。",
            least=Decimal(1),
            most=Decimal(50),
            required=False,
            default="1",
            matters=_is_motor,
        ),
        Input(
            "commercial",
            "是不是营运车（拉客、拉货挣钱的）",
            Kind.YES_NO,
            required=False,
            default="no",
            matters=_is_motor,
        ),
    ),
    rule=_rule,
    example={"mg": "65", "times": "1", "vehicle": "car"},
)
