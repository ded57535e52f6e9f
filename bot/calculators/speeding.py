"""Speeding: the fine's range, points, and what becomes of the licence."""

from __future__ import annotations

from decimal import Decimal

from bot.calculators.calculator import Calculator, Given, Result, choice, cite, percent, yuan
from bot.calculators.inputs import Answers, Input, Kind, plain
from bot.calculators.points import FULL

CAR, TRUCK, BUS, HAZARD, SCHOOL = "car", "truck", "bus", "hazard", "school"
VEHICLES = {
    CAR: "小车、小货车、摩托车等",
    TRUCK: "中型以上载货汽车",
    BUS: "中型以上载客汽车",
    HAZARD: "危险物品运输车辆",
    SCHOOL: "校车",
}
HIGHWAY, EXPRESSWAY, OTHER = "highway", "expressway", "other"
ROADS = {HIGHWAY: "高速公路", EXPRESSWAY: "城市快速路", OTHER: "其他道路"}
RULE = "道路交通安全违法行为记分管理办法"
ORDINARY, SEVERE = (20, 200), (200, 2000)
"""Yuan: 道路交通安全法 第九十条; 第九十九条第一款第四项, over 50 percent."""
_POINTS = {
    # (heavy or dangerous, fast road): from so many percent on, points, article of 记分管理办法
    (False, True): ((50, 12, 8), (20, 6, 10)),
    (False, False): ((50, 6, 10), (20, 3, 11)),
    (True, True): ((20, 12, 8), (0, 6, 10)),
    (True, False): ((50, 9, 9), (20, 6, 10), (10, 1, 12)),
}
"""第八条第五项, 第九条第二项, 第十条第二、三项, 第十一条第二项, 第十二条第一项. 以上 counts
the bound in."""


def points(vehicle: str, road: str, share: Decimal) -> tuple[int, int]:
    """Points for so many percent over, and their article; (0, 0) where there are none."""
    rows = _POINTS[vehicle != CAR, road != OTHER]
    return next(((worth, art) for least, worth, art in rows if share >= least), (0, 0))


def fine(share: Decimal) -> tuple[int, int]:
    """Least and most in yuan: the higher range begins above 50 percent, not at it."""
    return SEVERE if share > 50 else ORDINARY


def _rule(given: Given) -> Result:
    limit, speed = given.number("limit"), given.number("speed")
    vehicle, road = given.choice("vehicle"), given.choice("road")
    excess = max(speed - limit, Decimal(0))
    share = excess * 100 / limit
    values = {
        "over_kmh": excess,
        "over_percent": share,
        "over": excess > 0,
        "fine": None,
        "warning_possible": False,
        "points": 0,
        "licence": "",
        "authority": "公安机关交通管理部门",
    }
    opening = f"限速{plain(limit)}，开到{plain(speed)}公里/小时，"
    if not excess:
        return Result(values, [f"{opening}没有超速。"], [cite("道路交通安全法", 42)], [_ASSUMPTION])
    worth, article = points(vehicle, road, share)
    least, most = fine(share)
    is_severe = (least, most) == SEVERE
    warned = "" if is_severe else "警告或者"
    told = [
        f"{opening}超了{percent(share)}。{warned}罚款{yuan(least)}到{yuan(most)}，"
        + (f"记{worth}分。" if worth else "这个比例不记分。")
    ]
    basis = [cite("道路交通安全法", 99 if is_severe else 90), cite("道路交通安全法", 42)]
    if worth:
        basis.insert(1, cite(RULE, article))
    before = given.maybe("points-before")
    if before is not None:
        told[0] += _in_all(int(before), worth)
        basis.append(cite(RULE, 3))
    if is_severe:
        told.append("超过50% 的，交警先扣留驾驶证，还可以并处吊销；被吊销的，2年内不能重新申请。")
        basis += [
            cite("道路交通安全违法行为处理程序规定", 31),
            cite("机动车驾驶证申领和使用规定", 15),
        ]
    if worth == 12:
        told.append("一次记满12分，驾驶证会被扣留，要参加学习、考试，合格才还。")
        basis.append(cite(RULE, 17))
    if vehicle in (BUS, SCHOOL):
        told.append("从事校车业务或者旅客运输，严重超速的，可能构成危险驾驶罪。")
        basis.append(cite("刑法", 133, 1))
    values |= {
        "fine": {"least": least, "most": most},
        "warning_possible": not is_severe,
        "points": worth,
        "licence": "可以并处吊销" if is_severe else "",
    }
    return Result(values, told, basis, [_ASSUMPTION, _RANGE])


def _in_all(before: int, worth: int) -> str:
    """What is left of the twelve points: 记分管理办法 第三条."""
    in_all = before + worth
    opening = f"加上这个周期已经记的{before}分，一共{in_all}分，"
    if not worth:
        opening = f"这个周期已经记的还是{before}分，"
    if in_all >= FULL:
        return f"{opening}已经满{FULL}分，要参加学习、考试。"
    return f"{opening}离记满{FULL}分还有{FULL - in_all}分。"


def _is_over(answers: Answers) -> bool:
    limit, speed = answers.get("limit"), answers.get("speed")
    return isinstance(limit, Decimal) and isinstance(speed, Decimal) and speed > limit


_ASSUMPTION = (
    "限速以当时那一段路的标志、标线为准；没有标志的，按道路交通安全法实施条例第四十五条、"
    "第四十六条、第七十八条。没有考虑测速设备的误差。"
)
_RANGE = "罚款是法律定的幅度；省里按超速多少分了档的，按省里的标准。没有造成事故。"

CALCULATOR = Calculator(
    name="speeding",
    title="超速",
    about="限速多少、开到多少，算超速比例、罚款幅度和记分。",
    words=("超速", "限速"),
    inputs=(
        Input(
            "limit",
            "限速多少",
            Kind.NUMBER,
            "公里/小时",
            least=Decimal(5),
            most=Decimal(120),
        ),
        Input("speed", "开到多少", Kind.NUMBER, "公里/小时", most=Decimal(400)),
        choice("vehicle", "是哪一种车", VEHICLES, default=CAR, required=False),
        choice("road", "在哪种路上", ROADS),
        Input(
            "points-before",
            "这个记分周期已经记了几分",
            Kind.WHOLE,
            "分",
            hint="算还剩几分用，不填也行。",
            most=Decimal(300),
            required=False,
            matters=_is_over,
            asked=False,
        ),
    ),
    rule=_rule,
    example={"limit": "60", "speed": "95", "vehicle": "car", "road": "other"},
)
